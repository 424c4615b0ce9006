"""Who has how many class hours, who will miss them, and what each attended."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from advisors.models import Advisor
from core.lists import Choice, count_of, narrow, ordered, page_of
from core.measures import Question
from core.parts import Chip, Column, Link
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from orgs.filters import StreetFilter
from standards.asked import asked, question_of
from training.hours import selectors
from training.hours.attended import attended_rows
from training.hours.pace import FALLS_SHORT
from training.hours.policies import may_certify, may_help
from training.hours.reckoning import class_hours_in
from training.indicators.hours import required_minutes
from training.permissions import TrainingPermission

# Short is everybody who owes something, the untrained among them, as T8-4 counts.
SHOWN = (
    Choice("all", "全部", Q()),
    Choice("behind", "赶不上", FALLS_SHORT),
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
    Column("还差", is_numeric=True, sort="owed", note="课时"),
    Column("到年底", is_numeric=True, sort="projected", note="按现在的进度"),
    Column("状态"),
)


HOURS_ORDERS = {
    "sessions": ["sessions"],
    "minutes": ["minutes"],
    "owed": ["owed"],
    "projected": ["projected"],
}


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
def hours(request: ActorRequest) -> HttpResponse:
    """Class hours of everybody in post; with `?advisor=` those of one, session by session."""
    question = question_of(request)
    if request.GET.get("advisor"):
        return _hours_of_one(request, question, request.GET["advisor"])
    form = StreetFilter(request, question.as_of)
    rows = form.narrow(selectors.hours_list(request.actor, question), "street")
    rows, chips, shown = narrow(request, rows, "show", SHOWN)
    rows, sort = ordered(request, rows, HOURS_ORDERS)
    page = page_of(request, rows, count_of(chips))
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "columns": HOURS_COLUMNS,
        "sort": sort,
        "page": page,
        "advisors": [(one, selectors.pace(one, question)) for one in page],
        "help": _help(request, chips),
        "foot": _hours_foot(question),
    }
    return render(request, "training/hours.html", context)


def _help(request: ActorRequest, chips: list[Chip]) -> dict[str, object] | None:
    """What a street can do now for those who owe class hours; nothing where nobody does."""
    code = request.actor.street_code
    short = next(chip.count for chip in chips if chip.label == "不足")
    behind = next(chip.count for chip in chips if chip.label == "赶不上")
    is_now = asked(request).is_default
    if not (is_now and short and code and may_help(request.actor, code)):
        return None
    return {
        "short": short,
        "behind": behind,
        "enrol": address(request, "training:hours-help", code),
        "remind": address(request, "training:hours-help", code, do="remind"),
    }


def _hours_of_one(request: ActorRequest, question: Question, key: str) -> HttpResponse:
    try:
        pk = UUID(key)
    except ValueError:
        raise Http404 from None
    advisor = get_object_or_404(
        Advisor.objects.visible_to(request.actor).select_related("street"), pk=pk
    )
    name = request.actor.shown_name(advisor.name, advisor.street_id)
    pace = selectors.pace_of(advisor, question)
    hours = pace.hours if pace else selectors.hours_of(advisor, question)
    own = selectors.own_hours(advisor, hours, question)
    context = {
        "advisor": advisor,
        "title": f"{name}的课时",
        "hours": hours,
        "pace": pace,
        "why_not": "" if pace else selectors.why_not_counted(advisor, question),
        "may_certify": bool(pace and may_certify(request.actor, advisor, own)),
        "columns": ATTENDED_COLUMNS,
        "attended": attended_rows(advisor, question, request.actor),
        "crumbs": [Link("课时", address(request, "training:hours")), Link(name)],
    }
    return render(request, "training/advisor_hours.html", context)


def _hours_foot(question: Question) -> str:
    required = class_hours_in(required_minutes(question), question)
    helpers = "含" if question.settings["third_party_counted"] else "不含"
    return (
        f"规定 {required} 课时，{question.settings['class_minutes']} 分钟为一课时；"
        f"由分钟折算，不进位，差一分钟也算不足。{helpers}第三方人员和志愿者（标准设置）。"
        "到年底＝今年的分钟÷已过的天数×全年的天数（年内上岗的从上岗日起算），再加已报名的场次。"
    )
