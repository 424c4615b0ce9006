"""Trainings of the year and who attended them."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from advisors.models import Advisor
from advisors.selectors import own_file
from audit.exports import hand_out
from core.clock import portal_day
from core.lists import Choice, narrow, ordered, page_of
from core.measures import Question
from core.parts import Chip, Column, Link
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from orgs.filters import StreetFilter
from standards.asked import question_of
from training.enums import SessionKind, SessionState
from training.hours.reckoning import class_hours_in
from training.models import Enrolment, TrainingSession
from training.permissions import TrainingPermission
from training.resources import TrainingResource
from training.sessions import policies, selectors
from training.sessions.rules import joins, why_closed

KINDS = (
    Choice("all", "全部", Q()),
    *(Choice(kind.value, str(kind.label), Q(kind=kind)) for kind in SessionKind),
)


SESSION_COLUMNS = (
    Column("主题"),
    Column("日期", sort="day"),
    Column("类型"),
    Column("举办单位"),
    Column("授课人"),
    Column("地点"),
    Column("分钟", is_numeric=True, sort="minutes"),
    Column("课时", is_numeric=True),
    Column("参训名单", is_numeric=True, sort="present", note="人"),
    Column("登记人数", is_numeric=True),
)


# An advisor of a community is told whether she came: the list of names is the street's.
OWN_SESSION_COLUMNS = tuple(
    Column("您", sort="present") if column.sort == "present" else column
    for column in SESSION_COLUMNS
)


SESSION_ORDERS = {"day": ["held_on"], "minutes": ["minutes"], "present": ["present"]}


# Of those ahead; the rest, ten streets' together, are a click away.
FIRST_SHOWN = 10


ATTENDEE_COLUMNS = (
    Column("姓名"),
    Column("街镇"),
    Column("层级"),
    Column("分钟", is_numeric=True),
    Column("课时", is_numeric=True),
    Column("登记方式"),
    Column("考核结果"),
)
ENROLLED_COLUMNS = (
    Column("姓名"),
    Column("街镇"),
    Column("层级"),
    Column("状态"),
    Column("操作", is_hidden=True),
)
CORRECTION_COLUMNS = (Column("姓名"), Column("更正"), Column("原因"), Column("日期"))


@actor_required(TrainingPermission.VIEW)
@require_GET
def session_list(request: ActorRequest) -> HttpResponse:
    """What is ahead, and the sessions of the year up to the day; the district's among them."""
    question = question_of(request)
    form = StreetFilter(request, question.as_of)
    rows, chips, kind = _narrowed(request, form, question)
    rows, sort = ordered(request, rows, SESSION_ORDERS)
    page = page_of(request, rows)
    context = {
        "form": form,
        "chips": chips,
        "kind": kind,
        "columns": OWN_SESSION_COLUMNS if request.actor.is_community else SESSION_COLUMNS,
        "sort": sort,
        "page": page,
        "sessions": [(one, class_hours_in(one.minutes, question)) for one in page],
        **_ahead(request, form, question),
        "add_for": _add_for(request),
    }
    return render(request, "training/session_list.html", context)


@actor_required(TrainingPermission.VIEW)
@require_GET
def session(request: ActorRequest, pk: int) -> HttpResponse:
    """One session, and who of the actor's own people enrolled and attended."""
    question = question_of(request)
    actor, day = request.actor, portal_day()
    found = get_object_or_404(selectors.session_in_full(actor), pk=pk)
    own = _own_file(request)
    mine = selectors.enrolment_of(found, own) if own else None
    context = {
        "session": found,
        "hours": class_hours_in(found.minutes, question),
        "attendance": selectors.attendance_of(found, own) if own else None,
        "may_change": policies.may_change(actor, found),
        "may_cancel": policies.may_cancel(actor, found),
        "may_hold": policies.may_hold(actor, found, day),
        "may_show_code": policies.may_show_code(actor, found, day),
        "may_correct": policies.may_correct(actor, found),
        "may_enrol_people": policies.may_enrol_people(actor, found, day),
        "crumbs": [Link("培训", address(request, "training:list")), Link(found.topic)],
        **_people(request, found, question),
        **_own_state(found, own, mine, question),
    }
    return render(request, "training/session.html", context)


