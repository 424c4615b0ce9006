"""Values of the books as people read them: labels of choices, names of units, marks, days."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from core.masking import mask_id_number, mask_phone
from ledgers.spec import Column
from orgs.models import Unit

# Phones and ID numbers, which may stand in a column that isn't theirs; not codes of units.
_PERSONAL = re.compile(
    r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{15}|\d{16,17}[\dXx]|\d{19,})(?!\d)"
)
ID_LENGTH = 15


def words(value: Any) -> str:
    """A value without a label of its own; nothing for a blank one."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
        case list() | tuple():
            return "、".join(words(one) for one in value)
        case _:
            return str(value)


def told_by(model: type[Model], key: str, values: Sequence[Any]) -> tuple[str, list[str]]:
    """A model's field by its own name, and the values by its choices."""
    field: Any = model._meta.get_field(key)
    labels = dict(field.flatchoices)
    return str(field.verbose_name), [
        str(labels[value]) if value in labels else words(value) for value in values
    ]


def unit_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of units by code, in one query."""
    wanted = {code for code in codes if code}
    return dict(Unit.objects.filter(code__in=wanted).values_list("code", "name"))


def masked(text: str, column: Column | None = None) -> str:
    """A text of a workbook as pages show it: personal numbers hidden, whichever cell they are in."""
    if column is not None and column.mask is not None:
        return column.mask(text)
    return _PERSONAL.sub(_mask_number, text)


def _mask_number(found: re.Match[str]) -> str:
    number = found[0]
    return mask_id_number(number) if len(number) >= ID_LENGTH else mask_phone(number)
