"""Offers that nobody answers, and needs whose referral fell through (T3-1)."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q

from casework.enums import ReferralState
from casework.models import Referral
from casework.models.referrals import FALLEN, RUNNING
from casework.permissions import CaseworkPermission
from casework.referrals.selectors import SEALED, SILENT_DAYS, SILENT_WORKDAYS, is_silent_on
from core.clock import page_day
from core.gathering import Wanted
from core.todos import Asker, Todo
from core.workdays import workday_after, workdays_between

# More than so many are told as one.
MOST = 5


def referrals_waiting(asker: Asker) -> Iterator[Wanted]:
    """For who serves there: providers to ask again, and needs to offer elsewhere. One query."""
    actor, day = asker.actor, page_day(asker)
    if not actor.can(CaseworkPermission.SERVE) or not actor.street_code:
        return
    later = Referral.objects.filter(need=OuterRef("need")).filter(
        Q(state__in=[*RUNNING, ReferralState.DONE])
        | Q(offered_on__gt=OuterRef("offered_on"))
        | Q(offered_on=OuterRef("offered_on"), recorded_at__gt=OuterRef("recorded_at"))
    )
    came_back = Q(state__in=FALLEN, closed_on__lte=day, need__settlement="") & ~Exists(later)
    found = Referral.objects.visible_to(actor).filter(is_silent_on(day) | came_back)
    rows = found.select_related("resource", "community", "need", "household").defer(*SEALED)
    yield Wanted(rows.order_by("offered_on", "pk"), lambda there: _told(there, day))


def _told(there: Sequence[Referral], day: date) -> Iterator[Todo]:
    yield from _to_ask([one for one in there if one.state in RUNNING], day)
    over = [one for one in there if one.state in FALLEN]
    yield from _to_offer([one for one in over if one.closed_on and one.closed_on <= day])


def _to_ask(silent: Sequence[Referral], day: date) -> Iterator[Todo]:
    if len(silent) > MOST:
        yield Todo(
            title=f"{len(silent)}个对接还没有消息，请催一催提供方",
            note=f"发出{SILENT_WORKDAYS}个工作日没有答复，或接下{SILENT_DAYS}天没有结果",
            view="casework:referrals",
            query=(("show", "silent"),),
            action="去看",
            due_on=_due_on(silent[0]),
        )
        return
    for one in silent:
        if one.state == ReferralState.OFFERED:
            waited = f"发出{workdays_between(one.offered_on, day)}个工作日没有答复"
        else:
            waited = f"{one.answered_on} 接下，还没有结果"
        yield Todo(
            title=f"{one}：{waited}",
            note=f"{one.community.short_name}，“{one.resource.name}”；催一催，或撤回另找",
            view="casework:referral",
            args=(str(one.pk),),
            action="去看",
            due_on=_due_on(one),
        )


def _to_offer(fallen: Sequence[Referral]) -> Iterator[Todo]:
    if len(fallen) > MOST:
        yield Todo(
            title=f"{len(fallen)}项需求对接没有成，请另找资源",
            note="没有接、没有成或撤回的，需求还在（T3-1）",
            view="casework:referrals",
            query=(("show", "fallen"),),
            action="去看",
        )
        return
    for one in fallen:
        yield Todo(
            title=f"{one}{one.get_state_display()}，需求还在，请另找资源",
            note=f"{one.community.short_name}，{one.need.get_category_display()}；"
            f"{one.closed_on} {one.get_reason_display()}（T3-1）",
            view="casework:need",
            args=(str(one.need_id),),
            action="去对接",
        )


def _due_on(one: Referral) -> date:
    return workday_after(one.offered_on, SILENT_WORKDAYS)
