"""The forms of consultations and applications."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from advisors.enums import Level
from advisors.models import Advisor
from casework.anonymity import told_in
from casework.consultations.facts import ApplicationFacts, ConsultationFacts
from casework.consultations.selectors import households_called
from casework.enums import ApplicationKind, ApplicationResult, QuestionType
from casework.models import Application, Consultation, Household
from core.actor import Actor
from core.clashes import VersionedForm
from core.clock import portal_day
from core.masking import mask_phone
from ledgers.cells import read_person_name
from ledgers.identifiers import read_phone
from orgs.models import Unit
from stations.forms import fields

# The notice names the four asks and says no more of them; each line takes its words apart.
QUESTIONS = {
    QuestionType.POLICY: "遇到困难，来问有什么政策",
    QuestionType.EXPERTISE: "专业上的问题，来请教",
    QuestionType.NEEDS: "说说需要什么，找什么资源",
    QuestionType.SPECIAL: "有特殊需要，一起诊断怎么办",
}
TWO_OF_THEM = "有不止一户是这个户编号，请打开那一户的档案，从那里登记。"
HOUSEHOLD_HINT = "在名册上的填户编号；姓名、住址不用再填。"


def question_choices() -> list[tuple[str, str]]:
    """The four asks, each with its line below it."""
    return [(one.value, f"{one.label}\n{QUESTIONS[one]}") for one in QuestionType]


def _paragraph(label: str, longest: int, rows: int = 3, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, widget=widget, **kwargs)


def _person(label: str, **kwargs: Any) -> fields.PastedField:
    return fields.PastedField(
        label=label,
        required=False,
        read=lambda text: read_person_name(text).value,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **kwargs,
    )


class TakingIn(VersionedForm):
    """What both forms share: the key they write under, who took it in, the household.

    The key is made when the form is first drawn and sent along: sent twice, it is written once.
    """

    OWN = ("version", "key")

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    advisor = forms.ChoiceField(
        label="接待人", error_messages={"invalid_choice": "请从列出的顾问里选。"}
    )
    household = fields.PastedField(
        label="户编号",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=HOUSEHOLD_HINT,
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        unit: Unit,
        hands: Sequence[Advisor],
        household: Household | None = None,
        **kwargs: Any,
    ) -> None:
        self.actor, self.unit, self.hands, self.known = actor, unit, list(hands), household
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), _called(one)) for one in self.hands]
        self.fields["advisor"].choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]
        self.fields["key"].initial = uuid4
        self.fields["version"].required = False
        if self.known is not None:
            # It is known already, and not asked for.
            del self.fields["household"]

    def needs(self) -> dict[str, Any]:
        """Whose form it is, and what there is to choose from."""
        return {
            "actor": self.actor,
            "unit": self.unit,
            "hands": self.hands,
            "household": self.known,
        }

    def clean_household(self) -> Household | None:
        """The one household of this number within her unit."""
        reference = str(self.cleaned_data["household"])
        if not reference:
            return None
        found = households_called(self.actor, reference)
        if len(found) > 1:
            own = [one for one in found if one.community_id == self.unit.pk]
            if len(own) != 1:
                raise ValidationError(TWO_OF_THEM)
            return own[0]
        if not found:
            raise ValidationError(
                f"在{self.actor.unit_name}没有找到这个户编号，请核对；不在名册上的请留空。"
            )
        return found[0]

    @property
    def advisor_chosen(self) -> Advisor:
        """Who took it in."""
        chosen = self.cleaned_data["advisor"]
        return next(one for one in self.hands if str(one.pk) == chosen)

    @property
    def household_told(self) -> Household | None:
        """The one known from the start, else the one of the number."""
        return self.known or self.cleaned_data.get("household")


class ConsultationForm(TakingIn):
    """One question, by one of the four asks (T4-1); in under a minute."""

    question_type = forms.ChoiceField(
        label="问的是哪一类", widget=forms.RadioSelect, help_text="方案 三、4 的“四问”。"
    )
    matter = _paragraph("问了什么", 500, help_text="一两句话就够；加密保存。")
    answer = _paragraph("怎么答复的", 500, required=False, help_text="还没有答复的留空，以后再补。")
    answered_on = fields.day("答复日期", required=False, help_text="留空就是当场答复。")
    asked_on = fields.day("咨询日期")
    visitor_name = _person("来访人", help_text="不在名册上的可以填，也可以不填。")
    visitor_phone = fields.PastedField(
        label="来访人电话",
        required=False,
        read=lambda text: read_phone(text).value,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text="要回电话的才填；加密保存。",
    )
    drop_phone = forms.BooleanField(label="删除已登记的电话", required=False)

    def __init__(self, *args: Any, phone: str = "", **kwargs: Any) -> None:
        self.phone = phone
        super().__init__(*args, **kwargs)
        self.fields["question_type"].choices = question_choices()  # type: ignore[attr-defined]
        if phone:
            words = f"登记的是 {mask_phone(phone)}；留空就不改。"
            self.fields["visitor_phone"].help_text = words
        else:
            del self.fields["drop_phone"]

    def needs(self) -> dict[str, Any]:
        """And whether a phone is on record."""
        return {**super().needs(), "phone": self.phone}

    def facts(self) -> ConsultationFacts:
        """What was told; a phone only where one was typed, or is to go."""
        told = self.cleaned_data
        phone = told["visitor_phone"]
        return ConsultationFacts(
            asked_on=told["asked_on"],
            question_type=told["question_type"],
            advisor=self.advisor_chosen,
            matter=told["matter"],
            household=self.household_told,
            visitor_name=told["visitor_name"],
            visitor_phone=phone if phone or told.get("drop_phone") else None,
            answer=told["answer"],
            answered_on=told["answered_on"],
        )


class ApplicationForm(TakingIn):
    """One application: taken in at the station, or made for somebody by a community."""

    kind = forms.ChoiceField(label="申请事项", choices=[("", "请选择"), *ApplicationKind.choices])
    submitted_on = fields.day("申请日期")
    applicant_name = _person("申请人", help_text="不在名册上的填申请人姓名。")
    is_assisted = forms.BooleanField(
        label="由本居村代办",
        required=False,
        help_text="代办的才算居村的服务（T7-7）；本人自己去交的不要勾。",
    )
    note = _paragraph("备注", 300, rows=2, required=False, help_text="加密保存。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["advisor"].label = "经办人"
        if self.unit.level != Unit.Level.COMMUNITY:
            del self.fields["is_assisted"]

    def facts(self) -> ApplicationFacts:
        """What was told."""
        told = self.cleaned_data
        return ApplicationFacts(
            kind=told["kind"],
            submitted_on=told["submitted_on"],
            advisor=self.advisor_chosen,
            household=self.household_told,
            applicant_name=told["applicant_name"],
            is_assisted=bool(told.get("is_assisted")),
            note=told["note"],
        )


class ResultForm(forms.Form):
    """What became of an application."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    result = forms.ChoiceField(
        label="结果",
        widget=forms.RadioSelect,
        choices=[one for one in ApplicationResult.choices if one[0] != ApplicationResult.PENDING],
    )
    result_on = fields.day("结果日期")


