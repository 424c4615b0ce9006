"""Handing a plan in, taking it back, letting others read it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.clock import portal_day
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from plans import selectors, services
from plans.dues import due_day_of
from plans.enums import PlanState
from plans.permissions import PlansPermission
from plans.views.overview import lacking_with_targets, left_out
from plans.views.pages import crumbs_of, found_plan, title_of
from plans.workflow import MACHINE

may_submit = actor_required(PlansPermission.SUBMIT)


@may_submit
@require_http_methods(GET_OR_POST)
def submit(request: ActorRequest, pk: int) -> HttpResponse:
    """What is lacking, when it is due, and the button; pressed twice, it is handed in once."""
    plan = found_plan(request, pk)
    own = address(request, "plans:plan", plan.pk)
    parts = selectors.asked_parts_of(plan)
    answer = MACHINE.may(request.actor, plan, "submit")
    if request.method == "POST" and (answer or plan.state == PlanState.SUBMITTED):
        version = services.submit_plan(plan=plan, by=request.actor)
        messages.success(request, f"第 {version.number} 稿已报送，等区里审核。审核开始前可以撤回。")
        return redirect(own)
    if plan.state not in MACHINE["submit"].sources:
        answer.enforce()
    context = {
        "plan": plan,
        "title": title_of(plan),
        "crumbs": crumbs_of(request, plan, "报送"),
        "lacking": lacking_with_targets(request, plan, parts),
        "reason": getattr(answer, "reason", ""),
        "left_out": left_out(plan, parts),
        "due_on": due_day_of(plan),
        "today": portal_day(),
        "back": own,
    }
    return render(request, "plans/submit.html", context)


@may_submit
@require_POST
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take back what nobody has begun to review."""
    plan = found_plan(request, pk)
    services.withdraw_plan(plan=plan, by=request.actor)
    messages.success(request, "已撤回，可以继续修改；改好后要再报送一次。")
    return redirect(address(request, "plans:plan", plan.pk))


@actor_required(PlansPermission.SUBMIT, PlansPermission.REVIEW)
@require_POST
def publish(request: ActorRequest, pk: int) -> HttpResponse:
    """Let other streets read an approved plan, or no more."""
    plan = found_plan(request, pk)
    is_published = request.POST.get("is_published") == "yes"
    services.publish_plan(plan=plan, is_published=is_published, by=request.actor)
    words = "其他街镇现在可以看到这份方案，看不到姓名和电话。" if is_published else "已不再公开。"
    messages.success(request, words)
    return redirect(address(request, "plans:plan", plan.pk))
