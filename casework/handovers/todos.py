"""Handovers that nobody has acknowledged yet (T5-2)."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Q

from casework.enums import HandoverWay
from casework.handovers.limits import is_over, last_day, limit_in, limit_of
from casework.handovers.selectors import SEALED
from casework.models import Handover
from casework.permissions import CaseworkPermission
from core.clock import page_day
from core.gathering import Wanted
from core.todos import Asker, Todo
from standards.asked import asked

# More than so many are told as one.
MOST = 5


def handovers_waiting(asker: Asker) -> Iterator[Wanted]:
    """For whoever serves: what waits in her own unit, and for the street what is late below it.

    From the counter: to acknowledge. To the counter: to ask there.
    """
    actor = asker.actor
    if not actor.can(CaseworkPermission.SERVE) or not actor.street_code:
        return
    day, book = page_day(asker), asked(asker).book
    workdays = limit_in(book.question(asked(asker).as_of) if book else None)
    found = Handover.objects.visible_to(actor).waiting().filter(sent_on__lte=day)
    found = found.filter(Q(unit=actor.unit_code) | is_over(day, workdays))
    rows = found.select_related("unit").defer(*SEALED).order_by("sent_on", "pk")
    yield Wanted(rows, lambda waiting: _by_way(waiting, workdays, day))


def _by_way(rows: Sequence[Handover], workdays: int, day: date) -> Iterator[Todo]:
    for way in HandoverWay:
        yield from _told([one for one in rows if one.way == way], way, workdays, day)


def _told(rows: Sequence[Handover], way: HandoverWay, workdays: int, day: date) -> Iterator[Todo]:
    is_ours = way == HandoverWay.FROM_COUNTER
    note = f"送出之后{workdays}个工作日内确认（T5-2）"
    if len(rows) > MOST:
        late = sum(last_day(one.sent_on, workdays) < day for one in rows)
        words = (
            f"{len(rows)}件窗口转来的衔接等确认" if is_ours else f"{len(rows)}件衔接窗口还没有确认"
        )
        yield Todo(
            title=words + (f"，其中{late}件已超过时限" if late else ""),
            note=note,
            view="casework:handovers",
            query=(("show", "ours"),) if is_ours else (("show", "theirs"),),
            action="去确认" if is_ours else "去看",
            due_on=last_day(rows[0].sent_on, workdays),
        )
        return
    for one in rows:
        limit = limit_of(one, workdays, day)
        words = "窗口转来的{}等确认" if is_ours else "转窗口的{}还没有确认"
        yield Todo(
            title=f"{words.format(one.get_kind_display())}，{limit.words}",
            note=f"{one.unit.short_name}，{one.sent_on} 送出；{note}",
            view="casework:handover",
            args=(str(one.pk),),
            action="去确认" if is_ours else "去催办",
            due_on=limit.day,
        )
