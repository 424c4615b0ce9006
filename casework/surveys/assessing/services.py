"""The writer of needs assessments: added, and never changed; a new one follows on another day."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from advisors.models import Advisor
from audit.models import Entry
from casework.models import Household, NeedsAssessment
from casework.surveys.access import (
    held_household,
    refuse_out_of_scope,
    refuse_unfit,
    write_down,
)
from core.actor import Actor


@transaction.atomic
def assess(
    *, key: UUID, household: Household, facts: Mapping[str, Any], summary: str, by: Actor
) -> tuple[NeedsAssessment, bool]:
    """Record how hard a household has it; whether it is new. The same form sent twice: once.

    Raises ValidationError, with the field, for a day to come, a second one that day, an advisor
    not in post.
    """
    day = facts["assessed_on"]
    held, community = held_household(household, day, by)
    there = NeedsAssessment.objects.filter(pk=key).first()
    if there is not None:
        if there.household_id != held.pk:
            raise ValidationError("这份表单已经用过了，请重新打开“需求评估”再填。")
        return there, False
    advisor = Advisor.objects.get(pk=facts["advisor_id"])
    refuse_unfit("assessed_on", day, community, advisor, by)
    if NeedsAssessment.objects.filter(household=held, assessed_on=day).exists():
        words = f"{day}已经评估过这户；一天只评一次，请核对日期。"
        raise ValidationError({"assessed_on": words})
    assessment = NeedsAssessment(pk=key, household=held, written_by_id=by.user_id, **facts)
    assessment.summary = summary
    assessment.full_clean()
    assessment.save(force_insert=True)
    refuse_out_of_scope(NeedsAssessment.objects.visible_to(by).filter(pk=key).exists())
    write_down(by, Entry.Action.CREATED, held.pk, items="需求评估")
    return assessment, True
