"""Who may see a household's record, serve it, and keep the list."""

from casework.models import Household
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.policies import Answer, Denied


def may_serve(actor: Actor, household: Household) -> Answer:
    """Log visits and services of a household, and read its full record.

    Those in whose unit it lives: its community's advisors, its street's, and their manager.
    """
    if household.merged_into_id is not None:
        return Denied("这份档案已并入另一份，请到那一份里登记。")
    return actor.must_within(
        CaseworkPermission.SERVE, household.community_id, "这户不在您的范围内。"
    )


def may_read(actor: Actor, household: Household) -> Answer:
    """Read the full record without being asked why; the district gives a reason first."""
    return actor.must_within(
        CaseworkPermission.SERVE, household.community_id, "这户不在您的范围内。"
    )


def may_keep(actor: Actor, code: str) -> Answer:
    """Put households on the list of a unit, change their files, say who answers for them."""
    return actor.must_within(CaseworkPermission.KEEP, code)
