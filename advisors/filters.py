"""How the roster is narrowed."""

import re
from datetime import date

from django import forms
from django.db.models import QuerySet

from advisors.enums import Level, StaffKind
from advisors.models import Advisor
from core.web import ActorRequest
from orgs.filters import StreetFilter

_CHOICES = ("street", "level", "staff_kind")
_NUMBER = re.compile(r"\d{4,}")


class RosterFilter(StreetFilter):
    """By street, level and kind, and by a name; never by phone or ID number.

    The words stand in the address, and addresses are kept in histories and logs. A name that is
    masked for the actor can't be searched for either: what is found would confirm it.
    """

    level = forms.ChoiceField(
        label="层级", required=False, choices=[("", "全部层级"), *Level.choices]
    )
    staff_kind = forms.ChoiceField(
        label="人员性质", required=False, choices=[("", "全部性质"), *StaffKind.choices]
    )
    q = forms.CharField(
        label="姓名",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"placeholder": "找姓名", "type": "search"}),
    )

    def __init__(self, request: ActorRequest, day: date) -> None:
        # The own street, whose names are shown in full; empty for the district.
        self.named_street = request.actor.street_code
        super().__init__(request, day)
        if not self.named_street:
            self.fields["q"].widget = forms.HiddenInput()

    @property
    def chosen(self) -> dict[str, str]:
        """Every choice by its name, empty where there is none."""
        return {name: str(self.value(name)) for name in self.fields}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was chosen."""
        return any(self.chosen.values())

    def apply(self, rows: QuerySet[Advisor]) -> QuerySet[Advisor]:
        """The rows that all choices leave."""
        chosen = self.chosen
        rows = rows.filter(**{name: chosen[name] for name in _CHOICES if chosen[name]})
        if chosen["q"]:
            rows = rows.filter(name__icontains=chosen["q"], street=self.named_street)
        return rows

    def clean_q(self) -> str:
        """A name holds no numbers, and is searched for by those who may see it."""
        words = str(self.cleaned_data["q"]).strip()
        if words and not self.named_street:
            raise forms.ValidationError(
                "姓名在这里不显示全名，也不能按姓名找；刚才的条件没有使用。"
            )
        if _NUMBER.search(words):
            raise forms.ValidationError(
                "这里只能按姓名找。电话和证件号会留在网址里，请不要填；刚才的条件没有使用。"
            )
        return words
