"""How the list of unresolved matters is narrowed."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from casework.enums import Blocker
from casework.leads.selectors import communities_in
from core.web import ActorRequest
from orgs.filters import StreetFilter


class StuckFilter(StreetFilter):
    """By street, place and blocker; a matter is not searched for by name."""

    place = forms.ChoiceField(label="在哪里", required=False)
    blocker = forms.ChoiceField(
        label="未办成原因", required=False, choices=[("", "全部原因"), *Blocker.choices]
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
    def chosen(self) -> dict[str, str]:
        """Every choice by its name, empty where there is none."""
        return {name: str(self.value(name)) for name in self.fields}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was chosen."""
        return any(self.chosen.values())

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that all choices leave."""
        rows = self.narrow(rows, "unit__code__startswith")
        if self.value("place"):
            rows = rows.filter(unit=self.value("place"))
        return rows.filter(blocker=self.value("blocker")) if self.value("blocker") else rows
