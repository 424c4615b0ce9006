"""Households of a community, and what is open there, go on when it is split or merged (core.units).

All of a community's households are one thing here: a page that asked for each of a hundred would
be read by nobody. Those that belong to another of the successors are moved there by hand then.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from casework.enums import EndReason
from casework.households.following import LABELS, follow_community, open_in
from casework.models import Care, Handover, Household, Lead, Listing, StuckCase
from core.actor import Actor
from core.units import Held, Move, Mover, Place, register, running_from
from orgs.models import Unit

LONGEST_NUMBER = 30


def held(codes: Collection[str], day: date, actor: Actor) -> list[Held]:
    """What a community has: how many households, how many on the list, how much that is open."""
    units = Unit.objects.visible_to(actor).filter(pk__in=codes)
    listed = Listing.objects.filter(running_from(day), household=OuterRef("pk"))
    rows = units.annotate(
        there=_count(_standing()),
        listed=_count(_standing().filter(Exists(listed))),
        leads=_count(Lead.objects.open().filter(community=OuterRef("pk"))),
        handovers=_count(Handover.objects.waiting().filter(unit=OuterRef("pk")), "unit"),
        stuck=_count(StuckCase.objects.open().filter(unit=OuterRef("pk")), "unit"),
        **{name: _count(found) for name, found in open_in(OuterRef("pk")).items()},
    )
    told = [(row, _words(row)) for row in rows.order_by("code")]
    return [Held(row.pk, row.pk, words) for row, words in told if words]


def tell(move: Move, day: date) -> str:
    """在册到 2024-06-30 为止，2024-07-01 起列入铜川路第一居委会。"""
    ends = f"在册到 {day - timedelta(days=1)} 为止"
    if not move.to:
        return f"{ends}，不再在册，责任顾问也到那天为止；档案、线索和没办完的留在原居村。"
    name = move.to[0].name
    return (
        f"{ends}，{day} 起列入{name}，责任顾问照旧，待处置的线索和没办完的需求、对接、方案、衔接、办不成事一起转去；"
        "户编号和那边重复的，后面加上原居村的序号。有的户属于另一个居村的，之后用“迁移”办。"
    )


def move(moves: Sequence[Move], day: date) -> None:
    """Let households, their listings and open leads go on in the successor; all at once."""
    for one in moves:
        if one.stays:
            continue
        listings = Listing.objects.filter(community=one.held.unit_code)
        if one.to:
            _hand_on(one.held.unit_code, one.to[0], listings, day)
        else:
            listings.filter(starts_on__gte=day).delete()
            _end(listings.filter(running_from(day)), day, EndReason.OTHER)
            _end_cares(one.held.unit_code, day)


def _hand_on(old: str, place: Place, listings: Any, day: date) -> None:
    listings.filter(starts_on__gte=day).update(community=place.code)
    running = listings.filter(running_from(day), starts_on__lt=day)
    heirs = [
        Listing(
            household_id=row.household_id,
            community_id=place.code,
            starts_on=day,
            ends_on=row.ends_on,
            end_reason=row.end_reason,
        )
        for row in running.order_by("pk")
    ]
    _end(running, day, EndReason.MOVED)
    Listing.objects.bulk_create(heirs, batch_size=2000)
    _tell_numbers_apart(old, place.code)
    Household.objects.filter(community=old).update(community=place.code)
    Lead.objects.open().filter(community=old).update(community=place.code)
    follow_community(old, place.code)


def _end(listings: Any, day: date, reason: EndReason) -> None:
    keys = list(listings.order_by("pk").values_list("pk", flat=True))
    Listing.objects.filter(pk__in=keys).update(ends_on=day - timedelta(days=1), end_reason=reason)


def _end_cares(old: str, day: date) -> None:
    """Nobody answers for households that are on no list any more."""
    cares = Care.objects.filter(household__community=old)
    cares.filter(starts_on__gte=day).delete()
    keys = list(cares.filter(running_from(day)).order_by("pk").values_list("pk", flat=True))
    Care.objects.filter(pk__in=keys).update(ends_on=day - timedelta(days=1))


def _tell_numbers_apart(old: str, new: str) -> None:
    """Numbers that the successor has already are told apart by the old community's own."""
    standing = Household.objects.standing().exclude(number="")
    taken = set(standing.filter(community=new).values_list("number", flat=True))
    clashing = list(standing.filter(community=old, number__in=taken).order_by("number"))
    for one in clashing:
        tail = f"-{old[-3:]}"
        one.number = one.number[: LONGEST_NUMBER - len(tail)] + tail
    Household.objects.bulk_update(clashing, ["number"])


def _standing() -> Any:
    return Household.objects.standing().filter(community=OuterRef("pk"))


def _count(rows: Any, unit: str = "community") -> Any:
    """How many of these a unit has."""
    counted = rows.order_by().values(unit).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _words(row: Any) -> str:
    """困难家庭 2 户（在册 1 户）、待处置线索 1 条; empty where there is nothing."""
    counts = [
        ("待处置线索", row.leads, "条"),
        *((label, getattr(row, name), "项") for name, label in LABELS.items()),
        ("没确认的衔接", row.handovers, "件"),
        ("没办结的办不成事", row.stuck, "件"),
    ]
    told = [f"{label} {count} {unit}" for label, count, unit in counts if count]
    if row.there or told:
        told.insert(0, f"困难家庭 {row.there} 户（在册 {row.listed} 户）")
    return "、".join(told)


register(Mover("households", "困难家庭", held, tell, move))
