"""Settle the minutes of a conference, or take them back (T4-2)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.models import Entry
from casework.conferences.papers import read_minutes
from casework.conferences.policies import may_settle_minutes, may_withdraw_minutes
from casework.conferences.selectors import CASE_ORDER
from casework.conferences.services.lines import locked, refuse_day, write_down
from casework.models import CaseConference
from core.actor import Actor


@transaction.atomic
def settle_minutes(
    *, conference: CaseConference, minutes_on: date, upload: bytes | None = None, by: Actor
) -> CaseConference:
    """The minutes were settled on a day: those written here, or those uploaded (Word or PDF).

    Raises ValidationError, with the field, where nobody took part, no case was dealt with, or
    what is written here has no resolution for one of them; PermissionDenied where it is done.
    """
    paper = read_minutes(upload) if upload is not None else None
    held = locked(conference.pk)
    may_settle_minutes(by, held).enforce()
    refuse_day("minutes_on", minutes_on, held.held_on, "会商")
    _refuse_thin(held, is_uploaded=paper is not None)
    held.minutes_on, held.minutes_by = minutes_on, by.username
    if paper is not None:
        held.minutes_type, held.minutes_content = paper
    held.full_clean()
    held.save()
    write_down(by, Entry.Action.CHANGED, held, minutes="上传" if paper else "门户生成")
    return held


@transaction.atomic
def withdraw_minutes(*, conference: CaseConference, by: Actor) -> CaseConference:
    """Take settled minutes back, with their file, so that what stands in them can be put right."""
    held = locked(conference.pk)
    may_withdraw_minutes(by, held).enforce()
    held.minutes_on, held.minutes_by, held.minutes_type = None, "", ""
    held.minutes_content = b""
    held.save()
    write_down(by, Entry.Action.CHANGED, held, minutes="已撤回")
    return held


def _refuse_thin(conference: CaseConference, *, is_uploaded: bool) -> None:
    """Minutes tell who met, on whom, and what was resolved."""
    if not conference.participants.exists():
        raise ValidationError("纪要里还没有参加人，请先在“修改会商”里写上。")
    cases = list(conference.cases.select_related("household").order_by(*CASE_ORDER))
    if not cases:
        raise ValidationError("纪要里还没有个案，请先加上会商的困难家庭。")
    if is_uploaded:
        return
    with_actions = set(conference.actions.values_list("case_id", flat=True))
    bare = [one for one in cases if not one.resolution and one.pk not in with_actions]
    if bare:
        which = "、".join(one.household.reference for one in bare)
        raise ValidationError(
            f"{which}还没有写会商决议，也没有决议事项；请先写上，或上传已有的纪要。"
        )
