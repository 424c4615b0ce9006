"""Photos that wait for the district, and refused ones that a street takes again."""

from collections.abc import Iterator
from itertools import groupby

from core.todos import Asker, Todo, register
from evidence.models import Proof
from evidence.permissions import EvidencePermission
from evidence.selectors import refused_still
from evidence.subjects import label_of


def items_to_review(asker: Asker) -> Iterator[Todo]:
    """All that waits for the reviewer, as one piece of work."""
    if not asker.actor.can(EvidencePermission.REVIEW):
        return
    waiting = Proof.objects.visible_to(asker.actor).waiting()
    count = waiting.order_by().values("evidence").distinct().count()
    if count:
        yield Todo(
            title=f"{count} 份照片和文件待审",
            note="一张一张看，按 A 接受、R 不通过",
            view="evidence:review",
            action="去审核",
        )


def photos_to_take_again(asker: Asker) -> Iterator[Todo]:
    """One for each record that has refused items, with the first reason."""
    if not asker.actor.can(EvidencePermission.HAND_IN) or asker.actor.is_district:
        return
    for subject, group in groupby(refused_still(asker.actor), lambda proof: proof.subject):
        proofs = list(group)
        labels = list(dict.fromkeys(label_of(proof.tag) for proof in proofs))
        yield Todo(
            title=f"照片未通过，请重拍：{'、'.join(labels)}",
            note=f"{proofs[0].unit.name}：{proofs[0].reason}",
            view="evidence:hand-in",
            args=(subject,),
            action="重拍",
        )


register(items_to_review, photos_to_take_again)
