"""单位 → 变更 → 拆分, 合并, 更名: choose, fill in, read what will happen, confirm."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from core import drafts
from core.lists import page_of
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from orgs.changes import selectors, services
from orgs.changes.forms import FORMS, ChangeForm, mark_of
from orgs.changes.planning import fingerprint
from orgs.changes.policies import may_change_units
from orgs.models import Unit, UnitChange
from orgs.permissions import OrgsPermission

COLUMNS = (
    Column("生效日期"),
    Column("变更"),
    Column("街镇"),
    Column("依据"),
    Column("办理"),
)


@actor_required(OrgsPermission.VIEW)
@require_GET
def changes(request: ActorRequest) -> HttpResponse:
    """The three ways in, and what was changed so far; `?unit=` is carried along to the forms."""
    unit = _asked_unit(request)
    context = {
        "page": page_of(request, selectors.changes_of(request.actor)),
        "columns": COLUMNS,
        "ways": [(kind, _way(request, kind, unit)) for kind in UnitChange.Kind],
        "unit": unit,
        "crumbs": _crumbs(request, "变更"),
    }
    return render(request, "orgs/changes.html", context)


@actor_required(OrgsPermission.VIEW)
@require_GET
def changed(request: ActorRequest, pk: int) -> HttpResponse:
    """One change: what it was, on what basis, and what went where."""
    change = get_object_or_404(selectors.changes_of(request.actor), pk=pk)
    context = {
        "change": change,
        "counts": selectors.counts_told(change),
        "old": change.named_before(),
        "new": change.named_after(),
        "crumbs": _crumbs(request, str(change), in_changes=True),
    }
    return render(request, "orgs/changed.html", context)


@actor_required(OrgsPermission.KEEP)
@require_GET
def choose(request: ActorRequest, kind: str) -> HttpResponse:
    """Which community is to change; for a merger, in which street."""
    is_merge = kind == UnitChange.Kind.MERGE
    units = selectors.open_streets if is_merge else selectors.open_communities
    found = list(units(request.actor))
    chosen = next((unit for unit in found if unit.code == request.GET.get("unit")), None)
    if chosen:
        return redirect(address(request, "orgs:change", chosen.code, kind))
    context = {
        "kind": UnitChange.Kind(kind),
        "is_merge": is_merge,
        "units": found,
        "is_asked": "unit" in request.GET,
        "crumbs": _crumbs(request, UnitChange.Kind(kind).label, in_changes=True),
    }
    return render(request, "orgs/change_choose.html", context)


@actor_required(OrgsPermission.KEEP)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, code: str, kind: str) -> HttpResponse:
    """The form, its preview, and the change itself; `code` is a street for a merger."""
    unit = _unit_to_change(request, code, kind)
    may_change_units(request.actor, unit).enforce()
    if done := selectors.change_sent_as(request.actor, mark_of(request.POST)):
        messages.info(request, "已经办过了，没有重复办理。")
        return redirect(address(request, "orgs:changed", done.pk))
    data = request.POST if request.method == "POST" else drafts.restored(request)
    units = [unit]
    if kind == UnitChange.Kind.MERGE:
        asked = (data or request.GET).getlist("unit")
        units = [one for one in _communities(request, unit) if one.code in asked]
        if len(units) < 2:
            return _choose_several(request, unit, is_asked=bool(asked))
    street = unit.parent or unit if unit.level == Unit.Level.COMMUNITY else unit
    make = partial(FORMS[kind], street=street, units=units, actor=request.actor)
    if request.method == "POST":
        return _answered(request, make(request.POST), unit)
    return _form_page(request, drafts.drawn(make, data), unit)


def _answered(request: ActorRequest, form: ChangeForm, unit: Unit) -> HttpResponse:
    """Sent: back to the form with what is wrong, on to the preview, or done."""
    step = request.POST.get("step")
    if not form.is_valid() or step == "edit":
        return _form_page(request, form, unit)
    sections = form.sections()
    if step == "confirm" and request.POST.get("previewed") == fingerprint(sections):
        try:
            done, _ = services.carry_out(planned=form.planned(), by=request.actor)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
            return _form_page(request, form, unit)
        messages.success(request, f"已办理{done.get_kind_display()}，自 {done.day} 起生效。")
        return redirect(address(request, "orgs:changed", done.pk))
    context = {
        "form": form,
        "unit": unit,
        "sections": sections,
        "previewed": fingerprint(sections),
        "is_other": step == "confirm",
        "crumbs": _crumbs(request, f"{form.kind.label}：核对", in_changes=True),
    }
    return render(request, "orgs/change_preview.html", context)


def _form_page(request: ActorRequest, form: ChangeForm, unit: Unit) -> HttpResponse:
    context = {
        "form": form,
        "kind": form.kind,
        "unit": unit,
        "street": form.street,
        "last_codes": selectors.last_codes(form.street),
        "back": address(request, "orgs:changes"),
        "crumbs": _crumbs(request, form.kind.label, in_changes=True),
    }
    return render(request, "orgs/change_form.html", context)


def _choose_several(request: ActorRequest, street: Unit, *, is_asked: bool) -> HttpResponse:
    context = {
        "street": street,
        "units": _communities(request, street),
        "asked": request.GET.getlist("unit"),
        "is_asked": is_asked,
        "crumbs": _crumbs(request, "合并", in_changes=True),
    }
    return render(request, "orgs/change_choose_several.html", context)


def _unit_to_change(request: ActorRequest, code: str, kind: str) -> Unit:
    """A street for a merger, else a community; one that has ended says so when it is sent."""
    level = Unit.Level.STREET if kind == UnitChange.Kind.MERGE else Unit.Level.COMMUNITY
    units = Unit.objects.visible_to(request.actor).filter(level=level).select_related("parent")
    return get_object_or_404(units, pk=code)


def _communities(request: ActorRequest, street: Unit) -> Sequence[Unit]:
    return list(selectors.open_communities(request.actor).filter(parent=street))


def _asked_unit(request: ActorRequest) -> Unit | None:
    code = request.GET.get("unit", "")
    if not code:
        return None
    found = selectors.open_communities(request.actor).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _way(request: ActorRequest, kind: UnitChange.Kind, unit: Unit | None) -> str:
    if unit is None:
        return address(request, "orgs:choose", kind.value)
    if kind == UnitChange.Kind.MERGE:
        return address(request, "orgs:change", unit.parent_id, kind.value, unit=unit.code)
    return address(request, "orgs:change", unit.code, kind.value)


def _crumbs(request: ActorRequest, here: str, *, in_changes: bool = False) -> list[Any]:
    path = [Link("单位", address(request, "orgs:list"))]
    if in_changes:
        path.append(Link("变更", address(request, "orgs:changes")))
    return [*path, Link(here)]