class ReasonForm(forms.Form):
    """Why something is taken back (`remove`), or looked at (`reveal`)."""

    LABELS: ClassVar = {"remove": "删除的原因", "reveal": "为什么要看电话"}

    reason = forms.CharField(
        label="原因", max_length=200, help_text="记入留痕。请不要写姓名和电话。"
    )

    def __init__(
        self, data: QueryDict | None = None, *, name: str, people: Sequence[str] = (), **kwargs: Any
    ) -> None:
        # It stands beside other forms on its page.
        super().__init__(data, auto_id=f"{name}_%s", **kwargs)
        self.people = people
        self.fields["reason"].label = self.LABELS[name]

    def clean_reason(self) -> str:
        """What is kept in the trail tells nobody's name or number."""
        reason = str(self.cleaned_data["reason"])
        refused = told_in(reason, self.people)
        if refused:
            raise ValidationError(refused)
        return reason


def people_of(one: Consultation | Application) -> list[str]:
    """Whose names may not stand in a reason."""
    own = one.visitor_name if isinstance(one, Consultation) else one.applicant_name
    return [own, one.household.head_name if one.household else ""]


def initial_of_consultation(one: Consultation) -> dict[str, Any]:
    """What the form of a consultation begins with."""
    return {
        **_initial(one),
        "question_type": one.question_type,
        "matter": one.matter,
        "answer": one.answer,
        "answered_on": one.answered_on,
        "asked_on": one.asked_on,
        "visitor_name": one.visitor_name,
    }


def initial_of_application(one: Application) -> dict[str, Any]:
    """What the form of an application begins with."""
    return {
        **_initial(one),
        "kind": one.kind,
        "submitted_on": one.submitted_on,
        "applicant_name": one.applicant_name,
        "is_assisted": one.is_assisted,
        "note": one.note,
    }


def initial_of_result(one: Application) -> dict[str, Any]:
    """What is noted so far, today where nothing is."""
    return {
        "version": one.version,
        "result": "" if one.result == ApplicationResult.PENDING else one.result,
        "result_on": one.result_on or portal_day(),
    }


def initial_of_new(hands: Sequence[Advisor], actor: Actor) -> Mapping[str, Any]:
    """What most new ones begin with: today, and who is signed in."""
    own = next((one for one in hands if one.user_id == actor.user_id), None)
    return {
        "asked_on": portal_day(),
        "submitted_on": portal_day(),
        "advisor": str(own.pk) if own else "",
        "is_assisted": actor.is_community,
    }


def _initial(one: Consultation | Application) -> dict[str, Any]:
    return {
        "advisor": str(one.advisor_id),
        "household": one.household.reference if one.household else "",
        "version": one.version,
    }


def _called(advisor: Advisor) -> str:
    return f"{advisor.name}（{Level(advisor.level).label}）"
