"""Communities without a needs survey, from the last 30 days of a half-year on (T7-5)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from casework.enums import SurveyState
from casework.models import NeedsSurvey
from casework.permissions import CaseworkPermission
from casework.surveys.needs.halves import LAST_DAYS, HalfYear
from core.actor import Actor
from core.clock import page_day
from core.todos import Asker, Todo
from orgs.models import Unit
from standards.asked import asked


def surveys_to_write(asker: Asker) -> Iterator[Todo]:
    """For a community its own, for a street how many are missing; one query.

    Asked for: the half-year that ends within 30 days, and the one before, if it lies in the
    cycle of the standard.
    """
    actor = asker.actor
    if not actor.can(CaseworkPermission.SERVE):
        return
    day, book = page_day(asker), asked(asker).book
    now = HalfYear.of(day)
    halves = [now.before] if book is None or now.before.last >= book.cycle_start else []
    if day >= now.last - LAST_DAYS:
        halves.append(now)
    if not halves:
        return
    missing = _missing(halves, actor, day)
    for half in halves:
        if missing[half]:
            yield _todo(half, missing[half], actor)


def _missing(halves: list[HalfYear], actor: Actor, day: date) -> dict[HalfYear, int]:
    """How many communities of the actor's unit have submitted none for each half-year."""
    units = Unit.objects.communities().visible_to(actor).order_by()
    counts = {}
    for half in halves:
        submitted = NeedsSurvey.objects.filter(
            community=OuterRef("pk"),
            year=half.year,
            half=half.half,
            state=SurveyState.SUBMITTED,
            submitted_on__lte=day,
        )
        asked_on = min(day, half.last)
        was_there = (Q(valid_from=None) | Q(valid_from__lte=asked_on)) & (
            Q(valid_to=None) | Q(valid_to__gte=asked_on)
        )
        counts[f"missing_{half.year}_{half.half}"] = Count(
            "pk", filter=was_there & Q(~Exists(submitted))
        )
    found = units.aggregate(**counts)
    return {half: found[f"missing_{half.year}_{half.half}"] for half in halves}


def _todo(half: HalfYear, missing: int, actor: Actor) -> Todo:
    if actor.is_community:
        return Todo(
            title=f"写{half.label}的需求排摸",
            note="各类需求的户数已按走访填好，核对后写情况和建议，再提交（T7-5）",
            view="casework:needs-survey-begin",
            args=(actor.unit_code, str(half.year), half.half),
            action="去写",
            due_on=half.last,
        )
    return Todo(
        title=f"{missing}个居村还没有提交{half.label}的需求排摸",
        note="请居村提交，也可以代写（T7-5）",
        view="casework:needs-surveys",
        query=(("half", f"{half.year}-{half.half}"),),
        action="去看",
        due_on=half.last,
    )
