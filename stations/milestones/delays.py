"""Why a street's station opens late, and the district's answer (P2-2: 原则上6月底前).

The table of transitions is all there is to it: the buttons, the refusals and the tests read it.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from core.transitions import Machine, Transition
from orgs.models import Unit
from stations.enums import DelayState
from stations.models import DelayRequest
from stations.permissions import StationsPermission
from stations.policies import may_keep_sites_of

MACHINE = Machine(
    transitions=(
        Transition(
            "accept",
            "接受延期",
            frozenset({DelayState.WAITING}),
            DelayState.ACCEPTED,
            StationsPermission.REVIEW,
        ),
        Transition(
            "refuse",
            "不接受延期",
            frozenset({DelayState.WAITING}),
            DelayState.REFUSED,
            StationsPermission.REVIEW,
        ),
        Transition(
            "reconsider",
            "重新审核",
            frozenset({DelayState.ACCEPTED}),
            DelayState.WAITING,
            StationsPermission.REVIEW,
        ),
    ),
    unit_of=lambda request: request.street_id,
    labels={state.value: str(state.label) for state in DelayState},
)


def delays_of(street: Unit, year: int, actor: Actor) -> QuerySet[DelayRequest]:
    """A street's requests of a year, the latest first."""
    return DelayRequest.objects.visible_to(actor).filter(street=street, year=year)


@transaction.atomic
def ask_delay(*, street: Unit, year: int, reason: str, by: Actor) -> tuple[DelayRequest, bool]:
    """Ask for a delay; whether it is new. The same form sent twice asks once.

    Raises ValidationError while another request waits or was accepted.
    """
    may_keep_sites_of(by, street.pk).enforce()
    Unit.objects.select_for_update().get(pk=street.pk)
    there = (
        DelayRequest.objects.filter(street=street, year=year)
        .exclude(state=DelayState.REFUSED)
        .first()
    )
    if there is not None and there.reason == reason:
        return there, False
    request = DelayRequest(
        street=street, year=year, reason=reason, asked_on=portal_day(), asked_by=by.username
    )
    if there is not None:
        raise ValidationError("已有一份延期说明，等区级答复之后才能再写。")
    request.full_clean()
    request.save()
    trail.record(
        actor=by,
        action=Entry.Action.CREATED,
        subject=f"{request._meta.model_name}:{request.pk}",
        unit=street.pk,
    )
    return request, True


@transaction.atomic
def answer_delay(*, request: DelayRequest, way: str, answer: str, by: Actor) -> DelayRequest:
    """Accept, refuse or take up again; a refusal says why (ValidationError where it doesn't).

    Raises PermissionDenied with the reason where that is not open to the actor now.
    """
    MACHINE.may(by, request, way).enforce()
    if way == "refuse" and not answer:
        raise ValidationError("不接受的，请写明理由，街镇据此补充。")
    is_decided = way != "reconsider"
    # The machine itself leaves the line in the trail.
    answered: DelayRequest = MACHINE.carry_out(
        way,
        request,
        by=by,
        answer=answer,
        answered_on=portal_day() if is_decided else None,
        answered_by=by.username if is_decided else "",
    )
    return answered
