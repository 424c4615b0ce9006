"""What the pages about units show."""

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Value

from core.actor import Actor
from orgs.models import HukouPopulation, Unit, UnitChange
from orgs.names import UnitRecord


def streets_of(actor: Actor, day: date) -> QuerySet[Unit]:
    """The streets of the actor's unit on a day; for a community the one it lies in."""
    return Unit.objects.streets().valid_on(day).open_to(actor)


def streets_with_facts(actor: Actor, day: date) -> QuerySet[Unit]:
    """Streets with `residents`, `villagers` (how many committees) and `persons`.

    `latest` holds the population known by the day, in a list that may be empty.
    """
    running = Q(children__in=Unit.objects.communities().valid_on(day))
    known = HukouPopulation.objects.filter(as_of__lte=day)
    latest = known.filter(unit=OuterRef("pk")).order_by("-as_of")
    return (
        streets_of(actor, day)
        .annotate(
            residents=_committees(running, Unit.Kind.RESIDENTS_COMMITTEE),
            villagers=_committees(running, Unit.Kind.VILLAGERS_COMMITTEE),
            persons=Subquery(latest.values("persons")[:1]),
        )
        .prefetch_related(
            Prefetch(
                "populations",
                known.order_by("unit_id", "-as_of").distinct("unit_id"),
                to_attr="latest",
            )
        )
        .order_by("code")
    )


def _committees(running: Q, kind: str) -> Count:
    return Count("children", filter=running & Q(children__kind=kind))


def communities_of(street: Unit, day: date) -> QuerySet[Unit]:
    """The street's communities on a day, in the order of their codes."""
    return street.children.communities().valid_on(day).order_by("code")


def communities_open_to(actor: Actor) -> QuerySet[Unit]:
    """Communities, ended ones too, of the streets that are open to the actor: her neighbours'."""
    streets = Unit.objects.streets().open_to(actor)
    return Unit.objects.communities().filter(parent__in=streets).select_related("parent")


def latest_changes(changes: QuerySet[UnitChange], day: date) -> dict[str, UnitChange]:
    """Street → the last change of its communities by a day."""
    latest = changes.filter(day__lte=day).order_by("street_id", "-day", "-pk").distinct("street_id")
    return {change.street_id: change for change in latest}


def units_and_former(
    day: date,
) -> tuple[list[UnitRecord], list[tuple[UnitRecord, list[str]]]]:
    """The units of a day; and those that had ended, each with its successors on that day.

    A successor that has ended as well is followed to its own.
    """
    valid, gone, heirs = [], [], {}
    rows = Unit.objects.annotate(
        heirs=ArrayAgg("successors", filter=Q(successors__isnull=False), default=Value([]))
    ).order_by("code")
    for unit in rows:
        record = UnitRecord(unit.code, unit.name, unit.kind, unit.short_name)
        heirs[unit.code] = sorted(unit.heirs)
        if unit.valid_to is not None and unit.valid_to < day:
            gone.append(record)
        elif unit.valid_from is None or unit.valid_from <= day:
            valid.append(record)
    there = {record.code for record in valid}

    def still_there(code: str) -> list[str]:
        found, asked, seen = [], [code], set()
        while asked:
            one = asked.pop(0)
            if one in there:
                found.append(one)
            elif one not in seen:
                asked += heirs.get(one, [])
            seen.add(one)
        return list(dict.fromkeys(found))

    return valid, [(one, still_there(one.code)) for one in gone]


def unit_names(codes: Iterable[str]) -> dict[str, str]:
    """Codes → names, for the trail; of all units, since the trail is cut to its reader before."""
    return dict(Unit.objects.filter(code__in=set(codes)).values_list("code", "name"))
