"""The forms of a support plan: its goal, its steps, how it closed."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms

from advisors.models import Advisor
from casework.enums import PlanResult
from casework.leads.forms import RefusingForm, long_enough
from casework.models import SupportPlan
from casework.plans.services import kind_differs
from casework.surveys.choosing import AdvisorChosen
from core.clashes import VersionedForm
from core.clock import portal_day
from resources.enums import ProviderKind
from resources.models import Provider
from stations.forms import fields

CANCELLATIONS = ("重复登记", "登记有误", "家庭不需要了", "家庭迁出或亡故")
LONGEST = 500


def _text(label: str, rows: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": f"最多{LONGEST}个字。"},
        **kwargs,
    )


class PlanForm(AdvisorChosen, VersionedForm):
    """What is to be reached for a household, and who answers for it."""

    OWN = ("version", "key")

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    goal = _text(
        "帮扶目标",
        4,
        help_text="到什么时候、改善到什么程度，例如“三个月内恢复就业”。加密保存。",
    )
    advisor = forms.ChoiceField(label="责任顾问")
    opened_on = fields.day("制定日期")

    def __init__(
        self, *args: Any, advisors: Sequence[Advisor], own: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        self.offer_advisors(advisors)
        self.fields["advisor"].initial = own
        self.fields["key"].initial = uuid4
        self.fields["opened_on"].initial = portal_day

    def needs(self) -> dict[str, Any]:
        """Who may stand in it."""
        return {"advisors": list(self.advisors.values()), "own": self.own}

    def clean_goal(self) -> str:
        """A few words at least."""
        return long_enough(str(self.cleaned_data["goal"]), 4)

    def facts(self) -> dict[str, Any]:
        """The fields of the plan."""
        return {
            "opened_on": self.cleaned_data["opened_on"],
            "advisor_id": self.chosen_advisor.pk,
            "goal": self.cleaned_data["goal"],
        }


def initial_of(plan: SupportPlan) -> dict[str, Any]:
    """What the form of a plan begins with."""
    return {
        "key": plan.pk,
        "goal": plan.goal,
        "advisor": str(plan.advisor_id),
        "opened_on": plan.opened_on,
        "version": plan.version,
    }


class StepForm(RefusingForm):
    """What is done, by whom, by when, with what kind of provider."""

    what = _text("做什么", 2)
    who = fields.text("谁来做", 60, help_text="顾问、亲属或单位；不写电话和证件号。")
    due_on = fields.day("期限")
    provider_kind = forms.ChoiceField(
        label="哪类主体",
        required=False,
        choices=[("", "顾问自己做"), *ProviderKind.choices],
        widget=forms.RadioSelect,
        help_text="结案时要有两类以上主体参与才算整合资源（T5-4）。",
    )
    provider = forms.ChoiceField(
        label="提供方", required=False, help_text="在资源库里的，选出来；没有的空着。"
    )

    def __init__(self, *args: Any, providers: Sequence[Provider], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.providers = {str(one.pk): one for one in providers}
        choices = [
            (key, f"{one.name}（{one.get_kind_display()}）") for key, one in self.providers.items()
        ]
        self.fields["provider"].choices = [("", "不选"), *choices]  # type: ignore[attr-defined]
        self.fields["who"].required = True
        self.fields["provider_kind"].initial = ""

    def clean_what(self) -> str:
        """A few words at least."""
        return long_enough(str(self.cleaned_data["what"]), 2)

    def clean(self) -> dict[str, Any]:
        """A provider tells its own kind; another one beside it is a slip."""
        cleaned = super().clean() or self.cleaned_data
        provider = self.providers.get(cleaned.get("provider") or "")
        cleaned["provider"] = provider
        if provider is not None:
            kind = cleaned.get("provider_kind")
            if kind and kind != provider.kind:
                self.add_error("provider_kind", kind_differs(provider))
            cleaned["provider_kind"] = provider.kind
        return cleaned

    def facts(self) -> dict[str, Any]:
        """The fields of the step."""
        return {
            name: self.cleaned_data[name]
            for name in ("what", "who", "due_on", "provider", "provider_kind")
        }


class DoneForm(RefusingForm):
    """When a step was done."""

    done_on = fields.day("做完的日子")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_on"].initial = portal_day


class ClosingForm(RefusingForm):
    """How a plan ended."""

    result = forms.ChoiceField(label="结案结果", choices=PlanResult, widget=forms.RadioSelect)
    closed_on = fields.day("结案日期")
    result_note = _text("结案说明", 3, required=False, help_text="做了什么、现在怎么样。加密保存。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closed_on"].initial = portal_day


class CancellationForm(RefusingForm):
    """Why it is cancelled: one of a few words, for the trail holds no free text."""

    reason = forms.ChoiceField(
        label="为什么取消",
        choices=[(words, words) for words in CANCELLATIONS],
        widget=forms.RadioSelect,
    )
