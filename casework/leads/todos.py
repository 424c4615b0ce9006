"""Leads near or over their limit, and informants who were not told yet (T7-6)."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Q

from casework.enums import LeadState
from casework.leads.limits import (
    NEAR_WORKDAYS,
    found_by_when_due_by,
    last_day,
    limit_in,
    limit_of,
)
from casework.leads.policies import FROM_OUTSIDE
from casework.leads.selectors import SEALED
from casework.models import Lead
from casework.permissions import CaseworkPermission
from core.clock import page_day
from core.gathering import Wanted
from core.todos import Asker, Todo
from core.workdays import workday_after
from standards.asked import asked

# More than so many are told as one.
MOST = 5


def leads_waiting(asker: Asker) -> Iterator[Wanted]:
    """For the street: leads to decide, with three workdays left or none. For who reported one
    for somebody from outside: that somebody waits to hear of it.
    """
    actor = asker.actor
    if not actor.can(CaseworkPermission.SERVE) or not actor.street_code:
        return
    day, book = page_day(asker), asked(asker).book
    workdays = limit_in(book.question(asked(asker).as_of) if book else None)
    is_known = ~Q(informant_name="") | Q(informant_phone_sealed__isnull=False)
    wanted = is_known & Q(
        state=LeadState.DECIDED,
        decided_on__lte=day,
        told_on__isnull=True,
        reported_by=actor.user_id,
        source__in=FROM_OUTSIDE,
    )
    if actor.can(CaseworkPermission.DECIDE):
        soon = workday_after(day, NEAR_WORKDAYS)
        found_by = min(day, found_by_when_due_by(soon, workdays))
        wanted |= Q(state=LeadState.OPEN, found_on__lte=found_by)
    found = Lead.objects.visible_to(actor).filter(wanted)
    rows = found.select_related("community").defer(*SEALED).order_by("found_on", "pk")
    yield Wanted(rows, lambda leads: _told(leads, workdays, day))


def _told(rows: Sequence[Lead], workdays: int, day: date) -> Iterator[Todo]:
    yield from _to_decide([one for one in rows if one.state == LeadState.OPEN], workdays, day)
    yield from _to_tell([one for one in rows if one.state == LeadState.DECIDED])


def _to_decide(near: Sequence[Lead], workdays: int, day: date) -> Iterator[Todo]:
    if len(near) > MOST:
        late = sum(last_day(one.found_on, workdays) < day for one in near)
        yield Todo(
            title=f"{len(near)}条线索等处置" + (f"，其中{late}条已超过时限" if late else ""),
            note=f"发现之后{workdays}个工作日内处置（T7-6）",
            view="casework:leads",
            action="去处置",
            due_on=last_day(near[0].found_on, workdays),
        )
        return
    for one in near:
        limit = limit_of(one, workdays, day)
        yield Todo(
            title=f"{one.community.short_name}的一条线索等处置，{limit.words}",
            note=f"{one.found_on} 发现，{one.get_source_display()}；{workdays}个工作日内处置（T7-6）",
            view="casework:lead",
            args=(str(one.pk),),
            action="去处置",
            due_on=limit.day,
        )


def _to_tell(decided: Sequence[Lead]) -> Iterator[Todo]:
    for one in decided[:MOST]:
        yield Todo(
            title=f"把{one}的结果告诉反映人",
            note=f"{one.decided_on} 处置：{one.get_decision_display()}",
            view="casework:lead",
            args=(str(one.pk),),
            action="去看",
        )
