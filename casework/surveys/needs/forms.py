"""The form of a needs survey: the portal's figures, put right, and what is behind them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from casework.anonymity import told_in
from casework.models import NeedsSurvey
from casework.surveys.needs.selectors import Tally
from core.clashes import VersionedForm
from resources.enums import NeedCategory
from stations.forms import fields

SHORTEST = 10
MOST_HOUSEHOLDS = 20_000


class NeedsSurveyForm(VersionedForm):
    """Households by category of need; `tally` is what the visits told, and stands beside it."""

    households = fields.count("排摸户数", most=MOST_HOUSEHOLDS)
    summary = forms.CharField(
        label="情况和建议",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="哪些需求多、为什么、建议怎么办。写户数和情况，不写姓名、电话和证件号。",
        error_messages={"max_length": "最多2000个字。"},
    )

    def __init__(
        self, *args: Any, tally: Tally, is_submitting: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.tally, self.is_submitting = tally, is_submitting
        self.fields["households"].help_text = f"这半年走访见到 {tally.households} 户。"
        for one in NeedCategory:
            made = fields.count(str(one.label), most=MOST_HOUSEHOLDS)
            made.help_text = f"走访登记 {tally.counts.get(one.value, 0)} 户。"
            made.show_hidden_initial = True
            self.fields[one.value] = made

    def needs(self) -> dict[str, Any]:
        """What the visits told."""
        return {"tally": self.tally, "is_submitting": self.is_submitting}

    @property
    def categories(self) -> list[forms.BoundField]:
        """The fields of the seven categories, in order."""
        return [self[one.value] for one in NeedCategory]

    def clean_summary(self) -> str:
        """Read by street and district: it tells nobody's phone or ID number."""
        text = str(self.cleaned_data["summary"]).strip()
        refused = told_in(text)
        if refused:
            raise ValidationError(refused)
        return text

    def clean(self) -> dict[str, Any]:
        """No category holds more households than were asked; what is submitted is whole."""
        cleaned = super().clean() or self.cleaned_data
        total = cleaned.get("households")
        for one in NeedCategory:
            count = cleaned.get(one.value)
            if count is not None and total is not None and count > total:
                words = f"{one.label}有 {count} 户，多过排摸户数 {total} 户，请核对。"
                self.add_error(one.value, words)
        if self.is_submitting:
            self._refuse_unfinished(cleaned)
        return cleaned

    def facts(self) -> dict[str, Any]:
        """The fields of the survey; a category left empty is none."""
        counts = {one.value: self.cleaned_data[one.value] or 0 for one in NeedCategory}
        return {
            "households": self.cleaned_data["households"],
            "counts": counts,
            "summary": self.cleaned_data["summary"],
        }

    def _refuse_unfinished(self, cleaned: dict[str, Any]) -> None:
        if "households" in cleaned and cleaned["households"] is None:
            self.add_error("households", "提交前要填排摸户数；没有排摸到的填 0。")
        if "summary" in cleaned and len(cleaned["summary"]) < SHORTEST:
            words = (
                f"提交前要写情况和建议，至少{SHORTEST}个字，现在是{len(cleaned['summary'])}个字。"
            )
            self.add_error("summary", words)


def initial_of(survey: NeedsSurvey | None, tally: Tally) -> dict[str, Any]:
    """What the form begins with: the survey as it stands, else the portal's figures."""
    if survey is None:
        return {"households": tally.households, "version": 0, "summary": "", **tally.counts}
    counts = {one.value: survey.counts.get(one.value, 0) for one in NeedCategory}
    return {
        "households": survey.households,
        "summary": survey.summary,
        "version": survey.version,
        **counts,
    }
