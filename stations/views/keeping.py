"""What the pages that keep a station and those that keep a point do alike."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from core.clock import page_day
from core.parts import Column
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from stations import services
from stations.forms import CloseForm, MoveForm
from stations.forms.sites import SiteForm
from stations.history import history_of
from stations.models import Site, Station
from stations.permissions import StationsPermission
from stations.policies import may_change
from stations.services import ChangedMeanwhile

may_view = actor_required(StationsPermission.VIEW)
may_keep_sites = actor_required(StationsPermission.KEEP)
HISTORY_COLUMNS = (Column("时间"), Column("谁"), Column("做了什么"))
FormOfSite = TypeVar("FormOfSite", CloseForm, MoveForm)
GET_OR_POST = ("GET", "HEAD", "POST")


def keep(
    request: ActorRequest,
    site: Site,
    form: SiteForm,
    *,
    save: Callable[[], bool],
    now: Callable[[], Mapping[str, Any]],
    page: Callable[..., HttpResponse],
) -> HttpResponse:
    """Save what was typed into the form of a site, and go to its page.

    `now` tells what is on record once another person was quicker; `page` draws the form.
    """
    if request.POST.get("take") == "right-name":
        return page(form.with_right_name())
    if not form.is_valid():
        return page(form)
    try:
        is_changed = save()
    except ValidationError as refused:
        form.refuse(refused)
        return page(form)
    except ChangedMeanwhile:
        merged, clashes = form.beside(now())
        latest = history_of(site, request.actor)[0]
        return page(merged, clashes=clashes, latest=latest, status=409)
    words = "已保存。" if is_changed else "没有改动，和登记的一样。"
    messages.success(request, words)
    return redirect(url_of(request, site))


def close_page(request: ActorRequest, site: Site, back: str, crumbs: Any) -> HttpResponse:
    """The last day of a site, asked and fixed."""
    may_change(request.actor, site).enforce()
    initial = {"closed_on": page_day(request), "version": site.version}
    form = CloseForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            services.close_site(site=site, by=request.actor, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("closed_on", refused.messages)
        except ChangedMeanwhile:
            form = on_latest(form, site, "还没有关闭")
        else:
            messages.success(request, "已关闭。记录都保留，可以随时恢复开放。")
            return redirect(back)
    context = {"form": form, "site": site, "back": back, "crumbs": crumbs}
    return render(request, "stations/site_close.html", context)


def reopen(request: ActorRequest, site: Site, back: str) -> HttpResponse:
    """Take back a closing or a move, from the version that the page showed."""
    version = request.POST.get("version", "")
    try:
        services.reopen_site(
            site=site, version=int(version) if version.isdecimal() else 0, by=request.actor
        )
    except ValidationError as refused:
        messages.error(request, f"没有恢复：{'；'.join(refused.messages)}")
    except ChangedMeanwhile:
        messages.error(request, "没有恢复：刚有人改过这个站点，请看过现在的内容再点一次。")
    else:
        messages.success(request, "已恢复。")
    return redirect(back)


def on_latest(form: FormOfSite, site: Site, words: str) -> FormOfSite:
    """The same answers on top of the latest version, to be confirmed once more."""
    site.refresh_from_db()
    data = cast(QueryDict, form.data).copy()
    data["version"] = str(site.version)
    again = type(form)(data)
    again.add_error(None, f"刚有人改过这个站点，{words}。请核对后再点一次。")
    return again


def url_of(request: ActorRequest, site: Site) -> str:
    """The page of a site."""
    view = "stations:station" if isinstance(site, Station) else "stations:point"
    return address(request, view, site.pk)
