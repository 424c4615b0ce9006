"""Who may read a household's full record, and have an item of it shown in clear."""

from casework.models import Household
from casework.permissions import CaseworkPermission
from casework.policies import may_read
from core.actor import Actor
from core.policies import Allowed, Answer, Denied


def may_look_into(actor: Actor, household: Household) -> Answer:
    """Read it once a reason was given: the district's reviewers."""
    return actor.must_within(CaseworkPermission.LOOK_INTO, household.community_id)


def may_open(actor: Actor, household: Household) -> Answer:
    """Read the full record, at once or once a reason was given; others see the list alone."""
    if may_read(actor, household) or may_look_into(actor, household):
        return Allowed()
    return Denied(
        f"您现在的身份是{actor.role_label}，只看困难家庭名册，不看家庭档案全文；"
        "要了解情况，请找这户所在街镇的负责人或责任顾问。"
    )


def may_show(actor: Actor, household: Household) -> Answer:
    """Have a phone, an address or an ID number shown: who serves the household, and nobody else."""
    return may_read(actor, household)
