"""Means surveys: the form, one survey, its sheet on paper, and its signed papers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from accounts import drafts
from casework.households.selectors import find, members_of
from casework.models import Household, MeansSurvey
from casework.permissions import CaseworkPermission
from casework.policies import may_serve
from casework.surveys.access import crumbs_to, turned_to_reason, write_seen
from casework.surveys.choosing import advisors_offered
from casework.surveys.means import selectors, services
from casework.surveys.means.forms import MeansForm, initial_of
from core.clashes import CLASH_COLUMNS, Clash
from core.parts import Link
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest, actor_required
from evidence.guard import JPEG, PDF

FORMATS = {JPEG.content_type: ("照片", ".jpg"), PDF.content_type: ("PDF", ".pdf")}
WHAT = "家境调查"
may_read_records = actor_required(CaseworkPermission.SERVE, CaseworkPermission.LOOK_INTO)


@actor_required(CaseworkPermission.SERVE)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A new survey of a household."""
    household = find(request.actor, pk)
    may_serve(request.actor, household).enforce()
    needs = _needs(request, household.community_id)
    if request.method != "POST":
        return _form_page(request, household, drafts.drawn(MeansForm, request, **needs))
    form = MeansForm(request.POST, request.FILES, **needs)
    if form.is_valid() and form.cleaned_data["key"]:
        try:
            survey, is_new = services.add_means_survey(
                key=form.cleaned_data["key"],
                household=household,
                facts=form.facts(),
                sealed=form.sealed(),
                papers=form.papers(),
                by=request.actor,
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            words = "已登记家境调查。" if is_new else "已经登记过了，没有重复登记。"
            messages.success(request, words)
            return redirect(_url_of(request, survey))
    return _form_page(request, household, form)


@actor_required(CaseworkPermission.SERVE)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Put a survey right, or add its signed papers."""
    found = _found(request, pk)
    may_serve(request.actor, found.household).enforce()
    needs = _needs(request, found.community_id, found)
    initial = initial_of(found)
    if request.method != "POST":
        write_seen(request, found.household, WHAT)
        form = drafts.drawn(MeansForm, request, initial=initial, **needs)
        return _form_page(request, found.household, form, found)
    form = MeansForm(request.POST, request.FILES, initial=initial, **needs)
    if not form.is_valid():
        return _form_page(request, found.household, form, found)
    try:
        is_changed = services.change_means_survey(
            survey=found,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            sealed=form.sealed(),
            papers=form.papers(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _form_page(request, found.household, form, found)
    except ChangedMeanwhile:
        now = _found(request, pk)
        merged, clashes = form.beside(initial_of(now))
        return _form_page(request, now.household, merged, now, clashes=clashes, status=409)
    messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
    return redirect(_url_of(request, found))


@may_read_records
@require_GET
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One survey in full, with the way to its signed papers."""
    found = _found(request, pk)
    turned = turned_to_reason(request, found.household)
    if turned is not None:
        return turned
    write_seen(request, found.household, WHAT)
    context = {
        **_facts(found),
        "papers": [
            (one, FORMATS.get(one.content_type, ("文件", ""))[0])
            for one in selectors.papers_of(found)
        ],
        "may_change": may_serve(request.actor, found.household),
        "crumbs": crumbs_to(request, found.household, Link(f"{found.surveyed_on}{WHAT}")),
    }
    return render(request, "casework/means_survey.html", context)


@may_read_records
@require_GET
def sheet(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The survey on paper, as the office's form has it, to be signed."""
    found = _found(request, pk)
    turned = turned_to_reason(request, found.household)
    if turned is not None:
        return turned
    write_seen(request, found.household, f"{WHAT}打印页")
    members = members_of(found.household)
    own = Link(f"{found.surveyed_on}{WHAT}", _url_of(request, found))
    context = {
        **_facts(found),
        "members": members,
        # The office's form has lines to write on.
        "blank_lines": range(max(0, 4 - len(members))),
        "crumbs": crumbs_to(request, found.household, own, Link("打印")),
    }
    return render(request, "casework/means_sheet.html", context)


@may_read_records
@require_GET
def file(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A signed paper, to those who may read the household's record; a PDF is handed over."""
    found = get_object_or_404(selectors.paper_files_of(request.actor), pk=pk)
    turned = turned_to_reason(request, found.household)
    if turned is not None:
        return turned
    if found.content_type not in FORMATS:
        raise Http404
    write_seen(request, found.household, f"{WHAT}签字件")
    suffix = FORMATS[found.content_type][1]
    response = HttpResponse(found.content, content_type=found.content_type)
    is_document = found.content_type == PDF.content_type
    name = f"家境调查表-{str(found.pk)[:8]}{suffix}"
    response["Content-Disposition"] = str(content_disposition_header(is_document, name))
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _facts(survey: MeansSurvey) -> dict[str, Any]:
    return {
        "survey": survey,
        "household": survey.household,
        "expense": selectors.expense_of(survey),
        "a_head": selectors.income_a_head(survey, survey.household.size),
    }


def _needs(
    request: ActorRequest, community: str, survey: MeansSurvey | None = None
) -> dict[str, Any]:
    advisors, own = advisors_offered(request.actor, community, survey.advisor if survey else None)
    return {"advisors": advisors, "own": own}


def _form_page(
    request: ActorRequest,
    household: Household,
    form: MeansForm,
    found: MeansSurvey | None = None,
    *,
    clashes: Sequence[Clash] = (),
    status: int = 200,
) -> HttpResponse:
    back = (
        _url_of(request, found) if found else address(request, "casework:household", household.pk)
    )
    context = {
        "form": form,
        "household": household,
        "survey": found,
        "is_clash": status == 409,
        "clashes": clashes,
        "clash_columns": CLASH_COLUMNS,
        "back": back,
        "crumbs": crumbs_to(request, household, Link(WHAT)),
    }
    return render(request, "casework/means_form.html", context, status=status)


def _found(request: ActorRequest, pk: UUID) -> MeansSurvey:
    found: MeansSurvey = get_object_or_404(selectors.means_surveys_of(request.actor), pk=pk)
    return found


def _url_of(request: ActorRequest, survey: MeansSurvey) -> str:
    return address(request, "casework:means-survey", survey.pk)
