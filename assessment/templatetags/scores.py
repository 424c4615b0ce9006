"""Figures of this room in words."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template

from standards.rules import number

register = template.Library()

# The choices a setting may have.
CHOICES = {"advisor": "每名顾问", "station": "全站合计"}


@register.filter
def signed(points: Decimal) -> str:
    """Points won or lost: +1.9, −0.5, 0.0."""
    shown = points.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{'+' if shown > 0 else '−' if shown < 0 else ''}{abs(shown)}"


@register.filter
def setting(value: Any) -> str:
    """The value of a setting as it is read: 是, 45, 2024-04-01, 没有设."""
    match value:
        case None:
            return "没有设"
        case bool():
            return "是" if value else "否"
        case Decimal():
            return number(value)
        case date():
            return value.isoformat()
    return CHOICES.get(value, str(value))
