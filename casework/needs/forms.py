"""The forms of a need: which it is, what settled it, why it is opened again."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms

from advisors.enums import Level
from advisors.models import Advisor
from casework.enums import ServiceType, Settlement
from casework.leads.forms import RefusingForm
from casework.models import Application, Visit
from casework.needs.facts import NeedFacts, Settling
from core.actor import Actor
from core.clock import portal_day
from resources.enums import NeedCategory
from stations.forms import fields

LONGEST_NOTE = 500
# The trail holds no free text.
REOPENED = ("结果填错了", "申请没有通过，还要帮", "本人又愿意了", "帮了还不够")
# What each way of settling means, below its name.
WAYS = {
    Settlement.APPLICATION: "申请已经交上去，从下面选一份",
    Settlement.OWN_SERVICE: "没有找别人，您或同事自己帮了",
    Settlement.REFUSED: "家里说不要了；不计入需求对接率",
    Settlement.MISTAKEN: "没有这项需求，登错了；哪里都不计",
}


class NeedForm(RefusingForm):
    """A need that came up without a visit, or that its visit's form left out."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    category = forms.ChoiceField(label="需求类别", choices=NeedCategory, widget=forms.RadioSelect)
    registered_on = fields.day("登记日期", help_text="30天的期限从这一天起算（T3-1）。")
    is_another = forms.BooleanField(label="已核对，是另一件事，仍要登记", required=False)

    def __init__(self, *args: Any, visit: Visit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit = visit
        self.fields["key"].initial = uuid4
        self.fields["registered_on"].initial = visit.visited_on if visit else portal_day()

    def facts(self) -> NeedFacts:
        """The need as told."""
        told = self.cleaned_data
        return NeedFacts(
            category=told["category"],
            registered_on=told["registered_on"],
            visit=self.visit,
            is_another=told["is_another"],
        )


class SettleForm(RefusingForm):
    """What settled a need where no resource did; the rules say what each way asks for."""

    settlement = forms.ChoiceField(
        label="怎么了结的",
        choices=[(one.value, f"{one.label}\n{words}") for one, words in WAYS.items()],
        widget=forms.RadioSelect,
    )
    application = forms.ChoiceField(
        label="这户的救助申请", required=False, widget=forms.RadioSelect
    )
    own_service = forms.ChoiceField(
        label="做的是哪一类服务",
        required=False,
        choices=ServiceType,
        widget=forms.RadioSelect,
        help_text="六类服务里的一类，会自动记入服务记录（T7-1）。",
    )
    advisor = forms.ChoiceField(
        label="谁服务的",
        required=False,
        error_messages={"invalid_choice": "请从列出的顾问里选。"},
    )
    settled_on = fields.day("哪一天", required=False)
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="做了什么、为什么谢绝、错在哪里。加密保存，只有本居村和街镇能看。",
        error_messages={"max_length": f"最多{LONGEST_NOTE}个字，现在有%(show_value)s个。"},
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        applications: Sequence[Application],
        hands: Sequence[Advisor],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.applications = {str(one.pk): one for one in applications}
        self.hands = {str(one.pk): one for one in hands}
        told = [(key, _words_of(one)) for key, one in self.applications.items()]
        self.fields["application"].choices = told  # type: ignore[attr-defined]
        people = [
            (key, f"{one.name}（{Level(one.level).label}）") for key, one in self.hands.items()
        ]
        self.fields["advisor"].choices = [("", "请选择"), *people]  # type: ignore[attr-defined]
        own = next((one for one in hands if one.user_id == actor.user_id), None)
        self.fields["advisor"].initial = str(own.pk) if own else ""
        self.fields["settled_on"].initial = portal_day()

    def facts(self) -> Settling:
        """What was told, as far as it belongs to the way chosen."""
        told = self.cleaned_data
        way = told["settlement"]
        is_service = way == Settlement.OWN_SERVICE
        is_dated = is_service or way == Settlement.REFUSED
        chosen = self.applications.get(told["application"])
        return Settling(
            settlement=way,
            settled_on=told["settled_on"] if is_dated else None,
            application=chosen if way == Settlement.APPLICATION else None,
            own_service=told["own_service"] if is_service else "",
            advisor=self.hands.get(told["advisor"]) if is_service else None,
            note=told["note"],
        )


class ReopenForm(RefusingForm):
    """Why it is opened again."""

    reason = forms.ChoiceField(
        label="为什么重新打开",
        choices=[(words, words) for words in REOPENED],
        widget=forms.RadioSelect,
    )


def _words_of(one: Application) -> str:
    return f"{one.get_kind_display()}，{one.submitted_on} 申请\n{one.get_result_display()}"
