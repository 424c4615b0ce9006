"""The page that offers a need to a resource: consent, what may be told, what is asked for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import drafts
from casework.models import Need
from casework.needs.policies import may_settle
from casework.permissions import CaseworkPermission
from casework.referrals import selectors, services
from casework.referrals.forms import OfferForm
from casework.referrals.policies import may_offer
from casework.referrals.views.pages import url_of
from casework.surveys.choosing import advisors_offered
from core.clock import portal_day
from core.parts import Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from resources.models import Resource

# Sent by the button that takes what was typed to another resource.
CARRY = "carry"


@actor_required(CaseworkPermission.SERVE)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def offer(request: ActorRequest, pk: UUID, resource: UUID) -> HttpResponse:
    """Offer a need to a resource; where that is full meanwhile, all that was typed stays."""
    need = get_object_or_404(selectors.needs_of(request.actor), pk=pk)
    wanted = selectors.resource_for(request.actor, resource, portal_day())
    if wanted is None:
        raise Http404
    may_offer(request.actor, need.household).enforce()
    advisors, own = advisors_offered(request.actor, need.community_id)
    needs: dict[str, Any] = {"advisors": advisors, "own": own}
    if request.method != "POST":
        if refused := _refusal(request, need):
            messages.info(request, refused)
            return redirect(address(request, "casework:need", need.pk))
        return _page(request, need, wanted, drafts.drawn(OfferForm, request, **needs))
    if CARRY in request.POST:
        form = OfferForm.carried_over(request.POST, **needs)
        return _page(request, need, wanted, form, is_carried=True)
    form = OfferForm(request.POST, **needs)
    if not form.is_valid():
        return _page(request, need, wanted, form)
    try:
        referral, is_new = services.offer_referral(
            key=form.cleaned_data["key"],
            need=need,
            resource=wanted,
            facts=form.facts(),
            by=request.actor,
        )
    except ValidationError as refused_by:
        form.refuse(refused_by)
        status = 200 if hasattr(refused_by, "error_dict") else 409
        now = selectors.resource_for(request.actor, resource, portal_day()) or wanted
        return _page(request, need, now, form, others=True, status=status)
    words = "已发起对接，占用了一个名额；把对接单和链接发给提供方。"
    messages.success(request, words if is_new else "已经发起过了，没有重复发起。")
    return redirect(url_of(request, referral))


def _refusal(request: ActorRequest, need: Need) -> str:
    """Why this need is offered to nobody now; empty where it may be."""
    try:
        may_settle(request.actor, need).enforce()
    except PermissionDenied as denied:
        return str(denied)
    return ""


def _page(
    request: ActorRequest,
    need: Need,
    resource: Resource,
    form: OfferForm,
    *,
    others: bool = False,
    is_carried: bool = False,
    status: int = 200,
) -> HttpResponse:
    day = portal_day()
    back = address(request, "casework:need", need.pk)
    left: int | None = resource.left  # type: ignore[attr-defined]
    context = {
        "form": form,
        "need": need,
        "resource": resource,
        "left": left,
        "areas": [one.short_name for one in resource.areas.all()],
        "is_elsewhere": _is_elsewhere(need, resource),
        "others": selectors.others_for(need, resource, request.actor, day)
        if others or left == 0
        else [],
        "is_carried": is_carried,
        "day": day,
        "back": back,
        "crumbs": [
            Link("需求", address(request, "casework:needs")),
            Link(f"需求 {need.receipt}", back),
            Link("发起对接"),
        ],
    }
    return render(request, "casework/referral_offer.html", context, status=status)


def _is_elsewhere(need: Need, resource: Resource) -> bool:
    """Whether it is for other communities alone."""
    codes = {one.pk for one in resource.areas.all()}
    return bool(codes) and need.community_id not in codes
