"""A form that was sent after its session had ended: what was typed is not lost.

Nothing is written for somebody who is not signed in. The fields go sealed into the sign-in page,
bound to the address of the form and to whose session it was, and come back from there as a
draft of whoever signs in. Good for LASTS_SECONDS; files are not taken along.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from time import time
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import drafts
from accounts.forms import SignInForm
from core.sealing import SealBroken, seal, unseal

LASTS_SECONDS = 2 * 60 * 60


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page (401) in answer to a form, with what was typed sealed in it."""
    text = drafts.text_of(dict(request.POST.lists()))
    is_too_long = len(text.encode()) > drafts.MOST_BYTES or not drafts.is_key(request.path)
    context = {
        "form": SignInForm(request),
        "next": request.get_full_path(),
        "lost": "" if is_too_long else _sealed(request, text),
        "is_over": True,
        "is_too_long": is_too_long,
        "lost_files": [one.name for _, files in request.FILES.lists() for one in files],
    }
    response = render(request, "accounts/sign_in.html", context, status=401)
    response.headers["Cache-Control"] = "no-store"
    return response


def take_back(request: HttpRequest) -> None:
    """Make a draft of what came through the sign-in page, for the user who signed in."""
    token, user_id = request.POST.get("lost", ""), request.user.pk
    if not token or user_id is None:
        return
    path = _path_of(request.POST.get("next", ""))
    found = _opened(token, path)
    if found is None:
        messages.warning(request, "登录前填写的内容隔得太久，没有保留下来，请重新填写。")
    elif found["user"] not in (None, user_id):
        messages.warning(request, "登录前填写的内容是另一个账号的，没有转到您这里。")
    else:
        drafts.keep(user_id, path, found["text"])


def _sealed(request: HttpRequest, text: str) -> str:
    carried = {"user": _owner(request), "at": int(time()), "text": text}
    plain = json.dumps(carried, ensure_ascii=False).encode()
    return urlsafe_b64encode(seal(plain, bound_to=_binding(request.path))).decode()


def _opened(token: str, path: str) -> dict[str, Any] | None:
    """What was carried; None where it does not open, or is too old."""
    try:
        plain = unseal(urlsafe_b64decode(token), bound_to=_binding(path))
    except (SealBroken, ValueError):
        return None
    found: dict[str, Any] = json.loads(plain)
    return found if time() - found["at"] <= LASTS_SECONDS else None


def _path_of(address: str) -> str:
    """The path of an address; empty for what is none."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _owner(request: HttpRequest) -> int | None:
    """Whose form it was: of the session that ran out, else as the form itself says.

    The form's own word can only keep others away from it, so it need not be proved.
    """
    said = request.POST.get("draft_of", "")
    known: int | None = getattr(request, "ended_user_id", None)
    return known or (int(said) if said.isdecimal() and len(said) < 19 else None)


def _binding(path: str) -> str:
    return f"accounts.lost:{path}"
