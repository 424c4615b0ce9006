"""The forms of a referral: the offer, the provider's answer, what came of it, taking it back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self
from uuid import uuid4

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from advisors.models import Advisor
from casework.enums import Consent, ReferralReason, Share
from casework.leads.forms import RefusingForm
from casework.referrals import rules
from casework.referrals.facts import Offer
from casework.surveys.choosing import AdvisorChosen
from core.clock import portal_day
from stations.forms import fields

YES, NO = "yes", "no"


def _paragraph(label: str, longest: int, rows: int = 3, **kwargs: Any) -> forms.CharField:
    kwargs.setdefault("required", False)
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "max_length": f"最多{longest}个字。",
            "required": f"请填写{label}。",
        },
        **kwargs,
    )


def _reason(among: Iterable[ReferralReason], *, required: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="原因",
        required=required,
        error_messages={"required": "请选原因。"},
        choices=[(one.value, one.label) for one in among],
        widget=forms.RadioSelect,
    )


class OfferForm(AdvisorChosen, RefusingForm):
    """Consent first, then what may be told, then what is asked for."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    consent = forms.ChoiceField(
        label="本人怎么同意的",
        choices=Consent,
        widget=forms.RadioSelect,
        error_messages={"required": rules.NO_CONSENT},
        help_text="告诉提供方之前先问本人：把需要告诉这个提供方，愿不愿意。",
    )
    consent_on = fields.day("同意日期", error_messages={"required": rules.NO_CONSENT_DAY})
    shares = forms.MultipleChoiceField(
        label="本人同意告知",
        required=False,
        choices=Share,
        widget=forms.CheckboxSelectMultiple,
        help_text="没有勾的不会告诉提供方；一项都不勾的，由对接人居中联系。",
    )
    request = _paragraph(
        "要提供方做什么",
        rules.LONGEST_REQUEST,
        required=True,
        help_text="需要什么、多少、什么时候。提供方会看到，请不要写姓名、电话、住址和证件号。",
    )
    advisor = forms.ChoiceField(
        label="对接人", error_messages={"invalid_choice": "请从列出的顾问里选。"}
    )
    offered_on = fields.day("发起日期", help_text="名额从这一天占用；资源要在有效期内。")

    def __init__(
        self, *args: Any, advisors: Sequence[Advisor], own: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_advisors(advisors)
        self.fields["advisor"].initial = own
        self.fields["key"].initial = uuid4
        self.fields["offered_on"].initial = portal_day
        self.fields["consent_on"].initial = portal_day

    @classmethod
    def carried_over(cls, data: QueryDict, **needs: Any) -> Self:
        """What was typed for another resource; whether the family agrees to this one is asked
        anew. Nothing in it is found wrong yet.
        """
        kept = data.copy()
        for name in ("consent", "consent_on"):
            kept.pop(name, None)
        form = cls(kept, **needs)
        form._errors = ErrorDict()  # type: ignore[attr-defined]
        return form

    def facts(self) -> Offer:
        """What was told."""
        told = self.cleaned_data
        return Offer(
            advisor=self.chosen_advisor,
            consent=told["consent"],
            consent_on=told["consent_on"],
            shares=tuple(told["shares"]),
            request=str(told["request"]).strip(),
            offered_on=told["offered_on"],
        )


class OutsideAnswerForm(RefusingForm):
    """A provider's contact says whether he takes it on; today."""

    answer = forms.ChoiceField(
        label="能接吗",
        choices=[(YES, "能接"), (NO, "不能接")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选能接还是不能接。"},
    )
    reason = _reason(rules.REJECTIONS)
    reason_note = _paragraph("补充说明", rules.LONGEST_NOTE, rows=2)

    @property
    def is_yes(self) -> bool:
        """Whether the answer is the good one."""
        return bool(self.cleaned_data["answer"] == YES)

    def why(self) -> dict[str, str]:
        """Why not; nothing where it is the good answer."""
        if self.is_yes:
            return {}
        return _why(self.cleaned_data)


class AnswerForm(OutsideAnswerForm):
    """The same written down by the advisor, with its day."""

    answered_on = fields.day("答复日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = "提供方怎么答复的"
        self.fields["answer"].choices = [(YES, "已接"), (NO, "未接")]  # type: ignore[attr-defined]
        words = "请选提供方接了还是没接。"
        self.fields["answer"].error_messages["required"] = words
        self.fields["answered_on"].initial = portal_day


class OutsideFinishForm(RefusingForm):
    """A provider's contact tells what came of it; today."""

    outcome = forms.ChoiceField(
        label="做成了吗",
        choices=[(YES, "已完成"), (NO, "没有做成")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选已完成还是没有做成。"},
    )
    result = _paragraph("结果", rules.LONGEST_RESULT, help_text="做了什么、哪天、解决了没有。")
    reason = _reason(rules.FAILURES)
    reason_note = _paragraph("补充说明", rules.LONGEST_NOTE, rows=2)

    @property
    def is_yes(self) -> bool:
        """Whether it was done."""
        return bool(self.cleaned_data["outcome"] == YES)

    def told(self) -> dict[str, str]:
        """Result, and reason where there is one."""
        result = {"result": str(self.cleaned_data["result"]).strip()}
        return result if self.is_yes else {**result, **_why(self.cleaned_data)}


class FinishForm(OutsideFinishForm):
    """The same written down by the advisor, with its day."""

    closed_on = fields.day("结束日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closed_on"].initial = portal_day


class RevocationForm(RefusingForm):
    """Why it is taken back."""

    reason = _reason(rules.REVOCATIONS, required=True)
    reason_note = _paragraph("补充说明", rules.LONGEST_NOTE, rows=2)

    def why(self) -> dict[str, str]:
        """The reason, and what was said to it."""
        return _why(self.cleaned_data)


def _why(cleaned: Mapping[str, Any]) -> dict[str, str]:
    return {
        "reason": str(cleaned.get("reason", "")),
        "reason_note": str(cleaned.get("reason_note", "")).strip(),
    }
