"""The minutes: settle them, take them back, and have them as Word or as they were uploaded."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from audit import trail
from audit.models import Entry
from casework.conferences import selectors, services
from casework.conferences.forms import MinutesForm
from casework.conferences.papers import SUFFIXES
from casework.conferences.policies import may_confer, may_take
from casework.conferences.views.common import (
    found_by,
    may_hold_conferences,
    url_of,
    write_seen,
)
from casework.conferences.views.pages import conference_page
from casework.conferences.word import Minutes, minutes
from casework.households.selectors import names_of
from casework.models import CaseConference
from core.clock import portal_day
from core.official import hand_over
from core.web import ActorRequest


@may_hold_conferences
@require_POST
def settle(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The minutes stand: those written here, or those uploaded."""
    found = found_by(request, pk)
    may_confer(request.actor, found.street_id).enforce()
    if found.minutes_on is not None:
        messages.info(request, f"纪要已在{found.minutes_on}确认过了，没有改动。")
        return redirect(f"{url_of(request, found)}#minutes")
    form = MinutesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.settle_minutes(
                conference=found,
                minutes_on=form.cleaned_data["minutes_on"],
                upload=form.upload(),
                by=request.actor,
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, "纪要已确认，会上的内容不再改动；决议办结和处理结果照常登记。"
            )
            return redirect(f"{url_of(request, found)}#minutes")
    return conference_page(request, found, settling=form)


@may_hold_conferences
@require_POST
def withdraw(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Take settled minutes back, to put something right."""
    found = found_by(request, pk)
    try:
        services.withdraw_minutes(conference=found, by=request.actor)
    except PermissionDenied as refused:
        may_confer(request.actor, found.street_id).enforce()
        return conference_page(request, found_by(request, pk), refused=str(refused))
    messages.success(request, "已撤回纪要，改好后请再确认。")
    return redirect(f"{url_of(request, found)}#minutes")


@may_hold_conferences
@require_GET
def word(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What stands on the page as a Word document, a draft until it is settled."""
    found = found_by(request, pk)
    may_take(request.actor, found).enforce()
    cases = selectors.cases_of(request.actor, found)
    content = minutes(
        Minutes(
            conference=found,
            participants=selectors.participants_of(found),
            cases=cases,
            actions=selectors.actions_in(request.actor, found),
            names=names_of([one.household for one in cases]),
            printed_on=portal_day(),
        )
    )
    trail.record(
        actor=request.actor,
        action=Entry.Action.EXPORTED,
        subject=f"caseconference:{found.pk}",
        unit=found.street_id,
        households=len(cases),
    )
    return hand_over(content, f"会商纪要-{found.street.short_name}-{found.held_on:%Y%m%d}.docx")


@may_hold_conferences
@require_GET
def file(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The minutes as they were uploaded; handed over, never shown in the page."""
    rows = selectors.minutes_files_of(request.actor)
    found: CaseConference = get_object_or_404(rows, pk=pk)
    may_take(request.actor, found).enforce()
    suffix = SUFFIXES.get(found.minutes_type)
    if suffix is None:
        raise Http404
    write_seen(request, found, items="纪要文件")
    response = HttpResponse(found.minutes_content, content_type=found.minutes_type)
    name = f"会商纪要-{found.held_on:%Y%m%d}{suffix}"
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["X-Content-Type-Options"] = "nosniff"
    return response
