"""One photo or file: its items and their states, its history, the earlier photo beside it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest
from evidence import policies, selectors, services, subjects
from evidence.enums import EvidenceKind
from evidence.forms import TagMoreForm
from evidence.history import history_of
from evidence.models import Evidence
from evidence.reviewing import QUICK_REASONS
from evidence.subjects import Tag
from evidence.views.common import (
    crumbs,
    gallery_url,
    may_hand_in,
    may_view,
    subject_link,
    told_items,
)

HISTORY_COLUMNS = (Column("时间"), Column("谁"), Column("做了什么"))


@may_view
@require_GET
def item(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The photo, what it proves and how each item stands."""
    evidence, actor = _found(request, pk), request.actor
    told = told_items(request, evidence)
    more = _further_tags(request, evidence)
    context = told | {
        "evidence": evidence,
        "quick_reasons": QUICK_REASONS,
        "more": TagMoreForm(more) if more else None,
        "may_keep": policies.may_keep(actor, evidence),
        "may_withdraw": policies.may_withdraw(actor, evidence),
        "deeds": history_of(evidence, actor),
        "history_columns": HISTORY_COLUMNS,
        "crumbs": crumbs(request, told["about"], Link(_name(evidence))),
    }
    return render(request, "evidence/item.html", context)


@may_hand_in
@require_POST
def withdraw(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Taken back by those who handed it in."""
    evidence = _found(request, pk)
    answer = policies.may_withdraw(request.actor, evidence)
    if evidence.withdrawn_at is None and not answer:
        answer.enforce()
    services.withdraw(evidence=evidence, by=request.actor)
    messages.success(request, "已撤回，不再作为佐证。撤回的材料留有记录。")
    return redirect(gallery_url(request, subject=evidence.subject))


@may_hand_in
@require_POST
def tag_more(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Further items of the same photo."""
    evidence = _found(request, pk)
    policies.may_keep(request.actor, evidence).enforce()

    def add() -> str:
        tags = request.POST.getlist("tags")
        added = services.tag_more(evidence=evidence, tags=tags, by=request.actor)
        return f"已加上 {len(added)} 项，等区里审核。"

    return _done(request, evidence, add)


@may_hand_in
@require_http_methods(GET_OR_POST)
def pair(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Choose the earlier photo; none takes the pair apart."""
    evidence = _found(request, pk)
    policies.may_keep(request.actor, evidence).enforce()
    if evidence.kind != EvidenceKind.PHOTO:
        raise Http404
    earlier = selectors.earlier_photos(evidence, request.actor)
    if request.method != "POST":
        found = subjects.find(evidence.subject, request.actor)
        about = subject_link(request, evidence.subject, found)
        own = Link(_name(evidence), address(request, "evidence:item", evidence.pk))
        context = {
            "evidence": evidence,
            "about": about,
            "earlier": list(earlier),
            "crumbs": crumbs(request, about, own, Link("前后对比")),
        }
        return render(request, "evidence/pair.html", context)
    chosen = request.POST.get("before", "")
    before = get_object_or_404(earlier, pk=_uuid(chosen)) if chosen else None

    def put() -> str:
        services.pair(earlier=before, later=evidence, by=request.actor)
        return "已设为前后对比。" if before else "已取消前后对比。"

    return _done(request, evidence, put)


def _done(request: ActorRequest, evidence: Evidence, act: Callable[[], str]) -> HttpResponse:
    """Do it, tell what was done or why not, and show the photo."""
    try:
        messages.success(request, act())
    except ValidationError as refused:
        messages.error(request, "；".join(refused.messages))
    return redirect(address(request, "evidence:item", evidence.pk))


def _further_tags(request: ActorRequest, evidence: Evidence) -> list[Tag]:
    """What it could prove beside what it does."""
    found = subjects.find(evidence.subject, request.actor)
    if found is None:
        return []
    kind, record = found
    there = {proof.tag for proof in evidence.proofs.all()}
    is_document = evidence.kind == EvidenceKind.DOCUMENT
    return [
        tag
        for tag in kind.tags_of(record)
        if tag.key not in there and tag.is_document == is_document
    ]


def _name(evidence: Evidence) -> str:
    return f"{evidence.shown_on:%Y-%m-%d} {EvidenceKind(evidence.kind).label}"


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise Http404 from wrong


def _found(request: ActorRequest, pk: UUID) -> Evidence:
    return get_object_or_404(selectors.evidence_of(request.actor), pk=pk)
