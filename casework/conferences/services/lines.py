"""What the writers of conferences share: the lock, the days, the line in the trail."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError

from audit import trail
from audit.models import Entry
from casework.anonymity import told_in
from casework.models import CaseConference, ConferenceAction
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.clock import portal_day

# The portal's own years begin there; an earlier year is mostly a slip.
FIRST_YEAR = 2019


def locked(key: UUID) -> CaseConference:
    """The conference as it stands now; whoever writes about it, its cases and actions waits."""
    rows = CaseConference.objects.select_for_update(of=("self",), no_key=True)
    found: CaseConference = rows.select_related("street").get(pk=key)
    return found


def refuse_day(field: str, day: date, since: date | None = None, what: str = "") -> None:
    """A day that has not come, a mistyped year, a day before the fact that it follows."""
    if day > portal_day():
        raise ValidationError({field: f"{day}还没有到，要在今天（{portal_day()}）或以前。"})
    if day.year < FIRST_YEAR:
        raise ValidationError({field: f"{day}早于{FIRST_YEAR}年，请核对年份。"})
    if since is not None and day < since:
        raise ValidationError({field: f"{what}在{since}，{day}早于那天，请核对。"})


def refuse_telling(field: str, text: str, names: Iterable[str]) -> None:
    """The minutes are read by other offices: no name, phone or ID number of a household."""
    refused = told_in(text, names)
    if refused:
        raise ValidationError({field: refused})


def write_down(by: Actor, action: Entry.Action, conference: CaseConference, **detail: Any) -> None:
    """One line, once it is sure that the conference lies in the writer's unit; no names, no texts."""
    there = CaseConference.objects.visible_to(by).filter(pk=conference.pk).exists()
    if not there or not by.can(CaseworkPermission.CONFER):
        raise PermissionDenied("这次会商不在您的单位范围内，没有保存。")
    trail.record(
        actor=by,
        action=action,
        subject=f"caseconference:{conference.pk}",
        unit=conference.street_id,
        **detail,
    )


def write_action_down(
    by: Actor, action: Entry.Action, one: ConferenceAction, **detail: Any
) -> None:
    """The same of an action; that its owner may write it, the policy says."""
    trail.record(
        actor=by,
        action=action,
        subject=f"conferenceaction:{one.pk}",
        unit=one.conference.street_id,
        **detail,
    )
