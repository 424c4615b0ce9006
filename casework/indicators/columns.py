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


# What else a service record may have been written out of.
_OTHERS = (
    ("application_id", "救助申请"),
    ("referral_id", "资源对接"),
    ("need_id", "自己服务"),
    ("stuck_case_id", "办不成事"),
    ("conference_id", "会商"),
    ("support_plan_id", "帮扶方案"),
)


def _other(record: Any, actor: Actor) -> str:
    for name, label in _OTHERS:
        if key := getattr(record, name):
            return f"{label} {receipt_of(key)}"
    if record.means_survey_id:
        return "家境调查"
    return "需求排摸" if record.needs_survey_id else ""


OTHER_ORIGIN = ItemColumn("其他来源", _other)


def _household(row: Any, actor: Actor) -> str:
    one = row.household
    return f"{one.reference} {one.masked_name}" if one else ""


# Of anything done for a household.
HOUSEHOLD = ItemColumn(
    "困难家庭", _household, page="casework:household", key=lambda row: row.household_id
)


def receipt(label: str, page: str) -> ItemColumn:
    """A row's own number, which leads to its page."""
    return ItemColumn(label, lambda row, actor: receipt_of(row.pk), page=page)
