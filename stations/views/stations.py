"""One station: its page, and the pages that add, change, move, close and reopen it."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import drafts
from core.clashes import CLASH_COLUMNS, Clash
from core.clock import page_day
from core.parts import Change, Column, Link
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest
from evidence.policies import may_hand_in_for
from orgs.models import Unit
from standards.asked import asked
from stations import selectors, services
from stations.enums import EquipmentKind, StationKind, ZoneKind
from stations.forms import LeafletForm, MoveForm, StationForm
from stations.forms.stations import initial_of, initial_of_new
from stations.history import history_of
from stations.models import Station
from stations.naming import name_check_of
from stations.policies import may_change, may_keep, may_keep_sites_of, may_move, may_reopen
from stations.servicelists import list_on
from stations.tags import tags_of_station
from stations.views import keeping
from stations.views.keeping import may_keep_sites, may_view
from stations.wants import is_counted, wants_of

LEAFLET_COLUMNS = (Column("手册"), Column("启用日期"), Column("操作", is_hidden=True))


@may_view
@require_GET
def station(request: ActorRequest, pk: int) -> HttpResponse:
    """Facts, what the clauses still want, its photos and leaflets, what happened to it."""
    return station_page(request, pk, LeafletForm.blank(page_day(request)))


def station_page(request: ActorRequest, pk: int, leaflet_form: LeafletForm) -> HttpResponse:
    """The page of a station, with the form of a leaflet as it stands."""
    day, book = page_day(request), asked(request).book
    found = get_object_or_404(selectors.stations_in_full(request.actor, day), pk=pk)
    leaflets = selectors.leaflets_of(found, day)
    needs_seats = bool(book and book.values["workspace_needs_seats"])
    facts = selectors.facts_of(found, leaflets, day, needs_seats=needs_seats)
    context = {
        "station": found,
        "state": found.state_on(day),
        "day": day,
        "equipment": [(kind.label, facts.equipment.get(kind)) for kind in EquipmentKind],
        "zones": [(ZoneKind(kind), zone) for kind, zone in facts.zones.items()],
        "wants": [
            (want, book.clause(want.code) if book else None) for want in wants_of(found, facts)
        ],
        "is_counted": is_counted(found, day),
        "is_main": found.kind == StationKind.MAIN,
        "leaflets": leaflets,
        "leaflet_form": leaflet_form,
        "service_list": list_on(found, day),
        "changes": history_of(found, request.actor),
        "may_hand_in": may_hand_in_for(request.actor, found.street_id),
        "may_change": may_change(request.actor, found),
        "history_columns": keeping.HISTORY_COLUMNS,
        "leaflet_columns": LEAFLET_COLUMNS,
        "may_move": may_move(request.actor, found),
        "may_reopen": may_reopen(request.actor, found),
        "crumbs": _crumbs(request, found.official_name),
    }
    return render(request, "stations/station.html", context)


@may_view
@require_GET
def main(request: ActorRequest) -> HttpResponse:
    """Where a street's own station is, for links that know only the street (`?street=`).

    With the tag of a photo (`?show=`) whoever hands photos in is led to do that at once.
    """
    street, tag = request.GET.get("street", ""), request.GET.get("show", "")
    found = selectors.station_for(request.actor, street, tag, page_day(request))
    if found is None:
        known = street if street.isdecimal() else ""
        return redirect(address(request, "stations:list", street=known))
    fitting = {one.key for one in tags_of_station(found)}
    if tag in fitting and may_hand_in_for(request.actor, found.street_id):
        return redirect(address(request, "evidence:hand-in", found.subject, tag=tag))
    return redirect(f"{keeping.url_of(request, found)}#wants")


@may_keep_sites
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, code: str) -> HttpResponse:
    """A new station of a street."""
    street = get_object_or_404(selectors.streets_in(request.actor), pk=code)
    may_keep_sites_of(request.actor, street.pk).enforce()
    if request.method != "POST":
        kind = request.GET.get("kind", "")
        if kind not in StationKind.values:
            kind = selectors.next_kind_of(street)
        initial = initial_of_new(street, kind, request.GET)
        return _form_page(
            request, drafts.drawn(StationForm, request, initial=initial, street=street)
        )
    form = StationForm(request.POST, street=street)
    if request.POST.get("take") == "right-name":
        return _form_page(request, form.with_right_name())
    if form.is_valid():
        try:
            added, is_new = services.add_station(
                street=street,
                facts=form.facts(),
                equipment=form.equipment(),
                zones=form.zones_set_up(),
                by=request.actor,
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已登记。" if is_new else "已经登记过了，没有重复登记。")
            return redirect(keeping.url_of(request, added))
    return _form_page(request, form)


@may_keep_sites
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """A station's facts, equipment and zones."""
    found = _found(request, pk)
    if request.method != "POST":
        may_change(request.actor, found).enforce()
        form = drafts.drawn(StationForm, request, initial=initial_of(found), street=found.street)
        return _form_page(request, form, found)
    may_keep(request.actor, found).enforce()
    form = StationForm(request.POST, street=found.street)

    def save() -> bool:
        return services.change_station(
            station=found,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            equipment=form.equipment(),
            zones=form.zones_set_up(),
            by=request.actor,
        )

    def page(
        form: StationForm,
        clashes: Sequence[Clash] = (),
        latest: Change | None = None,
        status: int = 200,
    ) -> HttpResponse:
        return _form_page(request, form, found, clashes, latest, status)

    return keeping.keep(
        request, found, form, save=save, now=lambda: initial_of(_found(request, pk)), page=page
    )


