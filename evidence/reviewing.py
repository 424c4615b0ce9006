"""What the district says of each item that a photo is to prove: accepted, refused, thought over."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from evidence.enums import ProofState
from evidence.models import Proof
from evidence.policies import may_review, may_undo
from evidence.subjects import label_of

LONGEST_REASON = 200
# The commonest reasons of a refusal, each with what to do; number keys 1–6 on the review page.
QUICK_REASONS = (
    "看不清（模糊、过暗或反光），请靠近、正对着重拍。",
    "没有拍到要证明的内容，请对照拍摄要求重拍。",
    "名称不规范，请改正标牌后重拍。",
    "不是这个站点的照片，请到本站点重拍。",
    "是以前的照片，请拍现在的样子。",
    "和已有照片重复，请换个角度重拍。",
)


class DecidedMeanwhile(Exception):
    """Somebody else decided the item since it was shown; it stands as `proof` says."""

    def __init__(self, proof: Proof) -> None:
        super().__init__(f"{proof.pk} was decided meanwhile")
        self.proof = proof


@transaction.atomic
def accept(*, proof: Proof, by: Actor, reason: str = "") -> Proof:
    """Count an item as proved; one that was refused wants a reason for the change.

    `proof` as it was shown: raises DecidedMeanwhile where it stands otherwise by now. A second
    click finds it done.
    """
    return _decide(proof, ProofState.ACCEPTED, reason, by)


@transaction.atomic
def refuse(*, proof: Proof, reason: str, by: Actor) -> Proof:
    """Refuse an item with a reason the street can act on; as `accept`."""
    if not reason.strip():
        raise ValidationError("不通过的，请写明原因，让街镇知道怎么改。", "no_reason")
    return _decide(proof, ProofState.REFUSED, reason, by)


@transaction.atomic
def reconsider(*, proof: Proof, by: Actor) -> Proof:
    """Take back one's own decision: the item waits again. The history keeps the decision."""
    held = _locked(proof)
    may_review(by, held).enforce()
    if held.state == ProofState.WAITING:
        return held
    may_undo(by, held).enforce()
    return _write(held, ProofState.WAITING, "", by)


def _decide(proof: Proof, state: ProofState, reason: str, by: Actor) -> Proof:
    held = _locked(proof)
    may_review(by, held).enforce()
    reason = " ".join(reason.split())
    is_known = held.state == proof.state
    if (held.state, held.reason) == (state, reason) and (
        is_known or held.decided_by == by.username
    ):
        return held
    if not is_known:
        raise DecidedMeanwhile(held)
    if len(reason) > LONGEST_REASON:
        raise ValidationError(f"原因请写在 {LONGEST_REASON} 字以内。", "too_long")
    if held.state != ProofState.WAITING and not reason:
        raise ValidationError("已经审过的要改判，请写明原因。", "no_reason")
    return _write(held, state, reason, by)


def _write(held: Proof, state: ProofState, reason: str, by: Actor) -> Proof:
    before, is_decided = held.state, state != ProofState.WAITING
    held.state = state
    held.reason = reason
    held.decided_on = portal_day() if is_decided else None
    held.decided_at = timezone.now() if is_decided else None
    held.decided_by = by.username if is_decided else ""
    held.save()
    _record(by, held, before)
    return held


def _locked(proof: Proof) -> Proof:
    # The evidence too, or its street could take it back while it is being accepted.
    rows = Proof.objects.select_for_update(of=("self", "evidence")).select_related("evidence")
    return rows.get(pk=proof.pk)


def _record(by: Actor, proof: Proof, before: str) -> None:
    trail.record(
        actor=by,
        action=Entry.Action.CHANGED,
        subject=f"proof:{proof.pk}",
        unit=proof.unit_id,
        items=[label_of(proof.tag)],
        was=ProofState(before).label,
        now=ProofState(proof.state).label,
    )
