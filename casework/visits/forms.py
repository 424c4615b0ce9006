"""The one form of a visit: on a stair with one hand, at a desk, and on the phone's own page."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from advisors.models import Advisor
from casework.anonymity import told_in
from casework.enums import Deed, Finding, QuestionType, VisitMode, VisitSource
from casework.models import Household, Visit
from casework.serving import advisors_for
from casework.visits import selectors
from casework.visits.facts import VisitFacts
from casework.visits.photos import KINDS, MOST_PHOTOS
from casework.visits.rules import against
from core.actor import Actor
from core.clashes import VersionedForm
from core.clock import portal_day
from evidence.guard import refuse_oversized
from resources.enums import NeedCategory
from stations.forms import fields

LONGEST_NOTE = 1000
NO_HOUSEHOLD = "请选择走访了哪一户。"
_UNREAD = ("?",)
OUT_OF_SCOPE = "这户不在您的范围内，请从列表里重新选择。"


class ManyPhotos(forms.FileInput):
    """Several photos at once, or one out of the camera."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All that were chosen."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class PhotosField(forms.FileField):
    """A few photos, or none; the writer looks at each."""

    widget = ManyPhotos

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Those chosen, none of them empty or far too large."""
        chosen = [one for one in data or [] if one]
        for one in chosen:
            refuse_oversized(one.size or 0)
        return chosen


class _AnyChoice(forms.ChoiceField):
    """Takes what is not on its list: who checks it says what is wrong with it."""

    def valid_value(self, value: Any) -> bool:
        return True


def _ticks(label: str, choices: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": f"“{label}”里有一项不认识，请重新勾选。"},
        **kwargs,
    )


def _text(label: str, rows: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": rows}),
        required=False,
        error_messages={"max_length": f"{label}最多{LONGEST_NOTE}个字，现在有%(show_value)s个。"},
        **kwargs,
    )


class VisitForm(VersionedForm):
    """A visit as it is told; drawn by templates/casework/parts/visit_fields.html.

    Without `household` and `visit` it asks for one, out of `households`. Whoever has an advisor's
    file stands in the form as herself; a manager without one says who visited. Sent from the
    phone, `written_at` and `source` go to `facts`; the ticks `is_old_confirmed` and
    `is_second_confirmed` answer what the writer asks under these names.
    """

    key = forms.UUIDField(
        label="表单",
        widget=forms.HiddenInput,
        error_messages={
            "required": "表单缺少编号，请重新打开这一页再填。",
            "invalid": "表单的编号不对，请重新打开这一页再填。",
        },
    )
    household = _AnyChoice(label="走访了哪一户", error_messages={"required": NO_HOUSEHOLD})
    visited_on = fields.day("走访日期", error_messages={"required": "请填写走访日期。"})
    mode = forms.ChoiceField(
        label="怎么走访",
        choices=VisitMode,
        widget=forms.RadioSelect,
        initial=VisitMode.HOME,
        error_messages={
            "required": "请选择怎么走访的。",
            "invalid_choice": "走访方式请从列出的几种里选。",
        },
    )
    advisor = forms.ChoiceField(
        label="走访人",
        error_messages={
            "required": "请选择是哪位顾问走访的。",
            "invalid_choice": "这名顾问那天不在岗，或不负责这里，请核对走访日期，或另选一人。",
        },
    )
    findings = _ticks("看到什么", Finding)
    deeds = _ticks("做了什么", Deed)
    note = _text("情况说明", 3, help_text="勾选能说清的，不用再写。")
    action = _text("处理措施", 2)
    need_kinds = _ticks("需求", NeedCategory)
    question_type = forms.ChoiceField(
        label="四问类型",
        choices=[("", "不是来问的"), *QuestionType.choices],
        required=False,
        help_text="对方问了问题才选（T4-1）。",
    )
    wants_referral = forms.BooleanField(label="需要转介", required=False)
    companions = _ticks("同行的顾问", ())
    community_cloud_ref = fields.text(
        "社区云编号",
        40,
        help_text="在社区云登记过的填编号，没有的留空（T7-4）。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    next_visit_on = fields.day(
        "下次走访", required=False, help_text="约好了才填；早于应走访日的，按约好的日子提醒。"
    )
    photos = PhotosField(
        label="照片",
        required=False,
        help_text=f"最多{MOST_PHOTOS}张；定位信息会自动去掉，加密保存，只有能看这户档案的人看得到。",
    )
    is_old_confirmed = forms.BooleanField(label="日期没有写错", required=False)
    is_second_confirmed = forms.BooleanField(label="同一天确实又走访了一次", required=False)

    OWN = ("version", "key", "photos", "is_old_confirmed", "is_second_confirmed")

    def __init__(
        self,
        *args: Any,
        actor: Actor | None = None,
        household: Household | None = None,
        households: Iterable[Household] = (),
        visit: Visit | None = None,
        **kwargs: Any,
    ) -> None:
        self.actor, self.visit = actor, visit
        self.of = visit.household if visit else household
        self.households = list(households)
        self.people: dict[str, Advisor] = {}
        self.own: Advisor | None = None
        super().__init__(*args, **kwargs)
        self.fields["photos"].widget.attrs |= {"accept": KINDS, "multiple": True}
        if self.of is not None:
            del self.fields["household"]
        else:
            self._set_choices("household", [("", "请选择"), *map(_choice, self.households)])
        if visit is not None:
            del self.fields["key"]
        if actor is None:
            del self.fields["advisor"], self.fields["companions"]
        else:
            self._ask_who(actor)

    @classmethod
    def blank(cls) -> Self:
        """The form for the phone's own page, which holds nobody's data: a script fills it."""
        return cls()

    @classmethod
    def beginning(cls, data: Any = None, **needs: Any) -> Self:
        """A new one as it is first drawn: with a key of its own, today."""
        begun = {"key": str(uuid.uuid4()), "visited_on": portal_day()}
        return cls(data, initial={**begun, **needs.pop("initial", {})}, **needs)

    def needs(self) -> dict[str, Any]:
        """Whose visit it is, and who fills it in."""
        return {
            "actor": self.actor,
            "household": self.of,
            "households": self.households,
            "visit": self.visit,
        }

    @property
    def asks_household(self) -> bool:
        """Whether the household is chosen in the form."""
        return "household" in self.fields

    @property
    def asks_advisor(self) -> bool:
        """Whether somebody else than who fills it in may have visited."""
        return "advisor" in self.fields

    @property
    def asks_companions(self) -> bool:
        """Whether there is anybody to come along."""
        return "companions" in self.fields

    @property
    def asks_old(self) -> bool:
        """Whether a day before 2019 is to be confirmed."""
        return self._is_asked("is_old_confirmed")

    @property
    def asks_second(self) -> bool:
        """Whether a second visit on the day is to be confirmed."""
        return self._is_asked("is_second_confirmed")

    @property
    def is_more_open(self) -> bool:
        """Whether what is folded away holds something, or is wrong."""
        folded = (
            "need_kinds", "action", "question_type", "wants_referral", "companions",
            "community_cloud_ref", "next_visit_on", "photos",
        )  # fmt: skip
        there = [name for name in folded if name in self.fields]
        return any(name in self.errors or self[name].value() for name in there)

    def clean_household(self) -> Household:
        """The household chosen, if she may visit it."""
        try:
            pk = uuid.UUID(self.cleaned_data["household"])
        except ValueError:
            raise ValidationError(OUT_OF_SCOPE) from None
        known = next((one for one in self.households if one.pk == pk), None)
        found = known or (selectors.household_in_scope(self.actor, pk) if self.actor else None)
        if found is None:
            raise ValidationError(OUT_OF_SCOPE)
        return found

    def clean(self) -> dict[str, Any]:
        """What can't be true of the visit by itself."""
        cleaned = super().clean() or self.cleaned_data
        wrong = against(
            visited_on=cleaned.get("visited_on"),
            # What couldn't be read says something too.
            findings=cleaned.get("findings", _UNREAD),
            deeds=cleaned.get("deeds", _UNREAD),
            note=cleaned.get("note", ""),
            next_visit_on=cleaned.get("next_visit_on"),
            is_old_confirmed=cleaned.get("is_old_confirmed", False),
            today=portal_day(),
        )
        for name, words in wrong.items():
            if name not in self.errors:
                self.add_error(name, words)
        return cleaned

    def facts(self, **more: Any) -> VisitFacts:
        """The visit as told; `more` is what the form doesn't ask (source, written_at)."""
        told = self.cleaned_data
        same = (
            "visited_on", "mode", "note", "action", "question_type", "wants_referral",
            "community_cloud_ref", "next_visit_on", "is_old_confirmed", "is_second_confirmed",
        )  # fmt: skip
        chosen = told.get("advisor")
        advisor = self.people[chosen] if chosen else self.own
        if advisor is None:
            raise ValidationError({"advisor": "请选择是哪位顾问走访的。"})
        companions = tuple(self.people[one] for one in told.get("companions", ()))
        return VisitFacts(
            advisor=advisor,
            companions=tuple(one for one in companions if one.pk != advisor.pk),
            findings=tuple(told["findings"]),
            deeds=tuple(told["deeds"]),
            needs=tuple(told["need_kinds"]),
            **{name: told[name] for name in same},
            **({"source": VisitSource.PORTAL} | more),
        )

    def photo_bytes(self) -> list[bytes]:
        """The photos as they were sent."""
        return [one.read() for one in self.cleaned_data["photos"]]

    def _is_asked(self, name: str) -> bool:
        return self.is_bound and (name in self.errors or bool(self[name].value()))

    def _ask_who(self, actor: Actor) -> None:
        """Herself, or one of those in post on the day that stands in the form."""
        community = self.of.community_id if self.of else actor.unit_code
        there: Sequence[Advisor] = list(advisors_for(actor, community, self._day()))
        if self.visit is not None:
            there = _with(
                there, [self.visit.advisor, *(one.advisor for one in self.visit.together.all())]
            )
        own = next((one for one in there if one.user_id == actor.user_id), None)
        self.own = own or next(iter(selectors.own_files(actor)), None)
        self.people = {str(one.pk): one for one in there}
        named = [(pk, one.name) for pk, one in self.people.items()]
        if self.own is not None and (self.visit is None or self.visit.advisor_id == self.own.pk):
            del self.fields["advisor"]
            named = [one for one in named if one[0] != str(self.own.pk)]
        else:
            self._set_choices("advisor", [("", "请选择"), *named])
        if named:
            self._set_choices("companions", named)
        else:
            del self.fields["companions"]

    def _day(self) -> date:
        """The day of the visit as far as it is typed, else the one drawn with, else today."""
        if self.is_bound:
            try:
                typed = self.fields["visited_on"].clean(
                    self.data.get(self.add_prefix("visited_on"))
                )
            except ValidationError:
                typed = None
            return typed or portal_day()
        drawn = self.initial.get("visited_on")
        return drawn if isinstance(drawn, date) else portal_day()

    def _set_choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]


