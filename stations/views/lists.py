"""Where people find an advisor: the streets' stations, the communities' points."""

from itertools import chain

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit.exports import hand_out
from core.clock import page_day
from core.lists import Choice, Pick, count_of, narrow, ordered, page_of, pick
from core.parts import Column
from core.web import ActorRequest, actor_required
from evidence.permissions import EvidencePermission
from orgs.filters import StreetFilter
from stations import selectors
from stations.coverage import places_of
from stations.enums import StationKind
from stations.permissions import StationsPermission
from stations.policies import may_keep_sites_of
from stations.resources import StationResource

KINDS = (
    Choice("all", "全部", Q()),
    *(Choice(kind.value, str(kind.label), Q(kind=kind)) for kind in StationKind),
)
STATION_COLUMNS = (
    Column("站点"),
    Column("街镇"),
    Column("类型"),
    Column("场所与地址"),
    Column("面积", is_numeric=True, sort="area", note="㎡"),
    Column("座位", is_numeric=True, sort="seats"),
    Column("电话与开放时间"),
    Column("负责人"),
    Column("启用日期", sort="opened"),
    Column("状态"),
)
STATION_ORDERS = {"area": ["area_m2"], "seats": ["seats"], "opened": ["opened_on"]}
POINTS = (
    Pick("all", "全部", lambda place: True),
    Pick("missing", "未设", lambda place: not place.is_open),
    Pick("misnamed", "名称不规范", lambda place: place.is_open and not place.is_named),
    Pick("unsigned", "没有立牌照片", lambda place: place.is_open and not place.is_signed),
)
POINT_COLUMNS = (
    Column("居村"),
    Column("街镇"),
    Column("服务点"),
    Column("地址"),
    Column("电话与开放时间"),
    Column("负责人"),
    Column("启用日期"),
    Column("状态"),
    Column("立牌照片"),
)


@actor_required(StationsPermission.VIEW)
@require_GET
def station_list(request: ActorRequest) -> HttpResponse:
    """Stations, extra stations and studios, each in its state on the day."""
    day = page_day(request)
    form = StreetFilter(request, day)
    rows = form.narrow(selectors.stations_of(request.actor), "street")
    rows, chips, kind = narrow(request, rows, "kind", KINDS)
    rows, sort = ordered(request, rows, STATION_ORDERS)
    page = page_of(request, rows, count_of(chips))
    context = {
        "form": form,
        "chips": chips,
        "kind": kind,
        "columns": STATION_COLUMNS,
        "sort": sort,
        "page": page,
        "may_keep": bool(form.unit and may_keep_sites_of(request.actor, form.unit.pk)),
        "stations": [(station, station.state_on(day)) for station in page],
        "without": form.narrow(selectors.streets_without_station(request.actor, day), "pk"),
    }
    return render(request, "stations/station_list.html", context)


@actor_required(StationsPermission.VIEW)
@require_GET
def point_list(request: ActorRequest) -> HttpResponse:
    """Every community of the day with its service point, or without one."""
    day = page_day(request)
    form = StreetFilter(request, day)
    places, chips, shown = pick(request, places_of(request.actor, day, form.code), "show", POINTS)
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "columns": POINT_COLUMNS,
        "may_keep": bool(form.unit and may_keep_sites_of(request.actor, form.unit.pk)),
        "may_hand_in": request.actor.can(EvidencePermission.HAND_IN),
        "page": page_of(request, places),
    }
    return render(request, "stations/point_list.html", context)


@actor_required(StationsPermission.VIEW)
@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """The ledger of stations and points in the offices' layout."""
    day = page_day(request)
    form = StreetFilter(request, day)
    stations = form.narrow(selectors.running_stations_of(request.actor, day), "street")
    points = form.narrow(selectors.points_of(request.actor, day), "community__parent")
    records = chain(stations, points)
    return hand_out(StationResource(request.actor, day), records, street=form.code)
