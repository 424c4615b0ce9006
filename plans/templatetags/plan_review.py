"""Small marks of the desk and of the review."""

from collections.abc import Mapping
from datetime import date

from django import template
from django.utils.safestring import SafeString

from core.templatetags.kit import badge
from plans.desk import our_state
from plans.enums import PlanState
from plans.schema import Ask
from plans.shown import NUMERIC
from plans.standings import NOT_STARTED

register = template.Library()

# A badge and its words for each state.
_STATES: Mapping[str, tuple[str, str]] = {
    NOT_STARTED: ("no_data", "未开始"),
    PlanState.DRAFT: ("draft", "起草中"),
    PlanState.SUBMITTED: ("awaiting_review", ""),
    PlanState.UNDER_REVIEW: ("running", "审核中"),
    PlanState.RETURNED: ("returned", ""),
    PlanState.APPROVED: ("done", "已通过"),
}


@register.simple_tag
def planstate(state: str) -> SafeString:
    """How far a plan has come, or that it was not begun: `{% planstate line.state %}`."""
    return badge(*_STATES[state])


@register.simple_tag
def ourdays(answer_due_on: date, day: date) -> SafeString:
    """How near the district is to its own limit: `{% ourdays clocks.answer_due_on day %}`."""
    return badge(*our_state(answer_due_on, day))


@register.filter
def is_numeric(ask: Ask) -> bool:
    """Whether a column's values stand right."""
    return ask.kind in NUMERIC


@register.filter
def named(names: Mapping[str, str], key: str) -> str:
    """The name that belongs to a key; empty for none."""
    return names.get(key, "")
