"""Who may help those who owe class hours, and hand out what confirms them."""

from advisors.models import Advisor
from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from training.hours.reckoning import Hours
from training.permissions import TrainingPermission


def may_help(actor: Actor, street_code: str) -> Answer:
    """A street enrols and reminds its own people; the district doesn't do it for a street."""
    if actor.unit_code != street_code:
        return Denied("给顾问报名、发提醒由所在街镇自己办，您可以查看课时。")
    return actor.must(TrainingPermission.KEEP)


def may_certify(actor: Actor, advisor: Advisor, hours: Hours) -> Answer:
    """Her own certificate, or her street's to give; only once the class hours are there."""
    is_own = advisor.user_id == actor.user_id
    if not is_own and not may_help(actor, advisor.street_id):
        return Denied("课时证明由顾问本人或者所在街镇开具。")
    if not hours.is_enough:
        return Denied(f"还差 {hours.owed} 课时，满 {hours.required} 课时后才能开具证明。")
    return Allowed()
