"""Who takes consultations and applications in, reads them, and may put them right."""

from casework.models import Application, Consultation
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.permissions import Role
from core.policies import Allowed, Answer, Denied


def may_take_in(actor: Actor, code: str) -> Answer:
    """Log what was asked and handed in at a station or a service point."""
    return actor.must_within(CaseworkPermission.SERVE, code)


def may_read(actor: Actor, code: str) -> Answer:
    """Read what somebody asked, in full: those who serve there, not the district."""
    words = "咨询和申请的内容只给本街镇和本居村办事的人看；这里可以看统计和列表。"
    if not actor.can(CaseworkPermission.SERVE):
        return Denied(words)
    return Allowed() if actor.covers(code) else Denied(words)


def may_change(actor: Actor, one: Consultation | Application) -> Answer:
    """Who wrote it, the advisor who took it in, and the street's manager."""
    within = may_take_in(actor, one.unit_id)
    if not within:
        return within
    its_own = (one.written_by_id, one.advisor.user_id)
    if actor.role == Role.STREET_MANAGER or actor.user_id in its_own:
        return Allowed()
    return Denied("只有填写人、接待或经办的顾问和街镇负责人能改。")


def may_decide(actor: Actor, one: Application) -> Answer:
    """Note what became of an application: whoever serves there."""
    return may_take_in(actor, one.unit_id)
