"""The list that closes a session: one tick and one number for each of those who may have come."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core.actor import Actor


class HoldForm(forms.Form):
    """Who was there and for how long: one tick and one number for each."""

    def __init__(
        self, data: Any = None, *, people: Sequence[Any], length: int, actor: Actor
    ) -> None:
        super().__init__(data)
        self.people, self.length = people, length
        for one in people:
            name = actor.shown_name(one.name, one.street_id)
            self.fields[f"came-{one.pk}"] = forms.BooleanField(
                label=f"{name}到场",
                required=False,
                initial=one.minutes_noted is not None,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
            self.fields[f"minutes-{one.pk}"] = forms.IntegerField(
                label=f"{name}的分钟",
                required=False,
                initial=one.minutes_noted or length,
                min_value=1,
                max_value=length,
                widget=forms.NumberInput(
                    attrs={"class": "form-control", "aria-label": f"{name}的分钟"}
                ),
                error_messages={
                    "invalid": f"请填写1到{length}的整数。",
                    "min_value": f"应在1到{length}分钟之间。",
                    "max_value": f"应在1到{length}分钟之间。",
                },
            )

    def rows(self) -> list[dict[str, Any]]:
        """The people with their two fields; those enrolled or noted first."""
        return [
            {
                "advisor": one,
                "came": self[f"came-{one.pk}"],
                "minutes": self[f"minutes-{one.pk}"],
                "is_expected": bool(one.minutes_noted or one.enrolled_at),
            }
            for one in self.people
        ]

    def clean(self) -> dict[str, Any]:
        """A number beside somebody who is not ticked says nothing."""
        cleaned = super().clean() or self.cleaned_data
        for one in self.people:
            if not cleaned.get(f"came-{one.pk}"):
                self.errors.pop(f"minutes-{one.pk}", None)
        return cleaned

    def minutes_by_advisor(self) -> dict[Any, int]:
        """Those who were there; a blank number is the whole session."""
        return {
            one.pk: self.cleaned_data.get(f"minutes-{one.pk}") or self.length
            for one in self.people
            if self.cleaned_data[f"came-{one.pk}"]
        }
