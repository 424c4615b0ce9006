"""One-time links: somebody without an account answers one question, once.

The secret is shown once, when the link is made; what is kept of it is a hash. It is long enough
that nobody guesses it (24 signs of 31: 118 bits), and whoever tries has to wait: too many links
that there are none of, from one address, and that address is refused for a while. An address
that was cut off in copying is no guess, for no link looks so.

Opening a link changes nothing (previews of messages open links, too): it is used by the answer.
"""

import hashlib
import ipaddress
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.addresses import client_address
from accounts.models import LinkGuess, OneTimeLink
from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from core.permissions import Role, permissions_of
from orgs.models import Unit

View = Callable[..., HttpResponse]

# Without 0, 1, i, l and o: some are typed from paper.
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 6, 4
# So many wrong links from one address within so many minutes, and it has to wait.
GUESSES = 20
MINUTES = 30
_KEPT = timedelta(days=1)


class LinkRefused(Exception):
    """A link that opens nothing; `words` say why and what to do, `status` is the answer's."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.words = words
        self.status = status


def make_link(
    *, purpose: str, subject: UUID, holder: str, unit: Unit, expires_on: date, by: Actor
) -> tuple[OneTimeLink, str]:
    """A new link and its secret, which is told this once; earlier open ones are revoked.

    `purpose` (`casework.referral`) and `subject` say what it answers, `holder` who gets it,
    `expires_on` is its last day. To be called in the caller's transaction, with the subject
    locked: of two links made at once, one would be left open else.
    """
    if not by.covers(unit.pk):
        raise PermissionDenied("这个单位不在您的范围内，没有生成链接。")
    if expires_on < portal_day():
        raise ValueError(f"a link that is over before it begins: {expires_on}")
    revoke_links(purpose=purpose, subject=subject)
    secret = "-".join(
        "".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS)
    )
    link = OneTimeLink.objects.create(
        digest=_digest(_signs_of(secret)),
        purpose=purpose,
        subject=subject,
        holder=holder,
        unit=unit,
        made_by_id=by.user_id or None,
        expires_on=expires_on,
    )
    trail.record(
        actor=by,
        action=Entry.Action.CREATED,
        subject=f"onetimelink:{link.pk}",
        unit=unit.pk,
        ends_on=expires_on.isoformat(),
    )
    return link, secret


def address_of(request: HttpRequest, view: str, secret: str) -> str:
    """The whole address of a link, as it is sent; `view` takes the secret alone."""
    return request.build_absolute_uri(reverse(view, args=[secret]))


def open_link(request: HttpRequest, secret: str, purpose: str) -> OneTimeLink:
    """The link of a secret, still good; else raises LinkRefused. Writes nothing but a guess."""
    address = _network_of(client_address(request))
    if _guesses_of(address) >= GUESSES:
        raise LinkRefused(
            f"这个网络里打开了太多不存在的链接，请{MINUTES}分钟后再试；"
            "急的话，请打电话请发链接的人代为登记。",
            429,
        )
    signs = _signs_of(secret)
    links = OneTimeLink.objects.select_related("unit__parent")
    link = links.filter(digest=_digest(signs), purpose=purpose).first() if signs else None
    if link is None:
        if signs:
            _note_guess(address)
        raise LinkRefused(
            "没有这个链接：网址可能少了几个字。请从收到的信息里重新打开，"
            "或照着纸上再核对一遍；还是打不开的，请发链接的人重新发一个。",
            404,
        )
    _must_be_good(link)
    return link


def use_link(link: OneTimeLink) -> None:
    """Use a link up, in the caller's transaction; LinkRefused where it was used meanwhile.

    Whoever also locks the subject locks that first, for revoking goes in this order, too.
    """
    held = OneTimeLink.objects.select_for_update(no_key=True).get(pk=link.pk)
    _must_be_good(held)
    held.used_at = timezone.now()
    held.save(update_fields=["used_at"])
    link.used_at = held.used_at


def revoke_links(*, purpose: str, subject: UUID) -> int:
    """Revoke what is still open of a subject's links; how many."""
    return revoke_all_links(purpose=purpose, subjects=[subject])


def revoke_all_links(*, purpose: str, subjects: Collection[UUID]) -> int:
    """The same of many subjects, in one query."""
    links = OneTimeLink.objects.filter(purpose=purpose, subject__in=subjects)
    is_open = links.filter(used_at__isnull=True, revoked_at__isnull=True)
    return is_open.update(revoked_at=timezone.now())


def latest_link(purpose: str, subject: UUID) -> OneTimeLink | None:
    """The link that was made last, in whatever state; the caller has asked for the subject."""
    links = OneTimeLink.objects.filter(purpose=purpose, subject=subject)
    found: OneTimeLink | None = links.order_by("-made_at", "-pk").first()
    return found


