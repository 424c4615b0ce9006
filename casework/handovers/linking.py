"""The clerk at the counter acknowledges through a one-time link, without an account.

The handover is locked before its link, here as by the advisor: an acknowledgment and a
withdrawal follow each other.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts import links
from accounts.models import OneTimeLink
from casework.handovers.rules import against_matter, names_in
from casework.handovers.services import PURPOSE, locked
from casework.handovers.workflow import MACHINE, may_send_link
from casework.models import Handover
from core.actor import Actor
from core.clock import portal_day

# Longer than the limit of T5-2: who is late shall still be able to say so.
VALID = timedelta(days=14)
COUNTER = "受理窗口"


@transaction.atomic
def make_answer_link(*, handover: Handover, by: Actor) -> tuple[OneTimeLink, str]:
    """A link for the counter, and its secret, told once; an earlier one ends.

    Raises PermissionDenied where nothing is left to acknowledge, and ValidationError where the
    matter tells who it is.
    """
    held = locked(handover)
    may_send_link(by, held).enforce()
    refused = against_matter(held.way, held.matter, names_in(held.household, held.person_name))
    if refused:
        raise ValidationError(refused)
    return links.make_link(
        purpose=PURPOSE,
        subject=held.pk,
        holder=held.clerk or COUNTER,
        unit=held.unit,
        expires_on=portal_day() + VALID,
        by=by,
    )


@transaction.atomic
def acknowledge_by_link(*, link: OneTimeLink, clerk: str, answer: str = "") -> Handover:
    """The counter has it, today; the link is used up.

    Raises links.LinkRefused where the link was used or ended meanwhile.
    """
    held = Handover.objects.select_for_update(of=("self",)).filter(pk=link.subject).first()
    if link.purpose != PURPOSE or held is None:
        raise PermissionDenied("这个链接不是用来确认衔接的。")
    links.use_link(link)
    by = links.holder_actor(link)
    changed: Handover = MACHINE.carry_out(
        "acknowledge_by_link",
        held,
        by=by,
        acknowledged_on=portal_day(),
        acknowledged_by=by.username,
        clerk=clerk,
        answer=answer,
    )
    return changed
