"""The small forms on a matter's page: handed on, called back, taken back, opened again."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from casework.enums import StuckState
from casework.permissions import CaseworkPermission
from casework.stuck import services
from casework.stuck.forms import CallForm, HandingOnForm, ReopeningForm, WithdrawalForm
from casework.stuck.policies import its_own
from casework.stuck.views.parts import found_by, stuck_page, url_of
from core.web import ActorRequest, actor_required

may_serve = actor_required(CaseworkPermission.SERVE)


@may_serve
@require_POST
def hand_on(request: ActorRequest, pk: UUID) -> HttpResponse:
    """It was passed on to another office."""
    found = found_by(request, pk)
    form = HandingOnForm(request.POST)
    if form.is_valid():
        try:
            is_new = services.hand_on(case=found, by=request.actor, **form.cleaned_data)
        except ValidationError as refused:
            form.refuse(refused)
        except PermissionDenied as refused:
            form.add_error(None, str(refused))
        else:
            words = "已记下转办；时限不变，仍由这里办结。" if is_new else "已经记过了，没有改动。"
            messages.success(request, words)
            return redirect(url_of(request, found))
    return stuck_page(request, found, handing=form)


@may_serve
@require_POST
def call_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The visitor was told of the end."""
    found = found_by(request, pk)
    form = CallForm(request.POST)
    if form.is_valid():
        try:
            is_new = services.call_back(case=found, by=request.actor, **form.cleaned_data)
        except ValidationError as refused:
            form.refuse(refused)
        except PermissionDenied as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已记下回访。" if is_new else "已经记过了，没有改动。")
            return redirect(url_of(request, found))
    return stuck_page(request, found, calling=form)


@may_serve
@require_POST
def withdraw(request: ActorRequest, pk: UUID) -> HttpResponse:
    """It was logged by mistake, or nobody wants it any more."""
    found = found_by(request, pk)
    if found.state == StuckState.WITHDRAWN and its_own(found, request.actor):
        messages.info(request, "已经撤回过了。")
        return redirect(url_of(request, found))
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        return stuck_page(request, found, withdrawal=form)
    services.withdraw(case=found, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, "已撤回，不再计时限；留痕里有撤回的原因。")
    return redirect(url_of(request, found))


@may_serve
@require_POST
def reopen(request: ActorRequest, pk: UUID) -> HttpResponse:
    """It was closed by mistake."""
    found = found_by(request, pk)
    form = ReopeningForm(request.POST)
    if not form.is_valid():
        return stuck_page(request, found, reopening=form)
    services.reopen(case=found, reason=form.cleaned_data["reason"], by=request.actor)
    messages.success(request, "已重新打开，办结和回访已清掉，时限仍从接待那天算。")
    return redirect(url_of(request, found))
