"""Who offers needs to resources, and reads what came of it."""

from casework.models import Household, Referral
from casework.permissions import CaseworkPermission
from casework.policies import may_serve
from core.actor import Actor
from core.policies import Answer

OUT_OF_SCOPE = "这个对接不在您的范围内。"


def may_offer(actor: Actor, household: Household) -> Answer:
    """Offer a need of a household: whoever serves it."""
    return may_serve(actor, household)


def may_read(actor: Actor, referral: Referral) -> Answer:
    """In full: the community it is of, its street and their manager; others see masked lists."""
    return actor.must_within(CaseworkPermission.SERVE, referral.community_id, OUT_OF_SCOPE)
