"""The list of conferences, the list of actions, and one conference with all that was said."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from casework.conferences import selectors
from casework.conferences.filters import ConferenceFilter
from casework.conferences.forms import CaseAddForm, HoldForm, MinutesForm, OutcomeForm
from casework.conferences.limits import limit_of
from casework.conferences.policies import (
    is_closed,
    is_own,
    may_close_action,
    may_confer,
    may_keep,
    may_open_action,
    may_read,
    may_resolve,
    may_settle_case,
    may_settle_minutes,
    may_take,
    may_withdraw_minutes,
)
from casework.conferences.views.common import (
    BADGES,
    OUTCOME_BADGES,
    crumbs,
    found_by,
    may_serve,
    may_view,
    write_seen,
)
from casework.conferences.workflow import MACHINE
from casework.enums import CaseOutcome, ConferenceState
from casework.models import CaseConference, ConferenceAction, ConferenceCase
from casework.periods import quarter_of
from casework.permissions import CaseworkPermission
from core.clock import page_day, portal_day
from core.lists import Choice, count_of, narrow, page_of
from core.parts import Column
from core.web import ActorRequest

COLUMNS = (
    Column("会商"),
    Column("街镇"),
    Column("状态"),
    Column("个案", is_numeric=True, note="户"),
    Column("没办结的决议", is_numeric=True, note="项"),
    Column("纪要"),
)
STREET_COLUMNS = (
    Column("街镇"),
    Column("本季度开了", is_numeric=True, note="次"),
    Column("其中有纪要", is_numeric=True, note="次"),
    Column("没办结的决议", is_numeric=True, note="项"),
    Column("其中过期", is_numeric=True, note="项"),
)
ACTION_COLUMNS = (
    Column("决议"),
    Column("会商日期"),
    Column("个案"),
    Column("责任人"),
    Column("期限"),
    Column("办结日期"),
)
RESOLVED_COLUMNS = (
    Column("事项"),
    Column("个案"),
    Column("责任人"),
    Column("期限"),
    Column("操作", is_hidden=True),
)


@may_view
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    """The conferences of the actor's unit as of a day; of no case is anything said here."""
    actor, day = request.actor, page_day(request)
    form = ConferenceFilter(request, day)
    is_settled = selectors.has_minutes_by(day)
    held = Q(state=ConferenceState.HELD)
    choices = (
        Choice("all", "全部", Q()),
        Choice("planned", "待召开", Q(state=ConferenceState.PLANNED)),
        Choice("bare", "开过、没有纪要", held & ~is_settled),
        Choice("settled", "有纪要", is_settled),
        Choice("cancelled", "已取消", Q(state=ConferenceState.CANCELLED)),
    )
    rows, chips, shown = narrow(request, form.apply(selectors.listed(actor, day)), "show", choices)
    page = page_of(request, rows, count_of(chips))
    standings = selectors.standing_of(actor, day, form.code)
    streets = [form.unit] if form.unit else form.streets
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "page": page,
        "day": day,
        "quarter": quarter_of(day),
        "rows": [_row(one, request) for one in page],
        "columns": COLUMNS,
        "standing": _sum(standings),
        "streets": [
            (one, standings.get(one.code, selectors.NONE))
            for one in (streets if actor.is_district else ())
        ],
        "street_columns": STREET_COLUMNS,
        "street": actor.street_code if may_confer(actor, actor.street_code) else "",
    }
    return render(request, "casework/conferences.html", context)


@may_view
@require_GET
def actions(request: ActorRequest) -> HttpResponse:
    """What conferences resolved: those open first, the nearest day first; no texts."""
    actor, day = request.actor, page_day(request)
    form = ConferenceFilter(request, day)
    waiting = selectors.is_open_on(day)
    choices = [
        Choice("open", "没办结", waiting),
        Choice("late", "过期没办结", waiting & Q(due_on__lt=day)),
        Choice("closed", "已办结", Q(closed_on__lte=day)),
        Choice("all", "全部", Q()),
    ]
    if actor.can(CaseworkPermission.SERVE):
        choices.insert(2, Choice("mine", "我负责的", waiting & selectors.is_own(actor)))
    listed_rows = form.apply_to_actions(selectors.listed_actions(actor, day))
    rows, chips, shown = narrow(request, listed_rows, "show", choices)
    page = page_of(request, rows, count_of(chips))
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "page": page,
        "rows": [_action_row(one, request) for one in page],
        "columns": ACTION_COLUMNS,
    }
    return render(request, "casework/conference_actions.html", context)


