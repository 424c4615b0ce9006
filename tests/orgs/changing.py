"""Changes of units as the tests ask for them."""

import uuid
from datetime import date
from typing import Any

from core.actor import Actor
from core.units import movers
from orgs.changes.naming import NewName
from orgs.changes.planning import NewUnit, Planned
from orgs.changes.selectors import held_in
from orgs.changes.services import carry_out
from orgs.models import Unit, UnitChange

DAY = date(2024, 7, 1)
EVE = date(2024, 6, 30)


def new_units(street: Unit, *names: str, start: int = 901) -> tuple[NewUnit, ...]:
    """Communities to be, with codes from 901 on."""
    return tuple(
        NewUnit(f"{street.code}{start + n}", NewName(name)) for n, name in enumerate(names)
    )


def split(street: Unit, old: Unit, *names: str, **more: Any) -> Planned:
    """A split of a community into new ones of these names."""
    facts = {"new": new_units(street, *names), **more}
    return _planned(UnitChange.Kind.SPLIT, street, (old,), **facts)


def merge(street: Unit, *old: Unit, **more: Any) -> Planned:
    """A merger into a new community, or with `survivor` into one of them."""
    return _planned(UnitChange.Kind.MERGE, street, old, **more)


def rename(street: Unit, unit: Unit, name: str, **more: Any) -> Planned:
    """Another name."""
    facts = {"new_name": NewName(name), "survivor": unit, **more}
    return _planned(UnitChange.Kind.RENAME, street, (unit,), **facts)


def _planned(kind: UnitChange.Kind, street: Unit, old: tuple[Unit, ...], **more: Any) -> Planned:
    facts = {"day": DAY, "document": "普民〔2024〕15号", "sent_as": uuid.uuid4(), **more}
    return Planned(kind=kind, street=street, old=old, **facts)


def choices(
    old: Unit | list[Unit], by: Actor, day: date = DAY, **to: Any
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Everything of a room to the same units: `points=[unit]`, `memberships=[]` ends them."""
    codes = [unit.code for unit in ([old] if isinstance(old, Unit) else old)]
    held = held_in(codes, day, by)
    return {
        (mover.key, one.key): tuple(unit.code for unit in to.get(mover.key, []))
        for mover in movers()
        for one in held[mover]
    }


def carried_out(planned: Planned, by: Actor) -> UnitChange:
    """Made, and new."""
    change, is_new = carry_out(planned=planned, by=by)
    assert is_new
    return change
