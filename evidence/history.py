"""What happened to a photo and its items, in words: read from the database's own history."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from core.actor import Actor
from core.permissions import ROLE_LABELS, Role
from evidence.enums import ProofState
from evidence.models import Evidence, Proof
from evidence.subjects import label_of

DEEDS = {ProofState.ACCEPTED: "接受", ProofState.REFUSED: "不通过", ProofState.WAITING: "退回待审"}


@dataclass
class Deed:
    """One thing that one person did at one moment."""

    at: datetime
    who: str
    role: str
    words: str
    reason: str = ""


def history_of(evidence: Evidence, actor: Actor) -> list[Deed]:
    """Every deed, the latest first. In four queries, however many there are."""
    found = [*_of_file(evidence), *_of_items(evidence)]
    found.sort(key=lambda deed: deed.at, reverse=True)
    shown = shown_names([deed.who for deed in found], actor)
    for deed in found:
        deed.who = shown.get(deed.who, "系统")
    return found


def shown_names(usernames: Iterable[str], actor: Actor) -> dict[str, str]:
    """Accounts by the names of their people: colleagues in full, others masked. Two queries."""
    asked = {name for name in usernames if name}
    users = User.objects.filter(username__in=asked).prefetch_related("memberships")
    shown = {name: name for name in asked}
    for user in users.order_by("pk"):
        units = [one.unit_id for one in user.memberships.all()]
        code = next((unit for unit in units if actor.may_see_names(unit)), "")
        shown[user.username] = actor.shown_name(user.name, code) or user.username
    return shown


def _of_file(evidence: Evidence) -> Iterator[Deed]:
    events = Evidence.pgh_event_model.objects.filter(pgh_obj_id=evidence.pk)  # type: ignore[attr-defined]
    before = None
    for event in events.select_related("pgh_context").order_by("pgh_id"):
        if before is None:
            yield _deed(event, "上传", event.added_by)
        elif event.withdrawn_at and not before.withdrawn_at:
            yield _deed(event, "撤回")
        elif event.before_id != before.before_id:
            yield _deed(event, "设为前后对比" if event.before_id else "取消前后对比")
        before = event


def _of_items(evidence: Evidence) -> Iterator[Deed]:
    events = Proof.pgh_event_model.objects.filter(evidence_id=evidence.pk)  # type: ignore[attr-defined]
    last: dict[Any, Any] = {}
    for event in events.select_related("pgh_context").order_by("pgh_id"):
        before = last.get(event.pgh_obj_id)
        label = label_of(event.tag)
        if before is None:
            yield _deed(event, f"报送事项：{label}", evidence.added_by)
        elif (event.state, event.reason) != (before.state, before.reason):
            words = f"{DEEDS[ProofState(event.state)]}：{label}"
            yield _deed(event, words, event.decided_by or before.decided_by, event.reason)
        last[event.pgh_obj_id] = event


def _deed(event: Any, words: str, username: str = "", reason: str = "") -> Deed:
    facts = event.pgh_context.metadata if event.pgh_context else {}
    role = facts.get("role", "")
    return Deed(
        at=event.pgh_created_at,
        who=facts.get("username") or username,
        role=ROLE_LABELS[Role(role)] if role in set(Role) else "",
        words=words,
        reason=reason,
    )
