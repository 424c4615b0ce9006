"""The writer of changes of units: units, aliases and whatever the rooms keep, all or nothing."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.units import Held, Mover
from orgs.changes.planning import NewUnit, Planned, check
from orgs.changes.policies import may_change_units
from orgs.changes.selectors import change_sent_as, held_in
from orgs.models import Unit, UnitAlias, UnitChange

Counts = dict[str, list[int]]


@transaction.atomic
def carry_out(*, planned: Planned, by: Actor) -> tuple[UnitChange, bool]:
    """Split, merge or rename; whether that is new. The same form sent twice changes once.

    ValidationError with a sentence for what cannot be (orgs.changes.planning.check), and where
    something came to the units meanwhile for which nobody has chosen a successor.
    """
    may_change_units(by, planned.street).enforce()
    # One change of a street at a time, and no new point meanwhile (stations locks it too).
    codes = [planned.street.code, *(unit.code for unit in planned.old)]
    list(Unit.objects.select_for_update().filter(code__in=codes).order_by("code"))
    if done := change_sent_as(by, planned.sent_as):
        return done, False
    for unit in planned.old:
        unit.refresh_from_db()
    check(planned)
    held = held_in([unit.code for unit in planned.old], planned.day, by)
    names = {unit.code: unit.name for unit in planned.old}
    names |= {one.code: one.name.name for one in planned.new}
    counts = _renamed(planned, held) if planned.new_name else _reformed(planned, held)
    return _written_down(planned, names, counts, by), True


def _reformed(planned: Planned, held: Mapping[Mover, list[Held]]) -> Counts:
    """A split or a merger: units end and begin, and things go where they were sent."""
    moves = {mover: planned.moves(mover, things) for mover, things in held.items()}
    for unit in planned.ending:
        unit.valid_to = planned.last_day
        unit.full_clean()
        unit.save()
    begun = [_begun(planned, one) for one in planned.new]
    for unit in (*begun, *([planned.survivor] if planned.survivor else [])):
        unit.predecessors.add(*planned.ending)
    counts = {}
    for mover, its in moves.items():
        mover.move(its, planned.day)
        counts[mover.key] = [
            sum(bool(move.to) and not move.stays for move in its),
            sum(not move.to for move in its),
        ]
    return counts


def _begun(planned: Planned, one: NewUnit) -> Unit:
    unit = Unit(
        code=one.code,
        name=one.name.name,
        short_name=one.name.short_name,
        core_name=one.name.core_name,
        level=Unit.Level.COMMUNITY,
        kind=one.name.kind,
        parent=planned.street,
        valid_from=planned.day,
        source=planned.document,
    )
    unit.full_clean()
    unit.save(force_insert=True)
    return unit


def _renamed(planned: Planned, held: Mapping[Mover, list[Held]]) -> Counts:
    """The old name stays as an alias, so that ledgers that use it are read on."""
    unit, name = planned.old[0], planned.new_name
    if name is None:
        raise ValidationError("请填写新名称。")
    UnitAlias.objects.get_or_create(unit=unit, name=unit.name)
    unit.name, unit.kind = name.name, name.kind
    unit.short_name, unit.core_name = name.short_name, name.core_name
    unit.full_clean()
    unit.save()
    counts = {}
    for mover, things in held.items():
        if mover.rename:
            chosen = [one for one in things if planned.choices.get((mover.key, one.key))]
            mover.rename(chosen, name.place(unit.code, planned.street))
            counts[mover.key] = [len(chosen), 0]
    return counts


def _written_down(planned: Planned, names: dict[str, str], counts: Counts, by: Actor) -> UnitChange:
    change = UnitChange.objects.create(
        street=planned.street,
        kind=planned.kind,
        day=planned.day,
        names=names,
        renamed_to=planned.new_name.name if planned.new_name else "",
        document=planned.document,
        note=planned.note,
        moved=counts,
        changed_by=by.username,
        sent_as=planned.sent_as,
    )
    codes = [one.code for one in planned.new]
    if planned.survivor:
        codes = [planned.survivor.code]
    change.old_units.set(planned.old)
    change.new_units.set(Unit.objects.filter(code__in=codes))
    trail.record(
        actor=by,
        action=Entry.Action.CHANGED,
        subject=f"unit:{planned.old[0].code}",
        transition=planned.kind.label,
        as_of=planned.day.isoformat(),
        units=sorted({*codes, *(unit.code for unit in planned.old)}),
        moved=sum(moved for moved, _ in counts.values()),
        ended=sum(ended for _, ended in counts.values()),
    )
    return change
