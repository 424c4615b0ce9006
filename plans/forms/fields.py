"""The field of one question of a plan, made from the schema.

Each reads what was typed as the ledgers do and gives it back as text in one spelling: 5月20日 →
2024-05-20, 1,200 → 1200. What it can't read it refuses with a sentence.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.clock import parse_day
from ledgers.cells import clean, read_count, read_number
from ledgers.dates import read_date
from ledgers.identifiers import read_phone
from ledgers.problems import Rejected
from plans.schema import Ask, AskKind

# How the kit draws choices that stand side by side.
LOOKS: dict[type[forms.Widget], str] = {
    forms.RadioSelect: "segments",
    forms.CheckboxSelectMultiple: "chips",
}
YES_NO = (("yes", "是"), ("no", "否"))
# What people write behind a number.
COUNTERS = "张把台路条个名人户次场份家间处项 "
FEW = 4  # stand side by side
MOST = 10_000_000_000

Communities = Mapping[str, str]  # code → name


class AnswerField(forms.CharField):
    """One answer, as text in one spelling."""

    def __init__(self, ask: Ask, year: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ask = ask
        self.year = year

    def to_python(self, value: Any) -> str:
        """The text in its one spelling; a ValidationError says what can't be read."""
        text = tidy(value, self.ask)
        if not text:
            return ""
        try:
            text = _read(text, self.ask, self.year)
        except Rejected as refused:
            raise ValidationError(refused.problem.message, code=refused.problem.code) from None
        if len(text) > self.ask.longest:
            raise ValidationError(f"最多{self.ask.longest}个字，现在是{len(text)}个字。")
        return text


def field_of(ask: Ask, value: str, communities: Communities, year: int, *, in_row: bool) -> Any:
    """The field of a question; `value` is what stands in it, `in_row` a cell of a table.

    One of few is chosen side by side, one of many (and any in a cell) from a list.
    """
    words: dict[str, Any] = {
        "label": ask.label,
        "help_text": "" if in_row else ask.hint,
        "required": False,
    }
    field = _field_of(ask, value, choices_of(ask, communities), year, words, in_row)
    field.unit = "" if in_row else ask.unit
    field.look = LOOKS.get(type(field.widget), "")
    return field


def _field_of(
    ask: Ask,
    value: str,
    choices: list[tuple[str, str]],
    year: int,
    words: dict[str, Any],
    in_row: bool,
) -> Any:
    if ask.kind == AskKind.CHOICES:
        widget: Any = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=choices, widget=widget, **words)
    if not choices:
        return AnswerField(ask, year, widget=_widget(ask, value, in_row), **words)
    if in_row or len(choices) > FEW:
        return forms.ChoiceField(choices=[("", "请选择"), *choices], **words)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **words)


def choices_of(ask: Ask, communities: Communities) -> list[tuple[str, str]]:
    """What can be chosen: (value, label); nothing where it is typed."""
    match ask.kind:
        case AskKind.YES_NO:
            return list(YES_NO)
        case AskKind.COMMUNITY:
            return list(communities.items())
    return list(ask.choices)


def tidy(value: Any, ask: Ask) -> str:
    """What was typed without what can't be seen; lines stay where lines are asked for."""
    lines = ("" if value is None else str(value)).replace("\r\n", "\n").split("\n")
    tidied = [" ".join(clean(line).split()) for line in lines]
    return "\n".join(tidied).strip() if ask.kind == AskKind.LONG else " ".join(tidied).strip()


def _widget(ask: Ask, value: str, in_row: bool) -> forms.Widget:
    match ask.kind:
        case AskKind.LONG:
            return forms.Textarea(attrs={"rows": 2 if in_row else 4})
        case AskKind.WHOLE:
            return forms.TextInput(attrs={"inputmode": "numeric"})
        case AskKind.DECIMAL | AskKind.MONEY:
            return forms.TextInput(attrs={"inputmode": "decimal"})
        case AskKind.PHONE:
            return forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
        case AskKind.DAY if not value or parse_day(value):
            return forms.DateInput(attrs={"type": "date"})
    # A day that can't be read would be lost in a calendar field: there it is text.
    return forms.TextInput(attrs={"autocomplete": "off"} if ask.is_personal else {})


def _read(text: str, ask: Ask, year: int) -> str:
    match ask.kind:
        case AskKind.WHOLE:
            return str(read_count(text.rstrip(COUNTERS), most=100_000_000).value)
        case AskKind.DECIMAL | AskKind.MONEY:
            return _number(text, ask)
        case AskKind.DAY:
            span = read_date(text, ledger_year=year)
            if span.precision != "day":
                raise Rejected("date_invalid", "请写明是哪一天，例如 2024-06-30。")
            return span.first.isoformat()
        case AskKind.PHONE:
            return str(read_phone(text, hotlines=True).value)
    return text


def _number(text: str, ask: Ask) -> str:
    """A number in the unit asked for: where that is 万元, 20万 is 20."""
    number: Decimal = read_number(text.replace("．", ".")).value
    if "万" in ask.unit and "万" in text:
        number /= 10_000
    text = f"{number.normalize():f}"
    if not 0 <= number < MOST:
        raise Rejected("number_invalid", "应是不小于0的数。")
    if number != round(number, 2):
        raise Rejected("number_invalid", "最多写两位小数。")
    return text
