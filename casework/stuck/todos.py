"""Matters near or over their limit, extensions to decide, visitors to call back (T5-3)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Q

from casework.enums import ExtensionState, StuckState
from casework.models import StuckCase
from casework.permissions import CaseworkPermission
from casework.stuck.limits import last_day, limit_in, limit_of, over_and_near
from casework.stuck.selectors import SEALED, is_open_on, uncalled_on, waits_for_approval
from core.actor import Actor
from core.clock import page_day
from core.gathering import Wanted
from core.todos import Asker, Todo
from standards.asked import asked

# More than so many are told as one.
MOST = 5
# Who was not called back by then mostly knows already.
CALL_WITHIN = timedelta(days=30)


def stuck_waiting(asker: Asker) -> Iterator[Wanted]:
    """For who serves: matters with two workdays left or none, and her own that are closed, but
    nobody told the visitor. For the manager: extensions that wait for her.
    """
    actor = asker.actor
    if not actor.can(CaseworkPermission.SERVE) or not actor.street_code:
        return
    day, book = page_day(asker), asked(asker).book
    workdays = limit_in(book.question(asked(asker).as_of) if book else None)
    over, near = over_and_near(day, workdays)
    is_open = is_open_on(day)
    wanted = is_open & (over | near)
    wanted |= uncalled_on(day) & Q(written_by=actor.user_id, closed_on__gte=day - CALL_WITHIN)
    if actor.can(CaseworkPermission.EXTEND):
        wanted |= waits_for_approval()
    rows = StuckCase.objects.visible_to(actor).filter(wanted, received_on__lte=day)
    found = rows.select_related("unit").defer(*SEALED).order_by("received_on", "pk")
    yield Wanted(found, lambda cases: _told(cases, actor, workdays, day))


def _told(found: Sequence[StuckCase], actor: Actor, workdays: int, day: date) -> Iterator[Todo]:
    closed = [one for one in found if one.state == StuckState.CLOSED and _is_by(one, day)]
    still_open = [one for one in found if one not in closed]
    waiting = []
    if actor.can(CaseworkPermission.EXTEND):
        waiting = [
            one
            for one in still_open
            if one.state == StuckState.OPEN and one.extension == ExtensionState.ASKED
        ]
    yield from _to_decide(waiting, workdays)
    yield from _to_close([one for one in still_open if one not in waiting], workdays, day)
    yield from _to_call(closed)


def _is_by(case: StuckCase, day: date) -> bool:
    return case.closed_on is not None and case.closed_on <= day


def _to_decide(waiting: Sequence[StuckCase], workdays: int) -> Iterator[Todo]:
    for one in waiting[:MOST]:
        yield Todo(
            title=f"{one.unit.short_name}的一件办不成事申请延期到 {one.extended_until}",
            note=f"{one.received_on} 接待；没有批准的，按原来的{workdays}个工作日算（T5-3）",
            view="casework:stuck",
            args=(str(one.pk),),
            action="去批",
            due_on=last_day(one, workdays),
        )


def _to_close(near: Sequence[StuckCase], workdays: int, day: date) -> Iterator[Todo]:
    if len(near) > MOST:
        days = [last_day(one, workdays) for one in near]
        late = sum(one < day for one in days)
        yield Todo(
            title=f"{len(near)}件办不成事等办结" + (f"，其中{late}件已超过时限" if late else ""),
            note=f"接待之后{workdays}个工作日内办结（T5-3）",
            view="casework:stuck-cases",
            action="去办",
            due_on=min(days),
        )
        return
    for one in near:
        limit = limit_of(one, workdays, day)
        yield Todo(
            title=f"{one.unit.short_name}的一件办不成事等办结，{limit.words}",
            note=f"{one.received_on} 接待，{one.get_blocker_display()}；"
            f"{workdays}个工作日内办结（T5-3）",
            view="casework:stuck",
            args=(str(one.pk),),
            action="去办",
            due_on=limit.day,
        )


def _to_call(closed: Sequence[StuckCase]) -> Iterator[Todo]:
    for one in closed[:MOST]:
        yield Todo(
            title=f"把{one}的结果告诉来访人",
            note=f"{one.closed_on} 办结：{one.get_outcome_display()}",
            view="casework:stuck",
            args=(str(one.pk),),
            action="去回访",
        )
