"""Needs assessments: the form, and one assessment."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import drafts
from casework.households.selectors import find
from casework.models import Household
from casework.permissions import CaseworkPermission
from casework.policies import may_serve
from casework.surveys.access import crumbs_to, turned_to_reason, write_seen
from casework.surveys.assessing import selectors, services
from casework.surveys.assessing.forms import AssessmentForm
from casework.surveys.choosing import advisors_offered
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required

COLUMNS = (Column("评估日期"), Column("困境等级"), Column("各类需求"), Column("评估人"))
WHAT = "需求评估"
TONES = {"high": "warning", "medium": "running", "low": "not_due"}


@actor_required(CaseworkPermission.SERVE)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A new assessment of a household; earlier ones stand below."""
    household = find(request.actor, pk)
    may_serve(request.actor, household).enforce()
    advisors, own = advisors_offered(request.actor, household.community_id)
    if request.method != "POST":
        form = drafts.drawn(AssessmentForm, request, advisors=advisors, own=own)
        return _form_page(request, household, form)
    form = AssessmentForm(request.POST, advisors=advisors, own=own)
    if form.is_valid():
        try:
            made, is_new = services.assess(
                key=form.cleaned_data["key"],
                household=household,
                facts=form.facts(),
                summary=form.cleaned_data["summary"],
                by=request.actor,
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            words = "已登记需求评估。" if is_new else "已经登记过了，没有重复登记。"
            messages.success(request, words)
            if form.warning:
                messages.warning(request, form.warning)
            return redirect(address(request, "casework:assessment", made.pk))
    return _form_page(request, household, form)


@actor_required(CaseworkPermission.SERVE, CaseworkPermission.LOOK_INTO)
@require_GET
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One assessment in full."""
    found = get_object_or_404(selectors.assessments_of(request.actor), pk=pk)
    turned = turned_to_reason(request, found.household)
    if turned is not None:
        return turned
    write_seen(request, found.household, WHAT)
    context = {
        "assessment": found,
        "tone": TONES[found.level],
        "household": found.household,
        "levels": selectors.levels_in_words(found),
        "may_add": may_serve(request.actor, found.household),
        "crumbs": crumbs_to(request, found.household, Link(f"{found.assessed_on}{WHAT}")),
    }
    return render(request, "casework/assessment.html", context)


def _form_page(request: ActorRequest, household: Household, form: AssessmentForm) -> HttpResponse:
    context = {
        "form": form,
        "household": household,
        "columns": COLUMNS,
        "earlier": [
            (one, TONES[one.level], selectors.levels_in_words(one))
            for one in selectors.earlier(household)
        ],
        "back": address(request, "casework:household", household.pk),
        "crumbs": crumbs_to(request, household, Link(WHAT)),
    }
    return render(request, "casework/assessment_form.html", context)
