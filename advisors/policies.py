"""Who may see and keep what of an advisor."""

from advisors.models import Advisor
from advisors.permissions import AdvisorsPermission
from core.actor import Actor
from core.policies import Allowed, Answer, Denied


def may_see_phone(actor: Actor, advisor: Advisor) -> Answer:
    """A phone is shown whole to colleagues of the street alone, and each time is written down."""
    if actor.may_see_names(advisor.street_id):
        return Allowed()
    return Denied("联系电话只对本街镇的工作人员显示。")


def may_keep(actor: Actor, advisor: Advisor) -> Answer:
    """Leaves, communities and the end of the service: whoever keeps records in her street."""
    return may_keep_in(actor, advisor.street_id)


def may_keep_in(actor: Actor, code: str) -> Answer:
    """The same for all advisors of a street."""
    return actor.must_within(AdvisorsPermission.KEEP, code)
