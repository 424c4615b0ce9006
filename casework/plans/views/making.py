"""The pages that make a support plan, change it, close it and cancel it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import drafts
from casework.enums import PlanState
from casework.households.selectors import find
from casework.models import Household, SupportPlan
from casework.permissions import CaseworkPermission
from casework.plans import selectors, services
from casework.plans.forms import CancellationForm, ClosingForm, PlanForm, initial_of
from casework.plans.policies import may_change, may_plan
from casework.plans.views.pages import crumbs, found_by, plan_page, url_of, write_seen
from casework.surveys.access import crumbs_to
from casework.surveys.choosing import advisors_offered
from core.clashes import CLASH_COLUMNS, Clash
from core.parts import Link
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest, actor_required

may_serve = actor_required(CaseworkPermission.SERVE)


@may_serve
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A household's plan; where one runs already, its page comes instead."""
    household = find(request.actor, pk)
    may_plan(request.actor, household).enforce()
    needs = _needs(request, household.community_id)
    if request.method != "POST":
        if running := selectors.open_of(household):
            messages.info(request, "这户已有一份帮扶中的方案，在这里加步骤；结案以后再定新的。")
            return redirect(url_of(request, running))
        return _form_page(request, household, drafts.drawn(PlanForm, request, **needs))
    form = PlanForm(request.POST, **needs)
    if form.is_valid() and form.cleaned_data["key"]:
        try:
            plan, is_new = services.open_plan(
                key=form.cleaned_data["key"],
                household=household,
                facts=form.facts(),
                by=request.actor,
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            words = "已定帮扶方案，请接着加步骤：做什么、谁来做、什么时候做完。"
            messages.success(request, words if is_new else "已经定过了，没有重复登记。")
            return redirect(url_of(request, plan))
    return _form_page(request, household, form)


@may_serve
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Put goal, advisor or day of a plan right."""
    found = found_by(request, pk)
    may_change(request.actor, found).enforce()
    needs = _needs(request, found.community_id, found)
    initial = initial_of(found)
    if request.method != "POST":
        write_seen(request, found)
        form = drafts.drawn(PlanForm, request, initial=initial, **needs)
        return _form_page(request, found.household, form, found)
    form = PlanForm(request.POST, initial=initial, **needs)
    if not form.is_valid():
        return _form_page(request, found.household, form, found)
    try:
        is_changed = services.change_plan(
            plan=found,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _form_page(request, found.household, form, found)
    except ChangedMeanwhile:
        now = found_by(request, pk)
        merged, clashes = form.beside(initial_of(now))
        return _form_page(request, now.household, merged, now, clashes=clashes, status=409)
    messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
    return redirect(url_of(request, found))


@may_serve
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def close(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Close a plan with its result; not while anything of it is open."""
    found = found_by(request, pk)
    if found.state == PlanState.CLOSED:
        messages.info(request, "已经结案了，没有再改。")
        return redirect(url_of(request, found))
    if request.method != "POST":
        may_change(request.actor, found).enforce()
        write_seen(request, found)
        return _closing_page(request, found, drafts.drawn(ClosingForm, request))
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _closing_page(request, found, form)
    try:
        services.close_plan(
            plan=found,
            closed_on=form.cleaned_data["closed_on"],
            result=form.cleaned_data["result"],
            result_note=form.cleaned_data["result_note"].strip(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _closing_page(request, found, form)
    except PermissionDenied as denied:
        now = found_by(request, pk)
        if now.state != PlanState.OPEN or not may_change(request.actor, now):
            raise
        # Something of it is still open: what was typed stays, and the reason stands over it.
        form.add_error(None, str(denied))
        return _closing_page(request, now, form)
    messages.success(request, "已结案，计入结案个案（T5-4）。")
    return redirect(url_of(request, found))


@may_serve
@require_POST
def cancel(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Cancel a plan: it counts nowhere then."""
    found = found_by(request, pk)
    if found.state == PlanState.CANCELLED:
        messages.info(request, "已经取消过了。")
        return redirect(url_of(request, found))
    form = CancellationForm(request.POST)
    if not form.is_valid():
        return plan_page(request, found, cancellation=form)
    services.cancel_plan(plan=found, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, "已取消，不计入任何统计；留痕里有取消的原因。")
    return redirect(url_of(request, found))


def _needs(
    request: ActorRequest, community: str, plan: SupportPlan | None = None
) -> dict[str, Any]:
    advisors, own = advisors_offered(request.actor, community, plan.advisor if plan else None)
    return {"advisors": advisors, "own": own}


def _form_page(
    request: ActorRequest,
    household: Household,
    form: PlanForm,
    found: SupportPlan | None = None,
    *,
    clashes: Sequence[Clash] = (),
    status: int = 200,
) -> HttpResponse:
    own = address(request, "casework:household", household.pk)
    context = {
        "form": form,
        "household": household,
        "plan": found,
        "is_clash": status == 409,
        "clashes": clashes,
        "clash_columns": CLASH_COLUMNS,
        "back": url_of(request, found) if found else own,
        "crumbs": crumbs(request, found, "修改")
        if found
        else crumbs_to(request, household, Link("帮扶方案")),
    }
    return render(request, "casework/support_plan_form.html", context, status=status)


def _closing_page(request: ActorRequest, found: SupportPlan, form: ClosingForm) -> HttpResponse:
    context = {
        "plan": found,
        "form": form,
        "left": selectors.unfinished_of(found),
        "kinds": selectors.kinds_of(selectors.steps_of(found)),
        "back": url_of(request, found),
        "crumbs": crumbs(request, found, "结案"),
    }
    return render(request, "casework/support_plan_close.html", context)
