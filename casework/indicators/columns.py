"""Columns that the rows of several measures share."""

from typing import Any

from casework.models import receipt_of
from core.actor import Actor
from core.measures import ItemColumn


def _advisor(row: Any, actor: Actor) -> str:
    return actor.shown_name(row.advisor.name, row.street_code) if row.advisor else ""


def _visit(record: Any, actor: Actor) -> str:
    return receipt_of(record.visit_id) if record.visit_id else ""


def _consultation(record: Any, actor: Actor) -> str:
    return receipt_of(record.consultation_id) if record.consultation_id else ""


# Of anything done by an advisor.
ADVISOR = ItemColumn("顾问", _advisor)

# Of service records.
GIVEN_ON = ItemColumn("日期", lambda record, actor: record.given_on)
UNIT = ItemColumn("单位", lambda record, actor: record.unit.short_name)
VISIT = ItemColumn("走访", _visit, page="casework:visit", key=lambda record: record.visit_id)
CONSULTATION = ItemColumn(
    "咨询",
    _consultation,
    page="casework:consultation",
    key=lambda record: record.consultation_id,
)
