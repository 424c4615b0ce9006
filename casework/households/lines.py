"""What the writers of a household's file share: how it is locked, the line in the trail."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError

from audit import trail
from audit.models import Entry
from casework.households.policies import may_change
from casework.models import Household
from casework.policies import may_keep
from core.actor import Actor
from core.clock import portal_day
from orgs.models import Unit


def lock_street(code: str) -> None:
    """Let the writers of one street follow each other, where numbers must not meet.

    Before any file is locked: a change of the street's communities goes in the same order.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=code[:9])


def locked(household: Household, by: Actor) -> Household:
    """The file as it stands now, locked until all is written; refused to whoever may not."""
    held = locked_all([household.pk], by)
    if not held:
        raise PermissionDenied("这份家庭档案不在您的单位范围内，没有保存。")
    return held[0]


def locked_all(keys: Collection[UUID], by: Actor, *, alone: bool = False) -> list[Household]:
    """Files in the actor's scope, locked in the order of their keys; each may be changed by her.

    `alone` keeps others even from pointing at them (a visit being saved waits, and then sees
    that the file was merged).
    """
    found = Household.objects.visible_to(by).filter(pk__in=keys).order_by("pk")
    held = list(found.select_for_update(of=("self",), no_key=not alone))
    for one in held:
        may_change(by, one).enforce()
    return held


def write_down(by: Actor, action: Entry.Action, household: Household, **detail: Any) -> None:
    """One line, once it is sure that the file is still the writer's own; no names, no phones."""
    code = (
        Household.objects.visible_to(by)
        .filter(pk=household.pk)
        .values_list("community_id", flat=True)
        .first()
    )
    if code is None or not may_keep(by, code):
        raise PermissionDenied("这份家庭档案不在您的单位范围内，没有保存。")
    trail.record(actor=by, action=action, subject=f"household:{household.pk}", unit=code, **detail)


def refuse_future(field: str, day: date) -> None:
    """What has not come yet is not entered."""
    if day > portal_day():
        raise ValidationError({field: f"{day} 还没有到，请核对年份，或到那天再办。"})


def span_words(starts_on: date, ends_on: date | None) -> str:
    """A span of days in a sentence: 2024-03-05 到 2024-06-30."""
    return f"{starts_on} 到 {ends_on}" if ends_on else f"{starts_on} 起"
