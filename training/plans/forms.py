"""Forms of the training plan: its text and the table of trainings, the answer, the paper's day."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self, cast

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.safestring import SafeString

from core.clock import portal_day
from core.formparts import control, words_of
from core.numbers import number_in
from ledgers.cells import read_number
from ledgers.problems import Rejected
from stations.forms.fields import PastedField, day
from training.enums import NAMED_KINDS
from training.hours.reckoning import class_hours
from training.models import PlannedTraining
from training.plans.services import LONGEST_COMMENT, Planned

BLANK_ROWS = 3
MOST_ROWS = 60
# A training of two working weeks is the longest that anybody plans.
MOST_MINUTES = 80 * 60
CLASS_HOURS, MINUTES = "hours", "minutes"
MONTHS = [("", "月份"), *((str(n), f"{n}月") for n in range(1, 13))]
KINDS = [("", "类型"), *((kind.value, str(kind.label)) for kind in NAMED_KINDS)]
UNITS = [(CLASS_HOURS, "课时"), (MINUTES, "分钟")]
CELLS = {
    "month": "月份", "topic": "培训主题", "kind": "类型", "length": "时长", "unit": "单位",
    "audience": "参加对象", "drop": "删去",
}  # fmt: skip
ASKED = {"month": "月份", "topic": "培训主题", "kind": "培训类型", "length": "时长"}


@dataclass(frozen=True)
class Cell:
    """One control of a row, as it is drawn; `id` is the control's."""

    label: str
    control: SafeString
    errors: Sequence[str]
    id: str

    @classmethod
    def of(cls, label: str, bound: BoundField) -> Self:
        """Of a field of the form."""
        return cls(label, control(bound), words_of(bound), bound.auto_id)


@dataclass(frozen=True)
class Row:
    """The controls of one planned training."""

    number: int
    cells: Sequence[Cell]


