"""What was done, as the portal wrote it down: the tables, and the rows behind each number."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from casework.enums import ServiceType, StationDuty, SupportType
from casework.periods import period_of, quarter_of, written
from casework.permissions import CaseworkPermission
from casework.records import selectors
from casework.records.filters import RecordsFilter
from casework.records.origins import told
from core.clock import page_day
from core.lists import page_of
from core.parts import Chip, Column, Link
from core.templatetags.portal_links import address, here
from core.web import ActorRequest, actor_required
from orgs.models import Unit
from orgs.selectors import communities_of

ROW_COLUMNS = (
    Column("日期"),
    Column("服务"),
    Column("单位"),
    Column("顾问"),
    Column("对象"),
    Column("来自"),
)


@dataclass(frozen=True)
class Cell:
    """One number of a table, and the rows behind it."""

    count: int
    url: str
    label: str


@dataclass(frozen=True)
class Row:
    """One row of a table."""

    label: str
    cells: list[Cell]
    unit: Unit | None = None


@actor_required(CaseworkPermission.VIEW)
@require_GET
def records(request: ActorRequest) -> HttpResponse:
    """Service records by kind and period; narrowed, or with `?show=rows`, the rows themselves."""
    form = RecordsFilter(request, page_day(request))
    if form.is_narrowed or request.GET.get("show") == "rows":
        return _rows(request, form)
    return _tables(request, form)


def _rows(request: ActorRequest, form: RecordsFilter) -> HttpResponse:
    rows = form.apply(selectors.records(request.actor, form.day))
    page = page_of(request, selectors.with_origins(rows))
    context = {
        "form": form,
        "columns": ROW_COLUMNS,
        "page": page,
        "rows": [told(request, one) for one in page],
        "span": form.span,
        "unit": _unit_asked(request, form),
        "all_url": here(request, period="", unit_code="", page="", show="rows"),
        "crumbs": [
            Link("服务记录", address(request, "casework:records", street=form.code)),
            Link("记录"),
        ],
    }
    return render(request, "casework/records_rows.html", context)


def _tables(request: ActorRequest, form: RecordsFilter) -> HttpResponse:
    day, actor = form.day, request.actor
    rows = form.apply(selectors.records(actor, day))
    tally = selectors.tally_of(rows, day.year)
    quarters, months = selectors.quarters_until(day), selectors.months_until(day)
    asked = period_of(request.GET.get("quarter", ""))
    quarter = asked if asked in quarters else quarter_of(day)
    street = form.code
    context = {
        "form": form,
        "year": day.year,
        "quarter": quarter,
        "quarters": [
            Chip(one.label, here(request, quarter=written(one)), is_current=one == quarter)
            for one in quarters
        ],
        "types": [
            Row(kind.label, [
                _cell(request, tally.of_type(kind, one), f"{kind.label} {one.label}",
                      street=street, type=kind.value, period=written(one))
                for one in quarters
            ])
            for kind in ServiceType
        ],
        "duties": [] if actor.is_community else [
            Row(duty.label, [
                _cell(request, tally.of_duty(duty, one), f"{duty.label} {one.label}",
                      street=street, duty=duty.value, period=written(one))
                for one in months
            ])
            for duty in StationDuty
        ],
        "supports": _supports(request, form, rows, quarter),
        "type_columns": (Column("服务类型"), *_heads(one.label[5:] for one in quarters)),
        "duty_columns": (Column("服务站职责"), *_heads(one.label[5:] for one in months)),
        "support_columns": (Column("居村"), *_heads(kind.label for kind in SupportType)),
        "rows_url": address(request, "casework:records", street=street, show="rows"),
    }  # fmt: skip
    return render(request, "casework/records.html", context)


def _supports(
    request: ActorRequest, form: RecordsFilter, rows: Any, quarter: Any
) -> list[Row] | None:
    """The communities of the street chosen; None where none is."""
    if form.unit is None:
        return None
    there = communities_of(form.unit, form.day)
    if request.actor.is_community:
        there = there.filter(pk=request.actor.unit_code)
    return [
        Row(line.unit.short_name, [
            _cell(request, count, f"{line.unit.short_name} {kind.label}", street=form.code,
                  support=kind.value, unit_code=line.unit.pk, period=written(quarter))
            for kind, count in zip(SupportType, line.counts, strict=True)
        ], line.unit)
        for line in selectors.supporting(rows, list(there), quarter)
    ]  # fmt: skip


def _cell(request: ActorRequest, count: int, label: str, **params: str) -> Cell:
    return Cell(count, address(request, "casework:records", **params) if count else "", label)


def _heads(labels: Iterable[Any]) -> list[Column]:
    return [Column(str(label), is_numeric=True) for label in labels]


def _unit_asked(request: ActorRequest, form: RecordsFilter) -> Unit | None:
    code = form.value("unit_code")
    return Unit.objects.visible_to(request.actor).filter(pk=code).first() if code else None
