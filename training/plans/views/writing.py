"""Beginning a training plan and writing it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import drafts
from core.clock import page_day
from core.numbers import number_in
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest, actor_required
from orgs.selectors import streets_of
from standards.asked import question_of
from training.models import TrainingPlan
from training.permissions import TrainingPermission
from training.plans import selectors, services
from training.plans.forms import PlanForm
from training.plans.policies import may_begin, may_write
from training.plans.views.reading import crumbs_of, found_plan, sums_of

may_keep = actor_required(TrainingPermission.KEEP)


@may_keep
@require_POST
def begin(request: ActorRequest, code: str) -> HttpResponse:
    """Begin the plan of a year; begun twice, it is there once."""
    street = get_object_or_404(streets_of(request.actor, page_day(request)), pk=code)
    may_begin(request.actor, street).enforce()
    year = number_in(request.POST.get("year", ""))
    try:
        plan, is_new = services.begin_plan(street=street, year=year, by=request.actor)
    except ValidationError as refused:
        messages.error(request, "；".join(refused.messages))
        return redirect(address(request, "training:plans"))
    if not is_new:
        messages.info(request, "这一年的方案已经建过，接着写。")
        return redirect(address(request, "training:plan", plan.pk))
    words = "已建好，带入了上一年的方案，请按今年的情况改。" if plan.aims else "已建好，请填写。"
    messages.success(request, words)
    return redirect(address(request, "training:plan-change", plan.pk))


@may_keep
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """The text of a plan and its trainings; more rows on demand, without a script too."""
    found = found_plan(request, pk)
    may_write(request.actor, found).enforce()
    trainings = selectors.trainings_of(found)
    needs: dict[str, Any] = {
        "class_minutes": int(question_of(request).settings["class_minutes"]),
        "trainings": trainings,
    }
    if request.method != "POST":
        initial = {"aims": found.aims, "measures": found.measures, "version": found.version}
        return _page(request, found, drafts.drawn(PlanForm, request, initial=initial, **needs))
    form = PlanForm(request.POST, **needs)
    if request.POST.get("do") == "more":
        return _page(request, found, form.with_more_rows())
    if not form.is_valid():
        return _page(request, found, form)
    try:
        is_changed = _save(request, found, form)
    except ChangedMeanwhile:
        found.refresh_from_db()
        return _page(request, found, form.on_version(found.version), status=409)
    messages.success(request, "已保存。" if is_changed else "没有改动，和保存过的一样。")
    return redirect(address(request, "training:plan", found.pk))


def _save(request: ActorRequest, found: TrainingPlan, form: PlanForm) -> bool:
    return services.save_plan(
        plan=found,
        version=form.cleaned_data["version"] or 0,
        aims=form.cleaned_data["aims"],
        measures=form.cleaned_data["measures"],
        trainings=form.planned(),
        by=request.actor,
    )


def _page(
    request: ActorRequest, found: TrainingPlan, form: PlanForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "plan": found,
        "back": address(request, "training:plan", found.pk),
        "crumbs": crumbs_of(request, found, "编写"),
        **sums_of(form.trainings, question_of(request)),
    }
    return render(request, "training/plan_form.html", context, status=status)
