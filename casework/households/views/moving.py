"""The pages that take a household off the list, back onto it, elsewhere, or into another file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from casework.households import keeping, services
from casework.households.forms import LeaveForm, MergeForm, MoveForm, RelistForm
from casework.households.policies import may_merge
from casework.households.selectors import find
from casework.households.views.parts import (
    carried_out,
    done,
    may_keep_households,
    page,
    to_be_changed,
    url_of,
)
from casework.models import Household
from core.clock import portal_day
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest
from orgs.selectors import communities_of


@may_keep_households
@require_http_methods(GET_OR_POST)
def leave(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Off the list, with a last day and a reason."""
    found = to_be_changed(request, pk)
    listing = keeping.listing_of(found)
    if listing is None or listing.ends_on is not None:
        # The second press of the button, or a colleague was quicker.
        messages.info(request, "这户已经不在册，没有再改。")
        return redirect(url_of(request, found))
    form = LeaveForm(request.POST or None, initial={"last_day": portal_day()})
    if request.method == "POST" and carried_out(
        form,
        lambda: services.take_off_list(household=found, by=request.actor, **form.cleaned_data),
    ):
        return done(request, "已移出名册，档案和走访记录都保留，以后可以再列入。", found)
    cares = _running_cares(found)
    return page(
        request, "household_leave", found, "移出名册", form=form, listing=listing, cares=cares
    )


@may_keep_households
@require_http_methods(GET_OR_POST)
def relist(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Onto the list, for the first time or again."""
    found = to_be_changed(request, pk)
    listing = keeping.listing_of(found)
    if listing is not None and listing.ends_on is None:
        messages.info(request, f"这户 {listing.starts_on} 起已在册，没有再改。")
        return redirect(url_of(request, found))
    form = RelistForm(request.POST or None, initial={"starts_on": portal_day()})
    if request.method == "POST" and carried_out(
        form,
        lambda: services.list_household(household=found, by=request.actor, **form.cleaned_data),
    ):
        return done(request, "已列入名册；还没有责任顾问的，请接着定。", found)
    return page(request, "household_relist", found, "列入名册", form=form, listing=listing)


@may_keep_households
@require_http_methods(GET_OR_POST)
def move(request: ActorRequest, pk: UUID) -> HttpResponse:
    """To another community of the street."""
    found = to_be_changed(request, pk)
    day, street = portal_day(), found.community.parent
    if street is None:
        raise Http404
    others = communities_of(street, day).exclude(pk=found.community_id)
    needs: dict[str, Any] = {
        "communities": list(others),
        "advisors": keeping.advisors_in(street.pk, day),
    }
    form = MoveForm(request.POST or None, initial={"starts_on": day}, **needs)
    if request.method == "POST" and carried_out(
        form, lambda: services.move_household(household=found, by=request.actor, **form.moved())
    ):
        return done(
            request,
            "已迁移；没办完的需求、对接和方案一起转去，以前的走访和记录仍算在原来的居村。",
            found,
        )
    return page(
        request,
        "household_move",
        found,
        "迁移",
        form=form,
        listing=keeping.listing_of(found),
        cares=_running_cares(found),
    )


@may_keep_households
@require_http_methods(GET_OR_POST)
def merge(request: ActorRequest, pk: UUID) -> HttpResponse:
    """This file into another: which one, then what will happen, then done."""
    found = to_be_changed(request, pk)
    if request.method == "POST" and "into" in request.POST:
        return _merged(request, found, _other(request, request.POST["into"]))
    if request.method != "POST" and "into" in request.GET:
        into = _other(request, request.GET["into"])
        may_merge(request.actor, found, into).enforce()
        return page(
            request,
            "household_merge",
            found,
            "合并",
            into=into,
            preview=keeping.preview_of(found, into),
            back=address(request, "casework:household-merge", found.pk),
        )
    return _which(request, found)


def _which(request: ActorRequest, found: Household) -> HttpResponse:
    form = MergeForm(request.POST or None, alike=keeping.alike(found))
    more: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        chosen = form.cleaned_data.get("other")
        others = keeping.with_number(found, number) if number and not chosen else []
        if len(others) == 1:
            chosen = str(others[0].pk)
        if chosen:
            return redirect(address(request, "casework:household-merge", found.pk, into=chosen))
        if others:
            form = MergeForm(alike=others)
            more["several"] = number
        else:
            form.add_error("number", f"本街镇没有另一份户编号是 {number} 的档案，请核对。")
    return page(request, "household_merge_which", found, "合并", form=form, **more)


def _merged(request: ActorRequest, found: Household, into: Household) -> HttpResponse:
    try:
        services.merge_households(duplicate=found, into=into, by=request.actor)
    except PermissionDenied as refused:
        # A colleague was quicker: one of the two is merged already.
        messages.error(request, f"没有合并：{refused}")
        return redirect(url_of(request, find(request.actor, found.pk)))
    return done(request, f"已并入 {into.reference}，两份档案的记录都在这里了。", into)


def _other(request: ActorRequest, key: str) -> Household:
    try:
        return find(request.actor, UUID(key))
    except ValueError:
        raise Http404 from None


def _running_cares(found: Household) -> list[Any]:
    return [one for one in keeping.cares_of(found) if one.ends_on is None]
