"""The pages of satisfaction surveys: the list, one of them, write one down, accept, take back."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.enums import SurveySource
from casework.models import SatisfactionSurvey
from casework.permissions import CaseworkPermission
from casework.satisfaction import selectors, services
from casework.satisfaction.filters import SurveyFilter
from casework.satisfaction.forms import RemovalForm, SurveyForm
from casework.satisfaction.policies import may_accept, may_add, may_remove, sources_for
from core.clock import page_day, portal_day
from core.lists import Choice, count_of, narrow, page_of
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from orgs.models import Unit
from orgs.selectors import streets_of
from standards.asked import asked

STREET_COLUMNS = (
    Column("街镇"),
    Column("调查人数", is_numeric=True, note="计入的"),
    Column("满意人数", is_numeric=True),
    Column("满意率", is_numeric=True),
    Column("等认可", is_numeric=True, note="次"),
)
COLUMNS = (
    Column("调查日期"),
    Column("街镇"),
    Column("来源"),
    Column("方式"),
    Column("调查人数", is_numeric=True),
    Column("满意人数", is_numeric=True),
    Column("满意率", is_numeric=True),
    Column("计不计入"),
)


@actor_required(CaseworkPermission.VIEW)
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    """The surveys of the cycle by a day, and each street's share of the satisfied."""
    day, since, min_asked = page_day(request), *_standard(request)
    form = SurveyFilter(request, day)
    all_rows = form.apply(selectors.listed(request.actor, since, day))
    choices = [
        Choice("all", "全部", Q()),
        Choice("counting", "已计入", ~selectors.is_waiting()),
        Choice("waiting", "等区里认可", selectors.is_waiting()),
    ]
    rows, chips, shown = narrow(request, all_rows, "show", choices)
    page = page_of(request, rows, count_of(chips))
    sums = selectors.sums_of(all_rows)
    streets = [form.unit] if form.unit else form.streets
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "page": page,
        "rows": [_row(one) for one in page],
        "columns": COLUMNS,
        "streets": [_street(request, one, sums, min_asked) for one in streets],
        "street_columns": STREET_COLUMNS,
        "min_asked": min_asked,
        "foot": f"调查满{min_asked}人才算满意率；街镇自查的，区里认可以后才计入。",
        "own_code": _own_code(request),
    }
    return render(request, "casework/satisfaction.html", context)


@actor_required(CaseworkPermission.VIEW)
@require_GET
def survey(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One survey, with what may be done about it."""
    return _page(request, _found(request, pk))


@actor_required(CaseworkPermission.SURVEY)
@require_http_methods(GET_OR_POST)
def add(request: ActorRequest, code: str) -> HttpResponse:
    """Write a survey of a street down."""
    street = get_object_or_404(streets_of(request.actor, portal_day()), pk=code)
    may_add(request.actor, street.pk).enforce()
    sources = sources_for(request.actor)
    if request.method != "POST":
        return _form_page(request, street, SurveyForm(sources=sources))
    form = SurveyForm(request.POST, sources=sources)
    if not form.is_valid():
        return _form_page(request, street, form)
    try:
        added, is_new = services.add_survey(
            key=form.cleaned_data["key"], street=street, asking=form.asking(), by=request.actor
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _form_page(request, street, form)
    waits = "区里认可以后计入。" if added.source == SurveySource.STREET else "已计入。"
    words = f"已登记，{waits}" if is_new else "已经登记过了，没有重复登记。"
    messages.success(request, words)
    return redirect(_url(request, added))


@actor_required(CaseworkPermission.ACCEPT)
@require_POST
def accept(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The district accepts a street's own."""
    found = _found(request, pk)
    if found.accepted_on is not None:
        messages.info(request, f"{found.accepted_on}已经认可过了，没有改动。")
        return redirect(_url(request, found))
    services.accept_survey(survey=found, by=request.actor)
    messages.success(request, "已认可，从现在起计入满意率。")
    return redirect(_url(request, found))


@actor_required(CaseworkPermission.SURVEY)
@require_POST
def remove(request: ActorRequest, pk: UUID) -> HttpResponse:
    """It was written down by mistake."""
    found = _found(request, pk)
    form = RemovalForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        services.remove_survey(survey=found, reason=form.cleaned_data["reason"], by=request.actor)
    except PermissionDenied as refused:
        form.add_error(None, str(refused))
        return _page(request, found, form)
    messages.success(request, "已删除，原因记入留痕。")
    return redirect(address(request, "casework:satisfaction"))


def _found(request: ActorRequest, pk: UUID) -> SatisfactionSurvey:
    found: SatisfactionSurvey = get_object_or_404(selectors.surveys_of(request.actor), pk=pk)
    return found


def _standard(request: ActorRequest) -> tuple[date | None, int]:
    """The first day of the cycle, and how many have to be asked."""
    now = asked(request)
    if now.book is None:
        return None, selectors.MIN_ASKED
    question = now.book.question(now.as_of)
    return now.book.cycle_start, selectors.min_asked_in(question)


def _own_code(request: ActorRequest) -> str:
    """The street whose own surveys she may write down, or empty; the district picks a street."""
    code = request.actor.street_code
    return code if code and may_add(request.actor, code) else ""


def _row(one: SatisfactionSurvey) -> dict[str, Any]:
    is_waiting = one.source == SurveySource.STREET and one.accepted_on is None
    return {
        "survey": one,
        "share": selectors.share_words(one.satisfied, one.asked),
        "badge": "awaiting_review" if is_waiting else "accepted",
        "word": "等区里认可" if is_waiting else "已计入",
    }


def _street(
    request: ActorRequest, street: Unit, sums: dict[str, selectors.Sums], min_asked: int
) -> dict[str, Any]:
    there = sums.get(street.pk, selectors.Sums())
    return {
        "unit": street,
        "sums": there,
        "share": there.words(min_asked),
        "may_add": bool(may_add(request.actor, street.pk)),
    }


def _form_page(request: ActorRequest, street: Unit, form: SurveyForm) -> HttpResponse:
    back = address(request, "casework:satisfaction")
    context = {
        "form": form,
        "street": street,
        "back": back,
        "min_asked": _standard(request)[1],
        "is_own": not request.actor.is_district,
        "crumbs": [Link("满意度调查", back), Link("登记")],
    }
    return render(request, "casework/satisfaction_form.html", context)


def _page(
    request: ActorRequest, found: SatisfactionSurvey, removal: RemovalForm | None = None
) -> HttpResponse:
    context = {
        **_row(found),
        "removal": removal or RemovalForm(),
        "may_accept": may_accept(request.actor, found),
        "may_remove": may_remove(request.actor, found),
        "crumbs": [
            Link("满意度调查", address(request, "casework:satisfaction")),
            Link(str(found)),
        ],
    }
    return render(request, "casework/satisfaction_survey.html", context)


def _url(request: ActorRequest, found: SatisfactionSurvey) -> str:
    return address(request, "casework:satisfaction-survey", found.pk)
