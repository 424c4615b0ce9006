"""Who provides: the list, one of them with its resources, and the form."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import drafts
from core.clashes import CLASH_COLUMNS, Clash
from core.clock import page_day
from core.lists import Choice, count_of, narrow, page_of
from core.parts import Column, Link
from core.templatetags.portal_links import address, here
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest, actor_required
from resources import selectors, services
from resources.enums import ProviderKind
from resources.filters import ProviderFilter
from resources.forms import ProviderForm, provider_initial
from resources.models import Provider
from resources.permissions import ResourcesPermission
from resources.policies import may_keep, may_keep_of
from resources.views.lists import row_of

COLUMNS = (
    Column("名称"),
    Column("主体类型"),
    Column("统一社会信用代码"),
    Column("登记单位"),
    Column("可用资源", is_numeric=True, note="个"),
)
RESOURCE_COLUMNS = (
    Column("资源"),
    Column("类别"),
    Column("剩余"),
    Column("有效期"),
    Column("状态"),
)
KINDS = (
    Choice("all", "全部", Q()),
    *(Choice(kind.value, str(kind.label), Q(kind=kind)) for kind in ProviderKind),
)


@actor_required(ResourcesPermission.VIEW)
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    """The providers of the actor's unit and of the district, with what they offer on the day."""
    actor, day = request.actor, page_day(request)
    form = ProviderFilter(request, day)
    if "q" in form.errors:
        messages.warning(request, str(form.errors["q"][0]))
        return HttpResponseRedirect(request.path + here(request, q="", page=""))
    rows = form.apply(selectors.providers_listed(actor, day))
    rows, chips, _ = narrow(request, rows, "kind", KINDS)
    page = page_of(request, rows, count_of(chips))
    context = {
        "form": form,
        "chips": chips,
        "columns": COLUMNS,
        "page": page,
        "may_add": bool(may_keep_of(actor, actor.unit_code)),
    }
    return render(request, "resources/providers.html", context)


@actor_required(ResourcesPermission.VIEW)
@require_GET
def detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A provider and all that is or was offered by it."""
    day, found = page_day(request), _found(request, pk)
    page = page_of(request, selectors.listed(request.actor, day).filter(provider=found))
    context = {
        "provider": found,
        "title": title_of(found),
        "columns": RESOURCE_COLUMNS,
        "page": page,
        "rows": [row_of(one, day) for one in page],
        "may_keep": may_keep(request.actor, found),
        "may_add": bool(
            found in selectors.providers_for(request.actor)
            and may_keep_of(request.actor, request.actor.unit_code)
        ),
        "crumbs": _crumbs(request, found),
    }
    return render(request, "resources/provider.html", context)


@actor_required(ResourcesPermission.KEEP)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest) -> HttpResponse:
    """A new provider of the actor's own unit."""
    actor = request.actor
    may_keep_of(actor, actor.unit_code).enforce()
    if request.method != "POST":
        return _form_page(request, drafts.drawn(ProviderForm, request))
    form = ProviderForm(request.POST)
    if form.is_valid():
        try:
            found, is_new = services.record_provider(
                unit=selectors.unit_of(actor), facts=form.facts(), by=actor
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            words = "已登记，接着可以登记它的资源。"
            messages.success(request, words if is_new else "已经登记过了，没有重复登记。")
            return redirect(_url_of(request, found))
    return _form_page(request, form)


@actor_required(ResourcesPermission.KEEP)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Name, kind and code of a provider; who was slower sees both."""
    found = _found(request, pk)
    may_keep(request.actor, found).enforce()
    initial = provider_initial(found)
    if request.method != "POST":
        return _form_page(request, drafts.drawn(ProviderForm, request, initial=initial), found)
    form = ProviderForm(request.POST, initial=initial)
    if not form.is_valid():
        return _form_page(request, form, found)
    try:
        is_changed = services.change_provider(
            provider=found,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _form_page(request, form, found)
    except ChangedMeanwhile:
        merged, clashes = form.beside(provider_initial(_found(request, pk)))
        return _form_page(request, merged, found, clashes, is_late=True, status=409)
    messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
    return redirect(_url_of(request, found))


def title_of(provider: Provider) -> str:
    """Its name; a volunteer's is a person's, and stands in no title."""
    is_person = provider.kind == ProviderKind.VOLUNTEER
    return str(provider) if is_person else provider.name


def _found(request: ActorRequest, pk: UUID) -> Provider:
    found: Provider = get_object_or_404(selectors.providers_of(request.actor), pk=pk)
    return found


def _url_of(request: ActorRequest, provider: Provider) -> str:
    return address(request, "resources:provider", provider.pk)


def _crumbs(request: ActorRequest, provider: Provider | None, here: str = "") -> list[Link]:
    path = [
        Link("资源", address(request, "resources:list")),
        Link("提供方", address(request, "resources:providers")),
    ]
    if provider is None:
        return [*path, Link(here)]
    if not here:
        return [*path, Link(title_of(provider))]
    return [*path, Link(title_of(provider), _url_of(request, provider)), Link(here)]


def _form_page(
    request: ActorRequest,
    form: ProviderForm,
    found: Provider | None = None,
    clashes: Sequence[Clash] = (),
    *,
    is_late: bool = False,
    status: int = 200,
) -> HttpResponse:
    back = _url_of(request, found) if found else address(request, "resources:providers")
    context: dict[str, Any] = {
        "form": form,
        "provider": found,
        "title": "修改提供方" if found else "登记提供方",
        "clashes": clashes,
        "clash_columns": CLASH_COLUMNS,
        "is_late": is_late,
        "back": back,
        "crumbs": _crumbs(request, found, "修改" if found else "登记"),
    }
    return render(request, "resources/provider_form.html", context, status=status)
