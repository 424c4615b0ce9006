"""How a new plan begins, and how it is handed in: written here, or as a stamped file."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from plans.enums import PlanForm
from plans.models import ConstructionPlan

FORM_WORDS = {
    PlanForm.WRITTEN: "在这里逐部分填写",
    PlanForm.UPLOADED: "方案已经盖章：上传 Word 或 PDF，只填计分要用的三个部分",
}


class BeginForm(forms.Form):
    """The year, written or uploaded, empty or from an earlier plan."""

    year = forms.TypedChoiceField(label="年度", coerce=int, widget=forms.RadioSelect)
    form = forms.ChoiceField(
        label="怎么报送",
        choices=[(str(form), words) for form, words in FORM_WORDS.items()],
        widget=forms.RadioSelect,
        initial=PlanForm.WRITTEN,
    )
    begun_from = forms.ChoiceField(
        label="从哪里开始",
        required=False,
        widget=forms.RadioSelect,
        help_text="参照其他街镇的方案，不会带来它的人员、地址和居村。日期要重新填。",
    )

    def __init__(
        self,
        *args: Any,
        years: Iterable[int],
        sources: Iterable[ConstructionPlan],
        code: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sources = {str(plan.pk): plan for plan in sources}
        choices = {
            "year": [(year, f"{year} 年") for year in years],
            "begun_from": [("", "空白"), *self._source_choices(code)],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]

    def source(self) -> ConstructionPlan | None:
        """The plan to begin from; None for an empty one."""
        return self.sources.get(self.cleaned_data["begun_from"])

    def _source_choices(self, code: str) -> list[tuple[str, str]]:
        return [
            (pk, f"{'本街镇' if plan.street_id == code else plan.street.name} {plan.year} 年的方案")
            for pk, plan in self.sources.items()
        ]


class PaperForm(forms.Form):
    """The day on which the stamped plan reached the district on paper (补录)."""

    paper_on = forms.DateField(
        label="纸质报送日期",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="平台启用前已交过纸质方案的，填那一天；区里认可后按这一天计。没有交过的留空。",
        error_messages={"invalid": "请写成 2024-04-30 这样的日期。"},
    )

    def day(self) -> date | None:
        """The day, or none."""
        found: date | None = self.cleaned_data["paper_on"]
        return found
