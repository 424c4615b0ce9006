"""What the pages that keep a station and those that keep a point do alike."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from core.clock import page_day
from core.numbers import number_in
from core.parts import Column
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import ActorRequest, actor_required
from stations import services
from stations.enums import SiteStatus
from stations.forms import CloseForm, MoveForm
from stations.forms.sites import SiteForm
from stations.history import history_of
from stations.models import Site, Station
from stations.permissions import StationsPermission
from stations.policies import may_change, may_keep

may_view = actor_required(StationsPermission.VIEW)
may_keep_sites = actor_required(StationsPermission.KEEP)
HISTORY_COLUMNS = (Column("时间"), Column("谁"), Column("做了什么"))
FormOfSite = TypeVar("FormOfSite", CloseForm, MoveForm)


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

    `now` tells what is on record once another person was quicker; `page` draws the form. A site
    that a colleague closed meanwhile is not changed, and what was typed stays to be seen.
    """
    if site.is_gone:
        return _gone(request, site, form, page)
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
    except PermissionDenied:
        if not _is_gone_now(site):
            raise
        return _gone(request, site, form, page)
    words = "已保存。" if is_changed else "没有改动，和登记的一样。"
    messages.success(request, words)
    return redirect(url_of(request, site))


def _is_gone_now(site: Site) -> bool:
    site.refresh_from_db()
    return site.is_gone


def _gone(
    request: ActorRequest, site: Site, form: SiteForm, page: Callable[..., HttpResponse]
) -> HttpResponse:
    latest = history_of(site, request.actor)[0]
    return page(form.as_typed(), latest=latest, status=409)


def close_page(request: ActorRequest, site: Site, back: str, crumbs: Any) -> HttpResponse:
    """The last day of a site, asked and fixed."""
    if request.method == "POST" and site.is_gone and may_keep(request.actor, site):
        # The second press of the button, or a colleague was quicker.
        messages.info(request, gone_words(site))
        return redirect(back)
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
    version = number_in(request.POST.get("version", ""))
    try:
        services.reopen_site(site=site, version=version, by=request.actor)
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


def gone_words(site: Site) -> str:
    """Since when a site is gone."""
    word = "搬迁" if site.status == SiteStatus.MOVED else "关闭"
    return f"这个站点已{word}，{site.closed_on} 是开放的最后一天。"


def url_of(request: ActorRequest, site: Site) -> str:
    """The page of a site."""
    view = "stations:station" if isinstance(site, Station) else "stations:point"
    return address(request, view, site.pk)
