"""The review of a plan: taken up, answered part by part, ended."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.drafts import keeps_draft
from core.clock import portal_day
from core.parts import Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from plans import services
from plans.enums import PlanState
from plans.forms.reviewing import AnswerForm, FinishForm
from plans.models import ConstructionPlan
from plans.parts import PARTS
from plans.permissions import PlansPermission
from plans.policies import may_review
from plans.reviewing import RETURNED, WAITING, Review, review_of, seen_of, seen_of_round
from plans.selectors import plans_of
from plans.views.reviewpage import page_of

as_reviewer = actor_required(PlansPermission.REVIEW)


@as_reviewer
@require_http_methods(GET_OR_POST)
def review(request: ActorRequest, pk: int) -> HttpResponse:
    """The plan at the part that waits next; a POST takes the review up."""
    found = review_of(_found(request, pk), portal_day())
    if request.method == "POST":
        return _begin(request, found)
    return render(request, "plans/review.html", page_of(request, found, found.first_waiting()))


@as_reviewer
@require_http_methods(GET_OR_POST)
@keeps_draft
def part(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """One part beside its clauses; a POST accepts it or sends it back."""
    found = review_of(_found(request, pk), portal_day())
    if kind not in found.parts:
        raise Http404
    if request.method != "POST":
        return render(request, "plans/review.html", page_of(request, found, kind))
    form = AnswerForm(request.POST)
    refused = _answer(request, found, kind, form)
    if not refused and form.is_valid():
        return _to_next(request, found, kind, form.is_accepted)
    # A fresh token: pressed again, it is meant in the knowledge of what stands there now.
    context = page_of(request, found, kind, form) | {"refused": refused}
    return render(request, "plans/review.html", context, status=409 if refused else 200)


@as_reviewer
@require_http_methods(GET_OR_POST)
def finish(request: ActorRequest, pk: int) -> HttpResponse:
    """The round summed up; a POST returns the parts that were not accepted, or approves."""
    plan = _found(request, pk)
    found = review_of(plan, portal_day())
    if request.method == "POST" and found.is_answered:
        messages.info(request, "本轮审核已经完成，没有再做一遍。")
        return redirect(address(request, "plans:review", plan.pk))
    may_review(request.actor, plan).enforce()
    returned = [kind for kind in found.parts if found.state_of(kind) == RETURNED]
    waiting = [kind for kind in found.parts if found.state_of(kind) == WAITING]
    sent = request.POST if request.method == "POST" else None
    form = FinishForm(sent, day=found.day, is_returning=bool(returned), seen=seen_of_round(found))
    if not waiting and form.is_valid():
        return _finish(request, plan, form)
    context = {
        "review": found,
        "plan": plan,
        "form": form,
        "returned": [(PARTS[kind].title, found.given[kind]) for kind in returned],
        "waiting": [(PARTS[kind].title, _part_url(request, plan, kind)) for kind in waiting],
        "accepted": len(found.parts) - len(returned) - len(waiting),
        "crumbs": _crumbs(request, plan),
    }
    return render(request, "plans/review_finish.html", context)


@as_reviewer
@require_POST
def accept_paper(request: ActorRequest, pk: int) -> HttpResponse:
    """The stamped plan came on paper on the day the street says (补录)."""
    plan = _found(request, pk)
    services.accept_paper(plan=plan, by=request.actor)
    messages.success(request, f"已认可：{plan.paper_on:%Y-%m-%d} 为第一次报送的日期。")
    return redirect(address(request, "plans:review", plan.pk))


def _found(request: ActorRequest, pk: int) -> ConstructionPlan:
    found: ConstructionPlan = get_object_or_404(plans_of(request.actor), pk=pk)
    return found


def _begin(request: ActorRequest, review: Review) -> HttpResponse:
    """Take it up, if it is still what the reviewer has read."""
    read, plan = request.POST.get("version", ""), review.plan
    if review.version is None:
        messages.error(request, "没有开始审核：街镇刚把方案撤回去修改，重新报送后再审。")
    elif read != str(review.version.number):
        words = (
            f"没有开始审核：街镇撤回后又报送了第 {review.version.number} 稿，请看过新的一稿再点。"
        )
        messages.error(request, words)
    else:
        services.begin_review(plan=plan, by=request.actor)
        messages.success(request, "开始审核。审完各部分，再点“完成本轮审核”。")
    return redirect(address(request, "plans:review", plan.pk))


def _answer(request: ActorRequest, review: Review, kind: str, form: AnswerForm) -> str:
    """Write the answer; why it was not written, where the world has changed meanwhile."""
    if not form.is_valid():
        return ""
    there = review.given.get(kind)
    if not review.is_asked(kind):
        return "这一部分现在不在审核中：本轮审核已经完成，或者街镇撤回了方案。您写的意见没有保存，还在下面。"
    if review.version and form.cleaned_data["version"] not in (None, review.version.number):
        return "街镇又报送了新的一稿。您写的意见没有保存，还在下面，请看过新稿再点。"
    if there and there.answered_by != request.actor.username:
        is_known = form.cleaned_data["seen"] == seen_of(there)
        verdict = "接受" if there.is_accepted else "退回"
        if not is_known:
            return f"您打开本页之后，另一位审核人已{verdict}了这一部分。您的还没有保存；仍要改，请再点一次。"
    try:
        services.answer_part(
            plan=review.plan,
            kind=kind,
            is_accepted=form.is_accepted,
            comment=form.cleaned_data["comment"],
            by=request.actor,
        )
    except PermissionDenied as denied:
        return f"{denied} 您写的意见没有保存，还在下面。"
    except ValidationError as refused:
        form.add_error("comment", refused.messages)
    return ""


def _to_next(request: ActorRequest, review: Review, kind: str, is_accepted: bool) -> HttpResponse:
    """On to the part that waits next."""
    now = review_of(review.plan, review.day)
    verdict = "接受" if is_accepted else "退回"
    waiting = now.count(WAITING)
    rest = f"还有 {waiting} 个部分待审。" if waiting else "各部分都审过了，可以完成本轮审核。"
    messages.success(request, f"已{verdict}“{PARTS[kind].title}”。{rest}")
    return redirect(_part_url(request, review.plan, now.first_waiting(kind)))


def _finish(request: ActorRequest, plan: ConstructionPlan, form: FinishForm) -> HttpResponse:
    due_on = form.cleaned_data.get("new_due_on")
    try:
        plan = services.finish_review(plan=plan, new_due_on=due_on, by=request.actor)
    except ValidationError as refused:
        messages.error(request, f"还没有提交：{refused.messages[0]}")
        return redirect(address(request, "plans:finish-review", plan.pk))
    if plan.state == PlanState.RETURNED:
        words = f"已退回，街镇要在 {due_on:%Y-%m-%d} 前重新报送；已接受的部分不用再改。"
    else:
        words = "已通过。"
        if form.cleaned_data.get("is_published"):
            services.publish_plan(plan=plan, is_published=True, by=request.actor)
            words = "已通过，并公开给其他街镇参考。"
    messages.success(request, words)
    return redirect(address(request, "plans:review", plan.pk))


def _part_url(request: ActorRequest, plan: ConstructionPlan, kind: str) -> str:
    return address(request, "plans:review-part", plan.pk, kind)


def _crumbs(request: ActorRequest, plan: ConstructionPlan) -> list[Any]:
    return [
        Link("建设方案", address(request, "plans:list")),
        Link(plan.street.name, address(request, "plans:review", plan.pk)),
        Link("完成本轮审核"),
    ]
