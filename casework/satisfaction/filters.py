"""How the list of satisfaction surveys is narrowed."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from casework.enums import SurveySource
from orgs.filters import StreetFilter


class SurveyFilter(StreetFilter):
    """By street and by who asked."""

    source = forms.ChoiceField(
        label="来源", required=False, choices=[("", "全部来源"), *SurveySource.choices]
    )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was chosen."""
        return any(self.value(name) for name in self.fields)

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that all choices leave."""
        rows = self.narrow(rows, "street")
        return rows.filter(source=self.value("source")) if self.value("source") else rows
