"""Putting a visit right, and taking it back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import drafts
from casework.models import Visit
from casework.visits import services
from casework.visits.forms import VisitForm, VoidForm, initial_of
from casework.visits.policies import may_change
from casework.visits.views.common import crumbs, may_serve_households, url_of, visit_by, write_seen
from core.clashes import CLASH_COLUMNS, Clash
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest


@may_serve_households
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What was said of a visit."""
    found = visit_by(request, pk)
    may_change(request.actor, found).enforce()
    needs: dict[str, Any] = {
        "actor": request.actor,
        "visit": found,
        "initial": initial_of(found),
    }
    if request.method != "POST":
        write_seen(request, found)
        return _page(request, found, drafts.drawn(VisitForm, request, **needs))
    form = VisitForm(request.POST, request.FILES, **needs)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        is_changed = services.change_visit(
            visit=found,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            photos=form.photo_bytes(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _page(request, found, form)
    except ChangedMeanwhile:
        merged, clashes = form.beside(initial_of(visit_by(request, pk)))
        return _page(request, found, merged, clashes=clashes, status=409)
    messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
    return redirect(url_of(request, found))


@may_serve_households
@require_http_methods(GET_OR_POST)
def void(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A visit written in error counts no more; a second click finds it done."""
    found = visit_by(request, pk)
    if found.voided_at is None:
        may_change(request.actor, found).enforce()
    form = VoidForm(request.POST or None, people=[found.household.head_name])
    if request.method == "POST" and form.is_valid():
        services.void_visit(visit=found, reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, f"已作废：走访 {found.receipt}。")
        return redirect(url_of(request, found))
    context = {
        "visit": found,
        "form": form,
        "crumbs": crumbs(request, "作废", found),
        "back": url_of(request, found),
    }
    return render(request, "casework/visit_void.html", context)


def _page(
    request: ActorRequest,
    visit: Visit,
    form: VisitForm,
    *,
    clashes: Sequence[Clash] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "visit": visit,
        "is_late": status != 200,
        "clashes": clashes,
        "clash_columns": CLASH_COLUMNS,
        "crumbs": crumbs(request, "修改", visit),
        "back": url_of(request, visit),
    }
    return render(request, "casework/visit_change.html", context, status=status)
