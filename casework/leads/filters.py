"""How the list of leads is narrowed."""

from datetime import date

from django import forms
from django.db.models import QuerySet

from casework.enums import LeadSource
from casework.leads.selectors import communities_in
from casework.models import Lead
from core.web import ActorRequest
from orgs.filters import StreetFilter


class LeadFilter(StreetFilter):
    """By street, community and source; a lead is not searched for by name."""

    community = forms.ChoiceField(label="居村", required=False)
    source = forms.ChoiceField(
        label="来源", required=False, choices=[("", "全部来源"), *LeadSource.choices]
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

    def apply(self, rows: QuerySet[Lead]) -> QuerySet[Lead]:
        """The rows that all choices leave."""
        if self.code:
            rows = rows.filter(community__code__startswith=self.code)
        for name in ("community", "source"):
            if self.value(name):
                rows = rows.filter(**{name: self.value(name)})
        return rows
