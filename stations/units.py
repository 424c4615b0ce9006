"""A community's service point goes on when the community is split, merged or renamed (core.units)."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.db.models import Q

from core.actor import Actor
from core.clock import today
from core.units import Held, Move, Mover, Place, begins, register
from orgs.names import service_point_name
from stations.enums import SiteStatus
from stations.models import ServicePoint

# What a point takes along to the successor; its name is made anew (S1-5).
MOVES_ALONG = ("address", "phone", "opening_hours", "lead_name")


def held(codes: Collection[str], day: date, actor: Actor) -> list[Held]:
    """Points that are open on a day or open later; those being set up too."""
    points = ServicePoint.objects.visible_to(actor).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=day), community__in=codes
    )
    return [
        Held(
            str(point.pk),
            point.community_id,
            f"{point.official_name}（{point.address or '地址未登记'}）",
            begins(point.opened_on or date.max, day),
        )
        for point in points.order_by("community_id", "pk")
    ]


def tell(move: Move, day: date) -> str:
    """What becomes of a point, and what is to be done at its desk."""
    first = move.held.begins_on
    if first:
        opens = "还没有启用" if first == date.max else f"{first} 才启用"
        if not move.to:
            return f"{opens}，不再设。"
        return f"{opens}，改设在{move.to[0].name}，名称为“{_name_in(move.to[0])}”。"
    closes = f"开放到 {day - timedelta(days=1)} 为止"
    if not move.to:
        return f"{closes}。"
    return (
        f"{closes}，{day} 起在{move.to[0].name}开放，名称为“{_name_in(move.to[0])}”；"
        "地址、电话、开放时间和负责人照旧，桌面立牌要换名重拍。"
    )


def move(moves: Sequence[Move], day: date) -> None:
    """Close points, and open their successors under the name that S1-5 asks for.

    A point that was not open yet is moved itself. Two rows for one that was, so that any earlier
    day still shows whose it was.
    """
    points = ServicePoint.objects.select_for_update().in_bulk([int(m.held.key) for m in moves])
    # Those that end first: a community has one open point at a time.
    for one in sorted(moves, key=lambda one: bool(one.to)):
        point = points.get(int(one.held.key))
        if point is None or one.stays:
            continue
        if one.held.begins_on is None:
            _hand_on(point, one.to, day)
        elif one.to:
            point.community_id = one.to[0].code
            point.official_name = _name_in(one.to[0])
            point.save()
        else:
            point.opened_on, point.closed_on = None, day - timedelta(days=1)
            point.status = SiteStatus.CLOSED
            point.save()


def tell_rename(held: Held, place: Place) -> str:
    """The new name of a point."""
    return f"改名为“{_name_in(place)}”；桌面立牌要换名重拍。"


def rename(held: Sequence[Held], place: Place) -> None:
    """Give points the name that S1-5 asks for."""
    for point in ServicePoint.objects.select_for_update().filter(pk__in=[one.key for one in held]):
        point.official_name = _name_in(place)
        point.save()


def _hand_on(point: ServicePoint, to: Sequence[Place], day: date) -> None:
    last = point.closed_on
    point.closed_on = day - timedelta(days=1)
    point.status = SiteStatus.MOVED if to else SiteStatus.CLOSED
    point.save()
    for place in to:
        heir = ServicePoint(
            community_id=place.code,
            official_name=_name_in(place),
            **{name: getattr(point, name) for name in MOVES_ALONG},
            opened_on=day,
            closed_on=last,
        )
        heir.status = heir.state_on(today())
        heir.save()


def _name_in(place: Place) -> str:
    return service_point_name(place.street_name, place.short_name)


register(
    Mover(
        "points",
        "服务点",
        held,
        tell,
        move,
        is_single=True,
        rename=rename,
        tell_rename=tell_rename,
    )
)
