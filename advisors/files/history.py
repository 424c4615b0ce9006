"""What happened to an advisor's file, in words: read from the history the database itself keeps."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pghistory.models import Events

from accounts.models import User
from advisors.enums import LeaveKind, TransferState
from advisors.files.policies import may_see_reasons
from advisors.models import Advisor, Assignment, Leave, Post, StarRating, Transfer
from core.actor import Actor
from core.parts import Change, Difference
from core.permissions import ROLE_LABELS, Role
from orgs.selectors import unit_names

Data = Mapping[str, Any]

ADDED, CHANGED, BY_LEDGER = "备案登记", "修改", "台账入账"
# Set by the portal itself, or told by another line.
UNTOLD = {"id", "street_id", "person", "phone_sealed", "recorded_at", "version"}
# Told without what stands there: sealed, or a key.
WITHOUT_WORDS = {
    "phone_key": "联系电话",
    "id_number_sealed": "身份证号",
    "user_id": "账号",
    "partner_id": "派出机构",
}


@dataclass(frozen=True)
class _Reader:
    """Whoever reads the history, of which file."""

    actor: Actor
    advisor: Advisor
    units: Mapping[str, str]

    @property
    def sees_names(self) -> bool:
        return self.actor.may_see_names(self.advisor.street_id)


def history_of(advisor: Advisor, actor: Actor) -> list[Change]:
    """Every change, the latest first. In three queries, however many there are."""
    tables = {model.pgh_event_model._meta.label: model for model in (Advisor, *PARTS)}
    events = list(
        Events.objects.across(*tables).references(advisor).order_by("pgh_created_at", "pgh_id")
    )
    reader = _Reader(actor, advisor, unit_names(_codes(events)))
    told: dict[Any, Change] = {}
    before: dict[tuple[str, str], Data] = {}
    for event in events:
        model, key = tables[event.pgh_model], (event.pgh_model, event.pgh_obj_id)
        change = _change_of(event, told, model)
        change.differences += _differences(model, before.get(key), event, reader)
        before[key] = event.pgh_data
    shown = [one for one in told.values() if one.differences or ADDED in one.deed]
    people = _people(change.who for change in shown)
    for change in shown:
        change.who = _shown(change.who, people, actor)
    shown.reverse()
    return shown


def _change_of(event: Any, told: dict[Any, Change], model: Any) -> Change:
    moment = event.pgh_context_id or event.pgh_created_at
    facts = event.pgh_context or {}
    if moment not in told:
        told[moment] = Change(
            at=event.pgh_created_at,
            who=facts.get("username", ""),
            role=_role(facts.get("role", "")),
            deed=_deed(CHANGED, facts),
        )
    if model is Advisor and event.pgh_label == "insert":
        told[moment].deed = _deed(ADDED, facts)
    return told[moment]


def _deed(deed: str, facts: Mapping[str, Any]) -> str:
    return f"{BY_LEDGER}（{deed}）" if "batch" in facts else deed


def _differences(model: Any, before: Data | None, event: Any, reader: _Reader) -> list[Difference]:
    if model is Advisor:
        return _fields(before, event.pgh_data, reader) if before else []
    label, tell = PARTS[model]
    old = tell(before, reader) if before else ""
    new = "" if event.pgh_label == "delete" else tell(event.pgh_data, reader)
    return [Difference(label, old, new)] if old != new else []


def _fields(before: Data, after: Data, reader: _Reader) -> list[Difference]:
    found = []
    for one in Advisor._meta.concrete_fields:
        old, new = before.get(one.attname), after.get(one.attname)
        if one.name in UNTOLD or old == new:
            continue
        if one.attname in WITHOUT_WORDS:
            words = ["有" if old else "", "换过" if old and new else "有" if new else ""]
            found.append(Difference(WITHOUT_WORDS[one.attname], *words))
            continue
        texts = [_words(one, value) for value in (old, new)]
        if one.name == "name":
            texts = [reader.actor.shown_name(text, reader.advisor.street_id) for text in texts]
        elif one.name == "note" and not reader.sees_names:
            texts = ["有" if text else "" for text in texts]
        found.append(Difference(str(one.verbose_name), *texts))
    return found


def _words(one: Any, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return "、".join(value)
    return str(dict(one.flatchoices).get(value, value)) if one.choices else str(value)


def _span(data: Data) -> str:
    until = data["ends_on"]
    return f"{data['starts_on']} 至 {until}" if until else f"{data['starts_on']} 起"


def _assignment(data: Data, reader: _Reader) -> str:
    code = data["community_id"]
    return f"{reader.units.get(code, code)} {_span(data)}"


def _leave(data: Data, reader: _Reader) -> str:
    sees = may_see_reasons(reader.actor, reader.advisor)
    kind = LeaveKind(data["kind"]).label if sees else ""
    return f"{kind} {_span(data)}".strip()


def _post(data: Data, reader: _Reader) -> str:
    return f"{data['title']} {_span(data)}"


def _star(data: Data, reader: _Reader) -> str:
    return f"{data['year']} 年 {data['level']} 星"


def _transfer(data: Data, reader: _Reader) -> str:
    code = data["to_street_id"]
    state = TransferState(data["state"]).label
    return f"调往{reader.units.get(code, code)}，{data['starts_on']} 到岗（{state}）"


PARTS: dict[Any, tuple[str, Callable[[Data, _Reader], str]]] = {
    Assignment: ("负责的居村", _assignment),
    Leave: ("请假", _leave),
    Post: ("岗位", _post),
    StarRating: ("星级", _star),
    Transfer: ("调动", _transfer),
}


def _codes(events: Iterable[Any]) -> set[str]:
    keys = ("community_id", "to_street_id")
    return {event.pgh_data[key] for event in events for key in keys if key in event.pgh_data}


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
    """A colleague's name in full, another's masked; the account where the name isn't known."""
    if not username:
        return "系统"
    name, codes = people.get(username, ("", set()))
    if not name:
        return username
    is_colleague = any(actor.may_see_names(code) for code in codes if code)
    return name if is_colleague else actor.shown_name(name, "")
