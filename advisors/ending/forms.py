"""The form of the end of a service."""

from django import forms

from advisors.enums import EndReason
from stations.forms import fields

# A transfer ends the service by itself, once the other street has taken her on file.
REASONS = [one for one in EndReason.choices if one[0] != EndReason.TRANSFERRED]


class EndForm(forms.Form):
    """The last day, and why."""

    ended_on = fields.day(
        "在岗的最后一天", help_text="当天仍算在岗，次日起算离岗；可以先登记以后的日子。"
    )
    reason = forms.ChoiceField(
        label="原因",
        choices=[("", "请选择"), *REASONS],
        help_text="调往别的街镇的，请办“调动”，记录跟着人走。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