@actor_required(TrainingPermission.VIEW)
@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """The ledger of trainings in the offices' layout, narrowed as the list is."""
    question = question_of(request)
    form = StreetFilter(request, question.as_of)
    rows, _, kind = _narrowed(request, form, question)
    return hand_out(
        TrainingResource(request.actor, question.as_of),
        selectors.with_attendees(rows, request.actor),
        street=form.code,
        kind=kind,
    )


def _own_file(request: ActorRequest) -> Advisor | None:
    if not request.actor.can(TrainingPermission.ATTEND):
        return None
    return own_file(request.actor)


def _people(request: ActorRequest, found: TrainingSession, question: Question) -> dict[str, Any]:
    """Who of the actor's own people was there; before it was held, who enrolled."""
    actor = request.actor
    if found.state != SessionState.HELD:
        page = page_of(request, selectors.own_enrolments(actor, found))
        return {"columns": ENROLLED_COLUMNS, "page": page, "people": page}
    page = page_of(request, selectors.own_attendances(actor).filter(session=found))
    return {
        "columns": ATTENDEE_COLUMNS,
        "page": page,
        "people": [(one, class_hours_in(one.minutes, question)) for one in page],
        "away": selectors.stayed_away(actor, found),
        "corrections": selectors.corrections_of(actor, found),
        "correction_columns": CORRECTION_COLUMNS,
    }


def _ahead(request: ActorRequest, form: StreetFilter, question: Question) -> dict[str, Any]:
    """What is not held yet: the next ones, those after them, those whose list is open."""
    own = _own_file(request)
    rows = form.narrow(selectors.coming_up(request.actor, question.as_of, own), "host")
    told = [_coming(request, one, own, question) for one in rows]
    ahead = [one for one in told if not one["is_past"]]
    return {
        "soon": ahead[:FIRST_SHOWN],
        "later": ahead[FIRST_SHOWN:],
        "unclosed": [one for one in told if one["is_past"]],
    }


def _coming(
    request: ActorRequest, one: TrainingSession, own: Advisor | None, question: Question
) -> dict[str, Any]:
    """One of the sessions ahead, and what can be done about it."""
    return {
        "session": one,
        "hours": class_hours_in(one.minutes, question),
        "may_hold": policies.may_hold(request.actor, one, portal_day()),
        **_own_state(one, own, next(iter(one.mine), None), question),  # type: ignore[attr-defined]
    }


def _own_state(
    one: TrainingSession, own: Advisor | None, mine: Enrolment | None, question: Question
) -> dict[str, Any]:
    """Whether she is in, and what she can do about it today."""
    day = portal_day()
    is_open = not why_closed(one, day)
    is_today = one.held_on <= day <= one.last_day and one.state == SessionState.PLANNED
    is_hers = own is not None and joins(one, own)
    return {
        "mine": mine,
        "is_past": one.last_day < question.as_of,
        "may_enrol_self": is_hers and is_open and mine is None,
        "may_withdraw_self": is_open and mine is not None,
        "may_sign_in": is_hers and is_today,
    }


def _add_for(request: ActorRequest) -> str:
    """The unit for whom the actor keeps sessions, or nothing."""
    code = request.actor.unit_code
    return code if policies.may_keep_sessions_of(request.actor, code) else ""


def _narrowed(
    request: ActorRequest, form: StreetFilter, question: Question
) -> tuple[QuerySet[TrainingSession], list[Chip], str]:
    """The sessions as the page's choices leave them, the chips of `?kind=` and the one chosen."""
    rows = form.narrow(selectors.sessions_of(request.actor, question), "host")
    return narrow(request, rows, "kind", KINDS)
