"""Who reports leads, reads them in full, and tells those from outside what became of them."""

from casework.enums import LeadSource, LeadState
from casework.models import Lead
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.policies import Allowed, Answer, Denied

# Who told of it is no colleague, and reads no list.
FROM_OUTSIDE = (LeadSource.NEIGHBOUR, LeadSource.SELF, LeadSource.OTHER_OFFICE)


def may_report(actor: Actor, community: str) -> Answer:
    """Whoever serves the households of a community."""
    return actor.must_within(CaseworkPermission.SERVE, community, "这个居村不在您的范围内。")


def may_read(actor: Actor, lead: Lead) -> Answer:
    """In full: the community it is of, its street and their manager; others see masked lists."""
    return actor.must_within(
        CaseworkPermission.SERVE, lead.community_id, "这条线索不在您的范围内。"
    )


def may_tell(actor: Actor, lead: Lead) -> Answer:
    """Note the day on which somebody from outside was told what became of it."""
    answer = may_read(actor, lead)
    if not answer:
        return answer
    if lead.state != LeadState.DECIDED:
        return Denied("这条线索还没有处置，没有结果可以告知。")
    if not is_from_outside(lead):
        return Denied("这条线索是工作中发现的，没有外来的反映人要告知。")
    return Allowed()


def is_from_outside(lead: Lead) -> bool:
    """Whether somebody who reads no list waits for an answer."""
    return lead.source in FROM_OUTSIDE
