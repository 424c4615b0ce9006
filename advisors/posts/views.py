"""Posts with their duties at the stations of a street (P2-3)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.drafts import drawn, keeps_draft
from advisors.models import Post
from advisors.permissions import AdvisorsPermission
from advisors.policies import may_keep_in
from advisors.posts import selectors, services
from advisors.posts.forms import PostForm, initial_of
from core.clock import page_day, portal_day
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest, actor_required
from orgs.filters import StreetFilter
from orgs.models import Unit
from orgs.selectors import streets_of
from standards.asked import question_of
from stations.policies import may_keep_sites_of

STREET_COLUMNS = (
    Column("街镇"),
    Column("服务站负责人"),
    Column("有岗位的街镇顾问", is_numeric=True, note="有 / 在岗"),
    Column("服务清单"),
    Column("已落实", is_numeric=True, note="项 / 应有"),
)
POST_COLUMNS = (
    Column("任职人"),
    Column("岗位"),
    Column("岗位职责"),
    Column("任职日期"),
    Column("操作", is_hidden=True),
)
OTHER_COLUMNS = (
    Column("任职人"),
    Column("岗位"),
    Column("服务站"),
    Column("任职日期"),
    Column("最后一天"),
    Column("操作", is_hidden=True),
)

may_keep_posts = actor_required(AdvisorsPermission.KEEP)


@actor_required(AdvisorsPermission.VIEW)
@require_GET
def posts(request: ActorRequest) -> HttpResponse:
    """A street's posts station by station and what P2-3 still wants; else all streets'."""
    question = question_of(request)
    form, actor = StreetFilter(request, question.as_of), request.actor
    if form.unit is None:
        context: dict[str, Any] = {
            "form": form,
            "columns": STREET_COLUMNS,
            "rows": selectors.street_standings(actor, question),
        }
        return render(request, "advisors/posts_all.html", context)
    street, day = form.unit, question.as_of
    context = {
        "form": form,
        "street": street,
        "stations": selectors.posts_by_station(actor, street, day),
        "others": selectors.other_posts(actor, street, day),
        "todos": selectors.without_post(actor, street, question),
        "standing": selectors.street_standing(street, question),
        "may_keep": may_keep_in(actor, street.pk),
        "may_publish": may_keep_sites_of(actor, street.pk),
        "columns": POST_COLUMNS,
        "other_columns": OTHER_COLUMNS,
    }
    return render(request, "advisors/posts.html", context)


@may_keep_posts
@require_http_methods(GET_OR_POST)
@keeps_draft
def add(request: ActorRequest, code: str) -> HttpResponse:
    """A new post at a station of a street."""
    street = get_object_or_404(streets_of(request.actor, page_day(request)), pk=code)
    may_keep_in(request.actor, street.pk).enforce()
    needs = _needs(request, street)
    if request.method != "POST":
        initial = {"advisor": request.GET.get("advisor", ""), "starts_on": portal_day()}
        return _page(request, street, drawn(PostForm, request, initial=initial, **needs))
    form = PostForm(request.POST, **needs)
    if form.is_valid():
        try:
            _, is_new = services.add_post(
                advisor=form.holder(), facts=form.facts(), by=request.actor
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已登记。" if is_new else "已经登记过了，没有重复登记。")
            return redirect(_back(request, street))
    return _page(request, street, form)


@may_keep_posts
@require_http_methods(GET_OR_POST)
@keeps_draft
def post(request: ActorRequest, pk: int) -> HttpResponse:
    """A post's duties and days; its end is its last day."""
    found = _found(request, pk)
    street, needs = found.advisor.street, _needs(request, found.advisor.street, found)
    if request.method != "POST":
        form = drawn(PostForm, request, initial=initial_of(found), **needs)
        return _page(request, street, form, found)
    form = PostForm(request.POST, **needs)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            is_changed = services.change_post(
                post=found, version=version, facts=form.facts(), by=request.actor
            )
        except ValidationError as refused:
            form.refuse(refused)
        except ChangedMeanwhile:
            found.refresh_from_db()
            return _page(request, street, form.on_latest(found.version), found, status=409)
        else:
            messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
            return redirect(_back(request, street))
    return _page(request, street, form, found)


@may_keep_posts
@require_POST
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    """A post entered by mistake."""
    found = _found(request, pk)
    street = found.advisor.street
    services.remove_post(post=found, by=request.actor)
    messages.success(request, "已删除登记错的岗位。")
    return redirect(_back(request, street))


def _found(request: ActorRequest, pk: int) -> Post:
    rows = Post.objects.visible_to(request.actor).select_related("advisor__street", "station")
    found = get_object_or_404(rows, pk=pk)
    may_keep_in(request.actor, found.advisor.street_id).enforce()
    return found


def _needs(request: ActorRequest, street: Unit, found: Post | None = None) -> dict[str, Any]:
    day = page_day(request)
    stations = list(selectors.stations_there(request.actor, street, day))
    if found and found.station not in stations:
        stations.append(found.station)
    advisors = [] if found else selectors.holders(request.actor, street, day)
    return {"actor": request.actor, "advisors": advisors, "stations": stations, "post": found}


def _page(
    request: ActorRequest,
    street: Unit,
    form: PostForm,
    found: Post | None = None,
    status: int = 200,
) -> HttpResponse:
    back = _back(request, street)
    title = "修改岗位" if found else "登记岗位"
    context = {
        "form": form,
        "street": street,
        "post": found,
        "is_clash": status == 409,
        "title": title,
        "back": back,
        "crumbs": [Link("岗位", back), Link(title)],
    }
    return render(request, "advisors/post_form.html", context, status=status)


def _back(request: ActorRequest, street: Unit) -> str:
    return address(request, "advisors:posts", street=street.pk)
