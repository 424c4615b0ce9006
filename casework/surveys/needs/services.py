"""The writer of needs surveys."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import trail
from audit.models import Entry
from casework.enums import SurveyState
from casework.models import NeedsSurvey
from casework.records.deriving import write_records
from casework.surveys.needs.halves import HalfYear
from casework.surveys.needs.policies import may_write
from core.actor import Actor
from core.clock import portal_day
from core.versions import ChangedMeanwhile
from orgs.models import Unit


@transaction.atomic
def keep_survey(
    *,
    community: Unit,
    half: HalfYear,
    version: int,
    facts: Mapping[str, Any],
    is_submitted: bool,
    by: Actor,
) -> tuple[NeedsSurvey, bool]:
    """Begin, change, submit or put right a community's survey; whether anything was changed.

    `version` is 0 for a survey that is not there yet. What was submitted stays so, on its first
    day. Raises ChangedMeanwhile where somebody else wrote since the form was drawn.
    """
    # Two forms sent at once follow each other.
    Unit.objects.select_for_update(no_key=True).get(pk=community.pk)
    held = (
        NeedsSurvey.objects.select_for_update()
        .filter(community=community.pk, year=half.year, half=half.half)
        .first()
    )
    may_write(by, community.pk, half, held).enforce()
    was_submitted = held is not None and held.state == SurveyState.SUBMITTED
    changed = [
        name for name, value in facts.items() if held is None or getattr(held, name) != value
    ]
    is_new = held is None
    if held is not None and not changed and was_submitted >= is_submitted:
        return held, False
    if held is not None and version != held.version:
        raise ChangedMeanwhile
    survey = held or NeedsSurvey(community=community, year=half.year, half=half.half)
    for name, value in facts.items():
        setattr(survey, name, value)
    if is_submitted and not was_submitted:
        survey.state = SurveyState.SUBMITTED
        survey.submitted_on, survey.submitted_by = portal_day(), by.username
    survey.full_clean()
    survey.save()
    write_records([survey])
    _write_down(
        by,
        Entry.Action.CREATED if is_new else Entry.Action.CHANGED,
        survey,
        **_told(changed, is_corrected=was_submitted, is_submitted=is_submitted),
    )
    survey.refresh_from_db()
    return survey, True


def _told(changed: list[str], *, is_corrected: bool, is_submitted: bool) -> dict[str, Any]:
    """What the trail tells: which fields, and whether it was submitted or put right afterwards."""
    if is_corrected:
        return {"transition": "提交后更正", "fields": changed}
    return {"transition": "提交"} if is_submitted else {"fields": changed}


def _write_down(by: Actor, action: Entry.Action, survey: NeedsSurvey, **detail: Any) -> None:
    if not NeedsSurvey.objects.visible_to(by).filter(pk=survey.pk).exists():
        raise PermissionDenied("这份需求排摸不在您的单位范围内，没有保存。")
    trail.record(
        actor=by,
        action=action,
        subject=f"needssurvey:{survey.pk}",
        unit=survey.community_id,
        **detail,
    )
