"""One service point, and opening those that a street still lacks."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import drafts
from core.clashes import CLASH_COLUMNS, Clash
from core.clock import page_day
from core.parts import Change, Column, Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest
from evidence.policies import may_hand_in_for
from stations import selectors, services
from stations.forms import OpenPointsForm, PointForm
from stations.forms.points import initial_of_point
from stations.history import history_of
from stations.models import ServicePoint
from stations.naming import POINT_RULE, SIGN_RULE, name_check_of_point
from stations.photos import Photos, photos_of
from stations.policies import may_change, may_keep, may_keep_sites_of, may_reopen
from stations.tags import DESK_SIGN
from stations.views import keeping
from stations.views.keeping import may_keep_sites, may_view

PREVIEW_COLUMNS = (Column("居村"), Column("规范名称"), Column("地址"), Column("状态"))


@may_view
@require_GET
def point(request: ActorRequest, pk: int) -> HttpResponse:
    """Facts of a point, what its clauses want, and what happened to it."""
    found, day = _found(request, pk), page_day(request)
    context = {
        "point": found,
        "state": found.state_on(day),
        "sign": photos_of(found, day, DESK_SIGN.key).get(DESK_SIGN.key, Photos()),
        "may_hand_in": may_hand_in_for(request.actor, found.community_id),
        "is_named": found.official_name == found.ruled_name,
        "point_rule": POINT_RULE,
        "sign_rule": SIGN_RULE,
        "changes": history_of(found, request.actor),
        "may_change": may_change(request.actor, found),
        "history_columns": keeping.HISTORY_COLUMNS,
        "may_reopen": may_reopen(request.actor, found),
        "crumbs": _crumbs(request, found.community.name),
    }
    return render(request, "stations/point.html", context)


@may_keep_sites
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """A point's facts."""
    found = _found(request, pk)

    def page(
        form: PointForm,
        clashes: Sequence[Clash] = (),
        latest: Change | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "form": form,
            "point": found,
            "sign_rule": SIGN_RULE,
            "unit_code": found.community_id,
            "check": form.name_check(),
            "is_right": form.is_name_right,
            "name": form.typed_name,
            "clashes": clashes,
            "clash_columns": CLASH_COLUMNS,
            "latest": latest,
            "back": keeping.url_of(request, found),
            "crumbs": _crumbs(request, "修改", found),
        }
        return render(request, "stations/point_form.html", context, status=status)

    if request.method != "POST":
        may_change(request.actor, found).enforce()
        initial = initial_of_point(found)
        return page(drafts.drawn(PointForm, request, initial=initial, community=found.community))
    may_keep(request.actor, found).enforce()
    form = PointForm(request.POST, community=found.community)

    def save() -> bool:
        return services.change_point(
            point=found,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            by=request.actor,
        )

    return keeping.keep(
        request,
        found,
        form,
        save=save,
        now=lambda: initial_of_point(_found(request, pk)),
        page=page,
    )


@may_keep_sites
@require_http_methods(GET_OR_POST)
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """The last day of a point."""
    found = _found(request, pk)
    back = keeping.url_of(request, found)
    return keeping.close_page(request, found, back, _crumbs(request, "关闭", found))


@may_keep_sites
@require_POST
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """Closed by mistake."""
    found = _found(request, pk)
    may_reopen(request.actor, found).enforce()
    return keeping.reopen(request, found, keeping.url_of(request, found))


@may_keep_sites
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def open_many(request: ActorRequest, code: str) -> HttpResponse:
    """Points for the communities that have none: what they share, a preview, then all at once."""
    street = get_object_or_404(selectors.streets_in(request.actor), pk=code)
    may_keep_sites_of(request.actor, street.pk).enforce()
    lacking = list(selectors.communities_without_point(street, page_day(request)))
    every = {"communities": [community.pk for community in lacking]}
    is_sent = request.method == "POST"
    form = drafts.drawn(OpenPointsForm, request, initial=every, communities=lacking)
    if is_sent:
        form = OpenPointsForm(request.POST, communities=lacking)
    back = address(request, "stations:points", street=street.pk)
    if is_sent and not lacking:
        # The second press of the button, or a colleague was quicker.
        messages.info(request, f"{street.name}的居村都已有服务点，没有新开设的。")
        return redirect(back)
    planned = []
    if is_sent and form.is_valid():
        pattern = form.pattern()
        is_previewed = request.POST.get("previewed") == form.fingerprint
        if request.POST.get("step") == "open" and is_previewed:
            opened = services.open_points(
                communities=form.chosen(), pattern=pattern, by=request.actor
            )
            messages.success(request, f"已为 {len(opened)} 个居村登记服务点。")
            return redirect(back)
        planned = [
            (one, name_check_of_point(one).right, pattern.facts_for(one)) for one in form.chosen()
        ]
    context = {
        "form": form,
        "street": street,
        "lacking": lacking,
        "planned": planned,
        "columns": PREVIEW_COLUMNS,
        "sign_rule": SIGN_RULE,
        "point_rule": POINT_RULE,
        "back": back,
        "crumbs": _crumbs(request, "开设服务点"),
    }
    return render(request, "stations/points_open.html", context)


def _found(request: ActorRequest, pk: int) -> ServicePoint:
    return get_object_or_404(selectors.points(request.actor), pk=pk)


def _crumbs(request: ActorRequest, here: str, site: ServicePoint | None = None) -> list[Link]:
    path = [Link("居村服务点", address(request, "stations:points"))]
    if site is not None:
        path.append(Link(site.community.name, keeping.url_of(request, site)))
    return [*path, Link(here)]
