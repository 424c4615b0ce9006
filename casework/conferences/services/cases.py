"""The cases of a conference: bring one in, write what was said, say what came of it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID
from zlib import crc32

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit.models import Entry
from casework.conferences.policies import may_keep, may_settle_case
from casework.conferences.services.lines import locked, refuse_day, refuse_telling, write_down
from casework.enums import CaseOutcome
from casework.households.selectors import names_of
from casework.models import CaseConference, ConferenceCase, Household
from core.actor import Actor
from core.versions import ChangedMeanwhile

TEXTS = ("situation", "opinions", "resolution")


@transaction.atomic
def add_case(
    *, conference: CaseConference, household: Household, situation: str = "", by: Actor
) -> tuple[ConferenceCase, bool]:
    """Bring a household of the street into a conference; whether it was not there yet."""
    held = locked(conference.pk)
    may_keep(by, held).enforce()
    refuse_telling("situation", situation, names_of([household]))
    case, is_new = put_case(held, household, by, situation)
    if is_new:
        write_down(by, Entry.Action.CHANGED, held, case=_told(case))
    return case, is_new


def put_case(
    conference: CaseConference, household: Household, by: Actor, situation: str = ""
) -> tuple[ConferenceCase, bool]:
    """The case of a household in a conference that is locked, or new; refused out of scope."""
    rows = Household.objects.visible_to(by).standing().filter(pk=household.pk)
    found = rows.filter(community__parent=conference.street_id).first()
    if found is None:
        raise PermissionDenied("这户不在本街镇，或已并入另一份档案，没有保存。")
    there = ConferenceCase.objects.filter(conference=conference, household=found).first()
    if there is not None:
        return there, False
    case = ConferenceCase(conference=conference, household=found, community_id=found.community_id)
    case.situation = situation
    case.full_clean()
    case.save(force_insert=True)
    return case, True


@transaction.atomic
def change_case(*, case: ConferenceCase, version: int, texts: Mapping[str, str], by: Actor) -> bool:
    """Write how things stand, what was said and what was resolved; whether anything changed.

    `version` is `texts_version` of what the form was drawn from. Raises ChangedMeanwhile where
    somebody wrote since; ValidationError for a text that tells who the household is.
    """
    held = locked(case.conference_id)
    may_keep(by, held).enforce()
    now = _locked_case(case.pk)
    changed = [name for name in TEXTS if getattr(now, name) != texts[name]]
    if not changed:
        return False
    if version != texts_version(now):
        raise ChangedMeanwhile
    names = names_of([now.household])
    for name in changed:
        refuse_telling(name, texts[name], names)
        setattr(now, name, texts[name])
    now.save()
    write_down(by, Entry.Action.CHANGED, held, case=_told(now), fields=changed)
    return True


@transaction.atomic
def settle_case(
    *, case: ConferenceCase, outcome: str, solved_on: date | None = None, by: Actor
) -> bool:
    """Say what came of a case, or open it again; whether that is news.

    A case is not closed over open actions: ValidationError says how many there are, and by when
    the next is due.
    """
    held = locked(case.conference_id)
    now = _locked_case(case.pk)
    may_settle_case(by, now).enforce()
    solved_on = solved_on if outcome == CaseOutcome.SOLVED else None
    if (now.outcome, now.solved_on) == (outcome, solved_on):
        return False
    if outcome != CaseOutcome.OPEN:
        _refuse_open_actions(now)
    if outcome == CaseOutcome.SOLVED:
        if solved_on is None:
            raise ValidationError({"solved_on": "选了“已解决”，请写解决日期。"})
        refuse_day("solved_on", solved_on, held.held_on, "会商")
    now.outcome, now.solved_on = outcome, solved_on
    now.save()
    label = str(CaseOutcome(outcome).label)
    write_down(by, Entry.Action.CHANGED, held, case=_told(now), state=label)
    return True


@transaction.atomic
def drop_case(*, case: ConferenceCase, by: Actor) -> bool:
    """Take a household out that was brought in by mistake; whether it was still there."""
    held = locked(case.conference_id)
    may_keep(by, held).enforce()
    now = ConferenceCase.objects.filter(pk=case.pk).first()
    if now is None:
        return False
    resolved = now.actions.count()
    if resolved:
        raise ValidationError(
            f"这个个案已有{resolved}项决议，不能移出；写错的决议，先在决议里删去。"
        )
    # Its key is needed for the line, and gone once it is deleted.
    told = _told(now)
    now.delete()
    write_down(by, Entry.Action.CHANGED, held, dropped_case=told)
    return True


def texts_version(case: ConferenceCase) -> int:
    """What a form knows the state of the texts by: a case has no version of its own."""
    return crc32("\0".join(getattr(case, name) for name in TEXTS).encode())


def _locked_case(key: UUID) -> ConferenceCase:
    rows = ConferenceCase.objects.select_for_update(of=("self",))
    found: ConferenceCase = rows.select_related("household", "conference").get(pk=key)
    return found


def _refuse_open_actions(case: ConferenceCase) -> None:
    waiting = case.actions.filter(closed_on__isnull=True).order_by("due_on")
    days = list(waiting.values_list("due_on", flat=True))
    if days:
        raise ValidationError(
            {
                "outcome": f"这个个案还有{len(days)}项决议没有办结（最近一项的期限是{days[0]}），"
                "请先办结，再写处理结果。"
            }
        )


def _told(case: ConferenceCase) -> str:
    return case.household.reference
