"""Call a conference or record one, change it, note that it was held, cancel it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import drafts
from casework.conferences import selectors, services, whose
from casework.conferences.forms import ConferenceForm, HoldForm, initial_of
from casework.conferences.limits import limit_of
from casework.conferences.policies import may_confer, may_keep
from casework.conferences.views.common import (
    crumbs,
    found_by,
    may_hold_conferences,
    street_by,
    url_of,
    write_seen,
)
from casework.conferences.views.pages import conference_page
from casework.enums import ConferenceState
from casework.models import CaseConference
from core.clashes import CLASH_COLUMNS, Clash
from core.clock import portal_day
from core.parts import Column
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest
from orgs.models import Unit

OPEN_COLUMNS = (
    Column("事项"),
    Column("会商日期"),
    Column("个案"),
    Column("责任人"),
    Column("期限"),
)


@may_hold_conferences
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, code: str) -> HttpResponse:
    """A new conference; open actions of the last one stand above. `?household=` brings one in."""
    street = street_by(request, code)
    may_confer(request.actor, street.pk).enforce()
    needs = _needs(street.pk)
    if request.method != "POST":
        initial = _initial(request, street)
        form = drafts.drawn(ConferenceForm, request, initial=initial, **needs)
        return _add_page(request, street, form)
    form = ConferenceForm(request.POST, **needs)
    if form.is_valid() and form.cleaned_data["key"]:
        try:
            conference, is_new = services.record_conference(
                key=form.cleaned_data["key"],
                street=street,
                facts=form.facts(),
                party=form.party(),
                households=form.cleaned_data["numbers"],
                by=request.actor,
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已登记。" if is_new else "已经登记过了，没有重复登记。")
            return redirect(url_of(request, conference))
    return _add_page(request, street, form)


@may_hold_conferences
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Day, place, chair and participants."""
    found = found_by(request, pk)
    may_keep(request.actor, found).enforce()
    needs, initial = _needs_of(found)
    if request.method != "POST":
        form = drafts.drawn(ConferenceForm, request, initial=initial, **needs)
        return _change_page(request, found, form)
    form = ConferenceForm(request.POST, initial=initial, **needs)
    if not form.is_valid():
        return _change_page(request, found, form)
    try:
        is_changed = services.change_conference(
            conference=found,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            party=form.party(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _change_page(request, found, form)
    except ChangedMeanwhile:
        now = found_by(request, pk)
        merged, clashes = form.beside(_needs_of(now)[1])
        return _change_page(request, now, merged, clashes=clashes, status=409)
    messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
    return redirect(url_of(request, found))


@may_hold_conferences
@require_POST
def hold(request: ActorRequest, pk: UUID) -> HttpResponse:
    """It took place; a second press finds it done."""
    found = found_by(request, pk)
    if found.state == ConferenceState.HELD:
        messages.info(request, "已经记为已召开了。")
        return redirect(url_of(request, found))
    form = HoldForm(request.POST)
    if form.is_valid():
        try:
            services.hold_conference(
                conference=found, held_on=form.cleaned_data["held_on"], by=request.actor
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已记为已召开，接着写各个个案的意见和决议。")
            return redirect(url_of(request, found))
    return conference_page(request, found, holding=form)


@may_hold_conferences
@require_POST
def cancel(request: ActorRequest, pk: UUID) -> HttpResponse:
    """It does not take place, or was recorded by mistake."""
    found = found_by(request, pk)
    if found.state == ConferenceState.CANCELLED:
        messages.info(request, "已经取消过了。")
        return redirect(url_of(request, found))
    try:
        services.cancel_conference(conference=found, by=request.actor)
    except PermissionDenied as refused:
        may_confer(request.actor, found.street_id).enforce()
        return conference_page(request, found_by(request, pk), refused=str(refused))
    messages.success(request, "已取消，会商和它的决议都不再计入。")
    return redirect(url_of(request, found))


def _needs(street: str, also: Sequence[Any] = (), *, is_new: bool = True) -> dict[str, Any]:
    there = list(selectors.advisors_in(street, portal_day()))
    there += [one for one in also if one not in there]
    return {"street": street, "advisors": there, "is_new": is_new}


def _needs_of(found: CaseConference) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the form of a conference is made with, and begins with; who left since is in it."""
    participants = selectors.participants_of(found)
    also = [one.advisor for one in participants if one.advisor is not None]
    return _needs(found.street_id, also, is_new=False), initial_of(found, participants)


def _initial(request: ActorRequest, street: Unit) -> dict[str, Any]:
    key = request.GET.get("household", "")
    if not key:
        return {}
    try:
        household = selectors.household_named(request.actor, str(UUID(key)))
    except ValueError:
        household = None
    if household is None or not household.community_id.startswith(street.pk):
        return {}
    return {"numbers": whose.spelling(household)}


def _add_page(request: ActorRequest, street: Unit, form: ConferenceForm) -> HttpResponse:
    day = portal_day()
    last, waiting, total = selectors.open_from_earlier(request.actor, street.pk, day)
    if last is not None and waiting:
        write_seen(request, last, items="没办结的决议")
    context = {
        "form": form,
        "street": street,
        "conference": None,
        "is_clash": False,
        "last": last,
        "waiting": [(one, limit_of(one, day)) for one in waiting],
        "total": total,
        "more": total - len(waiting),
        "open_columns": OPEN_COLUMNS,
        "back": address(request, "casework:conferences"),
        "crumbs": crumbs(request, here="新建会商"),
    }
    return render(request, "casework/conference_form.html", context)


def _change_page(
    request: ActorRequest,
    found: CaseConference,
    form: ConferenceForm,
    *,
    clashes: Sequence[Clash] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "street": found.street,
        "conference": found,
        "is_clash": status == 409,
        "clashes": clashes,
        "clash_columns": CLASH_COLUMNS,
        "back": url_of(request, found),
        "crumbs": crumbs(request, found, "修改"),
    }
    return render(request, "casework/conference_form.html", context, status=status)
