"""T3-4: the resources of a street's pool that are used."""

import calendar
from datetime import date
from typing import Any

from django.db.models import Count, DateField, Exists, F, Max, OuterRef, QuerySet, Subquery

from casework.enums import ReferralState
from casework.models import Referral
from core.measures import ItemColumn, Measure, Question, register, true_when
from resources.models import Resource

KEY = "T3-4"
# Nobody had taken them on.
_NEVER_TAKEN = (ReferralState.OFFERED, ReferralState.REJECTED)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or that month's last one where it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def used_resources(question: Question) -> QuerySet[Any]:
    """T3-4: the street's own resources of the day, and whether they were used of late.

    Used is one of which its provider accepted a referral within twelve months up to the day,
    whatever came of it. The district's shared resources are no street's.
    """
    after = months_before(question.as_of, question.params[KEY]["months"])
    uses = (
        Referral.objects.filter(
            resource=OuterRef("pk"), answered_on__gt=after, answered_on__lte=question.as_of
        )
        .exclude(state__in=_NEVER_TAKEN)
        .order_by()
    )
    per_resource = uses.values("resource")
    return (
        Resource.objects.active_on(question.as_of)
        .filter(unit__level="street")
        .select_related("provider")
        .defer("contact_phone_sealed")
        .annotate(
            street_code=F("unit_id"),
            uses=Subquery(per_resource.annotate(n=Count("pk")).values("n")),
            used_on=Subquery(
                per_resource.annotate(last=Max("answered_on")).values("last"),
                output_field=DateField(),
            ),
            counted=true_when(Exists(uses)),
        )
    )


def resources_gap(question: Question, street_code: str) -> str:
    """How many nobody used."""
    idle = used_resources(question).filter(street_code=street_code, counted=False).count()
    months = question.params[KEY]["months"]
    return f"{idle} 项资源 {months} 个月里没有用过，可以在需求里对接。" if idle else ""


register(
    Measure(
        key=KEY,
        items=used_resources,
        columns=(
            ItemColumn("资源", lambda resource, actor: resource.name, page="resources:resource"),
            ItemColumn("类别", lambda resource, actor: resource.get_category_display()),
            ItemColumn("提供方", lambda resource, actor: resource.provider.name),
            ItemColumn("对接", lambda resource, actor: resource.uses or 0, is_number=True),
            ItemColumn("最近", lambda resource, actor: resource.used_on or "没有"),
        ),
        records="resources:list",
        records_label="看资源库",
        order=("counted", "category", "name", "pk"),
        gap=resources_gap,
    )
)
