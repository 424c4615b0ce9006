"""Who gives stars, and who prints the certificate."""

from advisors.models import Advisor
from advisors.permissions import AdvisorsPermission
from core.actor import Actor
from core.policies import Allowed, Answer, Denied


def may_rate(actor: Actor, advisor: Advisor) -> Answer:
    """The district's reviewer, and the manager of her street."""
    return actor.must_within(AdvisorsPermission.RATE, advisor.street_id, "这名顾问不在您的范围内。")


def may_print(actor: Actor, advisor: Advisor) -> Answer:
    """A certificate bears the name in full: the street's own, and she herself."""
    if advisor.user_id is not None and advisor.user_id == actor.user_id:
        return Allowed()
    keeps = actor.can(AdvisorsPermission.RATE) or actor.can(AdvisorsPermission.KEEP)
    if not actor.may_see_names(advisor.street_id):
        return Denied("证书上有全名，由所在街镇打印。")
    return Allowed() if keeps else actor.must(AdvisorsPermission.RATE)
