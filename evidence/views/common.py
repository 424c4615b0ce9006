"""What the pages of photos and files do alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.parts import Link
from core.policies import Answer
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from evidence import subjects
from evidence.enums import ProofState
from evidence.models import Evidence, Proof
from evidence.permissions import EvidencePermission
from evidence.policies import may_review, may_undo
from evidence.subjects import Subject, Tag, label_of
from standards.asked import asked
from standards.book import Clause

may_view = actor_required(EvidencePermission.VIEW)
may_hand_in = actor_required(EvidencePermission.HAND_IN)
may_judge = actor_required(EvidencePermission.REVIEW)


def subject_link(request: ActorRequest, key: str, found: tuple[Subject, Any] | None) -> Link:
    """The record that evidence is about, and the way to its page."""
    if found is None:
        return Link(subjects.kind_label(key))
    kind, record = found
    return Link(kind.title_of(record), address(request, kind.page, record.pk))


@dataclass(frozen=True)
class Item:
    """One thing a photo is to prove, with the tag and clause that ask for it.

    `may_review` and `may_undo` are what the actor may do with it.
    """

    proof: Proof
    tag: Tag | None
    clause: Clause | None
    may_review: Answer
    may_undo: Answer

    @property
    def label(self) -> str:
        """The tag in words."""
        return label_of(self.proof.tag)


def told_items(request: ActorRequest, evidence: Evidence) -> dict[str, Any]:
    """What a page tells of a photo: the record, and each item; `current` is the first to decide."""
    proofs = list(evidence.proofs.all())
    tags = {proof.tag: subjects.tags[proof.tag] for proof in proofs if proof.tag in subjects.tags}
    clauses = clauses_of(request, tags.values())
    items = []
    for proof in proofs:
        tag = tags.get(proof.tag)
        clause = clauses.get(tag.clause) if tag else None
        may, undo = may_review(request.actor, proof), may_undo(request.actor, proof)
        items.append(Item(proof, tag, clause, may, undo))
    waiting = [item for item in items if item.proof.state == ProofState.WAITING]
    return {
        "items": items,
        "current": waiting[0] if waiting else None,
        "about": subject_link(
            request, evidence.subject, subjects.find(evidence.subject, request.actor)
        ),
    }


def gallery_url(request: ActorRequest, **params: str) -> str:
    """The gallery, narrowed."""
    return address(request, "evidence:gallery", **params)


def crumbs(request: ActorRequest, *path: Link) -> list[Link]:
    """The way from the gallery."""
    return [Link("佐证材料", gallery_url(request)), *path]


def clauses_of(request: ActorRequest, tags: Iterable[Tag]) -> dict[str, Clause]:
    """The clauses that ask for these, by code; none where the standard has no such clause."""
    book = asked(request).book
    wanted = {tag.clause for tag in tags}
    return {clause.code: clause for clause in book.clauses if clause.code in wanted} if book else {}
