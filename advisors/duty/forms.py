"""The forms of the duty: a rule, a shift, a swap. Choices come in already scoped."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from advisors.duty.months import Month, OnDuty, day_words
from advisors.duty.planning import RuleFacts
from advisors.duty.selectors import Candidate
from advisors.enums import DutyDays, DutyMode, DutySession, TurnEvery
from advisors.models import Advisor, DutyRule, DutyShift
from stations.forms.fields import day as day_field
from stations.forms.fields import text
from stations.models import Station

# Of a street's advisors no more stand in one turn.
MOST_IN_TURN = 12


class RuleForm(forms.Form):
    """How a span of duty goes: where, when, who in turn."""

    station = forms.TypedChoiceField(label="服务站", coerce=int)
    mode = forms.ChoiceField(
        label="值守方式",
        choices=DutyMode,
        widget=forms.RadioSelect,
        help_text="定岗：第一位天天值守，其余依次替班。轮岗：按顺序轮流。",
    )
    starts_on = day_field("从哪天")
    ends_on = day_field("到哪天", help_text="一次最多92天。今天以前的班不改动。")
    days = forms.ChoiceField(label="哪些日子", choices=DutyDays, widget=forms.RadioSelect)
    sessions = forms.MultipleChoiceField(
        label="每天的班次",
        choices=DutySession,
        widget=forms.CheckboxSelectMultiple,
        help_text="选全天，就不选上午和下午。",
        error_messages={"required": "请至少选一个班次。"},
    )
    turn_every = forms.ChoiceField(
        label="多久轮换",
        choices=TurnEvery,
        widget=forms.RadioSelect,
        help_text="定岗不轮换，不用改这一项。",
    )
    # What the preview showed.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        stations: Sequence[Station],
        advisors: Sequence[Advisor],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.stations = {one.pk: one for one in stations}
        self.advisors = {str(one.pk): one for one in advisors}
        choose(self, "station", [(one.pk, one.official_name) for one in stations])
        if len(stations) == 1:
            self.fields["station"].widget = forms.HiddenInput()
            self.fields["station"].initial = stations[0].pk
        people = [("", "——"), *((key, one.name) for key, one in self.advisors.items())]
        for number in range(1, min(len(advisors), MOST_IN_TURN) + 1):
            self.fields[f"turn_{number}"] = forms.ChoiceField(
                label=f"第{number}位", choices=people, required=False
            )

    @property
    def turn_fields(self) -> list[forms.BoundField]:
        """The selects of the turn, in order."""
        return [
            self[name] for name in self.fields if name.startswith("turn_") and name != "turn_every"
        ]

    def clean(self) -> dict[str, Any]:
        """Somebody chosen twice is marked where she stands again."""
        cleaned: dict[str, Any] = super().clean() or {}
        seen = set()
        for field in self.turn_fields:
            key = cleaned.get(field.name)
            if key and key in seen:
                self.add_error(field.name, "这名顾问前面已经选过，每人在顺序里只排一次。")
            seen.add(key)
        return cleaned

    def chosen_station(self) -> Station:
        """Where the duty is."""
        return self.stations[self.cleaned_data["station"]]

    def facts(self) -> RuleFacts:
        """What was filled in; blank places of the turn are passed over."""
        cleaned = self.cleaned_data
        keys = [cleaned[field.name] for field in self.turn_fields]
        return RuleFacts(
            mode=DutyMode(cleaned["mode"]),
            starts_on=cleaned["starts_on"],
            ends_on=cleaned["ends_on"],
            days=DutyDays(cleaned["days"]),
            sessions=[one for one in DutySession if one in cleaned["sessions"]],
            turn_every=TurnEvery(cleaned["turn_every"]),
            turn=[self.advisors[key] for key in keys if key],
        )

    def refuse(self, refused: ValidationError) -> None:
        """Show a refusal at its field, where the form has it."""
        put_at_fields(self, refused)

    def as_hidden(self) -> list[tuple[str, str]]:
        """Every name and value as it was sent, for the preview to send again."""
        return [
            (name, value)
            for name in self.fields
            if name != "seen"
            for value in self.data.getlist(name)  # type: ignore[attr-defined]
        ]


def initial_of(rule: DutyRule | None, turn: Iterable[Advisor], month: Month) -> dict[str, Any]:
    """A new rule begins as the last one went, for a whole month."""
    filled: dict[str, Any] = {
        "mode": rule.mode if rule else DutyMode.ROTATION,
        "days": rule.days if rule else DutyDays.WORKDAYS,
        "sessions": rule.sessions if rule else [DutySession.MORNING, DutySession.AFTERNOON],
        "turn_every": rule.turn_every if rule else TurnEvery.DAY,
        "starts_on": month.first,
        "ends_on": month.last,
    }
    return filled | {f"turn_{n}": str(one.pk) for n, one in enumerate(turn, start=1)}


class ShiftForm(forms.Form):
    """Who is on duty in which session of a day."""

    advisor = forms.ChoiceField(label="值守人")
    session = forms.ChoiceField(label="班次", choices=DutySession, widget=forms.RadioSelect)
    mode = forms.ChoiceField(label="值守方式", choices=DutyMode, widget=forms.RadioSelect)
    note = text("备注", 60, help_text="例如：代班。")
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        candidates: Sequence[Candidate],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.advisors = {str(one.advisor.pk): one.advisor for one in candidates}
        people = [(str(one.advisor.pk), one.words) for one in candidates]
        choose(self, "advisor", [("", "请选择"), *people])

    def facts(self) -> dict[str, Any]:
        """What was filled in, for the service."""
        cleaned = self.cleaned_data
        return {
            "advisor": self.advisors[cleaned["advisor"]],
            "session": cleaned["session"],
            "mode": cleaned["mode"],
            "note": cleaned["note"],
        }

    def refuse(self, refused: ValidationError) -> None:
        """Show a refusal at its field, where the form has it."""
        put_at_fields(self, refused)


class SwapForm(forms.Form):
    """Two shifts that change hands."""

    first = forms.ChoiceField(label="哪一班")
    second = forms.ChoiceField(label="和哪一班换")
    reason = text("换班原因", 60, help_text="例如：参加区里培训。会留在留痕里，不要写个人隐私。")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        shifts: Sequence[DutyShift],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.shifts = {str(one.pk): one for one in shifts}
        self.fields["reason"].required = True
        choices = [("", "请选择"), *((key, _words(one)) for key, one in self.shifts.items())]
        choose(self, "first", choices)
        choose(self, "second", choices)

    def facts(self) -> dict[str, Any]:
        """What was filled in, for the service."""
        return {
            "first": self.shifts[self.cleaned_data["first"]],
            "second": self.shifts[self.cleaned_data["second"]],
            "reason": self.cleaned_data["reason"],
        }


def suggested(
    candidates: Iterable[Candidate],
    there: Sequence[OnDuty],
    rule: DutyRule | None,
    turn: Iterable[Advisor],
) -> dict[str, Any]:
    """Who could fill a day: whoever is there, is not on duty yet and has the fewest shifts.

    Those of the last rule's turn come first. The session is the half that nobody has, or the whole day.
    """
    busy = {one.advisor.pk for one in there if one.advisor}
    free = [one for one in candidates if not one.away and one.advisor.pk not in busy]
    usual = {one.pk for one in turn}
    best = min(free, key=lambda one: (one.advisor.pk not in usual, one.shifts), default=None)
    halves = {
        DutySession.MORNING: DutySession.AFTERNOON,
        DutySession.AFTERNOON: DutySession.MORNING,
    }
    taken = [one.session for one in there if one.is_there]
    session = halves.get(DutySession(taken[0])) if len(taken) == 1 else None
    return {
        "advisor": str(best.advisor.pk) if best else "",
        "session": session or DutySession.ALL_DAY,
        "mode": rule.mode if rule else DutyMode.ROTATION,
    }


def choose(form: forms.Form, name: str, choices: Sequence[tuple[Any, str]]) -> None:
    """Give a field its choices."""
    form.fields[name].choices = choices  # type: ignore[attr-defined]


def put_at_fields(form: forms.Form, refused: ValidationError) -> None:
    """Show a refusal at the fields it names, else above the form."""
    told = refused.message_dict if hasattr(refused, "error_dict") else {"": refused.messages}
    for name, messages in told.items():
        form.add_error(name if name in form.fields else None, messages)


def _words(shift: DutyShift) -> str:
    return f"{day_words(shift.day)} {shift.get_session_display()} {shift.advisor.name}"
