"""Where one looks through what was handed in, and chooses what to hand in for."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.clock import page_day
from core.lists import count_of, page_of
from core.parts import Chip
from core.templatetags.portal_links import address, here
from core.web import ActorRequest
from evidence import selectors, subjects
from evidence.enums import ProofState
from evidence.forms import GalleryFilter
from evidence.models import Evidence
from evidence.policies import may_hand_in_for
from evidence.views.common import crumbs, may_hand_in, may_view, subject_link

# About as many as other lists show rows.
PHOTOS = 48
STATES = (ProofState.WAITING, ProofState.REFUSED, ProofState.ACCEPTED)


@may_view
@require_GET
def gallery(request: ActorRequest) -> HttpResponse:
    """Photos and files of the unit, of a street, or of one record, by state and tag."""
    form = GalleryFilter(request, page_day(request))
    subject = request.GET.get("subject", "")
    found = subjects.find(subject, request.actor) if subject else None
    if subject and found is None:
        raise Http404
    rows, chips, state = _by_state(request, _narrowed(request, form, subject))
    page = page_of(request, selectors.as_cards(rows), count_of(chips), PHOTOS)
    titles = subjects.titles({one.subject for one in page}, request.actor)
    context = {
        "form": form,
        "tag": form.value("tag"),
        "chips": chips,
        "state": state,
        "page": page,
        "shown": [(one, titles.get(one.subject, one.unit__name)) for one in page],
        "about": subject_link(request, subject, found) if found else None,
        "show_all": here(request, subject="", page=""),
        "add_url": _add_url(request, subject, found),
    }
    return render(request, "evidence/gallery.html", context)


@may_hand_in
@require_GET
def choose(request: ActorRequest) -> HttpResponse:
    """Every record of the unit that wants photos or files."""
    groups = []
    for kind in subjects.subjects.values():
        records = [
            (subjects.key_of(kind.kind, record), kind.title_of(record))
            for record in kind.of(request.actor)
            if may_hand_in_for(request.actor, kind.unit_of(record))
        ]
        if records:
            groups.append((kind.label, records))
    context = {"groups": groups, "crumbs": crumbs(request)}
    return render(request, "evidence/choose.html", context)


def _narrowed(request: ActorRequest, form: GalleryFilter, subject: str) -> QuerySet[Evidence]:
    rows = selectors.standing_evidence(request.actor)
    if form.code:
        rows = rows.filter(unit__code__startswith=form.code)
    if tag := form.value("tag"):
        rows = selectors.with_item(rows, tag=tag)
    return rows.filter(subject=subject) if subject else rows


def _by_state(
    request: ActorRequest, rows: QuerySet[Evidence]
) -> tuple[QuerySet[Evidence], list[Chip], str]:
    """Rows that have an item in the state asked for, and the line of states with their counts."""
    counts = selectors.counts_by_state(rows)
    asked = request.GET.get("state", "")
    current = asked if asked in ProofState.values else ""
    line = [
        Chip("全部", here(request, state="", page=""), counts["all"], not current),
        *(
            Chip(
                str(state.label),
                here(request, state=state.value, page=""),
                counts[state.value],
                state.value == current,
            )
            for state in STATES
        ),
    ]
    return (selectors.with_item(rows, state=current) if current else rows), line, current


def _add_url(request: ActorRequest, subject: str, found: Any) -> str:
    """Where to hand in more: for this record, or for one to be chosen; empty for those who can't."""
    actor = request.actor
    if found is None:
        return (
            address(request, "evidence:choose") if may_hand_in_for(actor, actor.unit_code) else ""
        )
    kind, record = found
    if not may_hand_in_for(actor, kind.unit_of(record)):
        return ""
    return address(request, "evidence:hand-in", subject)
