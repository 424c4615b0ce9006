"""The form of an assignment to a community."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from orgs.models import Unit
from stations.forms import fields


class AssignForm(forms.Form):
    """Which community, from which day on, up to which; the end may be open."""

    community = forms.ChoiceField(label="居村")
    starts_on = fields.day("第一天")
    ends_on = fields.day("最后一天", required=False, help_text="还在负责的留空。")

    def __init__(self, *args: Any, communities: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "请选择"), *((one.code, _label(one)) for one in communities)]
        self.fields["community"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One day after the other."""
        cleaned = super().clean() or self.cleaned_data
        starts: date | None = cleaned.get("starts_on")
        ends: date | None = cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", f"最后一天 {ends} 早于第一天 {starts}，请核对。")
        return cleaned


def _label(unit: Unit) -> str:
    """The name; with the days of one that is not there for good."""
    if unit.valid_to is not None:
        return f"{unit.name}（到 {unit.valid_to} 为止）"
    return f"{unit.name}（{unit.valid_from} 设立）" if unit.valid_from else unit.name
