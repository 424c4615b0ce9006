"""The writers of means surveys."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from advisors.models import Advisor
from audit.models import Entry
from casework.models import Household, MeansSurvey
from casework.policies import may_serve
from casework.records.deriving import write_records
from casework.surveys.access import (
    held_household,
    refuse_out_of_scope,
    refuse_unfit,
    write_down,
)
from casework.surveys.means.forms import MOST_FILES, SEALED
from casework.surveys.means.papers import keep_papers, read_papers
from core.actor import Actor
from core.versions import ChangedMeanwhile

KEY_TAKEN = "这份表单已经用过了，请重新打开“家境调查”再填。"
SAME_DAY = "{}已经登记过这户的家境调查，请打开那一份修改。"


@transaction.atomic
def add_means_survey(
    *,
    key: UUID,
    household: Household,
    facts: Mapping[str, Any],
    sealed: Mapping[str, str],
    papers: Sequence[bytes] = (),
    by: Actor,
) -> tuple[MeansSurvey, bool]:
    """Record a means survey with its signed papers; whether it is new.

    The same form sent twice records one. Raises ValidationError, with the field, for what can't
    be: a day to come, a second one that day, an advisor not in post, a file that is no paper.
    """
    read = read_papers(papers, MOST_FILES)
    day = facts["surveyed_on"]
    held, community = held_household(household, day, by)
    there = MeansSurvey.objects.filter(pk=key).first()
    if there is not None:
        if there.household_id != held.pk:
            raise ValidationError(KEY_TAKEN)
        return there, False
    advisor = Advisor.objects.get(pk=facts["advisor_id"])
    refuse_unfit("surveyed_on", day, community, advisor, by)
    _refuse_second(held, day)
    survey = MeansSurvey(pk=key, household=held, community_id=community, **facts)
    _seal(survey, sealed)
    survey.full_clean()
    survey.save(force_insert=True)
    keep_papers(survey, read)
    write_records([survey])
    _write_down(by, Entry.Action.CREATED, survey)
    return survey, True


@transaction.atomic
def change_means_survey(
    *,
    survey: MeansSurvey,
    version: int,
    facts: Mapping[str, Any],
    sealed: Mapping[str, str],
    papers: Sequence[bytes] = (),
    by: Actor,
) -> bool:
    """Change a survey, or add papers to it; whether anything was to be done.

    Raises ChangedMeanwhile where `version` is no longer the latest and a field was changed.
    """
    read = read_papers(papers, MOST_FILES)
    day = facts["surveyed_on"]
    household, community = held_household(survey.household, day, by)
    held = MeansSurvey.objects.select_for_update().get(pk=survey.pk)
    changed = [name for name, value in facts.items() if getattr(held, name) != value]
    changed += [name for name in SEALED if getattr(held, name) != sealed[name]]
    if changed and version != held.version:
        raise ChangedMeanwhile
    if {"surveyed_on", "advisor_id"} & set(changed):
        advisor = Advisor.objects.get(pk=facts["advisor_id"])
        refuse_unfit("surveyed_on", day, community, advisor, by)
        held.community_id = community
    if "surveyed_on" in changed:
        _refuse_second(household, day)
    if changed:
        for name, value in facts.items():
            setattr(held, name, value)
        _seal(held, sealed)
        held.full_clean()
        held.save()
        write_records([MeansSurvey.objects.select_related("advisor").get(pk=held.pk)])
    added = keep_papers(held, read)
    if not changed and not added:
        return False
    fields = [name.removesuffix("_id") for name in changed] + ["files"] * bool(added)
    _write_down(by, Entry.Action.CHANGED, held, fields=fields)
    return True


def _refuse_second(household: Household, day: Any) -> None:
    if MeansSurvey.objects.filter(household=household, surveyed_on=day).exists():
        raise ValidationError({"surveyed_on": SAME_DAY.format(day)})


def _seal(survey: MeansSurvey, sealed: Mapping[str, str]) -> None:
    for name in SEALED:
        setattr(survey, name, sealed[name])


def _write_down(by: Actor, action: Entry.Action, survey: MeansSurvey, **detail: Any) -> None:
    found = MeansSurvey.objects.visible_to(by).select_related("household").filter(pk=survey.pk)
    written = found.first()
    refuse_out_of_scope(written is not None and bool(may_serve(by, written.household)))
    write_down(by, action, survey.household_id, items="家境调查", **detail)
