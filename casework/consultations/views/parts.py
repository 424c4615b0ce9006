"""What the pages of consultations and those of applications have in common."""

from typing import Any
from uuid import UUID

from django.http import Http404

from audit import trail
from audit.models import Entry
from casework.models import Application, Consultation, Household
from core.parts import Link
from core.templatetags.portal_links import address
from core.web import ActorRequest


def known_household(request: ActorRequest) -> Household | None:
    """The household of `?household=`, which a household's page hands on; 404 out of scope."""
    key = request.GET.get("household", "")
    if not key:
        return None
    try:
        pk = UUID(key)
    except ValueError:
        raise Http404 from None
    rows = Household.objects.visible_to(request.actor).standing().select_related("community")
    found: Household | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def write_seen(request: ActorRequest, one: Consultation | Application) -> None:
    """Who read what somebody asked, or applied for."""
    subject = f"{one._meta.model_name}:{one.pk}"
    trail.record(actor=request.actor, action=Entry.Action.SEEN, subject=subject)


def list_url(request: ActorRequest, **params: Any) -> str:
    """The list of consultations, or of applications."""
    return address(request, "casework:consultations", **params)


def crumbs(request: ActorRequest, here: str, **params: Any) -> list[Link]:
    """The way from the list to a page."""
    return [Link("咨询与申请", list_url(request, **params)), Link(here)]
