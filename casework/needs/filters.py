"""How the list of needs is narrowed."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from casework.leads.selectors import communities_in
from core.web import ActorRequest
from orgs.filters import StreetFilter
from resources.enums import NeedCategory


class NeedFilter(StreetFilter):
    """By street, community and category; a need is not searched for by name."""

    community = forms.ChoiceField(label="居村", required=False)
    category = forms.ChoiceField(
        label="需求类别", required=False, choices=[("", "全部类别"), *NeedCategory.choices]
    )

    def __init__(self, request: ActorRequest, day: date) -> None:
        super().__init__(request, day)
        street = self.code or request.actor.street_code
        there = communities_in(request.actor, day) if street else []
        choices = [(one.code, one.name) for one in there if one.code.startswith(street)]
        self.fields["community"].choices = [("", "全部居村"), *choices]  # type: ignore[attr-defined]
        if len(choices) < 2:
            self.fields["community"].widget = forms.HiddenInput()
        self.full_clean()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was chosen."""
        return any(self.value(name) for name in self.fields)

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that all choices leave."""
        rows = self.narrow(rows, "community__code__startswith")
        for name in ("community", "category"):
            if self.value(name):
                rows = rows.filter(**{name: self.value(name)})
        return rows
