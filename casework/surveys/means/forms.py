"""The form of a means survey (家境调查)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile

from advisors.models import Advisor
from casework.models import MeansSurvey
from casework.surveys.choosing import AdvisorChosen
from core.clashes import VersionedForm
from core.clock import portal_day
from evidence.guard import refuse_oversized
from ledgers.cells import read_money
from ledgers.problems import Rejected
from stations.forms import fields

MOST_FILES = 6
# Ten digits before the point are what the database holds; nobody's month is so rich.
MOST_YUAN = Decimal(9_999_999)
AMOUNTS = ("income", "medical_expense", "education_expense", "other_expense")
SEALED = ("assets", "opinion")


class ManyFiles(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All that were chosen."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class ManyFilesField(forms.FileField):
    """A few files, or none; the writer looks at each."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Those chosen, none of them empty or far too large."""
        chosen = [one for one in data or [] if one]
        for one in chosen:
            refuse_oversized(one.size or 0)
        return chosen

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether any were chosen."""
        return bool(data)


def _yuan(label: str, *, required: bool = False, **kwargs: Any) -> fields.PastedField:
    def read(text: str) -> Decimal:
        amount: Decimal = read_money(text).value
        if amount > MOST_YUAN:
            raise Rejected("number_invalid", "金额太大了，请核对单位是不是元。")
        return amount

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return fields.PastedField(
        label=label, read=read, blank=None, required=required, widget=widget, **kwargs
    )


def _text(label: str, rows: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": "最多1000个字。"},
        **kwargs,
    )


class MeansForm(AdvisorChosen, VersionedForm):
    """What a household lives on, asked at home; the signed paper goes with it as scan or photo."""

    OWN = ("version", "key", "files")

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    surveyed_on = fields.day("调查日期")
    advisor = forms.ChoiceField(label="调查人")
    income = _yuan(
        "家庭月收入",
        required=True,
        help_text="全家的工资、养老金、补贴和其他收入，每月合计。",
        error_messages={"required": "请填家庭月收入；没有收入的填 0。"},
    )
    medical_expense = _yuan("月医疗支出", help_text="自己负担的部分。")
    education_expense = _yuan("月教育支出")
    other_expense = _yuan("其他月支出", help_text="房租、护理等。")
    assets = _text("财产情况", 3, required=False, help_text="房屋、存款、车辆等。加密保存。")
    opinion = _text("调查意见", 3, help_text="家境怎么样，符合什么条件。加密保存。")
    files = ManyFilesField(  # type: ignore[assignment]
        label="签字的调查表",
        required=False,
        widget=ManyFiles(
            attrs={"accept": "image/jpeg,image/png,image/webp,.pdf", "multiple": True}
        ),
        help_text=f"拍照或扫描（PDF），一次最多{MOST_FILES}份；加密存进家庭档案，只增加不替换。",
    )

    FACTS = ("surveyed_on", *AMOUNTS)

    def __init__(
        self, *args: Any, advisors: Sequence[Advisor], own: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        self.offer_advisors(advisors)
        self.fields["advisor"].initial = own
        self.fields["key"].initial = uuid4
        self.fields["surveyed_on"].initial = portal_day

    def needs(self) -> dict[str, Any]:
        """Who may stand in it."""
        return {"advisors": list(self.advisors.values()), "own": self.own}

    def facts(self) -> dict[str, Any]:
        """The fields of the survey, without what is sealed."""
        plain = {name: self.cleaned_data[name] for name in self.FACTS}
        return {**plain, "advisor_id": self.chosen_advisor.pk}

    def sealed(self) -> dict[str, str]:
        """The texts that are sealed."""
        return {name: str(self.cleaned_data[name]).strip() for name in SEALED}

    def papers(self) -> list[bytes]:
        """The files chosen."""
        return [one.read() for one in self.cleaned_data["files"]]


def initial_of(survey: MeansSurvey) -> dict[str, Any]:
    """What the form of a survey begins with."""
    plain = ("surveyed_on", *AMOUNTS, *SEALED, "version")
    return {
        **{name: getattr(survey, name) for name in plain},
        "advisor": str(survey.advisor_id),
        "key": survey.pk,
    }
