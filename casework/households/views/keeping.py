"""The pages that open a household's file, change it, and tell what happened to it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import drafts
from casework.households import keeping, services
from casework.households.forms import ChangeForm, OpenForm, initial_of
from casework.households.forms.files import blank, held_of
from casework.households.history import history_of
from casework.households.policies import may_open_in
from casework.households.selectors import find
from casework.households.services import AlreadyOnFile
from casework.households.twins import is_known_elsewhere
from casework.households.views.parts import (
    HISTORY_COLUMNS,
    crumbs,
    may_keep_households,
    page,
    to_be_changed,
    url_of,
)
from casework.models import Household
from core.clashes import CLASH_COLUMNS
from core.clock import portal_day
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest

ELSEWHERE_TOO = "这个身份证号在本区另一个街镇也有旧档案（已移出名册），有疑问请找区民政局核对。"


@may_keep_households
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, code: str) -> HttpResponse:
    """A new file in a street, or in one community of it."""
    if not request.actor.covers(code) or len(code) not in (9, 12):
        raise Http404
    may_open_in(request.actor, code).enforce()
    day = portal_day()
    needs: dict[str, Any] = {
        "communities": keeping.open_places(request.actor, code, day),
        "advisors": keeping.advisors_in(code[:9], day),
    }
    if not needs["communities"]:
        raise Http404
    if request.method != "POST":
        chosen = code if len(code) == 12 else ""
        form = drafts.drawn(OpenForm, request, initial=blank(chosen, day), **needs)
        return _open_page(request, form)
    form = OpenForm(request.POST, **needs)
    if not form.is_valid():
        return _open_page(request, form)
    try:
        opened = services.open_household(**form.opened(), by=request.actor)
    except AlreadyOnFile as there:
        return _open_page(request, form, twin=there.household)
    except ValidationError as refused:
        form.refuse(refused)
        return _open_page(request, form)
    messages.success(request, f"已建档：{opened.reference}。家庭成员可以接着登记。")
    if is_known_elsewhere(form.cleaned_data["id_number"], street=code[:9]):
        messages.warning(request, ELSEWHERE_TOO)
    return redirect(url_of(request, opened))


@may_keep_households
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The facts of a file."""
    found = to_be_changed(request, pk)
    needs = {"held": held_of(found)}
    if request.method != "POST":
        form = drafts.drawn(ChangeForm, request, initial=initial_of(found), **needs)
        return _change_page(request, found, form)
    form = ChangeForm(request.POST, initial=initial_of(found), **needs)
    if not form.is_valid():
        return _change_page(request, found, form)
    try:
        is_changed = services.change_household(
            household=found,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            sealed=form.sealed(),
            cleared=form.cleared_facts(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _change_page(request, found, form)
    except ChangedMeanwhile:
        now = find(request.actor, found.pk)
        merged, clashes = form.beside(initial_of(now))
        latest = next(iter(history_of(now, request.actor)), None)
        return _change_page(request, now, merged, clashes=clashes, latest=latest, status=409)
    messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
    return redirect(url_of(request, found))


@may_keep_households
@require_GET
def history(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What happened to a file, without anything of a person; that of a merged one too."""
    found = find(request.actor, pk)
    may_open_in(request.actor, found.community_id).enforce()
    return page(
        request,
        "household_history",
        found,
        "变更记录",
        changes=history_of(found, request.actor),
        history_columns=HISTORY_COLUMNS,
    )


def _open_page(
    request: ActorRequest, form: OpenForm, twin: Household | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "twin": twin,
        "back": address(request, "casework:households"),
        "crumbs": crumbs(request, "登记"),
    }
    return render(request, "casework/household_open.html", context)


def _change_page(
    request: ActorRequest, found: Household, form: ChangeForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "clash_columns": CLASH_COLUMNS, **more}
    return page(request, "household_change", found, "修改", status=status, **context)
