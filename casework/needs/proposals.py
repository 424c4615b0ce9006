"""Which resources fit a need, which do not, and why (T3-1).

Of its category, of the household's street or the district. Each is told in words: for whom it
is, where, what is left of it, and what came of it in the twelve months before. What does not
fit is told as well, with why not: an advisor may know better than the file. What is full, not
begun, over or stopped is never offered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q

from casework.enums import Category, ReferralReason, ReferralState
from casework.models import HouseholdCategory, Need, Referral
from casework.models.referrals import FALLEN
from core.actor import Actor
from resources.enums import Eligibility, Per, StopReason
from resources.models import Resource, ResourceArea
from resources.places import with_left
from resources.standing import PERIODS

# As far back as results are looked at, and what is over is still told of.
LOOKED_BACK = timedelta(days=365)

# The kinds of household that resources are for, by the categories that offices give.
ELIGIBLE: dict[Category, Eligibility] = {
    Category.DIBAO: Eligibility.DIBAO,
    Category.LOW_INCOME: Eligibility.LOW_INCOME,
    Category.NEAR_DIBAO: Eligibility.LOW_INCOME,
    Category.TEKUN: Eligibility.TEKUN,
    Category.EXPENDITURE_POVERTY: Eligibility.EXPENDITURE,
    Category.RIGID_EXPENDITURE: Eligibility.EXPENDITURE,
    Category.TEMPORARY: Eligibility.OTHER,
    Category.OTHER: Eligibility.OTHER,
}


@dataclass(frozen=True)
class Proposal:
    """One resource for a need: why it fits (`fits`), and why not (`against`), in words.

    `left` is how many places are left, None where nobody said how many there are. Of its
    `offered` referrals of the last twelve months (without those the advisors took back), `done`
    were done. `may_offer` is false for what is full or not running.
    """

    resource: Resource
    left: int | None
    fits: list[str]
    against: list[str]
    done: int
    offered: int
    may_offer: bool = True
    fallen: int = field(default=0, repr=False)

    @property
    def is_fit(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.against


def proposals_for(need: Need, actor: Actor, day: date) -> list[Proposal]:
    """The resources of a need's category, best first, those that do not fit last; five queries.

    Among those that fit the ones that were done most often lead, then what is meant for such
    households alone, then the street's own.
    """
    kinds = eligible_kinds(_categories_of(need, day))
    resources = list(_of_category(need, actor, day))
    results = _results_of([one.pk for one in resources], day)
    tried = _tried(need)
    found = [
        _proposal(one, need, kinds, results.get(one.pk, _NOTHING), tried.get(one.pk), day)
        for one in resources
    ]
    return sorted(found, key=_rank)


def eligible_kinds(categories: Iterable[str]) -> set[Eligibility]:
    """The kinds of household that these categories make it; without any it is another one."""
    return {ELIGIBLE[Category(one)] for one in categories} or {Eligibility.OTHER}


@dataclass(frozen=True)
class _Result:
    """What came of a resource's referrals."""

    done: int = 0
    offered: int = 0
    fallen: int = 0


_NOTHING = _Result()


def _categories_of(need: Need, day: date) -> list[str]:
    running = HouseholdCategory.objects.running_on(day).filter(household=need.household_id)
    return list(running.order_by("pk").values_list("category", flat=True))


def _of_category(need: Need, actor: Actor, day: date) -> Any:
    """Those there are on the day, are to come, or have ended in the last twelve months."""
    code, since = need.community_id, day - LOOKED_BACK
    rows = (
        Resource.objects.visible_to(actor)
        .filter(category=need.category, unit__in=[code[:6], code[:9]])
        .exclude(stop_reason=StopReason.MISTAKEN)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=since))
        .filter(Q(stopped_on__isnull=True) | Q(stopped_on__gte=since))
    )
    areas = ResourceArea.objects.select_related("community").order_by("community_id")
    return (
        with_left(rows, day)
        .select_related("provider", "unit")
        .defer("contact_phone_sealed")
        .prefetch_related(Prefetch("places_served", queryset=areas))
        .order_by("name", "pk")
    )


