"""Trainings of the year, who attended, and who still owes class hours."""

from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from advisors.models import Advisor
from audit.exports import hand_out
from core.lists import Choice, narrow, ordered, page_of
from core.measures import Question
from core.parts import Chip, Column, Link
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from orgs.filters import StreetFilter
from standards.asked import question_of
from training import selectors
from training.enums import SessionKind
from training.hours import class_hours
from training.indicators import required_minutes
from training.models import TrainingSession
from training.permissions import TrainingPermission
from training.resources import TrainingResource

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
ATTENDEE_COLUMNS = (
    Column("姓名"),
    Column("街镇"),
    Column("层级"),
    Column("分钟", is_numeric=True),
    Column("课时", is_numeric=True),
    Column("考核结果"),
)
# Short is everybody who owes something, the untrained among them, as T8-4 counts.
SHOWN = (
    Choice("all", "全部", Q()),
    Choice("short", "不足", Q(counted=False)),
    Choice("enough", "已达标", Q(counted=True)),
    Choice("untrained", "未参训", Q(sessions=0)),
)
HOURS_COLUMNS = (
    Column("姓名"),
    Column("街镇"),
    Column("层级"),
    Column("负责居村"),
    Column("参训", is_numeric=True, sort="sessions", note="场"),
    Column("课时", is_numeric=True, sort="minutes"),
    Column("还差", is_numeric=True, note="课时"),
    Column("状态"),
)
HOURS_ORDERS = {"sessions": ["sessions"], "minutes": ["minutes"]}
ATTENDED_COLUMNS = (
    Column("主题"),
    Column("日期"),
    Column("类型"),
    Column("举办单位"),
    Column("分钟", is_numeric=True),
    Column("课时", is_numeric=True),
    Column("考核结果"),
)


@actor_required(TrainingPermission.VIEW)
@require_GET
def session_list(request: ActorRequest) -> HttpResponse:
    """Sessions of the year up to the day, the district's among them."""
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
        "sessions": [(one, _class_hours(one.minutes, question)) for one in page],
    }
    return render(request, "training/session_list.html", context)


@actor_required(TrainingPermission.VIEW)
@require_GET
def session(request: ActorRequest, pk: int) -> HttpResponse:
    """One session and who of the actor's own people attended it."""
    question = question_of(request)
    found = get_object_or_404(
        TrainingSession.objects.visible_to(request.actor).select_related("host", "trainer"), pk=pk
    )
    attendances = selectors.own_attendances(request.actor).filter(session=found)
    page = page_of(request, attendances)
    context = {
        "session": found,
        "hours": _class_hours(found.minutes, question),
        "columns": ATTENDEE_COLUMNS,
        "page": page,
        "attendees": [(one, _class_hours(one.minutes, question)) for one in page],
        "crumbs": [Link("培训", address(request, "training:list")), Link(found.topic)],
    }
    return render(request, "training/session.html", context)


@actor_required(TrainingPermission.VIEW)
@require_GET
def hours(request: ActorRequest) -> HttpResponse:
    """Class hours of everybody in post; with `?advisor=` those of one, session by session."""
    question = question_of(request)
    if request.GET.get("advisor"):
        return _hours_of_one(request, question, request.GET["advisor"])
    form = StreetFilter(request, question.as_of)
    rows = form.narrow(selectors.hours_list(request.actor, question), "street")
    rows, chips, shown = narrow(request, rows, "show", SHOWN)
    rows, sort = ordered(request, rows, HOURS_ORDERS)
    page = page_of(request, rows)
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "columns": HOURS_COLUMNS,
        "sort": sort,
        "page": page,
        "advisors": [(one, selectors.hours(one, question)) for one in page],
        "foot": _hours_foot(question),
    }
    return render(request, "training/hours.html", context)


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


def _narrowed(
    request: ActorRequest, form: StreetFilter, question: Question
) -> tuple[QuerySet[TrainingSession], list[Chip], str]:
    """The sessions as the page's choices leave them, the chips of `?kind=` and the one chosen."""
    rows = form.narrow(selectors.sessions_of(request.actor, question), "host")
    return narrow(request, rows, "kind", KINDS)


def _hours_of_one(request: ActorRequest, question: Question, key: str) -> HttpResponse:
    try:
        pk = UUID(key)
    except ValueError:
        raise Http404 from None
    advisor = get_object_or_404(
        Advisor.objects.visible_to(request.actor).select_related("street"), pk=pk
    )
    name = request.actor.shown_name(advisor.name, advisor.street_id)
    context = {
        "advisor": advisor,
        "title": f"{name}的课时",
        "hours": selectors.hours_of(advisor, question),
        "columns": ATTENDED_COLUMNS,
        "attended": [
            (one, _class_hours(one.minutes, question))
            for one in selectors.attended_by(advisor, question)
        ],
        "crumbs": [Link("课时", address(request, "training:hours")), Link(name)],
    }
    return render(request, "training/advisor_hours.html", context)


def _hours_foot(question: Question) -> str:
    required = _class_hours(required_minutes(question), question)
    helpers = "含" if question.settings["third_party_counted"] else "不含"
    return (
        f"规定 {required} 课时，{question.settings['class_minutes']} 分钟为一课时；"
        f"由分钟折算，不进位，差一分钟也算不足。{helpers}第三方人员和志愿者（标准设置）。"
    )


def _class_hours(minutes: int, question: Question) -> Decimal:
    return class_hours(minutes, int(question.settings["class_minutes"]))
