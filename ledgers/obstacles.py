"""What forbids to undo a batch, record by record: which it is, since when, and what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from accounts.models import User
from audit.history import Obstacle, newest_events
from core.actor import Actor
from ledgers import selectors
from ledgers.models import Batch
from ledgers.registry import all_ledgers
from ledgers.spec import Naming
from ledgers.telling import unit_names, words
from orgs.names import STREET_WIDTH

# Enough to see what happened; the sentence above them has their number.
MOST_RECORDS = 50
ACCOUNT = "user_id"


@dataclass(frozen=True)
class Standing:
    """One record in the way: its name as the actor may read it, its last change, the way on.

    `view` and `key` lead to the record, `batch` is the one that changed it last; it is told of
    only where the actor may see it.
    """

    name: str
    street: str
    why: str
    at: datetime | None
    by: str
    batch: Batch | None
    view: str
    key: Any


@dataclass(frozen=True)
class Reason:
    """Why a batch cannot be undone, with the first of the records it is about."""

    sentence: str
    advice: str
    records: list[Standing]
    more: int


def reasons(obstacles: Iterable[Obstacle], actor: Actor) -> list[Reason]:
    """All that forbids it; a fixed number of queries for each reason."""
    return [_reason(one, actor) for one in obstacles]


def _reason(obstacle: Obstacle, actor: Actor) -> Reason:
    keys = obstacle.keys[:MOST_RECORDS]
    events = newest_events(obstacle.model, keys)
    facts = {key: _facts_of(event) for key, event in events.items()}
    batches = _batches({one.get("batch") for one in facts.values()}, actor)
    people = _people({one.get("username", "") for one in facts.values()})
    named = _named(obstacle.model, list(events.values()), actor)
    records = []
    for key in keys:
        event, told = events.get(key), facts.get(key, {})
        batch = batches.get(told.get("batch", ""))
        # What the command line enters has no request, but its batch says for whom.
        by = people.get(told.get("username", "")) or (batch.enterer if batch else "系统")
        name, street, view, page_key = named.get(key, (str(key), "", "", key))
        records.append(
            Standing(
                name=name,
                street=street,
                why=_why(obstacle, key),
                at=event.pgh_created_at if event else None,
                by=by,
                batch=batch,
                view=view,
                key=page_key,
            )
        )
    return Reason(
        sentence=f"{obstacle.sentence}。",
        advice=_advice(obstacle, any(one.batch for one in records)),
        records=records,
        more=len(obstacle.keys) - len(records),
    )


def _facts_of(event: Any) -> dict[str, str]:
    return event.pgh_context.metadata if event.pgh_context else {}


def _batches(keys: set[Any], actor: Actor) -> dict[str, Batch]:
    """The batches that changed records last, those the actor may see, with their titles."""
    found = selectors.batches(actor).filter(pk__in=keys - {None})
    return {str(one.pk): one for one in selectors.named(found)}


def _people(usernames: set[str]) -> dict[str, str]:
    found = User.objects.filter(username__in=usernames).values_list("username", "name")
    return {username: name or username for username, name in found}


def _named(
    model: type[Model], events: Sequence[Any], actor: Actor
) -> dict[Any, tuple[str, str, str, Any]]:
    """Name, street, view and its argument of each record, as its newest event has them."""
    naming = _naming_of(model)
    if naming is None or not events:
        return {}
    person = (naming.person,) if naming.person else ()
    fields = ("pgh_obj_id", naming.unit, naming.page_key or "pgh_obj_id", *person, *naming.words)
    asked = type(events[0]).objects.filter(pk__in=[one.pk for one in events])
    rows = list(asked.values_list(*fields))
    streets = unit_names((row[1] or "")[:STREET_WIDTH] for row in rows)
    gone = {one.pgh_obj_id for one in events if one.pgh_label == "delete"}
    named = {}
    for key, unit, page_key, *told in rows:
        unit = unit or ""
        texts = [words(text) for text in told if text]
        if person and told[0]:
            texts[0] = actor.shown_name(texts[0], unit)
        street = streets.get(unit[:STREET_WIDTH], "")
        named[key] = (" · ".join(texts), street, "" if key in gone else naming.page, page_key)
    return named


def _naming_of(model: type[Model]) -> Naming | None:
    known = (naming for ledger in all_ledgers() for naming in ledger.records)
    return next((one for one in known if one.model == model._meta.label_lower), None)


def _why(obstacle: Obstacle, key: Any) -> str:
    if obstacle.rests_on is not None:
        return f"用到这一批新增的{obstacle.rests_on._meta.verbose_name}"
    fields = obstacle.fields[key]
    if not fields:
        return "已删除"
    if fields == (ACCOUNT,):
        return "已关联账号"
    labels = [str(obstacle.model._meta.get_field(name).verbose_name) for name in fields]
    # Sealed fields and their keys have no name to be read.
    readable = [label for label in labels if not label.isascii()]
    return f"改了{'、'.join(readable or ['不显示的内容'])}"


def _advice(obstacle: Obstacle, has_batch: bool) -> str:
    if obstacle.rests_on is not None:
        if has_batch:
            return "先撤销登记它们的那一批，再来撤销这一批。"
        return "先删去这些记录，或者改用别的，再来撤销这一批。"
    if any(fields == (ACCOUNT,) for fields in obstacle.fields.values()):
        return "已关联账号的，先解除顾问与账号的关联；其余的先改回原样，或者先撤销后来的批次。"
    if has_batch:
        return "先撤销后来改过它们的批次，再来撤销这一批。"
    return "以后来改的为准，就不用撤销；要撤销，先把它们改回入账时的样子。"
