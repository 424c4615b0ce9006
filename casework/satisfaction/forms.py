"""The forms of a satisfaction survey."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms

from casework.enums import SurveyMethod, SurveySource
from casework.leads.forms import RefusingForm
from casework.satisfaction.services import Asking
from core.clock import portal_day
from stations.forms import fields

REMOVALS = ("重复登记", "数字登记错了", "不是这个街镇的")
MOST = 100_000


class SurveyForm(RefusingForm):
    """How many were asked, and how many are satisfied."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    surveyed_on = fields.day("调查日期")
    source = forms.ChoiceField(label="谁做的调查", widget=forms.RadioSelect)
    method = forms.ChoiceField(label="怎么问的", choices=SurveyMethod, widget=forms.RadioSelect)
    asked = fields.count("调查人数", most=MOST)
    satisfied = fields.count(
        "满意人数", most=MOST, help_text="答“满意”的人数；“基本满意”算不算，按调查方案。"
    )
    surveyor = fields.text("调查单位", 60, help_text="第三方评估的要写。")

    def __init__(self, *args: Any, sources: Sequence[SurveySource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.value, one.label) for one in sources]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["source"].widget = forms.HiddenInput()
            self.fields["source"].initial = choices[0][0]
            del self.fields["surveyor"]
        self.fields["key"].initial = uuid4
        self.fields["surveyed_on"].initial = portal_day
        for name in ("asked", "satisfied"):
            self.fields[name].required = True

    def asking(self) -> Asking:
        """What was told."""
        told = self.cleaned_data
        return Asking(
            surveyed_on=told["surveyed_on"],
            source=told["source"],
            method=told["method"],
            asked=told["asked"],
            satisfied=told["satisfied"],
            surveyor=told.get("surveyor", ""),
        )


class RemovalForm(RefusingForm):
    """Why it is taken back: one of a few words, for the trail holds no free text."""

    reason = forms.ChoiceField(
        label="为什么删除",
        choices=[(words, words) for words in REMOVALS],
        widget=forms.RadioSelect,
    )
