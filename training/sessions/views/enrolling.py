"""Advisors enrol, or their street enrols them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from advisors.models import Advisor
from advisors.selectors import own_file
from core.clock import portal_day
from core.numbers import number_in
from core.parts import Column
from core.web import GET_OR_POST, ActorRequest, actor_required
from training.models import Enrolment
from training.permissions import TrainingPermission
from training.sessions import policies, selectors, services
from training.sessions.rules import who
from training.sessions.views.pages import (
    crumbs,
    found,
    may_attend,
    may_keep_training,
    url_of,
    words_of,
)

NO_FILE = "您的账号还没有对应的备案信息，不能报名和签到。请本街镇的数据管理员核对顾问名册。"
PEOPLE_COLUMNS = (Column("姓名"), Column("单位"), Column("现在"))


@may_attend
@require_POST
def enrol(request: ActorRequest, pk: int) -> HttpResponse:
    """An advisor enrols herself."""
    session = found(request, pk)
    own = own_file(request.actor)
    if own is None:
        raise PermissionDenied(NO_FILE)
    try:
        done = services.enrol(session=session, advisor=own, by=request.actor)
    except ValidationError as refused:
        messages.error(request, f"没有报上：{words_of(refused.messages)}")
    else:
        messages.success(request, _told(done))
    return redirect(url_of(request, session))


@actor_required(TrainingPermission.ATTEND, TrainingPermission.KEEP)
@require_POST
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take one's own enrolment back, or that of one of the street's people."""
    session = found(request, pk)
    named = request.POST.get("enrolment", "")
    if named:
        people = selectors.own_enrolments(request.actor, session)
        advisor: Advisor | None = get_object_or_404(people, pk=number_in(named)).advisor
    else:
        advisor = own_file(request.actor)
    if advisor is None:
        raise PermissionDenied(NO_FILE)
    try:
        is_gone = services.withdraw_enrolment(session=session, advisor=advisor, by=request.actor)
    except ValidationError as refused:
        messages.error(request, f"没有取消：{words_of(refused.messages)}")
    else:
        messages.success(request, "已取消报名。" if is_gone else "没有报过名，不用取消。")
    return redirect(url_of(request, session))


@may_keep_training
@require_http_methods(GET_OR_POST)
def people(request: ActorRequest, pk: int) -> HttpResponse:
    """A street enrols several of its people at once."""
    session = found(request, pk)
    policies.may_enrol_people(request.actor, session, portal_day()).enforce()
    roster = list(selectors.roster_for(request.actor, session))
    if request.method == "POST":
        chosen = set(request.POST.getlist("advisor"))
        picked = [one for one in roster if str(one.pk) in chosen]
        if picked:
            return _enrol_picked(request, pk, picked)
        messages.error(request, "还没有勾选要报名的人。")
    context = {
        "session": session,
        "roster": roster,
        "columns": PEOPLE_COLUMNS,
        "back": url_of(request, session),
        "crumbs": crumbs(request, "替人报名", session),
    }
    return render(request, "training/session_people.html", context)


def _enrol_picked(request: ActorRequest, pk: int, picked: list[Advisor]) -> HttpResponse:
    session = found(request, pk)
    try:
        done = services.enrol_several(session=session, advisors=picked, by=request.actor)
    except ValidationError as refused:
        messages.error(request, f"没有报上：{words_of(refused.messages)}")
        return redirect(url_of(request, session))
    waiting = f"，其中{done.waiting}人排在候补" if done.waiting else ""
    if done.new:
        messages.success(request, f"已替{len(done.new)}人报名{waiting}。")
    elif not done.refused:
        messages.info(request, "勾选的人都已报过名。")
    for one in picked:
        if one.pk in done.refused:
            messages.error(request, f"{who(request.actor, one)}没有报上：{done.refused[one.pk]}")
    return redirect(url_of(request, session))


def _told(done: Enrolment) -> str:
    """What enrolling came to."""
    waiting: int = done.waiting  # type: ignore[attr-defined]
    if waiting:
        return f"名额已满，您排在候补第{waiting}位；有人取消就依次递补。"
    return "已报名，有您的名额。"
