"""The forms of a lead: what was seen, what is decided, what became of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from casework.anonymity import told_in
from casework.categories import choices_on
from casework.enums import Decision, LeadSource
from casework.models import Household, Lead
from core.clock import portal_day
from ledgers.cells import read_person_name
from ledgers.identifiers import read_phone
from orgs.models import Unit
from stations.forms import fields

# The advisors' work began then; what is older is mostly a mistyped year.
EARLIEST = date(2019, 1, 1)
NEW_FILE = "new"
WITHDRAWALS = ("重复上报", "信息有误", "困难已经解决")


class RefusingForm(forms.Form):
    """Shows what a writer refused, each at its field, or over the form where it has none."""

    def refuse(self, refused: ValidationError) -> None:
        """The sentences of a ValidationError."""
        for name, errors in refused.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, errors)


def _name(label: str, **kwargs: Any) -> fields.PastedField:
    return fields.PastedField(
        label=label,
        read=lambda text: read_person_name(text).value,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **kwargs,
    )


def _phone(label: str, **kwargs: Any) -> fields.PastedField:
    return fields.PastedField(
        label=label,
        read=lambda text: read_phone(text).value,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        **kwargs,
    )


class LeadForm(RefusingForm):
    """A possible case, as somebody on foot can tell it; most of it is filled in already."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    community = forms.ChoiceField(label="居村")
    source = forms.ChoiceField(label="从哪里知道的", choices=LeadSource, widget=forms.RadioSelect)
    found_on = fields.day("发现日期", help_text="处置时限从这一天起算（T7-6）。")
    name = _name("姓名", help_text="不知道的可以空着，写清住址。")
    phone = _phone("联系电话")
    address = fields.text("住址", 120, help_text="姓名和住址至少写一项。")
    story = forms.CharField(
        label="看到、听到的情况",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="什么困难、多久了、家里有谁。加密保存，只有本居村和街镇能看。",
        error_messages={"max_length": "最多1000个字。"},
    )
    informant_name = _name("反映人姓名", help_text="有结果后告诉他。")
    informant_phone = _phone("反映人电话")
    is_another = forms.BooleanField(label="已核对，不是同一个人，仍要上报", required=False)

    FACTS = (
        "source", "found_on", "name", "phone", "address", "story", "informant_name",
        "informant_phone",
    )  # fmt: skip

    def __init__(self, *args: Any, communities: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.communities = {one.code: one for one in communities}
        choices = [(one.code, one.name) for one in communities]
        if len(choices) > 1:
            choices = [("", "请选择"), *choices]
        else:
            self.fields["community"].widget = forms.HiddenInput()
            self.fields["community"].initial = next(iter(self.communities), "")
        self.fields["community"].choices = choices  # type: ignore[attr-defined]
        self.fields["key"].initial = uuid4
        self.fields["found_on"].initial = portal_day

    def clean_found_on(self) -> date:
        """Not in the future, and no mistyped year."""
        day: date = self.cleaned_data["found_on"]
        if day > portal_day():
            raise ValidationError(f"{day}还没有到，发现日期要在今天（{portal_day()}）或以前。")
        if day < EARLIEST:
            raise ValidationError(f"{day}早于{EARLIEST.year}年，请核对年份。")
        return day

    def clean_story(self) -> str:
        """A few words at least."""
        text = str(self.cleaned_data["story"])
        return long_enough(text, 5)

    def clean(self) -> dict[str, Any]:
        """What can't be checked without one of the two; who told of what was found at work."""
        cleaned = super().clean() or self.cleaned_data
        is_read = "name" in cleaned and "address" in cleaned
        if is_read and not cleaned["name"] and not cleaned["address"]:
            self.add_error("name", "姓名和住址至少写一项，否则没法去核实。")
        if cleaned.get("source") in (LeadSource.VISIT, LeadSource.DATA):
            for one in ("informant_name", "informant_phone"):
                if cleaned.get(one):
                    words = "走访发现和数据比对没有反映人，请去掉，或改选来源。"
                    self.add_error(one, words)
                    break
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What was told, without key and community."""
        return {name: self.cleaned_data[name] for name in self.FACTS}

    @property
    def only_community(self) -> str:
        """The name of the only community there is to choose, or empty."""
        names = [one.name for one in self.communities.values()]
        return names[0] if len(names) == 1 else ""

    @property
    def unit(self) -> Unit:
        """The community chosen."""
        return self.communities[self.cleaned_data["community"]]


class DecisionForm(RefusingForm):
    """What the street decides, and what it answers."""

    decision = forms.ChoiceField(label="处置结论", choices=Decision, widget=forms.RadioSelect)
    answer = forms.CharField(
        label="答复上报人",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="核实了什么、怎么办。请不要写姓名、电话和证件号。",
        error_messages={"max_length": "最多300个字。"},
    )
    file = forms.ChoiceField(
        label="家庭档案", required=False, initial=NEW_FILE, widget=forms.RadioSelect
    )
    household_number = fields.text(
        "已有档案的户编号", 30, help_text="档案已经建了、上面没有列出的，写户编号就接上。"
    )
    head_name = _name("户主姓名", help_text="新建档案时要填。")
    size = fields.count("家庭人数", most=20)
    categories = forms.MultipleChoiceField(
        label="救助类别", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, lead: Lead, candidates: Sequence[Household] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lead = lead
        self.candidates = {str(one.pk): one for one in candidates}
        there = [
            (key, f"接上已有的：{one.reference}（{one.masked_name}，{one.community.short_name}）")
            for key, one in self.candidates.items()
        ]
        self.fields["file"].choices = [(NEW_FILE, "新建一份"), *there]  # type: ignore[attr-defined]
        self.fields["head_name"].initial = lead.name
        self.fields["categories"].choices = choices_on(portal_day())  # type: ignore[attr-defined]

    def clean_answer(self) -> str:
        """Others read it: it tells nobody's name, phone or ID number."""
        text = long_enough(str(self.cleaned_data["answer"]), 2)
        refused = told_in(text, [self.lead.name, self.lead.informant_name])
        if refused:
            raise ValidationError(refused)
        return text

    def clean(self) -> dict[str, Any]:
        """A new file needs its head."""
        cleaned = super().clean() or self.cleaned_data
        if self.opens_file and "head_name" in cleaned and not cleaned["head_name"]:
            self.add_error("head_name", "列入名册要有户主姓名，请填写。")
        return cleaned

    @property
    def opens_file(self) -> bool:
        """Whether a new file is to be opened."""
        cleaned = self.cleaned_data
        is_new = cleaned.get("file") in ("", None, NEW_FILE) and not cleaned.get("household_number")
        return cleaned.get("decision") == Decision.LISTED and is_new

    @property
    def household(self) -> Household | None:
        """The file chosen from the list."""
        return self.candidates.get(self.cleaned_data.get("file") or "")

    def opening(self) -> dict[str, Any]:
        """What a new file begins with beside what the lead tells."""
        names = ("head_name", "size", "categories")
        return {name: self.cleaned_data[name] for name in names}


class WithdrawalForm(RefusingForm):
    """Why it is taken back: one of a few words, for the trail holds no free text."""

    reason = forms.ChoiceField(
        label="为什么撤回",
        choices=[(words, words) for words in WITHDRAWALS],
        widget=forms.RadioSelect,
    )


class ToldForm(RefusingForm):
    """When somebody from outside was told."""

    told_on = fields.day("告知日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told_on"].initial = portal_day


def long_enough(text: str, shortest: int) -> str:
    """A text of so many signs at least; ValidationError says how many there are."""
    text = text.strip()
    if len(text) < shortest:
        raise ValidationError(f"至少写{shortest}个字，现在是{len(text)}个字。")
    return text
