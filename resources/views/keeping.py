"""The pages that put a resource on record, change it, stop it and offer it again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import drafts
from core.clashes import CLASH_COLUMNS, Clash
from core.clock import portal_day
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest, actor_required
from resources import selectors, services
from resources.forms import NEW, ResourceForm, StopForm, resource_initial
from resources.models import Resource
from resources.permissions import ResourcesPermission
from resources.policies import may_change, may_keep, may_keep_of, may_resume
from resources.views.pages import crumbs, found_by, url_of

keeps = actor_required(ResourcesPermission.KEEP)


@keeps
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest) -> HttpResponse:
    """A new resource of the actor's own unit; `?provider=` chooses whose beforehand."""
    actor = request.actor
    may_keep_of(actor, actor.unit_code).enforce()
    needs = _needs(request)
    if request.method != "POST":
        form = drafts.drawn(ResourceForm, request, initial=_initial(request, needs), **needs)
        return _form_page(request, form)
    form = ResourceForm(request.POST, **needs)
    if not form.is_valid():
        return _form_page(request, form)
    key = form.cleaned_data["key"]
    if key is None:
        form.add_error(None, "这份表单不完整，没有保存；请重新打开“登记资源”再填。")
        return _form_page(request, form)
    try:
        resource, is_new = services.record_resource(
            key=key,
            unit=selectors.unit_of(actor),
            provider=form.chosen_provider,
            new_provider=form.new_provider(),
            facts=form.facts(),
            areas=form.area_units() or (),
            by=actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _form_page(request, form)
    words = "已登记，顾问对接时就能选到。" if is_new else "已经登记过了，没有重复登记。"
    messages.success(request, words)
    return redirect(url_of(request, resource))


@keeps
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What is on record of a resource; who was slower sees both."""
    found = found_by(request, pk)
    may_keep(request.actor, found).enforce()
    needs = _needs(request, found)
    initial = resource_initial(found)
    if request.method != "POST":
        may_change(request.actor, found).enforce()
        return _form_page(
            request, drafts.drawn(ResourceForm, request, initial=initial, **needs), found
        )
    form = ResourceForm(request.POST, initial=initial, **needs)
    if found.stopped_on is not None:
        form.add_error(None, "这个资源刚才被停用了，没有保存。要继续用的，请先恢复。")
        return _form_page(request, form, found, status=409)
    if not form.is_valid():
        return _form_page(request, form, found)
    try:
        is_changed = services.change_resource(
            resource=found,
            version=form.cleaned_data["version"] or 0,
            provider=form.chosen_provider,
            facts=form.facts(),
            areas=form.area_units(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _form_page(request, form, found)
    except ChangedMeanwhile:
        merged, clashes = form.beside(resource_initial(found_by(request, pk)))
        return _form_page(request, merged, found, clashes, is_late=True, status=409)
    messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
    return redirect(url_of(request, found))


@keeps
@require_http_methods(GET_OR_POST)
def stop(request: ActorRequest, pk: UUID) -> HttpResponse:
    """From when on a resource is offered no more, and why."""
    found = found_by(request, pk)
    may_keep(request.actor, found).enforce()
    if found.stopped_on is not None:
        # The second press of the button, or a colleague was quicker.
        messages.info(request, f"已经停用了，从 {found.stopped_on} 起。")
        return redirect(url_of(request, found))
    form = StopForm(request.POST or None, initial={"stopped_on": portal_day()})
    if form.is_valid():
        try:
            services.stop_resource(resource=found, by=request.actor, **form.cleaned_data)
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已停用。以前的对接都保留，可以随时恢复。")
            return redirect(url_of(request, found))
    context = {
        "form": form,
        "resource": found,
        "back": url_of(request, found),
        "crumbs": crumbs(request, found, "停用"),
    }
    return render(request, "resources/resource_stop.html", context)


@keeps
@require_POST
def resume(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Stopped by mistake, or offered again."""
    found = found_by(request, pk)
    may_keep(request.actor, found).enforce()
    if found.stopped_on is None:
        messages.info(request, "这个资源没有停用，不用恢复。")
        return redirect(url_of(request, found))
    may_resume(request.actor, found).enforce()
    services.resume_resource(resource=found, by=request.actor)
    over = found.ends_on is not None and found.ends_on < portal_day()
    words = f"已恢复；有效期到 {found.ends_on} 为止，续期的请再改有效期。" if over else "已恢复。"
    messages.success(request, words)
    return redirect(url_of(request, found))


def _needs(request: ActorRequest, found: Resource | None = None) -> dict[str, Any]:
    return {
        "providers": selectors.providers_for(request.actor),
        "communities": selectors.communities_for(request.actor, portal_day()),
        "has_phone": bool(found and found.contact_phone),
        "is_new": found is None,
    }


def _initial(request: ActorRequest, needs: dict[str, Any]) -> dict[str, Any]:
    """Whose it is where the page of a provider led here; without any provider, a new one."""
    asked = request.GET.get("provider", "")
    there = [str(one.pk) for one in needs["providers"]]
    initial: dict[str, Any] = {"starts_on": portal_day()}
    if asked in there:
        initial["provider"] = asked
    elif not there:
        initial["provider"] = NEW
    return initial


def _form_page(
    request: ActorRequest,
    form: ResourceForm,
    found: Resource | None = None,
    clashes: Sequence[Clash] = (),
    *,
    is_late: bool = False,
    status: int = 200,
) -> HttpResponse:
    title = "修改资源" if found else "登记资源"
    context = {
        "form": form,
        "resource": found,
        "title": title,
        "whose": request.actor.unit_name,
        "clashes": clashes,
        "clash_columns": CLASH_COLUMNS,
        "is_late": is_late,
        "back": url_of(request, found) if found else address(request, "resources:list"),
        "crumbs": crumbs(request, found, "修改" if found else "登记"),
    }
    return render(request, "resources/resource_form.html", context, status=status)
