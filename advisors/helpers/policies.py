"""Who sees whom to call at a partner."""

from advisors.models import PartnerContract
from core.actor import Actor
from core.policies import Allowed, Answer, Denied


def may_see_contact(actor: Actor, partner: PartnerContract) -> Answer:
    """The phone of a contact is shown whole within the street alone, and that is written down."""
    if actor.may_see_names(partner.street_id):
        return Allowed()
    return Denied("联系人电话只对本街镇的工作人员显示。")
