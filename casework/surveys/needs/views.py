"""Needs surveys: every community's state, one survey, and the form that begins or changes it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import drafts
from casework.models import NeedsSurvey
from casework.permissions import CaseworkPermission
from casework.surveys.needs import selectors, services
from casework.surveys.needs.filters import SurveyFilter
from casework.surveys.needs.forms import NeedsSurveyForm, initial_of
from casework.surveys.needs.halves import HalfYear, half_year
from casework.surveys.needs.policies import may_write
from core.clashes import CLASH_COLUMNS, Clash
from core.clock import page_day, portal_day
from core.lists import Pick, page_of, pick
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest, actor_required
from orgs.models import Unit
from resources.enums import NeedCategory

COLUMNS = (
    Column("居村"),
    Column("状态"),
    Column("排摸户数", is_numeric=True, note="户"),
    Column("最多的需求"),
    Column("提交日期"),
    Column("操作", is_hidden=True),
)
COUNT_COLUMNS = (
    Column("需求类别"),
    Column("户数", is_numeric=True, note="户"),
    Column("走访登记", is_numeric=True, note="户"),
)
BADGES = {
    selectors.MISSING: ("no_data", "还没有"),
    selectors.DRAFT: ("draft", "编写中"),
    selectors.SUBMITTED: ("done", "已提交"),
}
PICKS = (
    Pick("all", "全部", lambda one: True),
    Pick("owed", "没有提交的", lambda one: one.state != selectors.SUBMITTED),
    *(
        Pick(state, word, lambda one, state=state: one.state == state)  # type: ignore[misc]
        for state, (_, word) in BADGES.items()
    ),
)


@actor_required(CaseworkPermission.VIEW)
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    """Every community of the actor's unit with its survey of a half-year, the missing first."""
    day = page_day(request)
    form = SurveyFilter(request, day)
    half = form.half_year
    rows = selectors.standings(request.actor, half, day, form.code)
    left, chips, shown = pick(request, rows, "show", PICKS)
    page = page_of(request, left)
    done = sum(one.state == selectors.SUBMITTED for one in rows)
    context = {
        "form": form,
        "half": half,
        "chips": chips,
        "shown": shown,
        "page": page,
        "rows": [_row(request, one, half) for one in page],
        "columns": COLUMNS,
        "done": done,
        "total": len(rows),
        "day": day,
    }
    return render(request, "casework/needs_surveys.html", context)


@actor_required(CaseworkPermission.VIEW)
@require_GET
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One survey: figures and words, no people."""
    found = _found(request, pk)
    half = HalfYear(found.year, found.half)
    tally = selectors.tally_of(found.community_id, half)
    state = selectors.DRAFT if found.submitted_on is None else selectors.SUBMITTED
    context = {
        "survey": found,
        "half": half,
        "badge": BADGES[state],
        "counts": [
            (one.label, found.counts.get(one.value, 0), tally.counts[one.value])
            for one in NeedCategory
        ],
        "columns": COUNT_COLUMNS,
        "tally": tally,
        "may_write": may_write(request.actor, found.community_id, half, found),
        "crumbs": _crumbs(request, half, found.community),
    }
    return render(request, "casework/needs_survey.html", context)


@actor_required(CaseworkPermission.SERVE)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def begin(request: ActorRequest, code: str, year: int, half: str) -> HttpResponse:
    """The survey of a community and half-year; one that is there already is changed."""
    asked = half_year(year, half)
    if asked is None:
        raise Http404
    units = selectors.communities_in(request.actor, asked, portal_day())
    community = get_object_or_404(units.select_related("parent"), pk=code)
    there = selectors.survey_in(request.actor, community.pk, asked)
    may_write(request.actor, community.pk, asked, there).enforce()
    if there is not None and request.method != "POST":
        return redirect(address(request, "casework:needs-survey-change", there.pk))
    return _write(request, community, asked, None)


@actor_required(CaseworkPermission.SERVE)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """Go on writing, submit, or put right."""
    found = _found(request, pk)
    half = HalfYear(found.year, found.half)
    may_write(request.actor, found.community_id, half, found).enforce()
    return _write(request, found.community, half, found)


def _write(
    request: ActorRequest, community: Unit, half: HalfYear, found: NeedsSurvey | None
) -> HttpResponse:
    is_submitting = request.POST.get("do") == "submit" or _is_submitted(found)
    tally = selectors.tally_of(community.pk, half)
    needs: dict[str, Any] = {"tally": tally, "is_submitting": is_submitting}
    initial = initial_of(found, tally)
    if request.method != "POST":
        form = drafts.drawn(NeedsSurveyForm, request, initial=initial, **needs)
        return _form_page(request, form, community, half, found)
    form = NeedsSurveyForm(request.POST, initial=initial, **needs)
    if not form.is_valid():
        return _form_page(request, form, community, half, found)
    try:
        survey, is_changed = services.keep_survey(
            community=community,
            half=half,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            is_submitted=is_submitting,
            by=request.actor,
        )
    except ChangedMeanwhile:
        now = selectors.survey_in(request.actor, community.pk, half)
        merged, clashes = form.beside(initial_of(now, tally))
        return _form_page(request, merged, community, half, now, clashes=clashes, status=409)
    if not is_changed:
        messages.info(request, "没有改动，和登记的一样。")
    elif is_submitting:
        messages.success(request, "已更正。" if _is_submitted(found) else "已提交。")
    else:
        messages.success(request, "已保存，还没有提交；写好后请提交。")
    return redirect(address(request, "casework:needs-survey", survey.pk))


def _is_submitted(survey: NeedsSurvey | None) -> bool:
    return survey is not None and survey.submitted_on is not None


def _row(request: ActorRequest, one: selectors.Standing, half: HalfYear) -> dict[str, Any]:
    survey = one.survey
    counts = survey.counts if survey else {}
    most = [
        f"{label} {counts[value]} 户"
        for value, label in NeedCategory.choices
        if counts.get(value) and counts[value] == max(counts.values())
    ]
    return {
        "community": one.community,
        "survey": survey,
        "households": survey.households if survey else None,
        "state": one.state,
        "badge": BADGES[one.state],
        "most": "、".join(most[:2]),
        "may_write": may_write(request.actor, one.community.pk, half, survey),
    }


def _form_page(
    request: ActorRequest,
    form: NeedsSurveyForm,
    community: Unit,
    half: HalfYear,
    found: NeedsSurvey | None,
    *,
    clashes: Sequence[Clash] = (),
    status: int = 200,
) -> HttpResponse:
    own = address(request, "casework:needs-survey", found.pk) if found else ""
    context = {
        "form": form,
        "community": community,
        "half": half,
        "is_submitted": _is_submitted(found),
        "is_clash": status == 409,
        "clashes": clashes,
        "clash_columns": CLASH_COLUMNS,
        "back": own or _list_url(request, half),
        "crumbs": _crumbs(request, half, community),
    }
    return render(request, "casework/needs_survey_form.html", context, status=status)


def _found(request: ActorRequest, pk: int) -> NeedsSurvey:
    found: NeedsSurvey = get_object_or_404(selectors.surveys_of(request.actor), pk=pk)
    return found


def _list_url(request: ActorRequest, half: HalfYear) -> str:
    return address(request, "casework:needs-surveys", half=f"{half.year}-{half.half}")


def _crumbs(request: ActorRequest, half: HalfYear, community: Unit) -> list[Link]:
    return [
        Link("需求排摸", _list_url(request, half)),
        Link(f"{community.name}{half.label}"),
    ]
