"""What the pages of unresolved matters have in common."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from audit import trail
from audit.models import Entry
from casework.enums import ExtensionState, StuckState
from casework.households import reasons
from casework.households.record import Sealed
from casework.models import StuckCase
from casework.stuck import selectors
from casework.stuck.forms import (
    CallForm,
    ExtensionDecisionForm,
    ExtensionForm,
    HandingOnForm,
    ReopeningForm,
    WithdrawalForm,
    initial_of_call,
)
from casework.stuck.limits import last_day, limit_in, limit_of
from casework.stuck.policies import may_call_back, may_change
from casework.stuck.workflow import EXTENSION, MACHINE
from core.actor import Actor
from core.clock import page_day, portal_day
from core.masking import mask_phone
from core.parts import Link
from core.templatetags.portal_links import address
from core.web import ActorRequest
from standards.asked import asked

BADGES = {
    StuckState.OPEN: "running",
    StuckState.CLOSED: "done",
    StuckState.WITHDRAWN: "withdrawn",
}
EXTENSION_BADGES = {
    ExtensionState.ASKED: "awaiting_review",
    ExtensionState.APPROVED: "accepted",
    ExtensionState.REFUSED: "refused",
}
PHONE = "visitor_phone"


def stuck_page(
    request: ActorRequest,
    found: StuckCase,
    *,
    is_shown: bool = False,
    asking: reasons.ShowForm | None = None,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    """The page of a matter, with its small forms as they stand.

    `forms` are those that were filled in and refused: handing, extending, deciding, calling,
    withdrawal, reopening.
    """
    actor, day, workdays = request.actor, page_day(request), workdays_of(request)
    phone = found.visitor_phone
    may_extend = EXTENSION.may(actor, found, "ask")
    context: dict[str, Any] = {
        "case": found,
        "day": day,
        "limit": limit_of(found, workdays, day),
        "workdays": workdays,
        "badge": BADGES[StuckState(found.state)],
        "extension_badge": EXTENSION_BADGES.get(found.extension, ""),  # type: ignore[call-overload]
        "phone": Sealed(PHONE, "来访人电话", mask_phone(phone), clear=phone if is_shown else ""),
        "may_show": True,
        "reasons": reasons.OFFERED,
        "reveal_url": url_of(request, found),
        "asking": asking,
        "open_item": PHONE if asking else "",
        "may_close": MACHINE.may(actor, found, "close"),
        "may_change": may_change(actor, found),
        "may_hand_on": MACHINE.may(actor, found, "hand_on"),
        "may_extend": bool(may_extend) and portal_day() <= last_day(found, workdays),
        "may_decide": EXTENSION.may(actor, found, "approve"),
        "may_call": may_call_back(actor, found),
        "may_withdraw": MACHINE.may(actor, found, "withdraw"),
        "may_reopen": MACHINE.may(actor, found, "reopen"),
        "handing": HandingOnForm(),
        "extending": ExtensionForm(),
        "deciding": ExtensionDecisionForm(),
        "calling": CallForm(initial=initial_of_call(found)),
        "withdrawal": WithdrawalForm(),
        "reopening": ReopeningForm(),
        "crumbs": crumbs(request, found),
        **forms,
    }
    return render(request, "casework/stuck.html", context, status=status)


def found_by(request: ActorRequest, pk: UUID) -> StuckCase:
    """The matter of an address, within the actor's unit; else 404."""
    found: StuckCase = get_object_or_404(selectors.cases_of(request.actor), pk=pk)
    return found


def url_of(request: ActorRequest, case: StuckCase) -> str:
    """The page of a matter."""
    return address(request, "casework:stuck", case.pk)


def list_url(request: ActorRequest) -> str:
    """The list."""
    return address(request, "casework:stuck-cases")


def crumbs(request: ActorRequest, case: StuckCase | None = None, here: str = "") -> list[Link]:
    """The way back to the list, and to the matter where there is one."""
    path = [Link("办不成事", list_url(request))]
    if case is None:
        return [*path, Link(here)]
    if not here:
        return [*path, Link(str(case))]
    return [*path, Link(str(case), url_of(request, case)), Link(here)]


def workdays_of(request: ActorRequest) -> int:
    """How many workdays the standard in force leaves to close a matter."""
    day = asked(request)
    return limit_in(day.book.question(day.as_of) if day.book else None)


def write_down(by: Actor, action: Entry.Action, case: StuckCase, **detail: Any) -> None:
    """A line that somebody read a matter, or had the phone of it shown."""
    trail.record(actor=by, action=action, subject=f"stuckcase:{case.pk}", **detail)
