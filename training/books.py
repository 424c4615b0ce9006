"""Where the rows of 培训台账 are kept: a session, and who attended it.

A row whose key is that of a planned session tells that it was held.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Max, OuterRef, Subquery

from advisors.models import Advisor
from core.actor import Actor
from ledgers.spec import RECORD, Values
from ledgers.telling import told_by, words
from training.enums import CameBy, SessionState
from training.models import Attendance, TrainingSession

FIELDS = ("state", "ended_on", "organiser", "place", "mode", "minutes", "headcount")
# What may differ from one attendant to the next, where a row names one person.
PERSONAL = ("minutes", "result")

# host, day, topic, kind, trainer: the ledger's key.
Key = tuple[str, date, str, str, str]
Pair = tuple[Values, TrainingSession]


def key_of(row: Values) -> Key:
    """By what a session is found again."""
    trainer = row.get("trainer_name") or ""
    return row["street"], row["held_on"], row["topic"], row["kind"], trainer


class TrainingBooks:
    """The books of sessions; a row may hold a whole list of names, or one of its names."""

    def recorded(self, rows: Sequence[Values]) -> list[Values | None]:
        """What is on record; `advisors` only those of the row that attended."""
        sessions = _on_record(rows)
        attended = _attended(session.pk for session in sessions.values())
        found: list[Values | None] = []
        for row in rows:
            session = sessions.get(key_of(row))
            if session is None:
                found.append(None)
                continue
            there = attended[session.pk]
            held: dict[str, Any] = {field: getattr(session, field) for field in _told_fields(row)}
            # Where nobody wrote a number it is that of the names, as the ledger goes out.
            held["headcount"] = session.headcount or len(there)
            held |= _as_attended(row, there)
            held["advisors"] = [ref for ref in row["advisors"] if ref in there]
            held[RECORD] = session.pk
            found.append(held)
        return found

    def told(self, key: str, values: Sequence[Any]) -> tuple[str, list[str]]:
        """Labels of choices, minutes with their unit, people by name."""
        if key == "advisors":
            names = dict(
                Advisor.objects.filter(pk__in={ref for refs in values for ref in refs})
                .order_by("pk")
                .values_list("pk", "name")
            )
            by_ref = {str(pk): name for pk, name in names.items()}
            return "参训人员", [words([by_ref[ref] for ref in refs]) for refs in values]
        if key == "minutes":
            return "时长", [f"{value}分钟" for value in values]
        return told_by(Attendance if key == "result" else TrainingSession, key, values)

    def enter(self, rows: Sequence[Values], by: Actor) -> None:
        """Add sessions and those who attended; the length of a session is the longest of them."""
        on_record = TrainingSession.objects.in_bulk(
            [row[RECORD] for row in rows if row.get(RECORD)]
        )
        new: dict[Key, TrainingSession] = {}
        trainers = _trainers(rows)
        pairs: list[Pair] = []
        for row in rows:
            key = key_of(row)
            session = on_record.get(row.get(RECORD)) or new.get(key)
            if session is None:
                host, held_on, topic, kind, trainer_name = key
                session = new[key] = TrainingSession(
                    host_id=host,
                    held_on=held_on,
                    topic=topic,
                    kind=kind,
                    trainer_name=trainer_name,
                    trainer_id=trainers.get((host, trainer_name, held_on)),
                )
            for field in _told_fields(row):
                if row.get(field) is not None:
                    setattr(session, field, row[field])
            pairs.append((row, session))
        TrainingSession.objects.bulk_create(new.values(), batch_size=1000)
        TrainingSession.objects.bulk_update(on_record.values(), FIELDS, batch_size=500)
        _attend(pairs)
        _set_lengths(pairs)


def _told_fields(row: Values) -> tuple[str, ...]:
    """Whether it was online is read off the place, so a blank place says nothing of it."""
    return FIELDS if row.get("place") else tuple(field for field in FIELDS if field != "mode")


def _as_attended(row: Values, there: dict[str, Attendance]) -> dict[str, Any]:
    """What is on record for the row's own people: the row's values where all of them agree."""
    hers = [there[ref] for ref in row["advisors"] if ref in there]
    held: dict[str, Any] = {}
    for field in PERSONAL:
        others = [kept for one in hers if (kept := getattr(one, field)) != row.get(field)]
        if hers:
            held[field] = others[0] if others else row.get(field)
    return held


def _attend(pairs: Sequence[Pair]) -> None:
    """Note who attended, for how long and with what result; nobody is taken off a list."""
    attended = _attended(session.pk for _, session in pairs)
    new: list[Attendance] = []
    changed: list[Attendance] = []
    for row, session in pairs:
        for ref in row["advisors"]:
            kept = attended[session.pk].get(ref)
            attendance = kept or Attendance(session=session, advisor_id=ref, came_by=CameBy.LEDGER)
            if kept is None:
                attended[session.pk][ref] = attendance
                new.append(attendance)
            elif kept.pk:
                changed.append(kept)
            for field in PERSONAL:
                if row.get(field) is not None:
                    setattr(attendance, field, row[field])
    Attendance.objects.bulk_create(new, batch_size=2000)
    Attendance.objects.bulk_update(changed, PERSONAL, batch_size=500)


def _set_lengths(pairs: Sequence[Pair]) -> None:
    longest = (
        Attendance.objects.filter(session=OuterRef("pk"))
        .order_by()
        .values("session")
        .annotate(longest=Max("minutes"))
        .values("longest")
    )
    sessions = {session.pk for _, session in pairs}
    TrainingSession.objects.filter(pk__in=sessions).update(minutes=Subquery(longest))


def _on_record(rows: Sequence[Values]) -> dict[Key, TrainingSession]:
    sessions = TrainingSession.objects.filter(
        host__in={row["street"] for row in rows}, held_on__in={row["held_on"] for row in rows}
    ).exclude(state=SessionState.CANCELLED)
    return {(s.host_id, s.held_on, s.topic, s.kind, s.trainer_name): s for s in sessions}


def _attended(sessions: Iterable[int]) -> dict[int, dict[str, Attendance]]:
    """The attendances of sessions, by session and advisor."""
    attended: dict[int, dict[str, Attendance]] = defaultdict(dict)
    for one in Attendance.objects.filter(session__in=set(sessions)).order_by("pk"):
        attended[one.session_id][str(one.advisor_id)] = one
    return attended


def _trainers(rows: Sequence[Values]) -> dict[tuple[str, str, date], Any]:
    """The advisors who teach (T8-6): a name that means exactly one of the street on that day."""
    asked = {
        (row["street"], row["trainer_name"], row["held_on"])
        for row in rows
        if row.get("trainer_name")
    }
    named: dict[tuple[str, str], list[Advisor]] = defaultdict(list)
    for one in Advisor.objects.filter(
        street__in={street for street, _, _ in asked}, name__in={name for _, name, _ in asked}
    ).order_by("pk"):
        named[one.street_id, one.name].append(one)
    found = {}
    for street, name, day in asked:
        there = [one.pk for one in named[street, name] if _is_on_file(one, day)]
        if len(there) == 1:
            found[street, name, day] = there[0]
    return found


def _is_on_file(advisor: Advisor, day: date) -> bool:
    return advisor.started_on <= day and not (advisor.ended_on and advisor.ended_on < day)
