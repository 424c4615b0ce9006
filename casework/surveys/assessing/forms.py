"""The form of a needs assessment: a level for all, and one for each kind of need."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from advisors.models import Advisor
from casework.enums import HardshipLevel
from casework.surveys.choosing import AdvisorChosen
from core.clock import portal_day
from resources.enums import NeedCategory
from stations.forms import fields

ORDER = [HardshipLevel.LOW.value, HardshipLevel.MEDIUM.value, HardshipLevel.HIGH.value]


class AssessmentForm(AdvisorChosen, forms.Form):
    """How hard a household has it; kinds of need not in question are left out."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    assessed_on = fields.day("评估日期")
    advisor = forms.ChoiceField(label="评估人")
    level = forms.ChoiceField(
        label="困境等级（总）", choices=HardshipLevel, widget=forms.RadioSelect
    )
    summary = forms.CharField(
        label="评估说明",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="为什么是这个等级，先解决什么。加密保存。",
        error_messages={"max_length": "最多1000个字。"},
    )

    def __init__(
        self, *args: Any, advisors: Sequence[Advisor], own: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_advisors(advisors)
        self.fields["advisor"].initial = own
        self.fields["key"].initial = uuid4
        self.fields["assessed_on"].initial = portal_day
        for one in NeedCategory:
            self.fields[one.value] = forms.ChoiceField(
                label=str(one.label),
                required=False,
                choices=[("", "无"), *HardshipLevel.choices],
                widget=forms.RadioSelect,
                initial="",
            )

    @property
    def categories(self) -> list[forms.BoundField]:
        """The fields of the seven categories, in order."""
        return [self[one.value] for one in NeedCategory]

    def refuse(self, refused: ValidationError) -> None:
        """What the writer refuses, at its field where there is one."""
        for name, errors in refused.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, errors)

    def facts(self) -> dict[str, Any]:
        """The fields of the assessment."""
        cleaned = self.cleaned_data
        levels = {one.value: cleaned[one.value] for one in NeedCategory if cleaned[one.value]}
        return {
            "assessed_on": cleaned["assessed_on"],
            "advisor_id": self.chosen_advisor.pk,
            "level": cleaned["level"],
            "levels": levels,
        }

    @property
    def warning(self) -> str:
        """Something to look at: the whole is put lower than one of its parts."""
        facts = self.facts()
        above = [
            str(NeedCategory(name).label)
            for name, level in facts["levels"].items()
            if ORDER.index(level) > ORDER.index(facts["level"])
        ]
        if not above:
            return ""
        return f"{'、'.join(above)}的等级高于总等级，请核对；没有写错的不用改。"