def _results_of(keys: Sequence[UUID], day: date) -> dict[UUID, _Result]:
    """Counted over all streets: of a resource of the district each hears how it did elsewhere.

    Numbers alone; no row of another street is read.
    """
    rows = Referral.objects.filter(
        resource__in=keys, offered_on__gt=day - LOOKED_BACK, offered_on__lte=day
    ).exclude(state=ReferralState.REVOKED)
    counted = (
        rows.order_by()
        .values_list("resource")
        .annotate(
            done=Count("pk", filter=Q(state=ReferralState.DONE)),
            offered=Count("pk"),
            fallen=Count("pk", filter=Q(state__in=FALLEN)),
        )
    )
    return {key: _Result(*counts) for key, *counts in counted}


def _tried(need: Need) -> dict[UUID, Referral]:
    """The latest referral of the need itself to each resource, where that fell through."""
    rows = Referral.objects.filter(need=need, state__in=FALLEN)
    kept = rows.only("resource", "state", "reason", "closed_on", "need", "household")
    return {one.resource_id: one for one in kept.order_by("closed_on", "pk")}


def _proposal(
    one: Resource,
    need: Need,
    kinds: set[Eligibility],
    result: _Result,
    tried: Referral | None,
    day: date,
) -> Proposal:
    left: int | None = one.left  # type: ignore[attr-defined]
    fits = [f"类别相同：{one.get_category_display()}"]
    against: list[str] = []
    for is_fit, words in (
        _running(one, day),
        _places(one, left),
        _eligibility(one, kinds),
        _area(one, need.community_id),
        _again(tried),
    ):
        if words:
            (fits if is_fit else against).append(words)
    if result.offered:
        fits.append(f"近12个月对接{result.offered}次，办成{result.done}次")
    return Proposal(
        resource=one,
        left=left,
        fits=fits,
        against=against,
        done=result.done,
        offered=result.offered,
        may_offer=_running(one, day)[0] and left != 0,
        fallen=result.fallen,
    )


def _running(one: Resource, day: date) -> tuple[bool, str]:
    if one.stopped_on and one.stopped_on <= day:
        return False, f"{one.stopped_on}已停用（{one.get_stop_reason_display()}）"
    if one.starts_on and one.starts_on > day:
        return False, f"{one.starts_on}才开始"
    if one.ends_on and one.ends_on < day:
        return False, f"{one.ends_on}已到期"
    return True, f"有效到{one.ends_on}" if one.ends_on else ""


def _places(one: Resource, left: int | None) -> tuple[bool, str]:
    if left is None:
        return True, "没有写数量，对接前先问一问"
    period, unit = PERIODS[Per(one.per)], one.capacity_unit or "个"
    if left == 0:
        return False, f"{period}的{one.capacity}{unit}已经用完"
    return True, f"{period}还剩{left}{unit}（共{one.capacity}{unit}）"


def _eligibility(one: Resource, kinds: set[Eligibility]) -> tuple[bool, str]:
    if not one.eligible:
        return True, "不限家庭类别"
    wanted = [Eligibility(kind) for kind in one.eligible]
    same = [str(kind.label) for kind in wanted if kind in kinds]
    if same:
        return True, f"这户是{'、'.join(same)}，符合条件"
    labels = "、".join(str(kind.label) for kind in wanted)
    return False, f"只给{labels}，这户登记的不是"


def _area(one: Resource, community: str) -> tuple[bool, str]:
    areas = [place.community for place in one.places_served.all()]
    if not areas:
        return True, "全区都服务" if len(one.unit_id) == 6 else "全街镇都服务"
    if any(place.pk == community for place in areas):
        return True, "服务这户所在的居村"
    names = "、".join(place.short_name for place in areas[:3])
    more = f"等{len(areas)}个居村" if len(areas) > 3 else ""
    return False, f"只服务{names}{more}"


def _again(tried: Referral | None) -> tuple[bool, str]:
    if tried is None:
        return True, ""
    why = ReferralReason(tried.reason).label
    return False, f"这项需求对接过，{tried.closed_on}{tried.get_state_display()}（{why}）"


def _rank(one: Proposal) -> tuple[Any, ...]:
    """Of few referrals little is known: one done of one says less than nine of ten."""
    over = one.done + one.fallen
    return (
        not one.may_offer,
        bool(one.against),
        -(one.done + 1) / (over + 2),
        not one.resource.eligible,
        len(one.resource.unit_id) == 6,
        one.resource.name,
    )
