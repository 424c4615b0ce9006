"""The small forms of an extension: asked for by who works on it, decided by the manager."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from casework.enums import ExtensionState
from casework.permissions import CaseworkPermission
from casework.stuck import services
from casework.stuck.forms import APPROVE, ExtensionDecisionForm, ExtensionForm
from casework.stuck.limits import last_day
from casework.stuck.views.parts import found_by, stuck_page, url_of, workdays_of
from core.web import ActorRequest, actor_required


@actor_required(CaseworkPermission.SERVE)
@require_POST
def ask(request: ActorRequest, pk: UUID) -> HttpResponse:
    """More time is asked for."""
    found = found_by(request, pk)
    if found.extension == ExtensionState.ASKED:
        messages.info(request, "已经申请过了，等街镇负责人批准。")
        return redirect(url_of(request, found))
    form = ExtensionForm(request.POST)
    if form.is_valid():
        try:
            services.ask_extension(
                case=found, by=request.actor, workdays=workdays_of(request), **form.cleaned_data
            )
        except ValidationError as refused:
            form.refuse(refused)
        except PermissionDenied as refused:
            form.add_error(None, str(refused))
        else:
            words = "已申请延期，等街镇负责人批准；批准之前，时限不变。"
            messages.success(request, words)
            return redirect(url_of(request, found))
    return stuck_page(request, found, extending=form)


@actor_required(CaseworkPermission.EXTEND)
@require_POST
def decide(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The manager approves it, or does not."""
    found = found_by(request, pk)
    form = ExtensionDecisionForm(request.POST)
    if not form.is_valid():
        return stuck_page(request, found, deciding=form)
    is_approved = form.cleaned_data["decision"] == APPROVE
    wanted = ExtensionState.APPROVED if is_approved else ExtensionState.REFUSED
    try:
        decided = services.decide_extension(case=found, is_approved=is_approved, by=request.actor)
    except PermissionDenied:
        if found_by(request, pk).extension != wanted:
            raise
        messages.info(request, "已经批过了，没有改动。")
        return redirect(url_of(request, found))
    due = last_day(decided, workdays_of(request))
    words = f"已批准，时限改为{due}。" if is_approved else f"没有批准，时限仍是{due}。"
    messages.success(request, words)
    return redirect(url_of(request, found))
