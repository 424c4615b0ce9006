"""Who may see what of an advisor."""

from advisors.models import Advisor
from core.actor import Actor
from core.policies import Allowed, Answer, Denied


def may_see_phone(actor: Actor, advisor: Advisor) -> Answer:
    """A phone is shown whole to colleagues of the street alone, and each time is written down."""
    if actor.may_see_names(advisor.street_id):
        return Allowed()
    return Denied("联系电话只对本街镇的工作人员显示。")
