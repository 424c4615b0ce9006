"""How far a need has come by a day: nothing yet, offered, linked, or settled in another way.

A referral holds its need from the day it was offered until it falls through; with its answer
the need is linked, and stays so when the referral is done (T3-1). All of it is told of a day,
for the pages and the figures of an earlier one.
"""

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)

from casework.enums import ReferralState, Settlement
from casework.models import Referral


class Stage(TextChoices):
    """How far a need has come."""

    OPEN = "open", "还没有着落"
    OFFERED = "offered", "等提供方答复"
    LINKED = "linked", "已对接"
    SETTLED = "settled", "已了结"
    MISTAKEN = "mistaken", "登记有误"


# Not met yet: their limit runs.
UNMET = (Stage.OPEN, Stage.OFFERED)
# Keys of core.badges.
BADGES = {
    Stage.OPEN: "no_data",
    Stage.OFFERED: "offered",
    Stage.LINKED: "taken",
    Stage.SETTLED: "done",
    Stage.MISTAKEN: "not_applicable",
}


def with_stage(needs: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Needs with their `stage` on a day, and `linked_on`, when the provider took them on."""
    standing = _standing_on(day)
    linked = standing.filter(answered_on__lte=day).exclude(state=ReferralState.REJECTED)
    is_settled = Q(settled_on__lte=day)
    return needs.annotate(
        stage=Case(
            When(is_settled & Q(settlement=Settlement.MISTAKEN), then=Value(Stage.MISTAKEN)),
            When(is_settled, then=Value(Stage.SETTLED)),
            When(Exists(linked), then=Value(Stage.LINKED)),
            When(Exists(standing), then=Value(Stage.OFFERED)),
            default=Value(Stage.OPEN),
            output_field=CharField(),
        ),
        linked_on=Subquery(
            linked.order_by("answered_on").values("answered_on")[:1], output_field=DateField()
        ),
    )


def met_on(need: Any) -> date | None:
    """When a need with its stage was linked or settled; None while it was not."""
    stage = Stage(need.stage)
    if stage == Stage.SETTLED:
        settled: date | None = need.settled_on
        return settled
    linked: date | None = need.linked_on if stage == Stage.LINKED else None
    return linked


def _standing_on(day: date) -> QuerySet[Any]:
    """The referral of a need that had not fallen through by a day."""
    return Referral.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=day) | Q(state=ReferralState.DONE),
        need=OuterRef("pk"),
        offered_on__lte=day,
    ).order_by()
