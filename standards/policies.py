"""Who may do what with a standard, and why not."""

from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from standards.models import Standard
from standards.permissions import StandardsPermission


def may_edit(actor: Actor, standard: Standard) -> Answer:
    """Drafts only."""
    if not standard.is_draft:
        return Denied("已发布的标准不能改；请另起一版草稿。")
    return actor.must(StandardsPermission.EDIT)


def may_publish(actor: Actor, standard: Standard) -> Answer:
    """A second person who may sign: nobody whose hand is in the draft."""
    if not standard.is_draft:
        return Denied("这一版已经发布过。")
    answer = actor.must(StandardsPermission.PUBLISH)
    if not answer:
        return answer
    if not actor.may_sign:
        return Denied("发布标准要由可签发的人办理。")
    if actor.username in standard.editors:
        return Denied("这份草稿您修改过，请由另一位可签发的人发布。")
    return Allowed()
