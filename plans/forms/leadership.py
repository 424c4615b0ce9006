"""Who leads a street's work, and the meetings they hold (R1-1)."""

from typing import Any

from django import forms

from core.clock import portal_day
from ledgers.cells import clean
from ledgers.identifiers import read_phone
from ledgers.problems import Rejected


class GroupForm(forms.Form):
    """The leadership group as it is now."""

    lead_name = forms.CharField(
        label="组长", max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    lead_title = forms.CharField(label="组长职务", max_length=60)
    contact_name = forms.CharField(
        label="联系人", max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    contact_phone = forms.CharField(
        label="联系电话",
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def clean_contact_phone(self) -> str:
        """In one spelling."""
        try:
            return str(read_phone(self.cleaned_data["contact_phone"], hotlines=True).value)
        except Rejected as refused:
            raise forms.ValidationError(refused.problem.message) from None


class MeetingForm(forms.Form):
    """A meeting of the group."""

    held_on = forms.DateField(
        label="日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "请写成 2024-04-30 这样的日期。"},
    )
    topic = forms.CharField(
        label="议题", max_length=100, help_text="写议什么事，不写困难群众的姓名。"
    )
    decisions = forms.CharField(
        label="议定事项",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].widget.attrs["max"] = portal_day().isoformat()

    def clean_topic(self) -> str:
        """Without what can't be seen."""
        return " ".join(clean(self.cleaned_data["topic"]).split())
