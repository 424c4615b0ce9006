"""The pages of consultations: log one, read it, put it right, take it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import drafts
from casework.consultations import selectors, services
from casework.consultations.forms import (
    ConsultationForm,
    ReasonForm,
    initial_of_consultation,
    initial_of_new,
    people_of,
)
from casework.consultations.policies import may_change, may_read, may_take_in
from casework.consultations.views.parts import (
    crumbs,
    known_household,
    list_url,
    write_seen,
)
from casework.models import Consultation
from casework.permissions import CaseworkPermission
from core.clashes import CLASH_COLUMNS
from core.clock import portal_day
from core.masking import mask_phone
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest, actor_required
from orgs.models import Unit


@actor_required(CaseworkPermission.SERVE)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, code: str) -> HttpResponse:
    """Log a question; `?household=` names the household whose page led here."""
    unit = get_object_or_404(selectors.places(request.actor, portal_day()), pk=code)
    may_take_in(request.actor, unit.pk).enforce()
    hands = selectors.hands(request.actor, portal_day())
    known = known_household(request)
    needs = {"actor": request.actor, "unit": unit, "hands": hands, "household": known}
    if request.method != "POST":
        initial = initial_of_new(hands, request.actor)
        form = drafts.drawn(ConsultationForm, request, initial=initial, **needs)
        return _form_page(request, unit, form)
    form = ConsultationForm(request.POST, **needs)
    if form.is_valid():
        try:
            added, is_new = services.add_consultation(
                key=form.cleaned_data["key"] or form.fields["key"].initial(),
                unit=unit,
                facts=form.facts(),
                by=request.actor,
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已登记。" if is_new else "已经登记过了，没有重复登记。")
            return redirect(address(request, "casework:consultation", added.pk))
    return _form_page(request, unit, form)


@actor_required(CaseworkPermission.SERVE)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def consultation(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One consultation, and for its writer and the manager the form that changes or removes it."""
    found = _found(request, pk)
    may_read(request.actor, found.unit_id).enforce()
    if request.POST.get("action") == "phone":
        return _reveal(request, found)
    may = may_change(request.actor, found)
    if request.method != "POST":
        write_seen(request, found)
        form = None
        if may:
            initial = initial_of_consultation(found)
            form = drafts.drawn(
                ConsultationForm, request, initial=initial, **_needs(request, found)
            )
        return _page(request, found, form)
    may.enforce()
    if request.POST.get("action") == "remove":
        return _remove(request, found)
    return _change(request, found)


def _change(request: ActorRequest, found: Consultation) -> HttpResponse:
    form = ConsultationForm(
        request.POST, initial=initial_of_consultation(found), **_needs(request, found)
    )
    if not form.is_valid():
        return _page(request, found, form)
    try:
        is_changed = services.change_consultation(
            consultation=found,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _page(request, found, form)
    except ChangedMeanwhile:
        now = _found(request, found.pk)
        merged, clashes = form.beside(initial_of_consultation(now))
        return _page(request, now, merged, clashes=clashes, is_clashing=True, status=409)
    messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
    return redirect(address(request, "casework:consultation", found.pk))


def _remove(request: ActorRequest, found: Consultation) -> HttpResponse:
    form = ReasonForm(request.POST, name="remove", people=people_of(found))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.remove_consultation(consultation=found, reason=reason, by=request.actor)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, "已删除，原因记入留痕。")
            return redirect(list_url(request))
    initial = initial_of_consultation(found)
    return _page(
        request,
        found,
        ConsultationForm(initial=initial, **_needs(request, found)),
        remove=form,
    )


def _reveal(request: ActorRequest, found: Consultation) -> HttpResponse:
    form, phone = ReasonForm(request.POST, name="reveal", people=people_of(found)), ""
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        phone = services.reveal_phone(consultation=found, reason=reason, by=request.actor)
    own = None
    if may_change(request.actor, found):
        initial = initial_of_consultation(found)
        own = ConsultationForm(initial=initial, **_needs(request, found))
    return _page(request, found, own, reveal=form, phone=phone)


def _found(request: ActorRequest, pk: UUID) -> Consultation:
    found: Consultation = get_object_or_404(selectors.consultations(request.actor), pk=pk)
    return found


def _needs(request: ActorRequest, found: Consultation) -> dict[str, Any]:
    return {
        "actor": request.actor,
        "unit": found.unit,
        "hands": selectors.hands(request.actor, portal_day(), found.advisor_id),
        "phone": found.visitor_phone,
    }


def _form_page(request: ActorRequest, unit: Unit, form: ConsultationForm) -> HttpResponse:
    context = {
        "form": form,
        "unit": unit,
        "known": form.known,
        "back": list_url(request),
        "crumbs": crumbs(request, "登记咨询"),
    }
    return render(request, "casework/consultation_form.html", context)


def _page(
    request: ActorRequest,
    found: Consultation,
    form: ConsultationForm | None,
    *,
    phone: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    masked = mask_phone(found.visitor_phone)
    context = {
        "found": found,
        "form": form,
        "phone": phone or masked,
        "may_reveal": bool(masked) and not phone,
        "may_answer": form is not None and found.answered_on is None,
        "remove": ReasonForm(name="remove"),
        "reveal": ReasonForm(name="reveal"),
        "clash_columns": CLASH_COLUMNS,
        "back": list_url(request),
        "crumbs": crumbs(request, str(found)),
        **more,
    }
    return render(request, "casework/consultation.html", context, status=status)
