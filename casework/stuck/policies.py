"""Who receives unresolved matters, reads them, works on them and puts them right."""

from casework.enums import StuckState
from casework.models import StuckCase
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.permissions import Role
from core.policies import Allowed, Answer, Denied

OUT_OF_SCOPE = "这件办不成事不在您的范围内。"


def may_receive(actor: Actor, code: str) -> Answer:
    """Log a matter at a station or a service point."""
    return actor.must_within(CaseworkPermission.SERVE, code)


def may_read(actor: Actor, case: StuckCase) -> Answer:
    """In full: who serves where it was received; others see masked lists and counts."""
    return actor.must_within(CaseworkPermission.SERVE, case.unit_id, OUT_OF_SCOPE)


def may_change(actor: Actor, case: StuckCase) -> Answer:
    """Who wrote it, who received it, and the street's manager; while it is open."""
    within = may_read(actor, case)
    if not within:
        return within
    if case.state != StuckState.OPEN:
        return Denied(f"现在的状态是“{case.get_state_display()}”，不能再改登记的内容。")
    return its_own(case, actor)


def may_call_back(actor: Actor, case: StuckCase) -> Answer:
    """Note that the visitor was told of the end, and whether he is satisfied."""
    within = may_read(actor, case)
    if not within:
        return within
    if case.state != StuckState.CLOSED:
        return Denied("这件事还没有办结，办结之后再回访。")
    return Allowed()


def its_own(case: StuckCase, actor: Actor) -> Answer:
    """Whether it is hers to put right or take back."""
    hers = [case.written_by_id, case.advisor.user_id if case.advisor else None]
    if actor.role == Role.STREET_MANAGER or actor.user_id in hers:
        return Allowed()
    return Denied("只有填写人、接待人和街镇负责人能改、能撤回。")
