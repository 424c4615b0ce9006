"""The pages that add, change and remove an advisor's file."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import drafts
from advisors.books import keeps_id_numbers
from advisors.files import selectors, services
from advisors.files.forms import FileForm, initial_of
from advisors.files.history import history_of
from advisors.files.policies import may_change, may_file_in, may_remove
from advisors.files.services import AlreadyOnFile
from advisors.models import Advisor
from advisors.permissions import AdvisorsPermission
from advisors.policies import may_keep
from core.clashes import CLASH_COLUMNS, Clash
from core.clock import portal_day
from core.parts import Change, Link
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest, actor_required
from orgs.models import Unit
from orgs.selectors import communities_of

may_keep_files = actor_required(AdvisorsPermission.KEEP)


@may_keep_files
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, code: str) -> HttpResponse:
    """A new advisor of a street."""
    street = get_object_or_404(selectors.streets_in(request.actor), pk=code)
    may_file_in(request.actor, street.pk).enforce()
    needs = _needs(street)
    if request.method != "POST":
        return _form_page(request, street, drafts.drawn(FileForm, request, **needs))
    form = FileForm(request.POST, **needs)
    if not form.is_valid():
        return _form_page(request, street, form)
    try:
        added, is_new = services.add_file(
            street=street,
            facts=form.facts(),
            sealed=form.sealed(),
            community=form.community_chosen,
            by=request.actor,
        )
    except AlreadyOnFile as there:
        return _form_page(request, street, form, twin=there.advisor)
    except ValidationError as refused:
        form.refuse(refused)
        return _form_page(request, street, form)
    return _kept(request, added, form, "已备案登记。" if is_new else "已经登记过了，没有重复登记。")


@may_keep_files
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: UUID) -> HttpResponse:
    """An advisor's facts."""
    found = found_by(request, pk)
    may_change(request.actor, found).enforce()
    needs = _needs(found.street, found)
    if request.method != "POST":
        form = drafts.drawn(FileForm, request, initial=initial_of(found), **needs)
        return _form_page(request, found.street, form, found)
    form = FileForm(request.POST, initial=initial_of(found), **needs)
    if not form.is_valid():
        return _form_page(request, found.street, form, found)
    return _changed(request, found, form)


def _changed(request: ActorRequest, found: Advisor, form: FileForm) -> HttpResponse:
    try:
        is_changed = services.change_file(
            advisor=found,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            sealed=form.sealed(),
            by=request.actor,
        )
    except AlreadyOnFile as there:
        return _form_page(request, found.street, form, found, twin=there.advisor)
    except ValidationError as refused:
        form.refuse(refused)
        return _form_page(request, found.street, form, found)
    except ChangedMeanwhile:
        merged, clashes = form.beside(initial_of(found_by(request, found.pk)))
        latest = next(iter(history_of(found, request.actor)), None)
        return _form_page(
            request, found.street, merged, found, clashes=clashes, latest=latest, status=409
        )
    words = "已保存。" if is_changed else "没有改动，和登记的一样。"
    return _kept(request, found, form, words)


@may_keep_files
@require_http_methods(GET_OR_POST)
def remove(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Delete a file entered by mistake; one with records leads to ending the service."""
    found = found_by(request, pk)
    may_keep(request.actor, found).enforce()
    records = selectors.records_of(found)
    answer = may_remove(request.actor, found, records)
    if request.method == "POST" and answer:
        services.remove_file(advisor=found, by=request.actor)
        messages.success(request, "已删除这份登记错的档案。")
        return redirect(address(request, "advisors:list"))
    if request.method == "POST":
        messages.warning(request, f"没有删除：{getattr(answer, 'reason', '')}")
        return redirect(address(request, "advisors:end", found.pk))
    context = {
        "advisor": found,
        "records": records,
        "back": url_of(request, found),
        "crumbs": crumbs(request, "删除", found),
    }
    return render(request, "advisors/file_remove.html", context)


def found_by(request: ActorRequest, pk: UUID) -> Advisor:
    """The file of an address, within the actor's scope."""
    return get_object_or_404(selectors.files(request.actor), pk=pk)


def url_of(request: ActorRequest, advisor: Advisor) -> str:
    """The page of an advisor."""
    return address(request, "advisors:detail", advisor.pk)


def crumbs(request: ActorRequest, here: str, advisor: Advisor | None = None) -> list[Link]:
    """The way from the roster to a page about an advisor."""
    path = [Link("队伍", address(request, "advisors:list"))]
    if advisor is not None:
        name = request.actor.shown_name(advisor.name, advisor.street_id)
        path.append(Link(name, url_of(request, advisor)))
    return [*path, Link(here)]


def _needs(street: Unit, advisor: Advisor | None = None) -> dict[str, Any]:
    return {
        "partners": selectors.partners_of(street.pk),
        "communities": () if advisor else communities_of(street, portal_day()),
        "advisor": advisor,
        "keeps_id_numbers": keeps_id_numbers(),
    }


def _kept(request: ActorRequest, advisor: Advisor, form: FileForm, words: str) -> HttpResponse:
    messages.success(request, words)
    for warning in form.warnings:
        messages.warning(request, warning)
    return redirect(url_of(request, advisor))


def _form_page(
    request: ActorRequest,
    street: Unit,
    form: FileForm,
    advisor: Advisor | None = None,
    *,
    twin: Advisor | None = None,
    clashes: Sequence[Clash] = (),
    latest: Change | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "street": street,
        "advisor": advisor,
        "twin": twin,
        "title": "修改档案" if advisor else "备案登记",
        "clashes": clashes,
        "clash_columns": CLASH_COLUMNS,
        "latest": latest,
        "back": url_of(request, advisor) if advisor else address(request, "advisors:list"),
        "crumbs": crumbs(request, "修改" if advisor else "登记", advisor),
    }
    return render(request, "advisors/file_form.html", context, status=status)
