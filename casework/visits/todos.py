"""What waits about visits: my households that are late or due soon, those late in the street."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from casework.permissions import CaseworkPermission
from casework.visits.due import NEAR, due_day, usual_in, with_visits
from casework.visits.selectors import households_in_scope, my_households
from core.permissions import Role
from core.todos import Asker, Todo
from standards.asked import asked

CLAUSE = "在册的困难家庭按分层每季走访（T7-3）"


def to_visit_soon(asker: Asker) -> Iterator[Todo]:
    """For an advisor: how many of her households are late, and due within a week; one query."""
    actor = asker.actor
    if not actor.can(CaseworkPermission.SERVE) or actor.role == Role.STREET_MANAGER:
        return
    day = asked(asker).as_of
    days = _due_days(asker, my_households(actor, day))
    late = [one for one in days if one < day]
    soon = [one for one in days if day <= one <= day + NEAR]
    if late:
        yield _mine(f"有 {len(late)} 户过了应走访的日子", min(late))
    if soon:
        yield _mine(f"{NEAR.days} 天内要走访 {len(soon)} 户", min(soon))


def late_in_the_street(asker: Asker) -> Iterator[Todo]:
    """For the street's manager: how many households are late; one query."""
    actor = asker.actor
    if actor.role != Role.STREET_MANAGER or not actor.can(CaseworkPermission.SERVE):
        return
    day = asked(asker).as_of
    listed = households_in_scope(actor).listed_on(day)
    late = [one for one in _due_days(asker, listed) if one < day]
    if late:
        yield Todo(
            title=f"全街镇有 {len(late)} 户过了应走访的日子",
            note=CLAUSE,
            view="casework:desk",
            action="看是哪几户",
            due_on=min(late),
        )


def _mine(title: str, due_on: date) -> Todo:
    return Todo(
        title=title,
        note=CLAUSE,
        view="casework:mine",
        query=(("show", "near"),),
        action="看是哪几户",
        due_on=due_on,
    )


def _due_days(asker: Asker, households: QuerySet[Any]) -> list[date]:
    day = asked(asker)
    rows = with_visits(households, day.as_of, usual_in(day.book)).order_by()
    told = rows.values_list("asked", "done", "planned_on")
    return [due_day(day.as_of, *one) for one in told]
