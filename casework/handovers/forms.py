"""The forms of a handover: what is handed over, and that it has arrived."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from advisors.models import Advisor
from casework.anonymity import told_in
from casework.consultations.forms import TakingIn, initial_of_new
from casework.enums import ApplicationKind, HandoverWay
from casework.handovers.facts import HandoverFacts
from casework.leads.forms import RefusingForm, long_enough
from casework.models import Handover
from core.actor import Actor
from core.clock import portal_day
from ledgers.cells import read_person_name
from stations.forms import fields

WITHDRAWALS = ("重复登记", "登记有误", "本人不办了")


def _person(label: str, **kwargs: Any) -> fields.PastedField:
    return fields.PastedField(
        label=label,
        max_length=30,
        read=lambda text: read_person_name(text).value,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **kwargs,
    )


class HandoverForm(TakingIn):
    """What goes to the counter, or came from it; both ends at once where both are known."""

    way = forms.ChoiceField(label="方向", choices=HandoverWay, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="事项", choices=[("", "请选择"), *ApplicationKind.choices])
    matter = forms.CharField(
        label="交接什么",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="要对方办什么、材料齐不齐。转窗口的，窗口会看到，请不要写姓名、电话和证件号；加密保存。",
        error_messages={"max_length": "最多500个字。"},
    )
    person_name = _person("当事人", required=False, help_text="不在名册上的填姓名；列表里遮住。")
    clerk = _person(
        "窗口人员", required=False, help_text="窗口转来的要填；转窗口的知道就填，已确认的要填。"
    )
    sent_on = fields.day("送出日期", help_text="确认时限从这一天起算（T5-2）。")
    acknowledged_on = fields.day(
        "对方确认日期", required=False, help_text="已经当面或电话确认的才填；还没有的空着。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["advisor"].label = "经手的顾问"
        if self.known is not None:
            del self.fields["person_name"]

    def clean_matter(self) -> str:
        """A few words at least."""
        return long_enough(str(self.cleaned_data["matter"]), 4)

    def facts(self) -> HandoverFacts:
        """What was told."""
        told = self.cleaned_data
        return HandoverFacts(
            way=told["way"],
            kind=told["kind"],
            matter=told["matter"],
            advisor=self.advisor_chosen,
            sent_on=told["sent_on"],
            household=self.household_told,
            person_name=told.get("person_name", ""),
            clerk=told["clerk"],
            acknowledged_on=told["acknowledged_on"],
        )


class AcknowledgingForm(RefusingForm):
    """The other side has it: on which day, whose word it is, what was said."""

    acknowledged_on = fields.day("确认日期")
    clerk = _person("窗口人员", help_text="窗口哪位确认收到的。")
    answer = forms.CharField(
        label="对方怎么说",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="比如缺什么材料、什么时候来办；没有可以不写。加密保存。",
        error_messages={"max_length": "最多300个字。"},
    )

    def __init__(self, *args: Any, handover: Handover, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acknowledged_on"].initial = portal_day
        self.fields["clerk"].initial = handover.clerk
        if handover.way == HandoverWay.FROM_COUNTER:
            # Who sent it is known; an advisor says herself that she has it.
            del self.fields["clerk"]
            self.fields["answer"].label = "怎么接的"
            self.fields["answer"].help_text = "谁接手、打算怎么办；没有可以不写。加密保存。"

    def told(self) -> dict[str, Any]:
        """What was told, as the service takes it."""
        return {"clerk": "", **self.cleaned_data}


class OutsideForm(RefusingForm):
    """The clerk's own words, behind a one-time link."""

    clerk = _person("您的姓名", help_text="让顾问知道是哪位收到的。")
    answer = forms.CharField(
        label="要告诉顾问的",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="比如缺什么材料、什么时候来办；请不要写证件号和电话。没有可以不写。",
        error_messages={"max_length": "最多300个字。"},
    )

    def __init__(self, *args: Any, handover: Handover, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clerk"].initial = handover.clerk

    def clean_answer(self) -> str:
        """It comes over an open network: no ID number and no phone."""
        text = str(self.cleaned_data["answer"]).strip()
        refused = told_in(text)
        if refused:
            raise ValidationError(refused)
        return text


class WithdrawalForm(RefusingForm):
    """Why it is taken back: one of a few words, for the trail holds no free text."""

    reason = forms.ChoiceField(
        label="为什么撤回",
        choices=[(words, words) for words in WITHDRAWALS],
        widget=forms.RadioSelect,
    )


def initial_of_handover(hands: Sequence[Advisor], actor: Actor) -> dict[str, Any]:
    """What most begin with: to the counter, today, by who is signed in."""
    return {
        **initial_of_new(hands, actor),
        "way": HandoverWay.TO_COUNTER.value,
        "sent_on": portal_day(),
    }
