"""How the list of referrals is narrowed."""

from datetime import date

from django import forms
from django.db.models import QuerySet

from casework.leads.selectors import communities_in
from casework.models import Referral
from core.web import ActorRequest
from orgs.filters import StreetFilter
from resources.enums import NeedCategory, ProviderKind


class ReferralFilter(StreetFilter):
    """By street, community, category of the need and kind of provider; never by a name."""

    community = forms.ChoiceField(label="居村", required=False)
    category = forms.ChoiceField(
        label="需求类别", required=False, choices=[("", "全部类别"), *NeedCategory.choices]
    )
    kind = forms.ChoiceField(
        label="主体类型", required=False, choices=[("", "全部主体"), *ProviderKind.choices]
    )

    PATHS = {
        "community": "community",
        "category": "need__category",
        "kind": "resource__provider__kind",
    }

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
    def chosen(self) -> dict[str, str]:
        """Every choice by its name, empty where there is none."""
        return {name: str(self.value(name)) for name in self.fields}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was chosen."""
        return any(self.chosen.values())

    def apply(self, rows: QuerySet[Referral]) -> QuerySet[Referral]:
        """The rows that all choices leave."""
        if self.code:
            rows = rows.filter(community__code__startswith=self.code)
        for name, path in self.PATHS.items():
            if self.value(name):
                rows = rows.filter(**{path: self.value(name)})
        return rows
