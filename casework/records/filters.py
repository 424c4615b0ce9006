"""How service records are narrowed: by kind, by when, by who gave them."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from casework.enums import ServiceType, StationDuty, SupportType
from casework.periods import Period, period_of
from core.web import ActorRequest
from orgs.filters import StreetFilter


class RecordsFilter(StreetFilter):
    """`?type=`, `?duty=`, `?support=`, `?period=` (2024-Q3, 2024-07), `?unit=` (a code)."""

    type = forms.ChoiceField(
        label="服务类型", required=False, choices=[("", "全部服务类型"), *ServiceType.choices]
    )
    duty = forms.ChoiceField(
        label="服务站职责", required=False, choices=[("", "全部职责"), *StationDuty.choices]
    )
    support = forms.ChoiceField(
        label="配合事项", required=False, choices=[("", "全部配合事项"), *SupportType.choices]
    )
    period = forms.CharField(required=False, max_length=7, widget=forms.HiddenInput)
    unit_code = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(self, request: ActorRequest, day: date) -> None:
        self.day = day
        super().__init__(request, day)

    @property
    def is_narrowed(self) -> bool:
        """Whether the rows are asked for, and not the tables."""
        names = ("type", "duty", "support", "period", "unit_code")
        return any(self.value(name) for name in names)

    @property
    def span(self) -> Period | None:
        """The month or quarter asked for."""
        return period_of(str(self.value("period")))

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The records that all choices leave."""
        rows = self.narrow(rows, "unit__code__startswith")
        for name, column in _COLUMNS.items():
            if self.value(name):
                rows = rows.filter(**{column: self.value(name)})
        if self.span:
            rows = rows.filter(given_on__range=(self.span.first, self.span.last))
        return rows


_COLUMNS = {
    "type": "service_type",
    "duty": "station_duty",
    "support": "support_type",
    "unit_code": "unit",
}
