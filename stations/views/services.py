"""The list of services that a station publishes (P2-3), and the sheet that hangs."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core.clock import page_day, portal_day
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest
from stations import selectors
from stations.enums import ServiceKind
from stations.milestones.forms import ServicesForm, initial_services
from stations.models import ServiceList, Station
from stations.policies import may_change
from stations.servicelists import (
    SIX_SERVICES,
    THREE_DUTIES,
    lacking,
    list_on,
    lists_of,
    publish_list,
)
from stations.views.keeping import may_view, url_of

COLUMNS = (Column("公布日期"), Column("停用日期"), Column("服务事项"))


@may_view
@require_http_methods(GET_OR_POST)
def services(request: ActorRequest, pk: int) -> HttpResponse:
    """The list in force, those before it, and the form of the next one."""
    station = _found(request, pk)
    may = may_change(request.actor, station)
    current = list_on(station, page_day(request))
    if request.method != "POST":
        initial = initial_services(current.services if current else None, portal_day())
        return _page(request, station, current, ServicesForm(initial=initial) if may else None)
    may.enforce()
    form = ServicesForm(request.POST)
    if form.is_valid():
        try:
            _, is_new = publish_list(
                station=station,
                services=form.services(),
                published_on=form.cleaned_data["published_on"],
                by=request.actor,
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, "已公布。" if is_new else "和现行的清单一样，没有重复公布。")
            return redirect(address(request, "stations:services", station.pk))
    return _page(request, station, current, form)


@may_view
@require_GET
def sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """The list as it hangs in the station, for everybody to read."""
    station = _found(request, pk)
    current = list_on(station, page_day(request))
    named = set(current.services if current else ())
    context = {
        "station": station,
        "current": current,
        "six": [kind.label for kind in SIX_SERVICES if kind in named],
        "three": [kind.label for kind in THREE_DUTIES if kind in named],
        "crumbs": _crumbs(request, station, "服务清单张贴页"),
    }
    return render(request, "stations/services_sheet.html", context)


def _page(
    request: ActorRequest,
    station: Station,
    current: ServiceList | None,
    form: ServicesForm | None,
) -> HttpResponse:
    context = {
        "station": station,
        "current": current,
        "lacking": lacking(current.services) if current else [],
        "form": form,
        "columns": COLUMNS,
        "lists": [
            (one, [ServiceKind(kind).label for kind in one.services]) for one in lists_of(station)
        ],
        "crumbs": _crumbs(request, station, "服务清单"),
    }
    return render(request, "stations/services.html", context)


def _found(request: ActorRequest, pk: int) -> Station:
    return get_object_or_404(selectors.stations_of(request.actor), pk=pk)


def _crumbs(request: ActorRequest, station: Station, here: str) -> list[Link]:
    return [
        Link("服务站", address(request, "stations:list")),
        Link(station.official_name, url_of(request, station)),
        Link(here),
    ]
