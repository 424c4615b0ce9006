"""Writing a visit down: of a household, or with the household chosen in the form."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import drafts
from casework.policies import may_serve
from casework.visits import selectors, services
from casework.visits.forms import VisitForm
from casework.visits.views.common import (
    after_visit,
    crumbs,
    household_to_visit,
    may_serve_households,
)
from core.clock import portal_day
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest


@may_serve_households
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A visit to one household."""
    household = household_to_visit(request, pk, portal_day())
    may_serve(request.actor, household).enforce()
    needs = {"actor": request.actor, "household": household}
    return _answer(request, needs, household=household)


@may_serve_households
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def quick(request: ActorRequest) -> HttpResponse:
    """A visit to one of my households, chosen in the form."""
    households = selectors.choices_of_mine(request.actor, portal_day())
    return _answer(request, {"actor": request.actor, "households": households})


def _answer(request: ActorRequest, needs: dict[str, Any], household: Any = None) -> HttpResponse:
    if request.method != "POST":
        return _page(request, drafts.drawn(VisitForm.beginning, request, **needs), household)
    form = VisitForm(request.POST, request.FILES, **needs)
    if not form.is_valid():
        return _page(request, form, household)
    try:
        visit, is_new = services.record_visit(
            key=form.cleaned_data["key"],
            household=household or form.cleaned_data["household"],
            facts=form.facts(),
            photos=form.photo_bytes(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _page(request, form, household)
    words = "已登记" if is_new else "已经登记过了，没有重复登记"
    messages.success(request, f"{words}：走访 {visit.receipt}。")
    return redirect(after_visit(request, visit))


def _page(request: ActorRequest, form: VisitForm, household: Any) -> HttpResponse:
    context = {
        "form": form,
        "household": household,
        "categories": selectors.category_words(household.category_codes) if household else "",
        "crumbs": crumbs(request, "记走访"),
        "back": address(request, "casework:mine"),
    }
    return render(request, "casework/visit_form.html", context)
