"""What the pages about units that change show."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from core.actor import Actor
from core.units import Held, Mover, movers
from orgs.models import Unit, UnitChange


def changes_of(actor: Actor) -> QuerySet[UnitChange]:
    """All changes in the actor's unit and in the street it lies in, the latest first."""
    by_code = Unit.objects.order_by("code")
    return (
        UnitChange.objects.visible_to(actor)
        .select_related("street")
        .prefetch_related(Prefetch("old_units", by_code), Prefetch("new_units", by_code))
        .order_by("-day", "-pk")
    )


def changes_on_file(actor: Actor, unit: Unit) -> QuerySet[UnitChange]:
    """Those of a street, or those that a community came from or ended with."""
    if unit.level == Unit.Level.STREET:
        return changes_of(actor).filter(street=unit)
    mine = UnitChange.objects.filter(old_units=unit).values("pk")
    its = UnitChange.objects.filter(new_units=unit).values("pk")
    return changes_of(actor).filter(pk__in=mine.union(its))


def change_sent_as(actor: Actor, mark: UUID | None) -> UnitChange | None:
    """The change that a form has made already."""
    return UnitChange.objects.visible_to(actor).filter(sent_as=mark).first() if mark else None


def open_communities(actor: Actor) -> QuerySet[Unit]:
    """Communities that have no last day yet, with their streets."""
    running = Unit.objects.communities().visible_to(actor).filter(valid_to__isnull=True)
    return running.select_related("parent").order_by("code")


def open_streets(actor: Actor) -> QuerySet[Unit]:
    """Streets and towns that have no last day yet."""
    return Unit.objects.streets().visible_to(actor).filter(valid_to__isnull=True).order_by("code")


def held_in(codes: Collection[str], day: date, actor: Actor) -> Mapping[Mover, list[Held]]:
    """What the rooms keep for some communities from a day on; one query for each room."""
    return {mover: mover.held(codes, day, actor) for mover in movers()}


def counts_told(change: UnitChange) -> list[tuple[str, int, int]]:
    """What went on and what ended, room by room: label, moved, ended."""
    counts = [(mover.label, *change.moved.get(mover.key, (0, 0))) for mover in movers()]
    return [(label, moved, ended) for label, moved, ended in counts if moved or ended]


def last_codes(street: Unit, count: int = 3) -> list[tuple[str, str]]:
    """The street's highest codes with their names, ended units included: what a new one follows."""
    rows = street.children.order_by("-code").values_list("code", "name")[:count]
    return list(reversed(rows))
