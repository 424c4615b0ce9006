"""The page of visits without a network, and what its scripts ask the server for."""

from base64 import b64encode
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from casework.enums import VisitSource
from casework.models import Visit
from casework.permissions import CaseworkPermission
from casework.phone import keys, shell, told
from casework.visits.forms import VisitForm
from casework.visits.selectors import visits
from casework.visits.services import record_visit
from core.clock import portal_day
from core.formparts import words_of
from core.web import ActorRequest, actor_required

SECONDS_AN_HOUR = 3600
NO_TIME = "手机没有说明什么时候写的，请再按一次“保存走访”。"
SOMEBODY_ELSE = "现在登录的是另一个账号，没有送出。"


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Open to everybody: it holds nothing of anybody."""
    response = HttpResponse(shell.page())
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, for this one page alone."""
    response = HttpResponse(shell.worker(), content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = reverse("casework:phone")
    response.headers["Cache-Control"] = "no-cache"
    return response


@actor_required(CaseworkPermission.SERVE)
@require_POST
def key(request: ActorRequest) -> HttpResponse:
    """Her own key, whose it is, and how long a phone may keep it: as long as a session lasts."""
    secret = keys.key_for(by=request.actor)
    return JsonResponse(
        {
            "key": b64encode(secret).decode(),
            "of": keys.tag_of(request.actor.user_id),
            "hours": settings.SESSION_COOKIE_AGE // SECONDS_AN_HOUR,
        }
    )


@actor_required(CaseworkPermission.SERVE)
@require_POST
def mine(request: ActorRequest) -> HttpResponse:
    """Her households, to be kept sealed on her phone."""
    if not _is_hers(request):
        return JsonResponse({"reason": SOMEBODY_ELSE}, status=409)
    return JsonResponse(told.mine(request.actor, portal_day()))


@actor_required(CaseworkPermission.SERVE)
@require_POST
def send(request: ActorRequest) -> HttpResponse:
    """One visit as it was written on the phone; sent again, the same answer.

    422: what is wrong, field → sentences; nothing was recorded, and the visit stays with her.
    """
    if not _is_hers(request):
        return JsonResponse({"reason": SOMEBODY_ELSE}, status=409)
    there = _recorded(request)
    if there is not None:
        return JsonResponse(_receipt(there))
    form = VisitForm(request.POST, request.FILES, actor=request.actor)
    written_at = _time_of(request.POST.get("written_at", ""))
    if written_at is None:
        form.add_error(None, NO_TIME)
    if form.is_valid():
        try:
            visit, _ = record_visit(
                key=form.cleaned_data["key"],
                household=form.cleaned_data["household"],
                facts=form.facts(source=VisitSource.PHONE, written_at=written_at),
                photos=form.photo_bytes(),
                by=request.actor,
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            visit.refresh_from_db(fields=["recorded_at"])
            return JsonResponse(_receipt(visit))
    return JsonResponse({"errors": _wrong(form)}, status=422)


def _is_hers(request: ActorRequest) -> bool:
    """Whether the phone asks for whoever is signed in, and not for the one before her."""
    return request.POST.get("of", "") == keys.tag_of(request.actor.user_id)


def _recorded(request: ActorRequest) -> Visit | None:
    """The visit that she has sent under this key before."""
    try:
        asked = UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    found: Visit | None = (
        visits(request.actor).filter(pk=asked, written_by=request.actor.user_id).first()
    )
    return found


def _receipt(visit: Visit) -> dict[str, Any]:
    return {"receipt": visit.receipt, "recorded_at": visit.recorded_at.isoformat()}


def _time_of(text: str) -> datetime | None:
    """What the phone's clock said, with its zone; None for what is no time."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


def _wrong(form: VisitForm) -> dict[str, list[str]]:
    """Field → sentences; what concerns no field stands under an empty name."""
    found = {bound.name: words_of(bound) for bound in form if bound.errors}
    over_all = [str(words) for words in form.non_field_errors()]
    return found | ({"": over_all} if over_all else {})
