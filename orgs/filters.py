"""The street that a list is narrowed to."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404

from core.web import ActorRequest
from orgs.models import Unit
from orgs.selectors import streets_of


class StreetFilter(forms.Form):
    """`?street=` within the actor's unit; any other street is not found.

    Lists add their own choices to it. What can't be read counts as not chosen.
    """

    street = forms.ChoiceField(label="街镇", required=False)

    def __init__(self, request: ActorRequest, day: date) -> None:
        super().__init__(request.GET)
        self.streets: list[Unit] = list(streets_of(request.actor, day))
        choices = [(street.code, street.name) for street in self.streets]
        self.fields["street"].choices = [("", "全部街镇"), *choices]  # type: ignore[attr-defined]
        asked = request.GET.get("street", "")
        if asked and asked not in dict(choices):
            raise Http404
        if len(choices) < 2:
            # One street, one choice: there is nothing to pick.
            self.fields["street"].widget = forms.HiddenInput()
        self.is_valid()

    def value(self, name: str) -> Any:
        """What was chosen, or an empty text."""
        return self.cleaned_data.get(name) or ""

    @property
    def code(self) -> str:
        """The code of the street chosen, or empty."""
        return str(self.value("street"))

    @property
    def unit(self) -> Unit | None:
        """The street chosen, or the only one there is."""
        if len(self.streets) == 1:
            return self.streets[0]
        return next((street for street in self.streets if street.code == self.code), None)

    def narrow(self, rows: QuerySet[Any], path: str) -> QuerySet[Any]:
        """Rows of the chosen street; `path` leads to it."""
        return rows.filter(**{path: self.code}) if self.code else rows
