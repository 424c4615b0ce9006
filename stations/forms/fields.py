"""Fields that take what people paste: out of a table, a letter, a chat."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ledgers.cells import clean, read_count, read_number, read_person_name
from ledgers.dates import read_date
from ledgers.identifiers import read_phone
from ledgers.problems import Rejected

# What people count desks, chairs, computers and lines by.
COUNTERS = "张把台路条 "


class PastedField(forms.CharField):
    """One line of text, whatever blanks and invisible characters came with it.

    `read` makes a value of it, as the ledgers do (25㎡ → 25), or raises Rejected.
    """

    def __init__(
        self, *, read: Callable[[str], Any] | None = None, blank: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(empty_value=blank, **kwargs)
        self.read = read

    def to_python(self, value: Any) -> Any:
        """The value; `blank` for nothing."""
        text = " ".join(clean(str(value)).split()) if value is not None else ""
        if not text:
            return self.empty_value
        if self.read is None:
            return text
        try:
            return self.read(text)
        except Rejected as refused:
            raise ValidationError(refused.problem.message, code=refused.problem.code) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compared as values: 25 and 25.0 are the same area."""
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True

    def run_validators(self, value: Any) -> None:
        """Lengths are those of texts."""
        if isinstance(value, str):
            super().run_validators(value)


def text(label: str, longest: int, **kwargs: Any) -> PastedField:
    """A line of text that may stay empty."""
    return PastedField(label=label, max_length=longest, required=False, **kwargs)


def area(label: str, **kwargs: Any) -> PastedField:
    """Square metres to a tenth, or nothing."""

    def read(text: str) -> Any:
        number = read_number(text.replace("．", ".")).value
        if not 0 < number < 100_000:
            raise Rejected("number_invalid", "面积应大于0，单位是平方米。")
        return number.quantize(number.__class__("0.1"))

    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return PastedField(label=label, read=read, blank=None, required=False, widget=widget, **kwargs)


def count(label: str, most: int = 1000, **kwargs: Any) -> PastedField:
    """A whole number, or nothing."""
    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    return PastedField(
        label=label,
        read=lambda text: read_count(text.rstrip(COUNTERS), most=most).value,
        blank=None,
        required=False,
        widget=widget,
        **kwargs,
    )


def day(label: str, **kwargs: Any) -> PastedField:
    """A day, in any of the ways people write one; browsers offer a calendar."""

    def read(text: str) -> date:
        span = read_date(text)
        if span.precision != "day":
            raise Rejected("date_invalid", "请写明是哪一天，例如 2024-06-30。")
        return span.first

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return PastedField(label=label, read=read, blank=None, widget=widget, **kwargs)


def phone(**kwargs: Any) -> PastedField:
    """An office's number."""
    return PastedField(
        label="联系电话",
        read=lambda text: read_phone(text, hotlines=True).value,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text="对外公示的办公电话（S3-3：“公示联系方式”）。",
        **kwargs,
    )


def lead() -> PastedField:
    """Who is in charge."""
    return PastedField(
        label="负责人",
        read=lambda text: read_person_name(text).value,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
