"""Who looks after a community goes on when the community is split or merged (core.units)."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q

from advisors.models import Assignment
from core.actor import Actor
from core.units import Held, Move, Mover, begins, move_spans, register, running_from, tell_span


def held(codes: Collection[str], day: date, actor: Actor) -> list[Held]:
    """Assignments that run on a day or begin later; of advisors who are still there then."""
    there = Q(advisor__ended_on__isnull=True) | Q(advisor__ended_on__gte=day)
    rows = Assignment.objects.visible_to(actor).filter(
        there, running_from(day), community__in=codes
    )
    return [
        Held(
            str(row.pk),
            row.community_id,
            f"{actor.shown_name(row.advisor.name, row.community_id)}（{row.advisor.masked_phone}）",
            begins(row.starts_on, day),
        )
        for row in rows.select_related("advisor").order_by("community_id", "pk")
    ]


def tell(move: Move, day: date) -> str:
    """分工到 2024-06-30 为止，2024-07-01 起改到铜川路第一居委会。"""
    return tell_span(move, day, "分工")


def move(moves: Sequence[Move], day: date) -> None:
    """End assignments and begin their successors."""
    move_spans(Assignment.objects.all(), moves, day, unit="community", same=["advisor_id"])


register(Mover("assignments", "顾问", held, tell, move, may_be_shared=True))
