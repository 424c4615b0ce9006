"""A resource that is for single communities goes on when one is split or merged (core.units)."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q

from core.actor import Actor
from core.units import Held, Move, Mover, register
from resources.models import ResourceArea


def held(codes: Collection[str], day: date, actor: Actor) -> list[Held]:
    """What is for one of these communities, and is offered on a day or later."""
    rows = ResourceArea.objects.visible_to(actor).filter(
        Q(resource__ends_on__isnull=True) | Q(resource__ends_on__gte=day),
        resource__stopped_on__isnull=True,
        community__in=codes,
    )
    return [
        Held(str(row.pk), row.community_id, f"{row.resource.name}（{row.resource.provider.name}）")
        for row in rows.select_related("resource__provider").order_by("community_id", "pk")
    ]


def tell(move: Move, day: date) -> str:
    """What a successor is served with from the day on."""
    if not move.to:
        return f"服务到 {day.isoformat()} 的前一天为止。"
    return f"{day} 起服务{'、'.join(place.name for place in move.to)}。"


def move(moves: Sequence[Move], day: date) -> None:
    """Let resources be for the successors too.

    The row of the community that ends stays: it tells whom the resource was for, and without
    it one that was for that community alone would be for everybody.
    """
    keys = [int(one.held.key) for one in moves if not one.stays]
    rows = ResourceArea.objects.select_for_update().in_bulk(keys)
    for one in moves:
        row = rows.get(int(one.held.key))
        if row is None:
            continue
        for place in one.to:
            ResourceArea.objects.get_or_create(resource_id=row.resource_id, community_id=place.code)


register(Mover("resource_areas", "资源的服务范围", held, tell, move, may_be_shared=True))
