"""The forms of an unresolved matter: the quick entry, and the small ones of its page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from advisors.models import Advisor
from casework.consultations.forms import TakingIn, initial_of_new
from casework.enums import Blocker, Satisfaction, StuckOutcome
from casework.leads.forms import RefusingForm, long_enough
from casework.models import StuckCase
from casework.stuck.facts import Closing, StuckFacts
from core.actor import Actor
from core.clock import portal_day
from core.masking import mask_phone
from ledgers.cells import read_person_name
from ledgers.identifiers import read_phone
from stations.forms import fields

WITHDRAWALS = ("重复登记", "登记错了", "来访人不办了")
REOPENINGS = ("办结登记错了", "事情其实没有办完")
APPROVE, REFUSE = "approve", "refuse"


class StuckForm(TakingIn):
    """The quick entry: what, why, and what was said; everything else is filled in already."""

    matter = forms.CharField(
        label="什么事没办成",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="来办什么、卡在哪里；一两句话就够，加密保存。",
        error_messages={"max_length": "最多500个字。"},
    )
    blocker = forms.ChoiceField(label="未办成原因", choices=Blocker, widget=forms.RadioSelect)
    answer = forms.CharField(
        label="怎么答复的",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="还没有答复的留空，以后再补；加密保存。",
        error_messages={"max_length": "最多500个字。"},
    )
    visitor_name = fields.PastedField(
        label="来访人",
        required=False,
        read=lambda text: read_person_name(text).value,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="不在名册上的可以填，也可以不填。",
    )
    visitor_phone = fields.PastedField(
        label="来访人电话",
        required=False,
        read=lambda text: read_phone(text).value,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text="办结后回访要用；加密保存。",
    )
    drop_phone = forms.BooleanField(label="删除已登记的电话", required=False)
    received_on = fields.day("接待日期", help_text="办结时限从这一天起算（T5-3）。")

    # What stands below “更多”, filled in for most.
    MORE = ("household", "advisor", "received_on")

    def __init__(self, *args: Any, phone: str = "", **kwargs: Any) -> None:
        self.phone = phone
        super().__init__(*args, **kwargs)
        self.fields["advisor"].required = False
        if phone:
            words = f"登记的是 {mask_phone(phone)}；留空就不改。"
            self.fields["visitor_phone"].help_text = words
        else:
            del self.fields["drop_phone"]

    def needs(self) -> dict[str, Any]:
        """And whether a phone is on record."""
        return {**super().needs(), "phone": self.phone}

    def clean_matter(self) -> str:
        """A few words at least."""
        return long_enough(str(self.cleaned_data["matter"]), 4)

    def facts(self) -> StuckFacts:
        """What was told; a phone only where one was typed, or is to go."""
        told = self.cleaned_data
        phone = told["visitor_phone"]
        return StuckFacts(
            received_on=told["received_on"],
            blocker=told["blocker"],
            matter=told["matter"],
            advisor=self.advisor_chosen if told["advisor"] else None,
            household=self.household_told,
            visitor_name=told["visitor_name"],
            visitor_phone=phone if phone or told.get("drop_phone") else None,
            answer=told["answer"],
        )

    @property
    def is_more_open(self) -> bool:
        """Whether something below “更多” has to be looked at."""
        return any(name in self.errors for name in self.MORE)


class ClosingForm(RefusingForm):
    """How it ended."""

    outcome = forms.ChoiceField(label="办理结果", choices=StuckOutcome, widget=forms.RadioSelect)
    result = forms.CharField(
        label="怎么办的",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="做了什么、最后怎样；加密保存，只有本居村和街镇能看。",
        error_messages={"max_length": "最多500个字。"},
    )
    closed_on = fields.day("办结日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closed_on"].initial = portal_day

    def clean_result(self) -> str:
        """A few words at least."""
        return long_enough(str(self.cleaned_data["result"]), 2)

    def closing(self) -> Closing:
        """What was told."""
        told = self.cleaned_data
        return Closing(told["closed_on"], told["outcome"], told["result"])


class HandingOnForm(RefusingForm):
    """To whom it was passed on."""

    handed_to = fields.PastedField(
        label="转给哪个单位",
        max_length=60,
        help_text="写单位，例如“区医保中心”；不写经办人姓名和电话。",
    )
    handed_on = fields.day("转办日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handed_on"].initial = portal_day


class ExtensionForm(RefusingForm):
    """Until when, and why it can't be done sooner."""

    extended_until = fields.day("延期到", help_text="从原来的时限往后，写来得及办完的那一天。")
    extension_reason = forms.CharField(
        label="为什么要延期",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="给街镇负责人看；加密保存。",
        error_messages={"max_length": "最多300个字。"},
    )

    def clean_extension_reason(self) -> str:
        """A few words at least."""
        return long_enough(str(self.cleaned_data["extension_reason"]), 2)


class ExtensionDecisionForm(RefusingForm):
    """Yes or no."""

    decision = forms.ChoiceField(
        label="批不批准",
        choices=[(APPROVE, "批准延期"), (REFUSE, "不批准，按原时限办")],
        widget=forms.RadioSelect,
    )


class CallForm(RefusingForm):
    """When the visitor was told, and what he says of it."""

    called_back_on = fields.day("回访日期")
    satisfaction = forms.ChoiceField(
        label="来访人满意吗", choices=Satisfaction, widget=forms.RadioSelect
    )


class WithdrawalForm(RefusingForm):
    """Why it is taken back: one of a few words, for the trail holds no free text."""

    reason = forms.ChoiceField(
        label="为什么撤回",
        choices=[(words, words) for words in WITHDRAWALS],
        widget=forms.RadioSelect,
    )


class ReopeningForm(RefusingForm):
    """Why it is open again, in the same way."""

    reason = forms.ChoiceField(
        label="为什么重新打开",
        choices=[(words, words) for words in REOPENINGS],
        widget=forms.RadioSelect,
    )


def initial_of_stuck(hands: Sequence[Advisor], actor: Actor) -> dict[str, Any]:
    """What most new ones begin with: today, and who is signed in."""
    return {"received_on": portal_day(), "advisor": initial_of_new(hands, actor)["advisor"]}


def initial_of_case(case: StuckCase) -> dict[str, Any]:
    """What the form of a matter on record begins with."""
    return {
        "matter": case.matter,
        "blocker": case.blocker,
        "answer": case.answer,
        "visitor_name": case.visitor_name,
        "received_on": case.received_on,
        "advisor": str(case.advisor_id) if case.advisor_id else "",
        "household": case.household.reference if case.household else "",
        "version": case.version,
    }


def initial_of_call(case: StuckCase) -> dict[str, Any]:
    """What is noted so far, today where nothing is."""
    day: date = case.called_back_on or portal_day()
    return {"called_back_on": day, "satisfaction": case.satisfaction}
