"""The kit of signs and sheets of a street: what can be printed, what is missing, the files."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from audit import trail
from audit.models import Entry
from core import typesetting
from core.clock import page_day
from core.parts import Column, Link
from core.spreadsheet import download
from core.templatetags.portal_links import address
from core.web import ActorRequest
from orgs.models import Unit
from orgs.selectors import streets_of
from stations.enums import WallTopic
from stations.kit import sheets as kit
from stations.kit.gaps import lacking_of
from stations.kit.rows import signs_of, stations_of_street, stations_to_print
from stations.policies import may_keep_sites_of
from stations.views.keeping import may_view
from stations.walls.texts import texts_of

SHEET_COLUMNS = (
    Column("打印件"),
    Column("成品尺寸"),
    Column("张数", is_numeric=True),
    Column("下载"),
)
SIGN_COLUMNS = (
    Column("居村"),
    Column("立牌上的名称"),
    Column("联系电话"),
    Column("开放时间"),
    Column("单独下载"),
)
PAPERS = ("a3", "a4")


@may_view
@require_GET
def overview(request: ActorRequest, code: str) -> HttpResponse:
    """What is missing first, then what can be printed."""
    street, day = _street(request, code), page_day(request)
    stations = list(stations_of_street(request.actor, street, day))
    signs = signs_of(request.actor, street, day)
    texts = texts_of(street, request.actor)
    may_keep = bool(may_keep_sites_of(request.actor, street.pk))
    context = {
        "street": street,
        "stations": stations,
        "signs": signs,
        "points": [sign for sign in signs if sign.point],
        "texts": [texts[topic] for topic in WallTopic if topic in texts],
        # A community sees its own sign and the street's station, not the street's walls.
        "is_street": request.actor.covers(street.pk),
        "may_keep": may_keep,
        "lacking": lacking_of(request, street, stations, signs, texts) if may_keep else [],
        "sheet_columns": SHEET_COLUMNS,
        "sign_columns": SIGN_COLUMNS,
        "crumbs": crumbs(request, "标牌与公示打印件"),
    }
    return render(request, "stations/kit.html", context)


@may_view
@require_GET
def sheet(request: ActorRequest, code: str, sheet: str) -> HttpResponse:
    """One file to be printed, with its line in the trail."""
    street, day = _street(request, code), page_day(request)
    printed = _print_of(request, street, sheet)
    if not printed.sheets:
        messages.info(request, f"“{printed.title}”还没有可打印的内容，请先补齐下面缺的。")
        return redirect(address(request, "stations:kit", street.pk))
    content = printed.pdf(street, day)
    trail.record(
        actor=request.actor,
        action=Entry.Action.EXPORTED,
        subject=printed.title,
        unit=street.pk,
        count=len(printed.sheets),
        as_of=day.isoformat(),
    )
    return download(content, printed.file_name(street, day), typesetting.CONTENT_TYPE)


def _print_of(request: ActorRequest, street: Unit, sheet: str) -> kit.Print:
    """The file that an address asks for: of one community, of one topic, on A3 or A4."""
    day = page_day(request)
    match sheet:
        case "desk-signs":
            return kit.desk_signs(_signs(request, signs_of(request.actor, street, day)))
        case "contact-notice":
            paper = request.GET.get("paper", "")
            stations = stations_to_print(request.actor, street, day)
            return kit.contact_notices(stations, paper if paper in PAPERS else PAPERS[0], day)
        case "wall-displays":
            topic = request.GET.get("topic", "")
            texts = texts_of(street, request.actor).values()
            return kit.wall_displays(street, [one for one in texts if topic in ("", one.topic)])
    raise Http404


def _signs(request: ActorRequest, signs: Sequence[kit.Sign]) -> list[kit.Sign]:
    """Those with a point, those of every community (`points=all`), or one (`community=`)."""
    code = request.GET.get("community", "")
    if code:
        return [sign for sign in signs if sign.community.pk == code]
    is_every = request.GET.get("points") == "all"
    return [sign for sign in signs if sign.point or is_every]


def _street(request: ActorRequest, code: str) -> Unit:
    streets = streets_of(request.actor, page_day(request)).select_related("parent")
    return get_object_or_404(streets, pk=code)


def crumbs(request: ActorRequest, here: str, *path: Link) -> list[Link]:
    """The way from the list of stations."""
    return [Link("服务站", address(request, "stations:list")), *path, Link(here)]
