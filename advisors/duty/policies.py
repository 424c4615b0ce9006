"""Who may schedule the duty of which street."""

from advisors.permissions import AdvisorsPermission
from core.actor import Actor
from core.policies import Answer


def may_schedule(actor: Actor, street_code: str) -> Answer:
    """Managers and advisors of the street itself."""
    return actor.must_within(AdvisorsPermission.SCHEDULE, street_code, "这个街镇不在您的范围内。")
