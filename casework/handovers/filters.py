"""How the list of handovers is narrowed."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from casework.enums import ApplicationKind, HandoverWay
from casework.leads.selectors import communities_in
from core.web import ActorRequest
from orgs.filters import StreetFilter


class HandoverFilter(StreetFilter):
    """By street, place, way and kind; a handover is not searched for by name."""

    place = forms.ChoiceField(label="在哪里", required=False)
    way = forms.ChoiceField(
        label="方向", required=False, choices=[("", "两个方向"), *HandoverWay.choices]
    )
    kind = forms.ChoiceField(
        label="事项", required=False, choices=[("", "全部事项"), *ApplicationKind.choices]
    )

    def __init__(self, request: ActorRequest, day: date) -> None:
        super().__init__(request, day)
        street = self.code or request.actor.street_code
        there = communities_in(request.actor, day) if street else []
        choices = [(one.code, one.name) for one in there if one.code.startswith(street)]
        if street and not request.actor.is_community:
            choices.insert(0, (street, "服务站"))
        self.fields["place"].choices = [("", "全部地方"), *choices]  # type: ignore[attr-defined]
        if len(choices) < 2:
            self.fields["place"].widget = forms.HiddenInput()
        self.full_clean()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was chosen."""
        return any(self.value(name) for name in self.fields)

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that all choices leave."""
        rows = self.narrow(rows, "unit__code__startswith")
        if self.value("place"):
            rows = rows.filter(unit=self.value("place"))
        for name in ("way", "kind"):
            if self.value(name):
                rows = rows.filter(**{name: self.value(name)})
        return rows