@may_keep_sites
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def move(request: ActorRequest, pk: int) -> HttpResponse:
    """To another address: the last day here, the first day there."""
    found = _found(request, pk)
    initial = {"left_on": page_day(request), "version": found.version}
    is_sent = request.method == "POST"
    form = MoveForm(request.POST) if is_sent else drafts.drawn(MoveForm, request, initial=initial)
    is_gone = is_sent and found.is_gone and bool(may_keep(request.actor, found))
    if is_gone:
        form.full_clean()
        form.add_error(None, f"{keeping.gone_words(found)}没有办理搬迁。关错了的，请先恢复开放。")
    else:
        may_move(request.actor, found).enforce()
    if is_sent and form.is_valid():
        try:
            there = services.move_station(
                station=found,
                version=form.cleaned_data["version"],
                left_on=form.cleaned_data["left_on"],
                facts=form.facts(),
                by=request.actor,
            )
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        except ChangedMeanwhile:
            form = keeping.on_latest(form, found, "还没有搬迁")
        else:
            messages.success(request, "已办搬迁。面积、设备和分区请按新址重新登记。")
            return redirect(keeping.url_of(request, there))
    context = {
        "form": form,
        "site": found,
        "back": keeping.url_of(request, found),
        "crumbs": _crumbs(request, "搬迁", found),
    }
    status = 409 if is_gone else 200
    return render(request, "stations/station_move.html", context, status=status)


@may_keep_sites
@require_http_methods(GET_OR_POST)
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """The last day of a station."""
    found = _found(request, pk)
    back = keeping.url_of(request, found)
    return keeping.close_page(request, found, back, _crumbs(request, "关闭", found))


@may_keep_sites
@require_POST
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """Closed or moved by mistake."""
    found = _found(request, pk)
    may_reopen(request.actor, found).enforce()
    return keeping.reopen(request, found, keeping.url_of(request, found))


@may_keep_sites
@require_GET
def check_name(request: ActorRequest, code: str) -> HttpResponse:
    """Whether the name typed so far is the right one, beside the field."""
    units = Unit.objects.visible_to(request.actor).select_related("parent__parent")
    check = name_check_of(get_object_or_404(units, pk=code), request.GET.get("kind", ""))
    name = request.GET.get("official_name", "")
    context = {"check": check, "name": name, "is_right": check.accepts(name)}
    return render(request, "stations/parts/name_check.html", context)


def _form_page(
    request: ActorRequest,
    form: StationForm,
    found: Station | None = None,
    clashes: Sequence[Clash] = (),
    latest: Change | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "station": found,
        "title": "修改服务站" if found else "登记服务站",
        "street": form.street,
        "unit_code": form.street.pk,
        "check": form.name_check(),
        "is_right": form.is_name_right,
        "name": form.typed_name,
        "clashes": clashes,
        "clash_columns": CLASH_COLUMNS,
        "latest": latest,
        "back": keeping.url_of(request, found) if found else address(request, "stations:list"),
        "crumbs": _crumbs(request, "修改" if found else "登记", found),
    }
    return render(request, "stations/station_form.html", context, status=status)


def _found(request: ActorRequest, pk: int) -> Station:
    return get_object_or_404(selectors.stations_of(request.actor), pk=pk)


def _crumbs(request: ActorRequest, here: str, site: Station | None = None) -> list[Link]:
    path = [Link("服务站", address(request, "stations:list"))]
    if site is not None:
        path.append(Link(site.official_name, keeping.url_of(request, site)))
    return [*path, Link(here)]
