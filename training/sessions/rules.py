"""What stands against somebody at a session, each in its own sentence.

Read for many people in a fixed number of queries; keyed by the advisor's key.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from advisors.models import Advisor
from core.actor import Actor
from ledgers.durations import MINUTES_A_DAY
from training.enums import SessionKind, SessionState
from training.models import Attendance, Enrolment, TrainingSession

Sentences = dict[UUID, str]


def who(by: Actor, advisor: Advisor) -> str:
    """Herself, or a name as the reader may see it."""
    if advisor.user_id == by.user_id:
        return "您"
    return by.shown_name(advisor.name, advisor.street_id)


def why_closed(session: TrainingSession, day: date) -> str:
    """Why nobody may enrol any more; empty as long as one may."""
    if session.state == SessionState.CANCELLED:
        return f"这场培训已取消：{session.cancel_reason}"
    if session.state == SessionState.HELD:
        return "这场培训已经办过了，不能再报名。"
    if day > session.held_on:
        return f"培训日（{session.held_on}）已过，不能再报名；到场的由举办单位登记。"
    return ""


def joins(session: TrainingSession, advisor: Advisor) -> bool:
    """A street's session takes that street's advisors, the district's all of its streets."""
    return advisor.street_id.startswith(session.host_id)


def against_enrolling(
    session: TrainingSession, advisors: Sequence[Advisor], by: Actor
) -> Sentences:
    """Who can't enrol: of another street, not in post that day, elsewhere at that time."""
    found = against_attending(session, advisors, by)
    day = session.held_on
    keys = [advisor.pk for advisor in advisors]
    in_post = set(Advisor.objects.in_post(day).filter(pk__in=keys).values_list("pk", flat=True))
    elsewhere = at_once(session, advisors, or_enrolled=True)
    for advisor in advisors:
        name = who(by, advisor)
        is_early = session.kind == SessionKind.INDUCTION and advisor.started_on > day
        if advisor.pk in found:
            continue
        if advisor.pk not in in_post and not is_early:
            found[advisor.pk] = f"{name}{day}在长假中，不在岗，不能报名。"
        elif other := elsewhere.get(advisor.pk):
            found[advisor.pk] = _elsewhere(name, other, "已报名")
    return found


def against_attending(
    session: TrainingSession, advisors: Sequence[Advisor], by: Actor
) -> Sentences:
    """Who can't have been there: of another street, not yet or no longer in post.

    岗前培训 may come before the first day.
    """
    found: Sentences = {}
    day = session.held_on
    for advisor in advisors:
        name = who(by, advisor)
        if not joins(session, advisor):
            found[advisor.pk] = f"这场培训由{session.host.name}举办，{name}不在这个街镇。"
        elif advisor.started_on > day and session.kind != SessionKind.INDUCTION:
            found[advisor.pk] = (
                f"{name}{advisor.started_on}上岗，{day}还没有上岗。上岗前只能参加岗前培训。"
            )
        elif advisor.ended_on and advisor.ended_on < day:
            found[advisor.pk] = f"{name}{advisor.ended_on}已离岗，{day}不在岗。"
    return found


def against_minutes(
    session: TrainingSession,
    advisors: Sequence[Advisor],
    minutes: Mapping[UUID, int],
    by: Actor,
) -> Sentences:
    """Who can't have been there so long: two sessions at once, more than a day's minutes."""
    found: Sentences = {}
    elsewhere = at_once(session, advisors)
    loads = _minutes_elsewhere(session, advisors)
    for advisor in advisors:
        name, asked = who(by, advisor), minutes[advisor.pk]
        share = -(-asked // session.days)
        day, load = max(
            loads[advisor.pk].items(), key=lambda one: one[1], default=(session.held_on, 0)
        )
        if not 0 < asked <= session.minutes:
            found[advisor.pk] = f"{name}：应在1到{session.minutes}分钟之间，您填的是{asked}。"
        elif other := elsewhere.get(advisor.pk):
            found[advisor.pk] = _elsewhere(name, other, "在")
        elif load + share > MINUTES_A_DAY:
            found[advisor.pk] = (
                f"{name}{day}已有{load}分钟培训，加上这场{share}分钟共{load + share}分钟，"
                f"超过一天{MINUTES_A_DAY}分钟。"
            )
    return found


def at_once(
    session: TrainingSession, advisors: Sequence[Advisor], *, or_enrolled: bool = False
) -> dict[UUID, TrainingSession]:
    """For each, another session she is noted at whose hours overlap; whichever file names her.

    Only where both say when they begin.
    """
    if session.starts_at is None:
        return {}
    persons = {advisor.person: advisor.pk for advisor in advisors}
    there = Q(attendances__advisor__person__in=persons)
    if or_enrolled:
        there |= Q(enrolments__advisor__person__in=persons)
    others = (
        _others(session)
        .filter(there, starts_at__isnull=False)
        .exclude(state=SessionState.CANCELLED)
        .order_by("held_on", "starts_at", "pk")
        .distinct()
    )
    clashing = [other for other in others if session.clashes_with(other)]
    if not clashing:
        return {}
    found: dict[UUID, TrainingSession] = {}
    for other, people in _people_at(clashing, persons, or_enrolled=or_enrolled):
        for person in people:
            found.setdefault(persons[person], other)
    return found


def _people_at(
    sessions: Sequence[TrainingSession], persons: Iterable[UUID], *, or_enrolled: bool
) -> Iterable[tuple[TrainingSession, set[UUID]]]:
    people: dict[int, set[UUID]] = defaultdict(set)
    tables: list[Any] = [Attendance.objects]
    if or_enrolled:
        tables.append(Enrolment.objects)
    for table in tables:
        rows = table.filter(session__in=sessions, advisor__person__in=persons).order_by("pk")
        for session, person in rows.values_list("session_id", "advisor__person"):
            people[session].add(person)
    return [(one, people[one.pk]) for one in sessions]


def _minutes_elsewhere(
    session: TrainingSession, advisors: Sequence[Advisor]
) -> dict[UUID, dict[date, int]]:
    """Minutes held already on each day of the session, by advisor; those of several days shared
    out evenly.
    """
    persons = {advisor.person: advisor.pk for advisor in advisors}
    rows = (
        Attendance.objects.filter(session__in=_others(session).held(), advisor__person__in=persons)
        .select_related("session", "advisor")
        .order_by("pk")
    )
    loads: dict[UUID, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        day = max(row.session.held_on, session.held_on)
        last = min(row.session.last_day, session.last_day)
        for ordinal in range(day.toordinal(), last.toordinal() + 1):
            share = -(-row.minutes // row.session.days)
            loads[persons[row.advisor.person]][date.fromordinal(ordinal)] += share
    return loads


def _others(session: TrainingSession) -> Any:
    """Other sessions on any of its days."""
    return TrainingSession.objects.exclude(pk=session.pk).filter(
        Q(ended_on__isnull=True, held_on__gte=session.held_on) | Q(ended_on__gte=session.held_on),
        held_on__lte=session.last_day,
    )


def _elsewhere(name: str, other: TrainingSession, verb: str) -> str:
    hours = f"{other.held_on} {other.starts_at:%H:%M}–{other.ends_at:%H:%M}"
    return f"{name}同一时间{verb}“{other.topic}”（{hours}），一个人不能同时参加两场。"