@may_serve
@require_GET
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One conference in full to its street; a community reads its own households' cases."""
    found = found_by(request, pk)
    may_read(request.actor, found).enforce()
    return conference_page(request, found)


def conference_page(
    request: ActorRequest,
    found: CaseConference,
    *,
    holding: HoldForm | None = None,
    adding: CaseAddForm | None = None,
    outcome: tuple[UUID, OutcomeForm] | None = None,
    settling: MinutesForm | None = None,
    refused: str = "",
) -> HttpResponse:
    """The page of a conference, with its small forms as they stand; who read it is noted."""
    actor = request.actor
    cases = selectors.cases_of(actor, found)
    write_seen(request, found, households=len(cases))
    resolved = selectors.actions_in(actor, found)
    context: dict[str, Any] = {
        "conference": found,
        "badge": BADGES[ConferenceState(found.state)],
        "participants": selectors.participants_of(found),
        "cases": [_case(one, found, request, outcome) for one in cases],
        "actions": [_resolved(one, found, request) for one in resolved],
        "resolved_columns": RESOLVED_COLUMNS,
        "is_all": not actor.is_community,
        "may_keep": may_keep(actor, found),
        "may_resolve": may_resolve(actor, found),
        "may_hold": MACHINE.may(actor, found, "hold"),
        "may_cancel": MACHINE.may(actor, found, "cancel"),
        "may_settle": may_settle_minutes(actor, found),
        "may_withdraw": may_withdraw_minutes(actor, found),
        "may_take": may_take(actor, found),
        "holding": holding or HoldForm(planned=found.held_on),
        "adding": adding or CaseAddForm(),
        "settling": settling or MinutesForm(),
        "refused": refused,
        "crumbs": crumbs(request, found),
    }
    return render(request, "casework/conference.html", context)


def _row(one: Any, request: ActorRequest) -> dict[str, Any]:
    day = page_day(request)
    return {
        "conference": one,
        "badge": BADGES[ConferenceState(one.state)],
        "is_open": bool(may_read(request.actor, one)),
        "minutes_on": one.minutes_on if one.minutes_on and one.minutes_on <= day else None,
        "is_held": one.state == ConferenceState.HELD,
    }


def _sum(standings: dict[str, selectors.Standing]) -> selectors.Standing:
    rows = standings.values()
    return selectors.Standing(
        sum(one.held for one in rows),
        sum(one.settled for one in rows),
        sum(one.open for one in rows),
        sum(one.late for one in rows),
    )


def _action_row(one: ConferenceAction, request: ActorRequest) -> dict[str, Any]:
    actor, day = request.actor, page_day(request)
    household = one.case.household if one.case else None
    return {
        "action": one,
        "household": household,
        "owner": actor.shown_name(one.owner_name, one.conference.street_id),
        "limit": limit_of(one, day),
        "closed_on": one.closed_on if one.closed_on and one.closed_on <= day else None,
        "is_mine": is_own(actor, one),
        "may_open": bool(may_open_action(actor, one)),
    }


def _case(
    one: ConferenceCase,
    found: CaseConference,
    request: ActorRequest,
    outcome: tuple[UUID, OutcomeForm] | None,
) -> dict[str, Any]:
    # At hand already, and not to be read again for each.
    one.conference = found
    begins = {"outcome": one.outcome, "solved_on": one.solved_on}
    own = outcome is not None and outcome[0] == one.pk
    return {
        "case": one,
        "badge": OUTCOME_BADGES[CaseOutcome(one.outcome)],
        "is_closed": is_closed(one),
        "may_settle": may_settle_case(request.actor, one),
        "form": outcome[1]
        if outcome is not None and own
        else OutcomeForm(initial=begins, prefix=f"c{str(one.pk)[:8]}"),
        "is_asked": own,
    }


def _resolved(
    one: ConferenceAction, found: CaseConference, request: ActorRequest
) -> dict[str, Any]:
    one.conference = found
    return {
        "action": one,
        "limit": limit_of(one, portal_day()),
        "may_close": bool(may_close_action(request.actor, one)),
        "is_mine": is_own(request.actor, one),
    }
