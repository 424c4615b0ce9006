"""The month of duty as a calendar, the sheet for the wall, the ledger."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from advisors.duty import selectors
from advisors.duty.months import WEEKDAYS, Month
from advisors.duty.resources import DutyResource
from advisors.duty.views.desk import Desk, desk_of, may_view
from audit.exports import hand_out
from core.clock import page_day
from core.parts import Column, Link
from core.templatetags.portal_links import address, here
from core.web import ActorRequest
from orgs.filters import StreetFilter
from standards.asked import asked

STREET_COLUMNS = (
    Column("街镇"),
    Column("工作日", is_numeric=True),
    Column("有人值守", is_numeric=True),
    Column("没人值守", is_numeric=True),
)


@may_view
@require_GET
def month(request: ActorRequest) -> HttpResponse:
    """A street's month; for the district all streets at a glance until it chooses one."""
    form = StreetFilter(request, page_day(request))
    if form.unit is None:
        return _streets(request, form)
    desk = Desk.of(request, form.unit)
    calendar = desk.month_calendar
    context = {
        "form": form,
        "desk": desk,
        "calendar": calendar,
        "weekdays": WEEKDAYS,
        "before": here(request, month=str(desk.month.before)),
        "after": here(request, month=str(desk.month.after)),
        "is_other_month": Month.of(page_day(request)) != desk.month,
        "this_month": here(request, month=""),
        "export": desk.url("advisors:duty-export") if calendar else "",
        "sheet": desk.url("advisors:duty-sheet", desk.street.pk),
        "rule": desk.url("advisors:duty-rule", desk.street.pk),
        "swap": desk.url("advisors:duty-swap", desk.street.pk),
        "clause": _clause(request),
        "crumbs": _crumbs(request, form),
    }
    return render(request, "advisors/duty.html", context)


@may_view
@require_GET
def sheet(request: ActorRequest, code: str) -> HttpResponse:
    """The month as it hangs on the wall of the station."""
    desk = desk_of(request, code)
    calendar = desk.month_calendar
    context = {
        "desk": desk,
        "calendar": calendar,
        "weekdays": WEEKDAYS,
        "before": here(request, month=str(desk.month.before)),
        "after": here(request, month=str(desk.month.after)),
        "crumbs": desk.crumbs("张贴页"),
    }
    return render(request, "advisors/duty_sheet.html", context)


@may_view
@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """The shifts of a month at a station in the offices' layout."""
    form = StreetFilter(request, page_day(request))
    if form.unit is None:
        messages.info(request, "请先选一个街镇，再导出它的值守排班表。")
        return redirect(address(request, "advisors:duty"))
    desk = Desk.of(request, form.unit)
    shifts = selectors.shifts_of(request.actor, desk.month.first, desk.month.last)
    resource = DutyResource(request.actor, page_day(request))
    shifts = shifts.filter(station=desk.station)
    return hand_out(resource, shifts, street=desk.street.pk, month=str(desk.month))


def _streets(request: ActorRequest, form: StreetFilter) -> HttpResponse:
    month = Month.asked(request.GET.get("month", ""), page_day(request))
    context = {
        "form": form,
        "month": month,
        "columns": STREET_COLUMNS,
        "rows": selectors.streets_in_month(request.actor, form.streets, month),
        "before": here(request, month=str(month.before)),
        "after": here(request, month=str(month.after)),
        "clause": _clause(request),
    }
    return render(request, "advisors/duty_streets.html", context)


def _clause(request: ActorRequest) -> object:
    book = asked(request).book
    return book.clause("T6-4") if book else None


def _crumbs(request: ActorRequest, form: StreetFilter) -> list[Link]:
    """The way back from a street to all; the room itself stands in the tabs."""
    if form.unit is None or len(form.streets) < 2:
        return []
    month = request.GET.get("month", "")
    return [Link("各街镇", address(request, "advisors:duty", month=month)), Link(form.unit.name)]
