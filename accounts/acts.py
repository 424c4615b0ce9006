"""Who changed a record, and when, as the history that the database keeps tells it.

One act is all that was changed in one request, or by one batch of a ledger.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import User
from core.actor import Actor
from core.parts import Change
from core.permissions import ROLE_LABELS, Role

CHANGED, BY_LEDGER = "修改", "台账入账"


def act_of(event: Any, told: dict[Any, Change], *, added: str = "") -> Change:
    """The act that an event of the history belongs to, put into `told` with its first one.

    `added` is what the act is called by which the record itself came to be.
    """
    moment = event.pgh_context_id or event.pgh_created_at
    facts = event.pgh_context or {}
    if moment not in told:
        told[moment] = Change(
            at=event.pgh_created_at,
            who=facts.get("username", ""),
            role=_role(facts.get("role", "")),
            deed=_deed(CHANGED, facts),
        )
    if added:
        told[moment].deed = _deed(added, facts)
    return told[moment]


def latest_first(acts: Iterable[Change], actor: Actor, *, added: str) -> list[Change]:
    """Acts that changed something, or by which the record came to be; people by name, one query.

    A colleague's name in full, another's masked.
    """
    shown = [one for one in acts if one.differences or added in one.deed]
    people = _people(one.who for one in shown)
    for one in shown:
        one.who = _shown(one.who, people, actor)
    shown.reverse()
    return shown


def span_of(data: Mapping[str, Any]) -> str:
    """A row's days: 2024-03-05 至 2024-06-30."""
    until = data["ends_on"]
    return f"{data['starts_on']} 至 {until}" if until else f"{data['starts_on']} 起"


def _deed(deed: str, facts: Mapping[str, Any]) -> str:
    return f"{BY_LEDGER}（{deed}）" if "batch" in facts else deed


def _role(role: str) -> str:
    return ROLE_LABELS[Role(role)] if role in set(Role) else ""


def _people(usernames: Iterable[str]) -> dict[str, tuple[str, set[str]]]:
    """Account → name and the codes of the units it works in."""
    asked = {name for name in usernames if name}
    rows = User.objects.filter(username__in=asked).order_by("pk")
    found: dict[str, tuple[str, set[str]]] = {}
    for username, name, code in rows.values_list("username", "name", "memberships__unit_id"):
        found.setdefault(username, (name, set()))[1].add(code or "")
    return found


def _shown(username: str, people: Mapping[str, tuple[str, set[str]]], actor: Actor) -> str:
    """The account where its name isn't known."""
    if not username:
        return "系统"
    name, codes = people.get(username, ("", set()))
    if not name:
        return username
    is_colleague = any(actor.may_see_names(code) for code in codes if code)
    return name if is_colleague else actor.shown_name(name, "")
