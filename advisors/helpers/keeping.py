"""The pages of one contract or one group of volunteers: add, see, change, take back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import drafts
from advisors.files.selectors import streets_in
from advisors.helpers import selectors, services
from advisors.helpers.forms import (
    HelperForm,
    PartnerForm,
    RemoveForm,
    VolunteersForm,
    initial_of,
    initial_of_new,
)
from advisors.helpers.policies import may_see_contact
from advisors.models import PartnerContract, VolunteerGroup
from advisors.permissions import AdvisorsPermission
from advisors.policies import may_keep_in
from audit import trail
from audit.models import Entry
from core.clock import page_day
from core.masking import mask_phone
from core.parts import Link
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest, actor_required
from orgs.models import Unit

TEMPLATES: dict[type[services.Helper], str] = {
    PartnerContract: "advisors/partner_form.html",
    VolunteerGroup: "advisors/volunteers_form.html",
}


@actor_required(AdvisorsPermission.KEEP)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add_partner(request: ActorRequest, code: str) -> HttpResponse:
    """A new contract of a street."""
    return _add(request, code, PartnerContract, PartnerForm)


@actor_required(AdvisorsPermission.KEEP)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add_volunteers(request: ActorRequest, code: str) -> HttpResponse:
    """A new group of volunteers of a street."""
    return _add(request, code, VolunteerGroup, VolunteersForm)


@actor_required(AdvisorsPermission.VIEW)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def partner(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One contract: its facts, and for those who keep it the form that changes or removes it."""
    found = get_object_or_404(selectors.partners(request.actor), pk=pk)
    if request.POST.get("action") == "phone":
        return _reveal(request, found)
    return _change(request, found, PartnerForm)


@actor_required(AdvisorsPermission.VIEW)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def volunteers(request: ActorRequest, pk: int) -> HttpResponse:
    """One group of volunteers, in the same way."""
    found = get_object_or_404(selectors.groups(request.actor), pk=pk)
    return _change(request, found, VolunteersForm)


def _add(
    request: ActorRequest, code: str, model: type[services.Helper], form_class: type[HelperForm]
) -> HttpResponse:
    street = get_object_or_404(streets_in(request.actor), pk=code)
    may_keep_in(request.actor, street.pk).enforce()
    if request.method != "POST":
        form = drafts.drawn(form_class, request, initial=initial_of_new())
        return _page(request, model, street, form)
    form = form_class(request.POST)
    if form.is_valid():
        try:
            _, is_new = services.add_helper(
                model=model, street=street, facts=form.facts(), by=request.actor
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已登记。" if is_new else "已经登记过了，没有重复登记。")
            return redirect(_back(request, street.pk))
    return _page(request, model, street, form)


def _change(
    request: ActorRequest, found: services.Helper, form_class: type[HelperForm]
) -> HttpResponse:
    may_keep = may_keep_in(request.actor, found.street_id)
    if request.method != "POST":
        form = drafts.drawn(form_class, request, initial=initial_of(found)) if may_keep else None
        return _page_of(request, found, form)
    may_keep.enforce()
    if request.POST.get("action") == "remove":
        return _remove(request, found, form_class)
    form = form_class(request.POST, initial=initial_of(found))
    if not form.is_valid():
        return _page_of(request, found, form)
    return _save(request, found, form)


def _save(request: ActorRequest, found: services.Helper, form: HelperForm) -> HttpResponse:
    version = form.cleaned_data["version"] or 0
    try:
        is_changed = services.change_helper(
            helper=found, version=version, facts=form.facts(), by=request.actor
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _page_of(request, found, form)
    except ChangedMeanwhile:
        found.refresh_from_db()
        return _page_of(request, found, form.on_latest(initial_of(found)), status=409)
    messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
    return redirect(_back(request, found.street_id))


def _remove(
    request: ActorRequest, found: services.Helper, form_class: type[HelperForm]
) -> HttpResponse:
    remove = RemoveForm(request.POST)
    if remove.is_valid():
        reason = remove.cleaned_data["reason"]
        try:
            services.remove_helper(helper=found, reason=reason, by=request.actor)
        except ValidationError as refused:
            remove.add_error(None, refused)
        else:
            messages.success(request, "已删除，原因记入留痕。")
            return redirect(_back(request, found.street_id))
    return _page_of(request, found, form_class(initial=initial_of(found)), remove=remove)


def _reveal(request: ActorRequest, found: PartnerContract) -> HttpResponse:
    """The phone of the contact, whole; who looked is written down."""
    may_see_contact(request.actor, found).enforce()
    trail.record(
        actor=request.actor,
        action=Entry.Action.REVEALED,
        subject=f"partnercontract:{found.pk}",
        field="contact_phone",
    )
    may_keep = may_keep_in(request.actor, found.street_id)
    form = PartnerForm(initial=initial_of(found)) if may_keep else None
    return _page_of(request, found, form, phone=found.contact_phone)


def _page_of(
    request: ActorRequest,
    found: services.Helper,
    form: HelperForm | None,
    *,
    remove: RemoveForm | None = None,
    status: int = 200,
    phone: str = "",
) -> HttpResponse:
    masked = mask_phone(found.contact_phone) if isinstance(found, PartnerContract) else ""
    more: dict[str, Any] = {
        "shown": selectors.Shown.on(found, page_day(request)),
        "remove": remove or RemoveForm(),
        "phone": phone or masked,
        "may_reveal": masked and not phone and request.actor.may_see_names(found.street_id),
    }
    return _page(request, type(found), found.street, form, found, status=status, **more)


def _page(
    request: ActorRequest,
    model: type[services.Helper],
    street: Unit,
    form: HelperForm | None,
    found: services.Helper | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    title = found.name if found else f"登记{model._meta.verbose_name}"
    back = _back(request, street.pk)
    context = {
        "found": found,
        "title": title,
        "street": street,
        "form": form,
        "back": back,
        "crumbs": [Link("合作与志愿者", back), Link(title)],
        **more,
    }
    return render(request, TEMPLATES[model], context, status=status)


def _back(request: ActorRequest, code: str) -> str:
    return address(request, "advisors:helpers", street=code)
