"""What the pages about advisors show."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, QuerySet

from accounts.models import User
from accounts.services import NewAccount
from advisors.enums import Level
from advisors.filing import with_filing
from advisors.models import Advisor, Assignment, StarRating
from advisors.models.spans import running_on
from core.actor import Actor
from core.permissions import ROLE_LABELS, Role
from orgs.models import Unit


def roster(actor: Actor, day: date) -> QuerySet[Advisor]:
    """Everybody on file, street by street, as of a day.

    Each has `state` and `is_complete`; `running` lists the communities looked after on the
    day, `stars` holds the latest rating, if there is one.
    """
    ratings = StarRating.objects.decided_by(day)
    return (
        with_filing(Advisor.objects.visible_to(actor).with_state_on(day), day)
        .select_related("street")
        .prefetch_related(
            running_assignments(day),
            Prefetch(
                "star_ratings",
                ratings.order_by("advisor_id", "-year").distinct("advisor_id"),
                to_attr="stars",
            ),
        )
        .order_by("street_id", "-level", "name", "pk")
    )


def running_assignments(day: date) -> Prefetch:
    """The assignments of a day, into `running`."""
    running = Assignment.objects.filter(running_on(day))
    ordered = running.select_related("community").order_by("community_id", "id")
    return Prefetch("assignments", ordered, to_attr="running")


def last_assignments() -> Prefetch:
    """The assignments that ended with the service, into `last`."""
    last = Assignment.objects.filter(ends_on=F("advisor__ended_on"))
    ordered = last.select_related("community").order_by("community_id", "id")
    return Prefetch("assignments", ordered, to_attr="last")


def own_file(actor: Actor) -> Advisor | None:
    """The actor's own file in the street she acts in, or None."""
    files = Advisor.objects.filter(user=actor.user_id, street=actor.street_code)
    return files.order_by("-started_on", "pk").first()


@dataclass(frozen=True)
class PlannedAccount:
    """Who gets an account; without one, `reason` says what must be put right first."""

    advisor: Advisor
    account: NewAccount | None = None
    unit_name: str = ""
    reason: str = ""

    @property
    def role_label(self) -> str:
        """The role in Chinese, or empty."""
        return ROLE_LABELS[self.account.role] if self.account else ""


def plan_accounts(street: Unit, day: date) -> list[PlannedAccount]:
    """One account for each advisor of a street who is in post and has none yet.

    A username is `gw`, the last three digits of the street's code and a serial number that is
    never used again (gw017-023): nothing of the person is in it.
    """
    prefix = f"gw{street.code[-3:]}-"
    serial = _last_serial(prefix)
    planned = []
    advisors = Advisor.objects.filter(street=street, user=None).in_post(day)
    for advisor in advisors.prefetch_related(running_assignments(day)).order_by(
        "-level", "name", "pk"
    ):
        units = _units_of(advisor, street)
        if not units:
            reason = "没有分工的居村，请先安排居村，或在顾问名册里填上再导入一次"
            planned.append(PlannedAccount(advisor, reason=reason))
            continue
        serial += 1
        account = NewAccount(
            username=f"{prefix}{serial:03d}",
            name=advisor.name,
            unit_code=units[0].code,
            role=Role.STREET_ADVISOR if advisor.level == Level.STREET else Role.COMMUNITY_ADVISOR,
            more_units=tuple(unit.code for unit in units[1:]),
        )
        planned.append(PlannedAccount(advisor, account, "、".join(unit.name for unit in units)))
    return planned


def _units_of(advisor: Advisor, street: Unit) -> list[Unit]:
    if advisor.level == Level.STREET:
        return [street]
    return [one.community for one in advisor.running]  # type: ignore[attr-defined]


def _last_serial(prefix: str) -> int:
    names = User.objects.filter(username__startswith=prefix).values_list("username", flat=True)
    serials = [name.removeprefix(prefix) for name in names]
    return max((int(serial) for serial in serials if serial.isdigit()), default=0)
