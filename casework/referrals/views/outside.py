"""The page that a provider's contact opens by his link; he has no account.

Opening it shows what is asked for, and no name, phone or address, and changes nothing. Whom to
call, as far as the family agreed, stands in the answer to “能接”, once.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import links
from accounts.models import OneTimeLink
from casework.enums import ReferralState
from casework.models import Referral
from casework.referrals.forms import OutsideAnswerForm, OutsideFinishForm
from casework.referrals.linking import answer_by_link, finish_by_link
from casework.referrals.selectors import referral_of_link
from casework.referrals.services import PURPOSE
from casework.referrals.sheet import sheet_of
from casework.referrals.workflow import is_open
from core.clock import portal_day
from core.web import GET_OR_POST

OVER = "这个对接已经结束，不用再答复。谢谢。"


@links.for_outsiders("result", "reason_note")
@require_http_methods(GET_OR_POST)
def open_referral(request: HttpRequest, secret: str) -> HttpResponse:
    """Take it on or not; by a later link, tell what came of it."""
    link = links.open_link(request, secret, PURPOSE)
    referral = referral_of_link(link.subject)
    if referral is None or not is_open(referral):
        raise links.LinkRefused(OVER, 410)
    is_answer = referral.state == ReferralState.OFFERED
    form_class: Any = OutsideAnswerForm if is_answer else OutsideFinishForm
    if request.method != "POST":
        return _page(request, link, referral, form_class())
    form = form_class(request.POST)
    if not form.is_valid():
        return _page(request, link, referral, form)
    try:
        if is_answer:
            answer_by_link(link=link, is_accepted=form.is_yes, **form.why())
        else:
            finish_by_link(link=link, is_done=form.is_yes, **form.told())
    except ValidationError as refused_by:
        form.refuse(refused_by)
        return _page(request, link, referral, form)
    except PermissionDenied as denied:
        # The advisor was quicker, and wrote it down herself or took it back.
        raise links.LinkRefused(OVER, 410) from denied
    return _thanks(request, referral, is_answer=is_answer, is_yes=form.is_yes)


def _page(request: HttpRequest, link: OneTimeLink, referral: Referral, form: Any) -> HttpResponse:
    context = {
        "form": form,
        "link": link,
        "sheet": sheet_of(referral, with_shared=False),
        "is_answer": referral.state == ReferralState.OFFERED,
        "tells": bool(referral.shares),
        "day": portal_day(),
    }
    return render(request, "links/referral.html", context)


def _thanks(
    request: HttpRequest, referral: Referral, *, is_answer: bool, is_yes: bool
) -> HttpResponse:
    context = {
        "sheet": sheet_of(referral, with_shared=is_answer and is_yes),
        "is_answer": is_answer,
        "is_yes": is_yes,
        "day": portal_day(),
    }
    return render(request, "links/referral_done.html", context)
