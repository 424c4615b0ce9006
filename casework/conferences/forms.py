"""The forms of a conference: when and who, a case, what came of it, the minutes."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from advisors.models import Advisor
from casework.anonymity import told_in
from casework.conferences import whose
from casework.conferences.people import Guest, guest_of
from casework.conferences.services import Party
from casework.enums import CaseOutcome, ConferenceState
from casework.leads.forms import RefusingForm
from casework.models import CaseConference, ConferenceParticipant, Household
from core.clashes import VersionedForm
from core.clock import portal_day
from evidence.guard import refuse_oversized
from stations.forms import fields

MOST_CASES, MOST_GUESTS = 20, 30
WHEN = (
    (ConferenceState.PLANNED.value, "还没有开，先排好"),
    (ConferenceState.HELD.value, "已经开过了"),
)
PRIVATE = "不写姓名、电话和证件号，写“该户”“其母”；纪要别的单位也会看到。"


def long_text(label: str, rows: int, longest: int = 2000, **kwargs: Any) -> forms.CharField:
    """Several lines, kept sealed."""
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": f"最多{longest}个字。"},
        **kwargs,
    )


class ConferenceForm(VersionedForm):
    """When, where, who is in the chair, who takes part; of a new one also whose cases."""

    OWN = ("version", "key")

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    state = forms.ChoiceField(label="开了没有", choices=WHEN, widget=forms.RadioSelect)
    held_on = fields.day("会商日期")
    place = fields.text("地点", 60)
    chair = fields.PastedField(label="主持人", max_length=30)
    numbers = forms.CharField(
        label="会商哪几户",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text="写户编号，几户用顿号分开；也可以以后再加。",
    )
    advisors = forms.MultipleChoiceField(
        label="参加的顾问", required=False, widget=forms.CheckboxSelectMultiple
    )
    guests = forms.CharField(
        label="其他参加人",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text="一行一位，先写单位再写姓名，例如：社区卫生服务中心 李医生。",
    )

    def __init__(
        self, *args: Any, street: str, advisors: Sequence[Advisor], is_new: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.street, self.is_new = street, is_new
        self.known = {str(one.pk): one for one in advisors}
        choices = [(key, one.name) for key, one in self.known.items()]
        self.fields["advisors"].choices = choices  # type: ignore[attr-defined]
        if is_new:
            self.fields["key"].initial = uuid4
            self.fields["held_on"].initial = portal_day
            self.fields["state"].initial = ConferenceState.HELD.value
        else:
            for name in ("key", "state", "numbers"):
                del self.fields[name]

    def needs(self) -> dict[str, Any]:
        """What the form is made with beside its data."""
        return {
            "street": self.street,
            "advisors": list(self.known.values()),
            "is_new": self.is_new,
        }

    def clean_guests(self) -> list[Guest]:
        """Somebody on each line."""
        lines = [one for one in str(self.cleaned_data["guests"]).splitlines() if one.strip()]
        if len(lines) > MOST_GUESTS:
            raise ValidationError(f"最多写{MOST_GUESTS}行，现在是{len(lines)}行。")
        refused = told_in("\n".join(lines))
        if refused:
            raise ValidationError(refused)
        try:
            return list(dict.fromkeys(guest_of(one) for one in lines))
        except ValueError as unfit:
            raise ValidationError(str(unfit)) from unfit

    def clean_numbers(self) -> list[Household]:
        """The households that the numbers mean, each sure to be one."""
        numbers = whose.numbers_in(str(self.cleaned_data["numbers"]))
        if len(numbers) > MOST_CASES:
            raise ValidationError(f"一次会商最多{MOST_CASES}户，现在是{len(numbers)}户。")
        return households_named(self.street, numbers)

    def facts(self) -> dict[str, Any]:
        """The fields of the conference."""
        names = ("held_on", "place", "chair") + (("state",) if self.is_new else ())
        return {name: self.cleaned_data[name] for name in names}

    def party(self) -> Party:
        """Who takes part."""
        chosen = [self.known[key] for key in self.cleaned_data["advisors"]]
        return Party(chosen, self.cleaned_data["guests"])


def households_named(street: str, numbers: Sequence[str]) -> list[Household]:
    """One household for each number; ValidationError for what is unknown or unclear."""
    if not numbers:
        return []
    known = whose.Numbered([street])
    found: list[Household] = []
    problems: list[str] = []
    for text in numbers:
        there = known.find(street, text)
        if len(there) == 1:
            found.append(there[0])
        else:
            problems.append(whose.unclear(text, there) if there else whose.unknown(text))
    if problems:
        raise ValidationError(problems)
    return list(dict.fromkeys(found))


def initial_of(
    conference: CaseConference, participants: Sequence[ConferenceParticipant]
) -> dict[str, Any]:
    """What the form of a conference begins with."""
    guests = [Guest(one.organisation, one.name) for one in participants if one.advisor is None]
    return {
        "held_on": conference.held_on,
        "place": conference.place,
        "chair": conference.chair,
        "version": conference.version,
        "advisors": [str(one.advisor_id) for one in participants if one.advisor_id],
        "guests": "\n".join(map(str, guests)),
    }


class HoldForm(RefusingForm):
    """The day on which it took place."""

    held_on = fields.day("召开日期")

    def __init__(self, *args: Any, planned: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if planned is not None:
            self.fields["held_on"].initial = min(planned, portal_day())


class CaseAddForm(RefusingForm):
    """Another household."""

    numbers = fields.PastedField(
        label="户编号",
        max_length=60,
        help_text="几个居村有同一编号的，后面加括号写居村，例如：0012（石里1）。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, street: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.street = street

    def clean_numbers(self) -> list[Household]:
        """One household, or several."""
        return households_named(self.street, whose.numbers_in(self.cleaned_data["numbers"]))


class CaseForm(VersionedForm):
    """How things stand, what was said, what was resolved."""

    situation = long_text("情况", 4, required=False, help_text=PRIVATE)
    opinions = long_text("意见", 5, required=False, help_text="谁提的什么意见，可以分行写。")
    resolution = long_text(
        "会商决议",
        4,
        required=False,
        help_text="定下来怎么办；分给谁、什么时候办好，记成决议事项。",
    )

    TEXTS = ("situation", "opinions", "resolution")

    def texts(self) -> dict[str, str]:
        """The three texts."""
        return {
            name: str(self.cleaned_data[name]).replace("\r\n", "\n").strip() for name in self.TEXTS
        }


class OutcomeForm(RefusingForm):
    """What came of a case."""

    outcome = forms.ChoiceField(label="处理结果", choices=CaseOutcome, widget=forms.RadioSelect)
    solved_on = fields.day("解决日期", required=False, help_text="选“已解决”的要写。")


class MinutesForm(RefusingForm):
    """The day on which the minutes were settled; the paper, where it was written elsewhere."""

    minutes_on = fields.day("纪要日期", help_text="确认纪要的那一天，不早于会商日期。")
    file = forms.FileField(
        label="已有的纪要",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf"}),
        help_text="Word（.docx）或 PDF，20 MB 以内，加密保存。不传的，就用门户按上面的内容生成的纪要。",
        error_messages={"empty": "这个文件是空的（0字节），请重新选择。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes_on"].initial = portal_day

    def clean_file(self) -> Any:
        """Looked at before a byte is read; the writer reads it in full."""
        file = self.cleaned_data["file"]
        if file:
            refuse_oversized(file.size or 0)
        return file

    def upload(self) -> bytes | None:
        """The file, where one was chosen."""
        file = self.cleaned_data["file"]
        content: bytes | None = file.read() if file else None
        return content
