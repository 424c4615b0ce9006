"""Who helps the advisors of a street: a third party under contract, volunteers (T6-3)."""

from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from advisors.enums import StaffKind
from advisors.models import Advisor, PartnerContract, VolunteerGroup
from core.actor import Actor
from core.measures import ItemColumn, Measure, Question, register, true_when
from orgs.models import Unit

HELPS = 2


def helpers(question: Question) -> QuerySet[Any]:
    """T6-3: each street that ever had a helper on record, and what it has on the day.

    It counts with both: a contract in force, and a group of volunteers or an advisor who is a
    volunteer in post.
    """
    day = question.as_of
    partners = PartnerContract.objects.running_on(day).filter(street=OuterRef("pk"))
    groups = VolunteerGroup.objects.running_on(day).filter(street=OuterRef("pk"))
    in_post = Advisor.objects.in_post(day).filter(_of_this_street())
    return (
        Unit.objects.streets()
        .valid_on(day)
        .filter(_ever(PartnerContract, day) | _ever(VolunteerGroup, day) | _volunteered(day))
        .annotate(
            street_code=F("code"),
            has_partner=Exists(partners),
            has_volunteers=Exists(groups) | Exists(in_post),
            partner_pk=Subquery(partners.order_by("starts_on", "pk").values("pk")[:1]),
            partner_name=Subquery(partners.order_by("starts_on", "pk").values("name")[:1]),
            group_pk=Subquery(groups.order_by("starts_on", "pk").values("pk")[:1]),
            group_name=Subquery(groups.order_by("starts_on", "pk").values("name")[:1]),
            group_persons=Subquery(groups.order_by("starts_on", "pk").values("persons")[:1]),
            volunteers_in_post=Coalesce(Subquery(_counted(in_post)), 0),
            counted=true_when(Q(has_partner=True, has_volunteers=True)),
        )
    )


def _of_this_street() -> Q:
    return Q(street=OuterRef("pk"), staff_kind=StaffKind.VOLUNTEER)


def _ever(model: Any, day: Any) -> Exists:
    return Exists(model.objects.filter(street=OuterRef("pk"), starts_on__lte=day))


def _volunteered(day: Any) -> Exists:
    return Exists(Advisor.objects.filter(_of_this_street(), started_on__lte=day))


def _counted(advisors: QuerySet[Any]) -> QuerySet[Any]:
    return advisors.order_by().values("street").annotate(n=Count("pk")).values("n")


def helps(question: Question) -> QuerySet[Any]:
    """T6-3 per street: how many of the two things there are."""
    return helpers(question).annotate(
        numerator=_one_if("has_partner") + _one_if("has_volunteers"), denominator=Value(HELPS)
    )


def _one_if(name: str) -> Case:
    return Case(When(**{name: True}, then=1), default=0)


def helpers_gap(question: Question, street_code: str) -> str:
    """Which of the two is missing."""
    found = helpers(question).filter(street_code=street_code).first()
    lacking = [
        words
        for name, words in (
            ("has_partner", "有效的第三方合作"),
            ("has_volunteers", "在岗的志愿者（队伍或顾问）"),
        )
        if not getattr(found, name, False)
    ]
    return f"还没有{'，也没有'.join(lacking)}。" if lacking else ""


def _partner(street: Any, actor: Actor) -> str:
    return street.partner_name or "没有"


def _volunteers(street: Any, actor: Actor) -> str:
    words = []
    if street.group_name:
        words.append(f"{street.group_name}（{street.group_persons} 人）")
    if street.volunteers_in_post:
        words.append(f"在岗志愿者 {street.volunteers_in_post} 名")
    return "、".join(words) or "没有"


register(
    Measure(
        key="T6-3",
        items=helpers,
        totals=helps,
        columns=(
            ItemColumn("街镇", lambda street, actor: street.name),
            ItemColumn(
                "第三方合作",
                _partner,
                page="advisors:partner",
                key=lambda street: street.partner_pk,
            ),
            ItemColumn(
                "志愿者",
                _volunteers,
                page="advisors:volunteers",
                key=lambda street: street.group_pk,
            ),
        ),
        records="advisors:helpers",
        records_label="看合作与志愿者",
        gap=helpers_gap,
    )
)
