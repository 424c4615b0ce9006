"""Who may offer an advisor to another street, and who reads her name while she is offered."""

from datetime import date

from advisors.enums import TransferState
from advisors.models import Advisor, Transfer
from advisors.permissions import AdvisorsPermission
from advisors.policies import may_keep
from core.actor import Actor
from core.policies import Answer, Denied


def may_offer(actor: Actor, advisor: Advisor, day: date) -> Answer:
    """Whoever keeps the advisors of her street, while she is in its service."""
    answer = may_keep(actor, advisor)
    if answer and advisor.ended_on is not None and advisor.ended_on < day:
        return Denied(f"{advisor.ended_on} 已离岗，不能再办调动。")
    return answer


def shown_name_in(actor: Actor, transfer: Transfer) -> str:
    """Her name as the actor may read it: a street must know whom it is to take."""
    name, to_street = transfer.advisor.name, transfer.to_street_id
    is_concerned = transfer.state in (TransferState.OFFERED, TransferState.TAKEN)
    keeps_there = actor.can(AdvisorsPermission.KEEP) and actor.may_see_names(to_street)
    if is_concerned and keeps_there:
        return name
    return actor.shown_name(name, transfer.advisor.street_id)
