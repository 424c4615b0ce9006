"""The forms of a street's milestones, and of why its station opens late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.safestring import SafeString

from core.clock import portal_day
from stations.enums import MilestoneKind, ServiceKind
from stations.forms import fields
from stations.milestones.services import TOLD_BY, Days, Standing, fingerprint
from stations.servicelists import SIX_SERVICES, THREE_DUTIES


@dataclass(frozen=True)
class Fields:
    """The fields of one milestone; `done_on` is None where records tell it."""

    planned_on: BoundField
    done_on: BoundField | None
    note: BoundField


class MilestonesForm(forms.Form):
    """The seven that every street sets itself (P2-4), in one form."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, data: QueryDict | None, *, standings: Sequence[Standing]) -> None:
        self.standings = standings
        rows = [one.row for one in standings if one.row]
        super().__init__(data, initial={"seen": fingerprint(rows)})
        for one in standings:
            self._add(one)
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "seen"

    def rows(self) -> dict[str, Fields]:
        """The fields by kind."""
        return {
            one.kind.value: Fields(
                self[f"{one.kind}-planned_on"],
                None if one.kind in TOLD_BY else self[f"{one.kind}-done_on"],
                self[f"{one.kind}-note"],
            )
            for one in self.standings
        }

    def days(self) -> dict[MilestoneKind, Days]:
        """What was typed, by kind."""
        return {
            one.kind: Days(
                self.cleaned_data[f"{one.kind}-planned_on"],
                self.cleaned_data.get(f"{one.kind}-done_on"),
                self.cleaned_data[f"{one.kind}-note"],
            )
            for one in self.standings
        }

    def clean(self) -> dict[str, Any]:
        """Nothing is done tomorrow, and a day that moves wants its reason."""
        cleaned = super().clean() or self.cleaned_data
        for one in self.standings:
            done_on = cleaned.get(f"{one.kind}-done_on")
            if done_on and done_on > portal_day():
                self.add_error(f"{one.kind}-done_on", f"“{one.kind.label}”的完成日期不能晚于今天。")
            if not self._is_stale:
                self._ask_why(one, cleaned)
        return cleaned

    def hidden_values(self) -> list[SafeString]:
        """What goes along unseen: what the form was drawn from, as a whole and field by field."""
        drawn = [name for name in self.fields if name != "seen"]
        return [
            self["seen"].as_hidden(),
            *(self[name].as_hidden(only_initial=True) for name in drawn),
        ]

    def on_latest(self, standings: Sequence[Standing]) -> "MilestonesForm":
        """The form on top of what is on record now: what this person typed stays, the rest is new.

        Saved once more, it holds.
        """
        data, now = cast(QueryDict, self.data).copy(), type(self)(None, standings=standings)
        for name in now.fields:
            value = now[name].value()
            current = "" if value is None else str(value)
            if name not in self.changed_data:
                data[self.add_prefix(name)] = current
            data[self.add_initial_prefix(name)] = current
        data["seen"] = now.initial["seen"]
        return type(self)(data, standings=standings)

    @property
    def _is_stale(self) -> bool:
        """Whether somebody else wrote since it was drawn."""
        return bool(self.cleaned_data.get("seen") != self.initial["seen"])

    def _ask_why(self, one: Standing, cleaned: Mapping[str, Any]) -> None:
        before = one.row.planned_on if one.row else None
        name = f"{one.kind}-planned_on"
        is_moved = before is not None and name in cleaned and cleaned[name] != before
        note = cleaned.get(f"{one.kind}-note", "")
        if is_moved and (not note or (one.row and note == one.row.note)):
            self.add_error(
                f"{one.kind}-note",
                f"“{one.kind.label}”的计划日期原为 {before}，改了请写明原因。",
            )

    def _add(self, one: Standing) -> None:
        row = one.row
        label = one.kind.label
        self.fields[f"{one.kind}-planned_on"] = fields.day(
            f"计划日期（{label}）", required=False, initial=row.planned_on if row else None
        )
        if one.kind not in TOLD_BY:
            self.fields[f"{one.kind}-done_on"] = fields.day(
                f"完成日期（{label}）", required=False, initial=row.done_on if row else None
            )
        self.fields[f"{one.kind}-note"] = fields.text(
            f"说明（{label}）", 200, initial=row.note if row else ""
        )


class DelayForm(forms.Form):
    """Why the station opens late."""

    reason = forms.CharField(
        label="延期原因",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明为什么晚、预计哪天启用。",
    )


class DelayAnswerForm(forms.Form):
    """The district's answer."""

    answer = forms.CharField(
        label="答复", max_length=200, required=False, help_text="不接受的必须写明理由。"
    )


class ServicesForm(forms.Form):
    """What a station's list of services names, and from when it hangs."""

    six = forms.MultipleChoiceField(
        label="六类服务",
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind.value, kind.label) for kind in SIX_SERVICES],
        required=False,
    )
    three = forms.MultipleChoiceField(
        label="三项职责",
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind.value, kind.label) for kind in THREE_DUTIES],
        required=False,
    )
    published_on = fields.day("公布日期", help_text="清单在站内公布的那一天。")

    def clean(self) -> dict[str, Any]:
        """A list names something."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("six") and not cleaned.get("three"):
            raise forms.ValidationError("请至少勾选一项服务。")
        return cleaned

    def services(self) -> list[str]:
        """What was ticked."""
        return [*self.cleaned_data["six"], *self.cleaned_data["three"]]


def initial_services(services: Sequence[str] | None, day: date) -> dict[str, Any]:
    """The list as it is now, or everything that the notice names."""
    named = set(ServiceKind.values) if services is None else set(services)
    return {
        "six": [kind.value for kind in SIX_SERVICES if kind in named],
        "three": [kind.value for kind in THREE_DUTIES if kind in named],
        "published_on": day,
    }
