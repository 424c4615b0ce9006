"""T7-1 and T7-2: the six kinds of service, and the three duties of a street's station."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    F,
    Func,
    IntegerField,
    Min,
    OuterRef,
    QuerySet,
    Value,
)
from django.db.models.functions import Concat, Left

from casework.enums import ServiceType, StationDuty
from casework.indicators.columns import (
    ADVISOR,
    CONSULTATION,
    GIVEN_ON,
    OTHER_ORIGIN,
    UNIT,
    VISIT,
)
from casework.indicators.reckoning import (
    begins_of,
    ended,
    in_periods,
    mean_of_kinds,
    spoken,
    streets_from,
)
from casework.models import ServiceRecord
from casework.periods import MONTH, QUARTER, Period
from core.measures import ItemColumn, Measure, Question, register


@dataclass(frozen=True)
class Kinds:
    """Kinds of service that each period of so many months asks for.

    `field` says of a record which of them it is. `of_station`: only the station's own count.
    """

    key: str
    field: str
    kinds: type[ServiceType] | type[StationDuty]
    months: int
    of_station: bool = False

    def records(self, question: Question) -> QuerySet[Any]:
        """The records of the periods that ended, each with its `period`."""
        rows = ServiceRecord.objects.filter(
            in_periods(ended(question, self.months), "given_on")
        ).exclude(**{self.field: ""})
        return rows.annotate(
            period=Func(
                F("given_on"),
                template=(
                    "((extract(year from %(expressions)s)::int * 12 + "
                    f"extract(month from %(expressions)s)::int - 1) / {self.months})"
                ),
                output_field=IntegerField(),
            )
        )

    def totals(self, question: Question) -> QuerySet[Any]:
        """Per street: how many of the kinds a period has on average."""

        def of_kind(period: Period, kind: str) -> QuerySet[Any]:
            rows = ServiceRecord.objects.filter(
                given_on__gte=period.first, given_on__lte=period.last, **{self.field: kind}
            )
            if self.of_station:
                return rows.filter(unit=OuterRef("pk"))
            # Codes begin with the street's, and are compared by code point.
            return rows.filter(
                unit__gte=OuterRef("pk"), unit__lt=Concat(OuterRef("pk"), Value(":"))
            )

        return mean_of_kinds(question, self.months, of_kind, self.kinds.values)

    def items(self, question: Question) -> QuerySet[Any]:
        """The first record written of each kind in each period that counts.

        One is enough: whoever wants to check opens it, and finds the others in the list.
        """
        firsts = (
            self.records(question)
            .order_by()
            .annotate(place=Left("unit_id", 9))
            .values("place", "period", self.field)
            .annotate(first=Min("pk"))
            .values("first")
        )
        if self.of_station:
            firsts = firsts.filter(unit__level="street")
        return (
            ServiceRecord.objects.filter(pk__in=firsts)
            .select_related("unit", "advisor")
            .annotate(street_code=Left("unit_id", 9), counted=Value(True))
            .filter(given_on__gte=begins_of(question, "street_code", self.months))
        )

    def gap(self, question: Question, street_code: str) -> str:
        """Which kinds are missing in which period."""
        begins = (
            streets_from(question, self.months)
            .filter(pk=street_code)
            .values_list("begins", flat=True)
            .first()
        )
        found = self.items(question).filter(street_code=street_code)
        there = {
            (Period.of(day, self.months), kind)
            for day, kind in found.order_by().values_list("given_on", self.field)
        }
        told = []
        for period in ended(question, self.months):
            if begins and period.first >= begins:
                lacking = [k for k in self.kinds if (period, k.value) not in there]
                told += self._words(period, lacking)
        return f"{'；'.join(told)}。" if told else ""

    def _words(self, period: Period, lacking: Sequence[Any]) -> list[str]:
        if not lacking:
            return []
        names = "".join(f"“{kind.label}”" for kind in lacking)
        return [f"{spoken(period)}还没有{names}的记录"]

    def column(self, label: str) -> ItemColumn:
        """Which of the kinds a record is."""
        return ItemColumn(
            label, lambda record, actor: self.kinds(getattr(record, self.field)).label
        )

    def when(self) -> ItemColumn:
        """In which period it was given."""
        return ItemColumn(
            "时段", lambda record, actor: Period.of(record.given_on, self.months).label
        )


SIX = Kinds("T7-1", "service_type", ServiceType, QUARTER)
THREE = Kinds("T7-2", "station_duty", StationDuty, MONTH, of_station=True)


def _measure(of: Kinds, label: str) -> Measure:
    return Measure(
        key=of.key,
        items=of.items,
        totals=of.totals,
        columns=(
            of.when(),
            of.column(label),
            GIVEN_ON,
            UNIT,
            ADVISOR,
            VISIT,
            CONSULTATION,
            OTHER_ORIGIN,
        ),
        records="casework:records",
        records_label="看服务记录",
        order=("-given_on", of.field, "pk"),
        gap=of.gap,
    )


register(_measure(SIX, "服务类型"), _measure(THREE, "职责"))
