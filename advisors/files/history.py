"""What happened to an advisor's file, in words: read from the history the database itself keeps."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pghistory.models import Events

from accounts.acts import act_of, latest_first, span_of
from advisors.enums import LeaveKind, TransferState
from advisors.files.policies import may_see_reasons
from advisors.models import Advisor, Assignment, Leave, Post, StarRating, Transfer
from core.actor import Actor
from core.parts import Change, Difference
from orgs.selectors import unit_names

Data = Mapping[str, Any]

ADDED = "备案登记"
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
        is_its_own = model is Advisor and event.pgh_label == "insert"
        change = act_of(event, told, added=ADDED if is_its_own else "")
        change.differences += _differences(model, before.get(key), event, reader)
        before[key] = event.pgh_data
    return latest_first(told.values(), actor, added=ADDED)


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


def _assignment(data: Data, reader: _Reader) -> str:
    code = data["community_id"]
    return f"{reader.units.get(code, code)} {span_of(data)}"


def _leave(data: Data, reader: _Reader) -> str:
    sees = may_see_reasons(reader.actor, reader.advisor)
    kind = LeaveKind(data["kind"]).label if sees else ""
    return f"{kind} {span_of(data)}".strip()


def _post(data: Data, reader: _Reader) -> str:
    return f"{data['title']} {span_of(data)}"


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
