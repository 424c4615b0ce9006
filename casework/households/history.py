"""What happened to a household's file, in words: read from the history the database itself keeps.

No name, number or text of a person is told, only that it was changed: whoever may read the record
reads there what stands now.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pghistory.models import Events

from accounts.acts import act_of, latest_first, span_of
from advisors.models import Advisor
from casework.enums import CarerRole, Category, EndReason, Tier
from casework.models import (
    Care,
    Household,
    HouseholdCategory,
    HouseholdTier,
    Listing,
    Member,
)
from core.actor import Actor
from core.parts import Change, Difference
from orgs.selectors import unit_names

Data = Mapping[str, Any]

ADDED = "建档"
UNTOLD = {"id", "recorded_at", "version"}
# Told without what stands there: somebody's own, or sealed.
WITHOUT_WORDS = {
    "head_name": "户主",
    "phone_sealed": "联系电话",
    "address_sealed": "住址",
    "note": "备注",
}


@dataclass(frozen=True)
class _Reader:
    """Whoever reads the history, with what keys are called."""

    actor: Actor
    street: str
    units: Mapping[str, str]
    advisors: Mapping[str, str]
    households: Mapping[str, str]


def history_of(household: Household, actor: Actor) -> list[Change]:
    """Every change, the latest first. In five queries, however many there are."""
    tables = {model.pgh_event_model._meta.label: model for model in (Household, *PARTS)}
    events = list(
        Events.objects.across(*tables).references(household).order_by("pgh_created_at", "pgh_id")
    )
    events = [one for one in events if _is_own(tables[one.pgh_model], one, household)]
    reader = _reader(events, household, actor)
    told: dict[Any, Change] = {}
    before: dict[tuple[str, str], Data] = {}
    for event in events:
        model, key = tables[event.pgh_model], (event.pgh_model, event.pgh_obj_id)
        is_its_own = model is Household and event.pgh_label == "insert"
        change = act_of(event, told, added=ADDED if is_its_own else "")
        change.differences += _differences(model, before.get(key), event, reader)
        before[key] = event.pgh_data
    return latest_first(told.values(), actor, added=ADDED)


def _is_own(model: Any, event: Any, household: Household) -> bool:
    """Not that of a duplicate that was merged into this one."""
    return model is not Household or event.pgh_obj_id == str(household.pk)


def _reader(events: Iterable[Any], household: Household, actor: Actor) -> _Reader:
    data = [event.pgh_data for event in events]
    keys = {one["advisor_id"] for one in data if "advisor_id" in one}
    names = Advisor.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "name", "street")
    merged = {one["merged_into_id"] for one in data if one.get("merged_into_id")}
    into = Household.objects.filter(pk__in=merged).order_by("pk")
    return _Reader(
        actor,
        household.community_id[:9],
        unit_names({one["community_id"] for one in data if "community_id" in one}),
        {str(pk): actor.shown_name(name, street) for pk, name, street in names},
        {str(one.pk): one.reference for one in into},
    )


def _differences(model: Any, before: Data | None, event: Any, reader: _Reader) -> list[Difference]:
    if model is Household:
        return _fields(before, event.pgh_data, reader) if before else []
    if model is Member:
        return _member(before, event)
    label, tell = PARTS[model]
    old = tell(before, reader) if before else ""
    new = "" if event.pgh_label == "delete" else tell(event.pgh_data, reader)
    return [Difference(label, old, new)] if old != new else []


def _fields(before: Data, after: Data, reader: _Reader) -> list[Difference]:
    found = []
    for one in Household._meta.concrete_fields:
        old, new = before.get(one.attname), after.get(one.attname)
        if one.name in UNTOLD or old == new:
            continue
        if one.attname in WITHOUT_WORDS:
            words = ["有" if old else "", "换过" if old and new else "有" if new else ""]
            found.append(Difference(WITHOUT_WORDS[one.attname], *words))
        elif one.attname == "community_id":
            names = [reader.units.get(str(code), str(code)) for code in (old, new)]
            found.append(Difference("居村", *names))
        elif one.attname == "merged_into_id":
            found.append(Difference("并入", "", reader.households.get(str(new), "另一份档案")))
        else:
            texts = ["" if value is None else str(value) for value in (old, new)]
            found.append(Difference(str(one.verbose_name), *texts))
    return found


def _member(before: Data | None, event: Any) -> list[Difference]:
    if event.pgh_label == "delete":
        return [Difference("家庭成员", "1 人", "去掉")]
    if before is None:
        return [Difference("家庭成员", "", "1 人")]
    if {**before} == {**event.pgh_data}:
        return []
    return [Difference("家庭成员", "1 人", "改过")]


def _listing(data: Data, reader: _Reader) -> str:
    code = data["community_id"]
    reason = data["end_reason"]
    why = f"（{EndReason(reason).label}）" if reason else ""
    return f"{reader.units.get(code, code)} {span_of(data)}{why}"


def _category(data: Data, reader: _Reader) -> str:
    return f"{Category(data['category']).label} {span_of(data)}"


def _tier(data: Data, reader: _Reader) -> str:
    visits = data["visits_per_quarter"]
    often = f"，每季 {visits} 次" if visits else ""
    return f"{Tier(data['tier']).label}{often} {span_of(data)}"


def _care(data: Data, reader: _Reader) -> str:
    name = reader.advisors.get(str(data["advisor_id"]), "")
    return f"{CarerRole(data['role']).label} {name} {span_of(data)}"


def _untold(data: Data, reader: _Reader) -> str:
    return ""


PARTS: dict[Any, tuple[str, Callable[[Data, _Reader], str]]] = {
    Listing: ("在册", _listing),
    HouseholdCategory: ("救助类别", _category),
    HouseholdTier: ("分层", _tier),
    Care: ("由谁负责", _care),
    Member: ("家庭成员", _untold),
}