class VoidForm(forms.Form):
    """Why a visit is taken back."""

    reason = forms.CharField(
        label="作废原因",
        max_length=100,
        help_text="例如：登错了户、同一次走访登了两遍。不要写姓名和电话。",
        error_messages={"required": "请写明为什么作废。"},
    )

    def __init__(self, *args: Any, people: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people

    def clean_reason(self) -> str:
        """It stands in clear, on the visit's page: it tells nobody's name or number."""
        reason = str(self.cleaned_data["reason"])
        refused = told_in(reason, self.people)
        if refused:
            raise ValidationError(refused)
        return reason


def initial_of(visit: Visit) -> dict[str, Any]:
    """A visit as its form is first shown."""
    same = (
        "visited_on", "mode", "findings", "deeds", "note", "action", "question_type",
        "wants_referral", "community_cloud_ref", "next_visit_on", "version",
    )  # fmt: skip
    return {
        **{name: getattr(visit, name) for name in same},
        "advisor": str(visit.advisor_id),
        "companions": [str(one.advisor_id) for one in visit.together.all()],
        "need_kinds": [one.category for one in visit.needs.all()],
    }


def _choice(household: Household) -> tuple[str, str]:
    """王小明 PT00012（石里一居委）."""
    where = household.community.short_name
    return str(household.pk), f"{household.head_name} {household.reference}（{where}）"


def _with(there: Sequence[Advisor], more: Iterable[Advisor]) -> list[Advisor]:
    known = {one.pk for one in there}
    return [*there, *(one for one in more if one.pk not in known)]
