"""Submitting a training plan, taking it back, answering it; its day on paper."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from training.enums import PlanState
from training.models import TrainingPlan
from training.permissions import TrainingPermission
from training.plans import services
from training.plans.forms import AnswerForm, PaperForm
from training.plans.policies import may_write
from training.plans.views.reading import ANSWERS, found_plan, plan_page

may_keep = actor_required(TrainingPermission.KEEP)
TOLD = {
    "approve": "已批准。计划的培训会在新增场次时作为建议列出。",
    "return": "已退回，编写人会看到意见。",
    "accept_paper": "已认可，按签批日期计。",
    "refuse_paper": "已退回，街镇会看到意见。",
}


@may_keep
@require_POST
def submit(request: ActorRequest, pk: int) -> HttpResponse:
    """Hand the plan in; pressed twice, it is handed in once."""
    plan = services.submit_plan(plan=found_plan(request, pk), by=request.actor)
    whom = "区里认可" if plan.paper_on else "街镇负责人批准"
    messages.success(request, f"已提交，等{whom}。答复之前可以撤回。")
    return _back(request, plan)


@may_keep
@require_POST
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take back what was not answered yet."""
    plan = services.withdraw_plan(plan=found_plan(request, pk), by=request.actor)
    messages.success(request, "已撤回，可以继续修改；改好后要再提交一次。")
    return _back(request, plan)


@actor_required(TrainingPermission.APPROVE, TrainingPermission.REVIEW)
@require_POST
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Approve or return; a return without its comment comes back with what was typed."""
    plan = found_plan(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return plan_page(request, plan, answer=form)
    way = form.cleaned_data["way"]
    if way not in ANSWERS:
        raise Http404
    if _is_done(plan, way):
        messages.info(request, "已经办过了。")
        return _back(request, plan)
    try:
        services.answer_plan(
            plan=plan, way=way, comment=form.cleaned_data["comment"], by=request.actor
        )
    except ValidationError as refused:
        form.add_error("comment", refused.messages)
        return plan_page(request, plan, answer=form)
    messages.success(request, TOLD[way])
    return _back(request, plan)


@may_keep
@require_POST
def paper(request: ActorRequest, pk: int) -> HttpResponse:
    """The day on which the plan was signed on paper, before the portal was there."""
    plan = found_plan(request, pk)
    may_write(request.actor, plan).enforce()
    form = PaperForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["paper_on"]
        try:
            services.note_paper(plan=plan, paper_on=day, by=request.actor)
        except ValidationError as refused:
            form.add_error("paper_on", refused.messages)
        else:
            words = "已记下。请上传签批的方案，再提交给区里认可。" if day else "已改为在这里编写。"
            messages.success(request, words)
            return _back(request, plan)
    return plan_page(request, plan, paper=form)


def _is_done(plan: TrainingPlan, way: str) -> bool:
    """The second press of a button: somebody has answered so already."""
    is_approval = way in ("approve", "accept_paper")
    target = PlanState.APPROVED if is_approval else PlanState.RETURNED
    return plan.state == target


def _back(request: ActorRequest, plan: TrainingPlan) -> HttpResponse:
    return redirect(address(request, "training:plan", plan.pk))