class PlanForm(forms.Form):
    """Aims, measures, and one row for each training; rows that stay empty are none."""

    aims = forms.CharField(
        label="培训目标",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="今年要让顾问学会什么。可以先空着，提交前要写。",
    )
    measures = forms.CharField(
        label="保障措施",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="谁负责、在哪里办、请谁来讲、怎么考核。提交前要写。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        class_minutes: int,
        trainings: Sequence[PlannedTraining] = (),
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.class_minutes = class_minutes
        self.trainings = trainings
        asked = number_in(data.get("rows", ""), otherwise=0) if data else 0
        self.count = min(max(asked, len(trainings) + BLANK_ROWS), MOST_ROWS)
        super().__init__(data, initial={"rows": self.count, **(initial or {})})
        for number in range(self.count):
            known = trainings[number] if number < len(trainings) else None
            self._add_row(number, _initial_of(known, class_minutes))

    def table(self) -> list[Row]:
        """The rows, to be drawn."""
        return [
            Row(
                number + 1,
                [Cell.of(label, self[f"t{number}-{name}"]) for name, label in CELLS.items()],
            )
            for number in range(self.count)
        ]

    def planned(self) -> list[Planned]:
        """The trainings of a valid form."""
        return [
            Planned(
                month=int(self._cell(number, "month")),
                topic=self._cell(number, "topic"),
                kind=self._cell(number, "kind"),
                minutes=self._minutes(number),
                audience=self._cell(number, "audience"),
            )
            for number in range(self.count)
            if self._is_meant(number)
        ]

    def clean(self) -> dict[str, Any]:
        """A row that says something says all of it."""
        cleaned = super().clean() or self.cleaned_data
        for number in range(self.count):
            if self._is_meant(number):
                self._check_row(number)
        return cleaned

    def with_more_rows(self) -> Self:
        """The form as typed, with further rows below; nothing is asked yet."""
        return self._again(rows=str(min(self.count + BLANK_ROWS, MOST_ROWS)))

    def on_version(self, version: int) -> Self:
        """The form as typed, on top of what somebody else saved meanwhile."""
        again = self._again(version=str(version))
        again.add_error(
            None, "刚有人保存过这份方案，您填的还没有保存，都还在下面。请核对后再保存一次。"
        )
        return again

    def _again(self, **changed: str) -> Self:
        data = cast(QueryDict, self.data).copy()
        for name, value in changed.items():
            data[name] = value
        form = type(self)(data, class_minutes=self.class_minutes, trainings=self.trainings)
        form.cleaned_data = {}
        form._errors = ErrorDict()  # type: ignore[attr-defined]
        return form

    def _add_row(self, number: int, initial: dict[str, str]) -> None:
        place = f"第{number + 1}行"
        fields: dict[str, forms.Field] = {
            "month": forms.ChoiceField(label=f"{place}月份", choices=MONTHS),
            "topic": PastedField(label=f"{place}培训主题", max_length=120),
            "kind": forms.ChoiceField(label=f"{place}培训类型", choices=KINDS),
            "length": PastedField(
                label=f"{place}时长",
                read=_read_length,
                blank=None,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            ),
            "unit": forms.ChoiceField(label=f"{place}时长单位", choices=UNITS),
            "audience": PastedField(label=f"{place}参加对象", max_length=60),
            "drop": forms.BooleanField(label=f"删去{place}"),
        }
        for name, one in fields.items():
            one.required = False
            one.initial = initial.get(name)
            one.widget.attrs["aria-label"] = one.label
            self.fields[f"t{number}-{name}"] = one

    def _cell(self, number: int, name: str) -> Any:
        return self.cleaned_data.get(f"t{number}-{name}") or ""

    def _is_meant(self, number: int) -> bool:
        if self.cleaned_data.get(f"t{number}-drop"):
            return False
        typed = (self[f"t{number}-{name}"].value() for name in (*ASKED, "audience"))
        return any(str(one or "").strip() for one in typed)

    def _check_row(self, number: int) -> None:
        for name, words in ASKED.items():
            field = f"t{number}-{name}"
            if field not in self.errors and not self.cleaned_data.get(field):
                self.add_error(field, f"第{number + 1}行没有填{words}。")
        if self.cleaned_data.get(f"t{number}-length"):
            self._check_length(number)

    def _check_length(self, number: int) -> None:
        exact = self._exact_minutes(number)
        words = ""
        if exact != int(exact):
            words = f"折成{exact.normalize()}分钟，不是整分钟（1课时{self.class_minutes}分钟）。"
        elif exact > MOST_MINUTES:
            words = f"一场培训不会超过{MOST_MINUTES // 60}小时，请核对时长和单位。"
        if words:
            self.add_error(f"t{number}-length", f"第{number + 1}行的时长{words}")

    def _exact_minutes(self, number: int) -> Decimal:
        length: Decimal = self.cleaned_data[f"t{number}-length"]
        is_hours = self._cell(number, "unit") != MINUTES
        return length * self.class_minutes if is_hours else length

    def _minutes(self, number: int) -> int:
        return int(self._exact_minutes(number))


class AnswerForm(forms.Form):
    """The answer to a plan that was handed in, with its comment."""

    way = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "请点一个按钮。"})
    comment = forms.CharField(
        label="退回意见",
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="退回时写明要改什么；批准不用写。",
    )


class PaperForm(forms.Form):
    """The day on which a plan from before the portal was signed (补录)."""

    paper_on = day(
        "签批日期",
        required=False,
        help_text="街镇负责人在纸质方案上签批的那一天；区里认可后按这一天计。没有纸质方案的留空。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper_on"].widget.attrs["max"] = portal_day().isoformat()


def _initial_of(known: PlannedTraining | None, class_minutes: int) -> dict[str, str]:
    """A row as it is on record, in class hours where they come out even."""
    if known is None:
        return {"unit": CLASS_HOURS}
    hours = class_hours(known.minutes, class_minutes)
    is_even = hours * class_minutes == known.minutes
    return {
        "month": str(known.month),
        "topic": known.topic,
        "kind": known.kind,
        "length": f"{hours.normalize():f}" if is_even else str(known.minutes),
        "unit": CLASS_HOURS if is_even else MINUTES,
        "audience": known.audience,
    }


def _read_length(text: str) -> Decimal:
    number = read_number(text.rstrip("课时分钟 ")).value
    if number <= 0:
        raise Rejected("number_invalid", "时长应大于0。")
    return number
