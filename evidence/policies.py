"""Who may hand in what, take it back, and say what it proves."""

from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from evidence.enums import ProofState
from evidence.models import Evidence, Proof
from evidence.permissions import EvidencePermission

OUT_OF_UNIT = "这个单位不在您的范围内。"


def may_hand_in_for(actor: Actor, code: str) -> Answer:
    """Whoever hands in evidence in a unit that holds this one."""
    if not actor.can(EvidencePermission.HAND_IN):
        return actor.must(EvidencePermission.HAND_IN)
    return Allowed() if actor.covers(code) else Denied(OUT_OF_UNIT)


def may_withdraw(actor: Actor, evidence: Evidence) -> Answer:
    """Until the district has accepted one of its items."""
    answer = may_keep(actor, evidence)
    if not answer:
        return answer
    if any(proof.state == ProofState.ACCEPTED for proof in evidence.proofs.all()):
        return Denied("已有事项被区里接受，不能再撤回。确实传错了，请区里先改判。")
    return Allowed()


def may_keep(actor: Actor, evidence: Evidence) -> Answer:
    """Add items to it, put it beside an earlier photo."""
    answer = may_hand_in_for(actor, evidence.unit_id)
    if answer and evidence.withdrawn_at is not None:
        return Denied("这份材料已经撤回。")
    return answer


def may_review(actor: Actor, proof: Proof) -> Answer:
    """The district, as long as the evidence stands."""
    if not actor.can(EvidencePermission.REVIEW):
        return actor.must(EvidencePermission.REVIEW)
    if not actor.covers(proof.unit_id):
        return Denied(OUT_OF_UNIT)
    if proof.evidence.withdrawn_at is not None:
        return Denied("这份材料已被上传单位撤回，不用再审。")
    return Allowed()


def may_undo(actor: Actor, proof: Proof) -> Answer:
    """One's own decision; a colleague's is changed with a reason."""
    answer = may_review(actor, proof)
    if answer and proof.state == ProofState.WAITING:
        return Denied("这一项还在待审，没有可撤销的。")
    if answer and proof.decided_by != actor.username:
        return Denied("这一项是别人审的，不能撤销；要改判，请写明原因。")
    return answer
