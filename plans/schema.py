"""How a part of a plan is asked for, kept, compared and printed. Pure: no database.

A part is questions (`asks`) and tables of rows. Its content is plain JSON:

    {"asks": {"address": "兰溪路138号"}, "tables": {"points": [{"community": "310107017001"}]}}

with every value as text: days 2024-05-20, yes and no as "yes" and "no", numbers as written. The
form, the comparison of versions, the Word document and the page all go through the same schema.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Content = Mapping[str, Any]


class AskKind(StrEnum):
    """How an answer is typed."""

    TEXT = "text"
    LONG = "long"
    WHOLE = "whole"
    DECIMAL = "decimal"
    MONEY = "money"
    DAY = "day"
    PHONE = "phone"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    COMMUNITY = "community"


@dataclass(frozen=True)
class Ask:
    """One question, or one column of a table.

    `choices` are (value, label); several choices are kept as values joined by commas. `is_asked`
    marks what must be there before the plan is submitted. `is_personal` is a person's name or
    phone: masked outside the own street.
    """

    name: str
    label: str
    kind: AskKind = AskKind.TEXT
    hint: str = ""
    unit: str = ""
    choices: Sequence[tuple[str, str]] = ()
    is_asked: bool = False
    is_personal: bool = False
    longest: int = 200


@dataclass(frozen=True)
class Table:
    """Rows of a part; `key` is the column by which two versions of a row are the same row.

    `row` is what one row is called (一行经费), `key_with` names columns that tell rows apart
    together with `key` (a source of money and its use). `least` rows must be there before the
    plan is submitted; `wanted` are values of `key` that each must have its row: an empty part
    begins with them.
    """

    name: str
    label: str
    row: str
    key: str
    columns: Sequence[Ask]
    least: int = 0
    key_with: Sequence[str] = ()
    wanted: Sequence[str] = ()


@dataclass(frozen=True)
class Part:
    """One part: what it is for, the clauses it answers, what it asks.

    `is_figure` marks the parts that a street which uploads its stamped plan fills too, because
    indicators are computed from them.
    """

    kind: str
    title: str
    purpose: str
    clauses: Sequence[str]
    asks: Sequence[Ask] = ()
    tables: Sequence[Table] = ()
    is_figure: bool = False
