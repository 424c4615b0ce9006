"""What the pages of conferences do alike."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from audit import trail
from audit.models import Entry
from casework.conferences import selectors
from casework.enums import CaseOutcome, ConferenceState
from casework.models import CaseConference, ConferenceAction, ConferenceCase
from casework.permissions import CaseworkPermission
from core.clock import portal_day
from core.parts import Link
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from orgs.models import Unit

may_view = actor_required(CaseworkPermission.VIEW)
may_serve = actor_required(CaseworkPermission.SERVE)
may_hold_conferences = actor_required(CaseworkPermission.CONFER)

# Keys of core.badges.
BADGES = {
    ConferenceState.PLANNED: "awaiting_review",
    ConferenceState.HELD: "done",
    ConferenceState.CANCELLED: "withdrawn",
}
OUTCOME_BADGES = {
    CaseOutcome.OPEN: "running",
    CaseOutcome.SOLVED: "done",
    CaseOutcome.UNSOLVED: "zero",
}


def found_by(request: ActorRequest, pk: UUID) -> CaseConference:
    """The conference of an address, within the actor's unit; else 404."""
    found: CaseConference = get_object_or_404(selectors.conferences_of(request.actor), pk=pk)
    return found


def case_by(request: ActorRequest, pk: UUID) -> ConferenceCase:
    """The case of an address, within the actor's unit; else 404."""
    found: ConferenceCase = get_object_or_404(selectors.case_of(request.actor), pk=pk)
    return found


def action_by(request: ActorRequest, pk: UUID) -> ConferenceAction:
    """The action of an address, within the actor's unit or her own; else 404."""
    found: ConferenceAction = get_object_or_404(selectors.whole_actions(request.actor), pk=pk)
    return found


def street_by(request: ActorRequest, code: str) -> Unit:
    """The street of an address, within the actor's unit; else 404."""
    found = selectors.street_of(request.actor, code, portal_day())
    if found is None:
        raise Http404
    return found


def url_of(request: ActorRequest, conference: CaseConference) -> str:
    """The page of a conference."""
    return address(request, "casework:conference", conference.pk)


def crumbs(
    request: ActorRequest, conference: CaseConference | None = None, here: str = ""
) -> list[Link]:
    """The way back to the list, and to the conference where there is one."""
    path = [Link("会商", address(request, "casework:conferences"))]
    if conference is None:
        return [*path, Link(here)]
    if not here:
        return [*path, Link(str(conference))]
    return [*path, Link(str(conference), url_of(request, conference)), Link(here)]


def write_seen(request: ActorRequest, conference: CaseConference, **detail: Any) -> None:
    """Who read what was said at a conference."""
    trail.record(
        actor=request.actor,
        action=Entry.Action.SEEN,
        subject=f"caseconference:{conference.pk}",
        unit=conference.street_id,
        **detail,
    )
