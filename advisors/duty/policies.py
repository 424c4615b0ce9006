"""Who may schedule the duty of which street."""

from advisors.permissions import AdvisorsPermission
from core.actor import Actor
from core.policies import Allowed, Answer, Denied


def may_schedule(actor: Actor, street_code: str) -> Answer:
    """Managers and advisors of the street itself."""
    if not actor.can(AdvisorsPermission.SCHEDULE):
        return actor.must(AdvisorsPermission.SCHEDULE)
    if not actor.covers(street_code):
        return Denied("这个街镇不在您的范围内。")
    return Allowed()
