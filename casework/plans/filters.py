"""How the list of support plans is narrowed."""

from datetime import date

from django import forms
from django.db.models import QuerySet

from casework.leads.selectors import communities_in
from casework.models import SupportPlan
from core.web import ActorRequest
from orgs.filters import StreetFilter


class PlanFilter(StreetFilter):
    """By street and community."""

    community = forms.ChoiceField(label="居村", required=False)

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

    def apply(self, rows: QuerySet[SupportPlan]) -> QuerySet[SupportPlan]:
        """The rows that all choices leave."""
        if self.code:
            rows = rows.filter(community__code__startswith=self.code)
        if self.value("community"):
            rows = rows.filter(community=self.value("community"))
        return rows
