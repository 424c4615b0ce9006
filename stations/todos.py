"""What waits about a street's self-check and its delay: for the reviewer, and for the street."""

from collections.abc import Iterator
from typing import Any

from core.todos import Asker, Todo, register
from standards.asked import asked
from stations.milestones.progress import answered_otherwise, waiting_for_review
from stations.permissions import StationsPermission


def checks_and_delays(asker: Asker) -> Iterator[Todo]:
    """For the reviewer what streets have sent, for a street what came back otherwise."""
    actor, book = asker.actor, asked(asker).book
    if book is None:
        return
    if actor.can(StationsPermission.REVIEW):
        for street in waiting_for_review(actor, book.year):
            yield from _to_review(street)
    elif actor.can(StationsPermission.KEEP) and actor.street_code:
        for street in answered_otherwise(actor, book.year):
            yield from _to_mend(street)


def _to_review(street: Any) -> Iterator[Todo]:
    if street.checks:
        yield Todo(
            title=f"{street.name}：{street.checks} 条自查待审",
            note="对照附件的自查（T2-2）",
            view="stations:self-check",
            args=(street.code,),
            action="去审",
        )
    if street.delays:
        yield Todo(
            title=f"{street.name}：延期说明待答复",
            note="街镇站延期启用（P2-2）",
            view="stations:milestones",
            args=(street.code,),
            action="去答复",
        )


def _to_mend(street: Any) -> Iterator[Todo]:
    if street.checks:
        yield Todo(
            title=f"{street.checks} 条自查的审核意见和自查不同",
            note="对照附件的自查（T2-2）：整改后重新自查",
            view="stations:self-check",
            args=(street.code,),
            action="看意见",
        )
    if street.delays:
        yield Todo(
            title="延期说明没有被接受",
            note="街镇站延期启用（P2-2）：可以补充原因再提交",
            view="stations:milestones",
            args=(street.code,),
            action="看答复",
        )


register(checks_and_delays)
