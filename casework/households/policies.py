"""Who may write a household's file, and when."""

from casework.models import Household
from casework.policies import may_keep
from core.actor import Actor
from core.policies import Answer, Denied

MERGED = "这份档案已并入另一份，请到那一份里修改。"


def may_open_in(actor: Actor, code: str) -> Answer:
    """Open a file in a street or a community: its street does, for it sees names in full."""
    answer = may_keep(actor, code)
    if not answer:
        return answer
    if not actor.may_see_names(code):
        return Denied("家庭档案里有姓名全名和证件信息，由本街镇自己登记和修改。")
    return answer


def may_change(actor: Actor, household: Household) -> Answer:
    """Change a file, its list, its members, and who answers for it; not one that was merged."""
    if household.merged_into_id is not None:
        return Denied(MERGED)
    return may_open_in(actor, household.community_id)


def may_move(actor: Actor, household: Household, to: str) -> Answer:
    """Move a household: within its street, by the street.

    Nobody who keeps the list covers two streets. To another one a household goes by being taken
    off the list here (迁往其他居村); the street it comes to opens its own file.
    """
    answer = may_change(actor, household)
    if not answer:
        return answer
    if to[:9] != household.community_id[:9]:
        return Denied(
            "只能在本街镇的居村之间迁移；迁到别的街镇的，请办理移出名册，由迁入的街镇另外建档。"
        )
    return may_open_in(actor, to)


def may_merge(actor: Actor, duplicate: Household, into: Household) -> Answer:
    """Merge two files of one street that both still stand."""
    if duplicate.pk == into.pk:
        return Denied("不能并入自己，请选另一份档案。")
    answer = may_change(actor, duplicate)
    if not answer:
        return answer
    answer = may_change(actor, into)
    if not answer:
        return answer
    if duplicate.community_id[:9] != into.community_id[:9]:
        return Denied("只能合并本街镇的两份档案。")
    return answer
