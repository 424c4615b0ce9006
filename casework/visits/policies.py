"""Who may read a visit, change it, or take it back."""

from casework.models import Visit
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.permissions import Role
from core.policies import Allowed, Answer, Denied

OUT_OF_SCOPE = "这次走访不在您的范围内。"


def may_read_visit(actor: Actor, visit: Visit) -> Answer:
    """Read what was said on a visit, and see its photos, without being asked why."""
    return actor.must_within(CaseworkPermission.SERVE, visit.community_id, OUT_OF_SCOPE)


def may_change(actor: Actor, visit: Visit) -> Answer:
    """Who wrote it down, the advisor who made it, and the street's manager; not once it is void."""
    if visit.voided_at is not None:
        return Denied("这次走访已作废，不能再改。")
    within = may_read_visit(actor, visit)
    if not within:
        return within
    is_own = actor.user_id in (visit.written_by_id, visit.advisor.user_id)
    if is_own or actor.role == Role.STREET_MANAGER:
        return Allowed()
    return Denied("只有填写的人、走访的顾问和街镇负责人能改这次走访。")
