"""How the lists of consultations and applications are narrowed."""

from django import forms
from django.db.models import QuerySet

from casework.enums import ApplicationKind, QuestionType
from casework.models import Application, Consultation
from orgs.filters import StreetFilter


class AskedFilter(StreetFilter):
    """Consultations by street and by the four asks."""

    type = forms.ChoiceField(
        label="四问类型", required=False, choices=[("", "全部类型"), *QuestionType.choices]
    )

    def apply(self, rows: QuerySet[Consultation]) -> QuerySet[Consultation]:
        """The rows that all choices leave."""
        rows = self.narrow(rows, "unit__code__startswith")
        return rows.filter(question_type=self.value("type")) if self.value("type") else rows


class AppliedFilter(StreetFilter):
    """Applications by street and by what is applied for."""

    kind = forms.ChoiceField(
        label="申请事项", required=False, choices=[("", "全部事项"), *ApplicationKind.choices]
    )

    def apply(self, rows: QuerySet[Application]) -> QuerySet[Application]:
        """The rows that all choices leave."""
        rows = self.narrow(rows, "unit__code__startswith")
        return rows.filter(kind=self.value("kind")) if self.value("kind") else rows
