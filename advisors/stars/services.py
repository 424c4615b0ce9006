"""The writers of star ratings: give or correct one, take one back."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from advisors.lines import locked_file
from advisors.models import Advisor, StarRating
from advisors.stars.policies import may_rate
from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day


@transaction.atomic
def rate(
    *, advisor: Advisor, year: int, facts: Mapping[str, Any], reason: str, by: Actor
) -> tuple[StarRating, bool]:
    """Give an advisor the stars of a year, or correct them; whether anything was to be written.

    A correction says why (ValidationError where it doesn't). The same form sent twice writes once.
    """
    held = locked_file(advisor, by, may_rate)
    there = StarRating.objects.select_for_update().filter(advisor=held, year=year).first()
    changed = [name for name, value in facts.items() if getattr(there, name, None) != value]
    if there is not None and not changed:
        return there, False
    _check(held, year, facts)
    # What was left open is filled in without a word; what was said is corrected with one.
    is_corrected = any(getattr(there, name, None) not in (None, "") for name in changed)
    if there is not None and is_corrected and not reason:
        raise ValidationError({"reason": f"{year} 年已评为 {there.level} 星，更正的请写明原因。"})
    rating = there or StarRating(advisor=held, year=year)
    for name, value in facts.items():
        setattr(rating, name, value)
    rating.full_clean()
    rating.save()
    if there is None:
        _record(by, Entry.Action.CREATED, rating, level=rating.level)
    else:
        detail = {"level": rating.level, "fields": sorted(changed), "reason": reason}
        _record(by, Entry.Action.CHANGED, rating, **detail)
    return rating, True


@transaction.atomic
def take_back(*, rating: StarRating, reason: str, by: Actor) -> None:
    """Remove a rating that was put on record by mistake, with the reason in the trail."""
    held = StarRating.objects.select_for_update().get(pk=rating.pk)
    may_rate(by, held.advisor).enforce()
    if not reason:
        raise ValidationError({"reason": "请写明为什么删除。"})
    _record(by, Entry.Action.DELETED, held, level=held.level, reason=reason)
    held.delete()


def _check(advisor: Advisor, year: int, facts: Mapping[str, Any]) -> None:
    decided_on = facts["decided_on"]
    words = ""
    if decided_on.year != year:
        words = f"评定日期 {decided_on} 不在 {year} 年，请核对年度和日期。"
    elif decided_on > portal_day():
        words = f"评定日期 {decided_on} 还没有到，评定之后再登记。"
    elif decided_on < advisor.started_on:
        words = f"评定日期 {decided_on} 早于上岗日期 {advisor.started_words}，那时还没有上岗。"
    elif advisor.ended_on is not None and decided_on > advisor.ended_on:
        words = f"评定日期 {decided_on} 晚于离岗日期 {advisor.ended_on}。"
    if words:
        raise ValidationError({"decided_on": words})


def _record(by: Actor, action: Entry.Action, rating: StarRating, **detail: Any) -> None:
    trail.record(
        actor=by,
        action=action,
        subject=f"advisor:{rating.advisor_id}",
        unit=rating.advisor.street_id,
        stars_of=rating.year,
        **detail,
    )
