"""The pages of a plan's steps: add one, done, dropped, taken back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import drafts
from casework.models import PlanStep, SupportPlan
from casework.permissions import CaseworkPermission
from casework.plans import selectors, services
from casework.plans.forms import DoneForm, StepForm
from casework.plans.policies import may_change, may_read
from casework.plans.views.pages import crumbs, found_by, url_of
from core.web import GET_OR_POST, ActorRequest, actor_required

may_serve = actor_required(CaseworkPermission.SERVE)


@may_serve
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One more step of a plan that runs."""
    found = found_by(request, pk)
    may_change(request.actor, found).enforce()
    needs = {"providers": selectors.providers_for(request.actor)}
    if request.method != "POST":
        return _form_page(request, found, drafts.drawn(StepForm, request, **needs))
    form = StepForm(request.POST, **needs)
    if not form.is_valid():
        return _form_page(request, found, form)
    try:
        _, is_new = services.add_step(plan=found, facts=form.facts(), by=request.actor)
    except ValidationError as refused:
        form.refuse(refused)
        return _form_page(request, found, form)
    messages.success(request, "已加一步。" if is_new else "这一步已经有了，没有重复加。")
    return redirect(url_of(request, found))


@may_serve
@require_http_methods(GET_OR_POST)
def done(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A step is done, on a day."""
    step = _step(request, pk)
    if request.method != "POST":
        may_change(request.actor, step.plan).enforce()
        return _done_page(request, step, DoneForm())
    form = DoneForm(request.POST)
    if not form.is_valid():
        return _done_page(request, step, form)
    try:
        is_new = services.complete_step(
            step=step, done_on=form.cleaned_data["done_on"], by=request.actor
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _done_page(request, step, form)
    messages.success(request, "已记下这一步做完了。" if is_new else "已经记过了，没有改动。")
    return redirect(url_of(request, step.plan))


@may_serve
@require_POST
def drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A step is not taken any more."""
    return _said(request, pk, services.drop_step, "已写明这一步不做了。")


@may_serve
@require_POST
def reopen(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What was told of a step was wrong."""
    return _said(request, pk, services.reopen_step, "已改回没有做完。")


def _said(request: ActorRequest, pk: UUID, act: Callable[..., bool], words: str) -> HttpResponse:
    step = _step(request, pk)
    try:
        is_new = act(step=step, by=request.actor)
    except ValidationError as refused:
        messages.warning(request, refused.messages[0])
    else:
        messages.success(request, words if is_new else "已经是这样了，没有改动。")
    return redirect(url_of(request, step.plan))


def _step(request: ActorRequest, pk: UUID) -> PlanStep:
    """The step of an address, within the actor's unit and for her to read; else 404 or 403."""
    found: PlanStep = get_object_or_404(selectors.all_steps_of(request.actor), pk=pk)
    may_read(request.actor, found.plan).enforce()
    return found


def _form_page(request: ActorRequest, found: SupportPlan, form: StepForm) -> HttpResponse:
    context = {
        "plan": found,
        "form": form,
        "back": url_of(request, found),
        "crumbs": crumbs(request, found, "加一步"),
    }
    return render(request, "casework/plan_step_form.html", context)


def _done_page(request: ActorRequest, step: PlanStep, form: DoneForm) -> HttpResponse:
    context = {
        "plan": step.plan,
        "step": step,
        "form": form,
        "back": url_of(request, step.plan),
        "crumbs": crumbs(request, step.plan, "这一步做完了"),
    }
    return render(request, "casework/plan_step_done.html", context)
