"""Who may write an advisor's file, and when it may be removed."""

from collections.abc import Sequence

from advisors.models import Advisor
from advisors.policies import may_keep, may_keep_in
from core.actor import Actor
from core.policies import Allowed, Answer, Denied


def may_file_in(actor: Actor, code: str) -> Answer:
    """A file holds names in full, so that the street itself writes it."""
    answer = may_keep_in(actor, code)
    if not answer:
        return answer
    if not actor.may_see_names(code):
        return Denied("档案里有姓名全名和证件信息，由本街镇自己登记和修改。")
    return Allowed()


def may_change(actor: Actor, advisor: Advisor) -> Answer:
    """The same for a file; one that ended may be put right too."""
    return may_file_in(actor, advisor.street_id)


def may_remove(actor: Actor, advisor: Advisor, records: Sequence[str]) -> Answer:
    """Only a file on which nothing rests; what somebody did stays with her file."""
    answer = may_keep(actor, advisor)
    if not answer:
        return answer
    if records:
        return Denied(f"名下已有{'、'.join(records)}记录，档案不能删除；不再任职的，请办理离岗。")
    return Allowed()


def may_see_history(actor: Actor, advisor: Advisor) -> Answer:
    """Whoever keeps the file, colleagues at the street's office, and the advisor herself."""
    is_office = actor.may_see_names(advisor.street_id) and not actor.is_community
    if is_office or may_keep(actor, advisor) or is_own(actor, advisor):
        return Allowed()
    return Denied("变更记录只对本街镇的工作人员和本人显示。")


def may_see_reasons(actor: Actor, advisor: Advisor) -> bool:
    """Why somebody is away (an illness, a birth) is hers, and of those who keep her file."""
    return bool(may_keep(actor, advisor)) or is_own(actor, advisor)


def is_own(actor: Actor, advisor: Advisor) -> bool:
    """Whether it is the actor's own file."""
    return advisor.user_id is not None and advisor.user_id == actor.user_id
