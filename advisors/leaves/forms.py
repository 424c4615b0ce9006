"""The form of a leave."""

from typing import Any

from django import forms

from advisors.enums import LeaveKind
from stations.forms import fields

# Leaves whose end is known when they begin.
ENDS_ANYWAY = (LeaveKind.ANNUAL, LeaveKind.PERSONAL)


class LeaveForm(forms.Form):
    """Kind and days of a leave; the end may be open."""

    kind = forms.ChoiceField(label="假别", choices=[("", "请选择"), *LeaveKind.choices])
    starts_on = fields.day("第一天")
    ends_on = fields.day("最后一天", required=False, help_text="还不知道的留空，按长假计。")

    def clean(self) -> dict[str, Any]:
        """One day after the other."""
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", f"最后一天 {ends} 早于第一天 {starts}，请核对。")
        if starts and not ends and cleaned.get("kind") in ENDS_ANYWAY:
            self.add_error("ends_on", "年休假和事假请写最后一天；留空会按长假计，期间不算在岗。")
        return cleaned
