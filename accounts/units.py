"""Who acts for a community goes on when the community is split or merged (core.units)."""

from collections.abc import Collection, Sequence
from datetime import date

from accounts.models import Membership
from core.actor import Actor
from core.units import Held, Move, Mover, begins, move_spans, register, running_from, tell_span


def held(codes: Collection[str], day: date, actor: Actor) -> list[Held]:
    """Memberships that run on a day or begin later, of accounts that are not switched off."""
    rows = Membership.objects.visible_to(actor).filter(
        running_from(day), unit__in=codes, user__is_active=True
    )
    return [
        Held(
            str(row.pk),
            row.unit_id,
            f"{row.user.username}（{row.get_role_display()}）",
            begins(row.starts_on, day),
        )
        for row in rows.select_related("user").order_by("unit_id", "pk")
    ]


def tell(move: Move, day: date) -> str:
    """任职到 2024-06-30 为止，2024-07-01 起改到铜川路第一居委会。"""
    return tell_span(move, day, "任职")


def move(moves: Sequence[Move], day: date) -> None:
    """End memberships and begin their successors; whoever signs in then acts there."""
    move_spans(Membership.objects.all(), moves, day, unit="unit", same=["user_id", "role"])


register(Mover("memberships", "账号", held, tell, move, may_be_shared=True))
