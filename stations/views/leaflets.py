"""Leaflets of a station, put out and taken away on its own page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from core.web import ActorRequest
from stations import leaflets, selectors
from stations.forms import LeafletForm
from stations.models import Station
from stations.policies import may_change
from stations.views import keeping
from stations.views.keeping import may_keep_sites
from stations.views.stations import station_page


@may_keep_sites
@require_POST
def add(request: ActorRequest, pk: int) -> HttpResponse:
    """A leaflet more; what was wrong with it is said on the station's page."""
    station = get_object_or_404(selectors.stations_of(request.actor), pk=pk)
    may_change(request.actor, station).enforce()
    form = LeafletForm(request.POST)
    if not form.is_valid():
        return station_page(request, pk, form)
    try:
        _, is_new = leaflets.add_leaflet(station=station, by=request.actor, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return station_page(request, pk, form)
    words = "已登记这本手册。" if is_new else "这本手册已经登记过了，没有重复登记。"
    messages.success(request, words)
    return _back(request, station)


@may_keep_sites
@require_POST
def withdraw(request: ActorRequest, pk: int, leaflet: int) -> HttpResponse:
    """A leaflet that no longer lies out."""
    found = get_object_or_404(selectors.leaflets(request.actor), station=pk, pk=leaflet)
    may_change(request.actor, found.station).enforce()
    is_withdrawn = leaflets.withdraw_leaflet(leaflet=found, by=request.actor)
    messages.success(request, "已停用，记录保留。" if is_withdrawn else "这本手册已经停用了。")
    return _back(request, found.station)


def _back(request: ActorRequest, station: Station) -> HttpResponse:
    return redirect(f"{keeping.url_of(request, station)}#leaflets")
