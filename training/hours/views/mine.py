"""What an advisor has of her class hours, what she owes, and what would close the gap."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from advisors.models import Advisor
from advisors.selectors import own_file
from core.clock import portal_day
from core.measures import Question
from core.numbers import number_in
from core.parts import Column
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from standards.asked import asked, question_of
from training.hours import selectors
from training.hours.attended import attended_rows
from training.hours.mine import prospects
from training.permissions import TrainingPermission
from training.sessions.selectors import open_sessions
from training.sessions.services import enrol

ATTENDED_COLUMNS = (
    Column("主题"),
    Column("日期"),
    Column("举办单位"),
    Column("分钟", is_numeric=True),
    Column("课时", is_numeric=True),
)


@actor_required(TrainingPermission.ATTEND)
@require_http_methods(GET_OR_POST)
def my_hours(request: ActorRequest) -> HttpResponse:
    """Her class hours; POST enrols her in one of the sessions that would close the gap."""
    question = question_of(request)
    advisor = own_file(request.actor)
    if request.method == "POST":
        return _enrol(request, advisor)
    told = _told(request, advisor, question) if advisor else {"may_certify": False}
    context = {"advisor": advisor, "book": asked(request).book, **told}
    return render(request, "training/my_hours.html", context)


def _told(request: ActorRequest, advisor: Advisor, question: Question) -> dict[str, Any]:
    """What she has, what she owes, and what is ahead of her."""
    pace = selectors.pace_of(advisor, question)
    hours = pace.hours if pace else selectors.hours_of(advisor, question)
    own = selectors.own_hours(advisor, hours, question)
    return {
        "pace": pace,
        "hours": hours,
        "may_certify": bool(pace and own.is_enough),
        "why_not": "" if pace else selectors.why_not_counted(advisor, question),
        "columns": ATTENDED_COLUMNS,
        "attended": attended_rows(advisor, question, request.actor),
        "prospects": prospects(advisor, pace, question, request.actor),
    }


def _enrol(request: ActorRequest, advisor: Advisor | None) -> HttpResponse:
    back = redirect(address(request, "training:my-hours"))
    if advisor is None:
        messages.error(request, "没有报名：这个账号还没有和顾问名册里的人对上。")
        return back
    session = get_object_or_404(
        open_sessions(request.actor, portal_day()), pk=number_in(request.POST.get("session", ""))
    )
    try:
        enrolment = enrol(session=session, advisor=advisor, by=request.actor)
    except ValidationError as refused:
        messages.error(request, f"没有报名：{'；'.join(refused.messages)}")
        return back
    if enrolment.waiting:  # type: ignore[attr-defined]
        words = f"“{session.topic}”名额已满，您排在候补第 {enrolment.waiting} 位。"  # type: ignore[attr-defined]
        messages.info(request, words)
    else:
        messages.success(request, f"已报名{session.held_on:%m月%d日}的“{session.topic}”。")
    return back
