"""The writers of satisfaction surveys: write down, accept, take back."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit import trail
from audit.models import Entry
from casework.anonymity import told_in
from casework.enums import SurveySource
from casework.models import SatisfactionSurvey
from casework.satisfaction.policies import may_accept, may_add, may_remove, sources_for
from core.actor import Actor
from core.clock import portal_day
from orgs.models import Unit

# The advisors' work began then; what is older is mostly a mistyped year.
EARLIEST = date(2019, 1, 1)


@dataclass(frozen=True)
class Asking:
    """How many people were asked, how, by whom, and how many are satisfied."""

    surveyed_on: date
    source: str
    method: str
    asked: int
    satisfied: int
    surveyor: str = ""


@transaction.atomic
def add_survey(
    *, key: UUID, street: Unit, asking: Asking, by: Actor
) -> tuple[SatisfactionSurvey, bool]:
    """Write a survey down under the key its form was drawn with; False: it was there already.

    A street's own waits for the district. Raises ValidationError with a sentence for each field.
    """
    may_add(by, street.pk).enforce()
    if asking.source not in sources_for(by):
        raise PermissionDenied("街镇只登记自己的自查，区里只登记抽查和第三方评估。")
    # The same form sent twice at once: the second waits here for the first.
    Unit.objects.select_for_update(no_key=True).get(pk=street.pk)
    there = SatisfactionSurvey.objects.filter(pk=key).first()
    if there is not None:
        if there.written_by_id != by.user_id or not by.covers(there.street_id):
            raise ValidationError("这份表单已经用过了，请重新打开再填。")
        return there, False
    if wrong := against(asking):
        raise ValidationError(wrong)
    told = {one.name: getattr(asking, one.name) for one in fields(asking)}
    survey = SatisfactionSurvey(pk=key, street=street, written_by_id=by.user_id or None, **told)
    survey.full_clean(validate_unique=False)
    survey.save(force_insert=True)
    _record(survey, Entry.Action.CREATED, by)
    return survey, True


@transaction.atomic
def accept_survey(*, survey: SatisfactionSurvey, by: Actor) -> SatisfactionSurvey:
    """The district accepts a street's own today; PermissionDenied where that was done already."""
    held = _locked(survey)
    may_accept(by, held).enforce()
    held.accepted_on, held.accepted_by = portal_day(), by.username
    held.save(update_fields=["accepted_on", "accepted_by"])
    _record(held, Entry.Action.CHANGED, by, transition="认可")
    return held


@transaction.atomic
def remove_survey(*, survey: SatisfactionSurvey, reason: str, by: Actor) -> None:
    """Take back what was written down by mistake; why stands in the trail."""
    held = _locked(survey)
    may_remove(by, held).enforce()
    _record(held, Entry.Action.DELETED, by, reason=reason)
    held.delete()


def against(asking: Asking) -> dict[str, str]:
    """What can't be true of a survey: field → its sentence."""
    wrong: dict[str, str] = {}
    if asking.surveyed_on > portal_day():
        wrong["surveyed_on"] = f"{asking.surveyed_on}还没有到，请核对调查日期。"
    elif asking.surveyed_on < EARLIEST:
        wrong["surveyed_on"] = f"{asking.surveyed_on}早于{EARLIEST.year}年，请核对年份。"
    if asking.asked < 1:
        wrong["asked"] = "调查人数要大于0。"
    elif asking.satisfied > asking.asked:
        wrong["satisfied"] = f"满意的{asking.satisfied}人多于调查的{asking.asked}人，请核对。"
    if asking.source == SurveySource.THIRD_PARTY and not asking.surveyor:
        wrong["surveyor"] = "第三方评估要写是哪个单位做的。"
    elif told := told_in(asking.surveyor):
        wrong["surveyor"] = told
    return wrong


def _locked(survey: SatisfactionSurvey) -> SatisfactionSurvey:
    held = SatisfactionSurvey.objects.select_for_update().filter(pk=survey.pk).first()
    if held is None:
        raise PermissionDenied("这次调查刚被删除，没有保存。请回到列表再看。")
    return held


def _record(survey: SatisfactionSurvey, action: Entry.Action, by: Actor, **detail: Any) -> None:
    """One line, once it is sure that the survey lies in the writer's unit."""
    if not SatisfactionSurvey.objects.visible_to(by).filter(pk=survey.pk).exists():
        raise PermissionDenied("这个单位不在您的范围内，没有保存。")
    trail.record(
        actor=by,
        action=action,
        subject=f"satisfactionsurvey:{survey.pk}",
        unit=survey.street_id,
        **detail,
    )
