"""Who registers needs, reads them, and settles them."""

from casework.enums import ReferralState
from casework.models import Need
from casework.models.referrals import RUNNING
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.policies import Allowed, Answer, Denied

OUT_OF_SCOPE = "这项需求不在您的范围内。"


def may_read(actor: Actor, need: Need) -> Answer:
    """All of a need: who serves its household. Others see masked lists."""
    return actor.must_within(CaseworkPermission.SERVE, need.community_id, OUT_OF_SCOPE)


def may_settle(actor: Actor, need: Need) -> Answer:
    """Settle a need, or offer it to a resource: while nothing has, and no referral holds it."""
    within = may_read(actor, need)
    if not within:
        return within
    if need.settlement:
        words = f"这项需求{need.settled_on}已了结（{need.get_settlement_display()}），不用再办。"
        return Denied(words)
    held = need.referrals.filter(state__in=[*RUNNING, ReferralState.DONE]).first()
    if held is None:
        return Allowed()
    if held.state == ReferralState.DONE:
        return Denied(f"这项需求已由{held}办成，不用再了结。")
    words = f"这项需求正在对接（{held}，{held.get_state_display()}），请先在那里写明结果或撤回。"
    return Denied(words)


def may_reopen(actor: Actor, need: Need) -> Answer:
    """Take a settlement back: whoever could have settled it."""
    within = may_read(actor, need)
    if not within:
        return within
    return Allowed() if need.settlement else Denied("这项需求没有了结，不用重新打开。")
