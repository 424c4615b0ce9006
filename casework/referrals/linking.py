"""A provider's contact answers through a one-time link: first whether, later what came of it.

One link is for one answer. Whoever holds it sees what is asked for; whom to call, as far as the
family agreed, he sees once he has taken it on. The referral is locked before its link, here and
by the advisor, so that an answer and a revocation follow each other.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import links
from accounts.models import OneTimeLink
from audit.models import Entry
from casework.models import Referral
from casework.permissions import CaseworkPermission
from casework.referrals.policies import may_read
from casework.referrals.services import PURPOSE, answer_referral, finish_referral, write_down
from casework.referrals.workflow import is_open
from core.actor import Actor
from core.clock import portal_day

# How long a provider has; the need's own limit is thirty days (T3-1).
VALID = timedelta(days=14)
OVER = "这个对接已经结束，不用再发链接。"


@transaction.atomic
def make_answer_link(*, referral: Referral, by: Actor) -> tuple[OneTimeLink, str]:
    """A link for the provider's next answer, and its secret, told once; earlier ones end.

    Raises ValidationError where nothing is left to answer.
    """
    held = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    may_read(by, held).enforce()
    if not is_open(held):
        raise ValidationError(OVER)
    resource = held.resource
    made = links.make_link(
        purpose=PURPOSE,
        subject=held.pk,
        holder=resource.contact_name or resource.provider.name,
        unit=held.community,
        expires_on=portal_day() + VALID,
        by=by,
    )
    write_down(by, Entry.Action.SEEN, held, items="对接单和答复链接")
    return made


@transaction.atomic
def answer_by_link(
    *, link: OneTimeLink, is_accepted: bool, reason: str = "", reason_note: str = ""
) -> Referral:
    """The provider takes it on, or says why not, today; the link is used up.

    Raises links.LinkRefused where the link was used or ended meanwhile.
    """
    by, held = _holder_of(link), _held(link)
    links.use_link(link)
    answered = answer_referral(
        referral=held,
        is_accepted=is_accepted,
        reason=reason,
        reason_note=reason_note,
        answered_on=portal_day(),
        by=by,
    )
    if is_accepted and answered.shares:
        write_down(by, Entry.Action.SEEN, answered, items="对接单", unit=answered.community_id)
    return answered


@transaction.atomic
def finish_by_link(
    *,
    link: OneTimeLink,
    is_done: bool,
    reason: str = "",
    reason_note: str = "",
    result: str = "",
) -> Referral:
    """The provider tells what came of it, today; the link is used up."""
    by, held = _holder_of(link), _held(link)
    links.use_link(link)
    return finish_referral(
        referral=held,
        is_done=is_done,
        reason=reason,
        reason_note=reason_note,
        result=result,
        closed_on=portal_day(),
        by=by,
    )


def may_link(actor: Actor, referral: Referral) -> bool:
    """Whether a link for the provider may be made now."""
    return bool(may_read(actor, referral)) and is_open(referral)


def _holder_of(link: OneTimeLink) -> Actor:
    by = links.holder_actor(link)
    by.must(CaseworkPermission.ANSWER).enforce()
    return by


def _held(link: OneTimeLink) -> Referral:
    """The one thing that the link is for, locked before the link itself is."""
    held = Referral.objects.select_for_update(of=("self",)).filter(pk=link.subject).first()
    if link.purpose != PURPOSE or held is None:
        raise PermissionDenied("这个链接不是用来答复对接的。")
    return held
