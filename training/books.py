"""Where the rows of 培训台账 are kept: a session, and who attended it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from advisors.models import Advisor
from core.actor import Actor
from ledgers.spec import Values
from training.models import Attendance, TrainingSession

FIELDS = ("ended_on", "organiser", "place", "mode", "minutes", "headcount")

# host, day, topic, kind, trainer: the ledger's key.
Key = tuple[str, date, str, str, str]


def key_of(row: Values) -> Key:
    """By what a session is found again."""
    trainer = row.get("trainer_name") or ""
    return row["street"], row["held_on"], row["topic"], row["kind"], trainer


class TrainingBooks:
    """The books of sessions; a row may hold a whole list of names, or one of its names."""

    def recorded(self, rows: Sequence[Values]) -> list[Values | None]:
        """What is on record; `advisors` only those of the row that attended."""
        sessions = _on_record(rows)
        attended = _attended(sessions.values())
        found: list[Values | None] = []
        for row in rows:
            session = sessions.get(key_of(row))
            if session is None:
                found.append(None)
                continue
            held: dict[str, Any] = {field: getattr(session, field) for field in FIELDS}
            there = attended[session.pk]
            held["advisors"] = [ref for ref in row["advisors"] if ref in there]
            found.append(held)
        return found

    def enter(self, rows: Sequence[Values], by: Actor) -> None:
        """Add sessions and the attendances that are not on record yet."""
        sessions = _on_record(rows)
        new: dict[Key, TrainingSession] = {}
        changed: dict[Key, TrainingSession] = {}
        trainers = _trainers(rows)
        for row in rows:
            key = key_of(row)
            session = sessions.get(key) or new.get(key)
            if session is None:
                host, held_on, topic, kind, trainer_name = key
                session = new[key] = TrainingSession(
                    host_id=host,
                    held_on=held_on,
                    topic=topic,
                    kind=kind,
                    trainer_name=trainer_name,
                    trainer_id=trainers.get((host, trainer_name)),
                )
            elif key in sessions:
                changed[key] = session
            for field in FIELDS:
                if row.get(field) is not None:
                    setattr(session, field, row[field])
        TrainingSession.objects.bulk_create(new.values(), batch_size=1000)
        TrainingSession.objects.bulk_update(changed.values(), FIELDS, batch_size=500)
        self._attend(rows, sessions | new)

    def _attend(self, rows: Sequence[Values], sessions: dict[Key, TrainingSession]) -> None:
        attended = _attended(sessions.values())
        new = []
        for row in rows:
            session = sessions[key_of(row)]
            for ref in row["advisors"]:
                if ref not in attended[session.pk]:
                    attended[session.pk].add(ref)
                    new.append(
                        Attendance(
                            session=session,
                            advisor_id=ref,
                            minutes=session.minutes,
                            result=row.get("result") or "",
                        )
                    )
        Attendance.objects.bulk_create(new, batch_size=2000)


def _on_record(rows: Sequence[Values]) -> dict[Key, TrainingSession]:
    sessions = TrainingSession.objects.filter(
        host__in={row["street"] for row in rows}, held_on__in={row["held_on"] for row in rows}
    )
    return {(s.host_id, s.held_on, s.topic, s.kind, s.trainer_name): s for s in sessions}


def _attended(sessions: Iterable[TrainingSession]) -> dict[Any, set[str]]:
    attended: dict[Any, set[str]] = defaultdict(set)
    saved = [session.pk for session in sessions if session.pk]
    pairs = Attendance.objects.filter(session__in=saved).values_list("session_id", "advisor_id")
    for session, advisor in pairs:
        attended[session].add(str(advisor))
    return attended


def _trainers(rows: Sequence[Values]) -> dict[tuple[str, str], Any]:
    """The advisors who teach (T8-6): a name that means exactly one advisor of the street."""
    names = {row["trainer_name"] for row in rows if row.get("trainer_name")}
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for pk, street, name in Advisor.objects.filter(
        street__in={row["street"] for row in rows}, name__in=names
    ).values_list("pk", "street_id", "name"):
        found[street, name].append(pk)
    return {key: pks[0] for key, pks in found.items() if len(pks) == 1}
