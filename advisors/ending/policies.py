"""When a service may end, and when its end may be taken back."""

from advisors.enums import EndReason
from advisors.models import Advisor
from advisors.policies import may_keep
from core.actor import Actor
from core.policies import Allowed, Answer, Denied


def may_end(actor: Actor, advisor: Advisor) -> Answer:
    """Once: the end of another day is fixed after taking this one back."""
    answer = may_keep(actor, advisor)
    if answer and advisor.ended_on is not None:
        return Denied(
            f"已办理离岗，{advisor.ended_on} 是在岗的最后一天。日期登记错了的，请先撤回离岗再办。"
        )
    return answer


def may_take_back(actor: Actor, advisor: Advisor) -> Answer:
    """What was ended by mistake; a transfer is ended by another street's taking her over."""
    answer = may_keep(actor, advisor)
    if not answer:
        return answer
    if advisor.ended_on is None:
        return Denied("这名顾问没有办理离岗。")
    if advisor.end_reason == EndReason.TRANSFERRED:
        return Denied("已调往别的街镇，档案在那里继续，这里的离岗不能撤回。")
    return Allowed()
