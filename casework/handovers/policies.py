"""Who hands matters over, reads them in full, and says that they have arrived."""

from casework.models import Handover
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.permissions import Role
from core.policies import Allowed, Answer, Denied

BY_LINK = "link:"


def may_hand_over(actor: Actor, code: str) -> Answer:
    """Write down what goes to the counter, or comes from it, at a station or a service point."""
    return actor.must_within(CaseworkPermission.SERVE, code, "这个站点不在您的范围内。")


def may_read(actor: Actor, handover: Handover) -> Answer:
    """In full: those who serve there; others see masked lists."""
    return actor.must_within(CaseworkPermission.SERVE, handover.unit_id, "这件衔接不在您的范围内。")


def is_by_link(handover: Handover) -> bool:
    """Whether the counter itself has said so, and nobody for it."""
    return handover.acknowledged_by.startswith(BY_LINK)


def its_own(handover: Handover, actor: Actor) -> Answer:
    """Who wrote it, its advisor, and the street's manager; what the counter said, she alone."""
    if actor.role == Role.STREET_MANAGER:
        return Allowed()
    if is_by_link(handover):
        return Denied("窗口已经由链接确认；登记有误的，请街镇负责人撤回。")
    if actor.user_id in (handover.written_by_id, handover.advisor.user_id):
        return Allowed()
    return Denied("只有填写人、经手的顾问和街镇负责人能撤回。")