def link_names(keys: Iterable[str]) -> dict[str, str]:
    """Links as the trail tells them: by number."""
    links = OneTimeLink.objects.filter(pk__in=list(keys)).order_by("pk")
    return {str(one.pk): str(one) for one in links}


@dataclass(frozen=True)
class LinkState:
    """How a link stands on a day: a key of core.badges, and words."""

    state: str
    words: str
    is_open: bool = False


def state_of(link: OneTimeLink, day: date) -> LinkState:
    """有效，到2024-09-27；已答复；已作废；已过期."""
    if link.used_at:
        return LinkState("done", "已答复")
    if link.revoked_at:
        return LinkState("withdrawn", "已作废")
    if day > link.expires_on:
        return LinkState("past", f"{link.expires_on}已过期")
    return LinkState("running", f"有效，到{link.expires_on}", is_open=True)


def holder_actor(link: OneTimeLink) -> Actor:
    """Whoever answers through a link, as an actor: no account, and the one permission.

    In the whole street, for what a link is about may have moved to another of its communities
    since; what it is about, the link alone says.
    """
    is_community = link.unit.level == Unit.Level.COMMUNITY
    unit = link.unit.parent if is_community and link.unit.parent else link.unit
    return Actor(
        user_id=0,
        username=f"link:{str(link.pk)[:8].upper()}",
        name=link.holder,
        role=Role.LINK_HOLDER,
        unit_code=unit.pk,
        unit_name=unit.name,
        permissions=permissions_of(Role.LINK_HOLDER, unit.pk),
    )


def refusal_page(
    request: HttpRequest, refused: LinkRefused, typed: Sequence[str] = ()
) -> HttpResponse:
    """Why a link opens nothing, for somebody who knows nothing of the portal; what he `typed`."""
    context = {"words": refused.words, "typed": [text for text in typed if text.strip()]}
    response = render(request, "links/refused.html", context, status=refused.status)
    return as_for_outsiders(response)


def for_outsiders(*texts: str) -> Callable[[View], View]:
    """The gate of a page behind a link: `@for_outsiders("answer") def view(request, secret): …`.

    A LinkRefused becomes its page, on which what was typed into the fields `texts` can still be
    read; headers keep the page private. Nobody has to be signed in, and whoever is acts as the
    holder of the link nevertheless.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                response = view(request, *args, **kwargs)
            except LinkRefused as refused:
                typed = [request.POST.get(name, "") for name in texts]
                return refusal_page(request, refused, typed)
            return as_for_outsiders(response)

        return gate

    return decorate


def as_for_outsiders(response: HttpResponse) -> HttpResponse:
    """Kept by no cache and no search engine; its address is told to nobody, not even to us.

    `no-referrer` would take the Origin from its own form, which is then refused as forged;
    `strict-origin` tells the portal's name alone.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _must_be_good(link: OneTimeLink) -> None:
    """Neither used nor revoked nor late."""
    if link.used_at:
        used = timezone.localtime(link.used_at)
        raise LinkRefused(
            f"这个链接已在{used:%Y-%m-%d %H:%M}用过，答复已收到，不用再填。"
            "要更正，请打电话告诉发链接的人。",
            410,
        )
    if link.revoked_at:
        raise LinkRefused(
            "这个链接已作废：事情已有结果，或另发了新的链接。"
            "请用最近收到的链接，或打电话问发链接的人。",
            410,
        )
    if portal_day() > link.expires_on:
        raise LinkRefused(
            f"这个链接{link.expires_on}已过期。请发链接的人重新发一个，或打电话告诉他结果。",
            410,
        )


def _signs_of(secret: str) -> str:
    """The signs of a secret, whatever capitals, spaces and dashes; empty where it can't be one."""
    signs = re.sub(r"[\s-]", "", secret).lower()
    return signs if len(signs) == _GROUPS * _GROUP and not set(signs) - set(_SIGNS) else ""


def _digest(signs: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(signs.encode()).hexdigest()


def _network_of(address: str | None) -> str:
    """What counts as one address: of IPv6, the 64 bits that a whole connection has."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and not found.ipv4_mapped:
        return str(ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(getattr(found, "ipv4_mapped", None) or found)


def _guesses_of(address: str) -> int:
    since = timezone.now() - timedelta(minutes=MINUTES)
    return LinkGuess.objects.filter(address=address, at__gt=since).count()


def _note_guess(address: str) -> None:
    """Count it, and remove those of days before."""
    LinkGuess.objects.filter(at__lt=timezone.now() - _KEPT).delete()
    LinkGuess.objects.create(address=address)
