"""The cases of a conference: bring one in, write what was said, say what came of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import drafts
from casework.conferences import selectors, services
from casework.conferences.forms import CaseAddForm, CaseForm, OutcomeForm
from casework.conferences.policies import may_keep, may_settle_case
from casework.conferences.views.common import (
    case_by,
    crumbs,
    found_by,
    may_hold_conferences,
    url_of,
    write_seen,
)
from casework.conferences.views.pages import conference_page
from casework.models import ConferenceCase
from core.clashes import CLASH_COLUMNS, Clash
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest


@may_hold_conferences
@require_POST
def add(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Bring households in by their numbers."""
    found = found_by(request, pk)
    may_keep(request.actor, found).enforce()
    form = CaseAddForm(request.POST, street=found.street_id)
    if not form.is_valid():
        return conference_page(request, found, adding=form)
    added = [
        services.add_case(conference=found, household=one, by=request.actor)
        for one in form.cleaned_data["numbers"]
    ]
    is_new = any(new for _, new in added)
    messages.success(request, "已加上。" if is_new else "已经在这次会商里了，没有重复加。")
    return redirect(f"{url_of(request, found)}#cases")


@may_hold_conferences
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: UUID) -> HttpResponse:
    """How things stand, what was said, what was resolved."""
    found = case_by(request, pk)
    may_keep(request.actor, found.conference).enforce()
    if request.method != "POST":
        write_seen(request, found.conference, case=found.household.reference)
        return _form_page(request, found, drafts.drawn(CaseForm, request, initial=_now(found)))
    form = CaseForm(request.POST, initial=_now(found))
    if not form.is_valid():
        return _form_page(request, found, form)
    try:
        is_changed = services.change_case(
            case=found,
            version=form.cleaned_data["version"] or 0,
            texts=form.texts(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _form_page(request, found, form)
    except ChangedMeanwhile:
        now = case_by(request, pk)
        merged, clashes = form.beside(_now(now))
        return _form_page(request, now, merged, clashes=clashes, status=409)
    messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
    return redirect(f"{url_of(request, found.conference)}#cases")


@may_hold_conferences
@require_POST
def outcome(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What came of a case; refused while an action of it is open."""
    found = case_by(request, pk)
    may_settle_case(request.actor, found).enforce()
    form = OutcomeForm(request.POST, prefix=f"c{str(pk)[:8]}")
    if form.is_valid():
        try:
            is_new = services.settle_case(
                case=found,
                outcome=form.cleaned_data["outcome"],
                solved_on=form.cleaned_data["solved_on"],
                by=request.actor,
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已记下处理结果。" if is_new else "和登记的一样，没有改动。")
            return redirect(f"{url_of(request, found.conference)}#cases")
    whole = found_by(request, found.conference_id)
    return conference_page(request, whole, outcome=(found.pk, form))


@may_hold_conferences
@require_POST
def drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Take a household out that was brought in by mistake."""
    found = case_by(request, pk)
    try:
        services.drop_case(case=found, by=request.actor)
    except ValidationError as refused:
        whole = found_by(request, found.conference_id)
        return conference_page(request, whole, refused="".join(refused.messages))
    messages.success(request, "已移出这次会商；家庭档案没有变。")
    return redirect(f"{url_of(request, found.conference)}#cases")


def _now(case: ConferenceCase) -> dict[str, Any]:
    texts = {name: getattr(case, name) for name in CaseForm.TEXTS}
    return {**texts, "version": services.texts_version(case)}


def _form_page(
    request: ActorRequest,
    found: ConferenceCase,
    form: CaseForm,
    *,
    clashes: Sequence[Clash] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "case": found,
        "form": form,
        "actions": [
            one
            for one in selectors.actions_in(request.actor, found.conference)
            if one.case_id == found.pk
        ],
        "is_clash": status == 409,
        "clashes": clashes,
        "clash_columns": CLASH_COLUMNS,
        "back": url_of(request, found.conference),
        "crumbs": crumbs(request, found.conference, str(found.household)),
    }
    return render(request, "casework/conference_case.html", context, status=status)
