"""How the roster is narrowed."""

import re

from django import forms
from django.db.models import QuerySet

from advisors.enums import Level, StaffKind
from advisors.models import Advisor
from orgs.filters import StreetFilter

_LOOKUPS = {
    "street": "street",
    "level": "level",
    "staff_kind": "staff_kind",
    "q": "name__icontains",
}
_NUMBER = re.compile(r"\d{4,}")


class RosterFilter(StreetFilter):
    """By street, level and kind, and by a name; never by phone or ID number.

    The words stand in the address, and addresses are kept in histories and logs.
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
        return rows.filter(
            **{_LOOKUPS[name]: value for name, value in self.chosen.items() if value}
        )

    def clean_q(self) -> str:
        """A name holds no numbers."""
        words = str(self.cleaned_data["q"]).strip()
        if _NUMBER.search(words):
            raise forms.ValidationError(
                "这里只能按姓名找。电话和证件号会留在网址里，请不要填；刚才的条件没有使用。"
            )
        return words
