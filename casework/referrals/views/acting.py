"""What an advisor writes down of a referral: the answer, the end, that it is taken back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from casework.models import Referral
from casework.permissions import CaseworkPermission
from casework.referrals import services
from casework.referrals.forms import AnswerForm, FinishForm, RevocationForm
from casework.referrals.views.pages import found_by, referral_page, url_of
from casework.referrals.workflow import MACHINE
from core.web import ActorRequest, actor_required

may_serve = actor_required(CaseworkPermission.SERVE)


@may_serve
@require_POST
def answer(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What the provider said: it takes it on, or not, and why."""
    form = AnswerForm(request.POST)

    def write(found: Referral) -> str:
        services.answer_referral(
            referral=found,
            is_accepted=form.is_yes,
            answered_on=form.cleaned_data["answered_on"],
            by=request.actor,
            **form.why(),
        )
        return "已登记：提供方已接。" if form.is_yes else "已登记：没有接，需求回到了清单上。"

    return _answered(request, pk, "accept", "answering", form, write)


@may_serve
@require_POST
def finish(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What came of it: done, with its result; or not, and why."""
    form = FinishForm(request.POST)

    def write(found: Referral) -> str:
        services.finish_referral(
            referral=found,
            is_done=form.is_yes,
            closed_on=form.cleaned_data["closed_on"],
            by=request.actor,
            **form.told(),
        )
        return "已登记完成。" if form.is_yes else "已登记：没有做成，需求回到了清单上。"

    return _answered(request, pk, "finish", "finishing", form, write)


@may_serve
@require_POST
def revoke(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Take it back; its place is free again, and its links open no more."""
    form = RevocationForm(request.POST)

    def write(found: Referral) -> str:
        services.revoke_referral(referral=found, by=request.actor, **form.why())
        return "已撤回，名额退回，需求回到了清单上。"

    return _answered(request, pk, "revoke", "revoking", form, write)


def _answered(
    request: ActorRequest,
    pk: UUID,
    way: str,
    name: str,
    form: Any,
    write: Callable[[Referral], str],
) -> HttpResponse:
    """Send one of the small forms; a second click, and whoever was slower, is told so."""
    found = found_by(request, pk)
    forms = {name: form}
    if not MACHINE.may(request.actor, found, way):
        return referral_page(request, found, **forms, is_late=True, status=409)
    if not form.is_valid():
        return referral_page(request, found, **forms)
    try:
        words = write(found)
    except ValidationError as refused:
        form.refuse(refused)
        return referral_page(request, found, **forms)
    except PermissionDenied:
        now = found_by(request, pk)
        if MACHINE.may(request.actor, now, way):
            raise
        return referral_page(request, now, **forms, is_late=True, status=409)
    messages.success(request, words)
    return redirect(url_of(request, found))
