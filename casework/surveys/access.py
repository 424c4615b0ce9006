"""Pages that are part of a household's record: who reads them, and the line that says so."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from advisors.models import Advisor
from audit import trail
from audit.models import Entry
from casework.households.reading import may_look_into
from casework.households.reasons import is_given
from casework.models import Household
from casework.policies import may_read, may_serve
from casework.serving import advisors_for
from casework.visits.rules import lived_elsewhere, not_in_post
from casework.visits.selectors import listed_where
from core.actor import Actor
from core.clock import portal_day
from core.parts import Link
from core.templatetags.portal_links import address
from core.web import ActorRequest
from orgs.models import Unit

EARLIEST_YEAR = 2019


def turned_to_reason(request: ActorRequest, household: Household) -> HttpResponse | None:
    """Where the district's reviewer goes to give a reason first; None for who may read now.

    Raises PermissionDenied for whoever may not read at all.
    """
    may = may_read(request.actor, household)
    if may:
        return None
    if not may_look_into(request.actor, household):
        may.enforce()
    if is_given(request, household.pk):
        return None
    return redirect(address(request, "casework:household-reason", household.pk))


def write_seen(request: ActorRequest, household: Household, what: str) -> None:
    """Who read which part of a household's record."""
    write_down(request.actor, Entry.Action.SEEN, household.pk, items=what)


def write_down(by: Actor, action: Entry.Action, household: UUID, **detail: Any) -> None:
    """One line about a household; no names, no texts."""
    trail.record(actor=by, action=action, subject=f"household:{household}", **detail)


def crumbs_to(request: ActorRequest, household: Household, *here: Link) -> list[Link]:
    """The way from the list of households to a page of one, by its number."""
    return [
        Link("困难家庭", address(request, "casework:households")),
        Link(str(household), address(request, "casework:household", household.pk)),
        *here,
    ]


def held_household(household: Household, day: date, by: Actor) -> tuple[Household, str]:
    """The household, locked, and the community it was of on a day; refused to who may not serve it.

    Where it was on no list that day, it is of the community it lives in now.
    """
    rows = Household.objects.select_for_update(of=("self",), no_key=True)
    held = rows.annotate(listed_where=listed_where(day)).get(pk=household.pk)
    may_serve(by, held).enforce()
    return held, held.listed_where or held.community_id


def refuse_unfit(field: str, day: date, community: str, advisor: Advisor, by: Actor) -> None:
    """Raise what can't be true of a survey: its day, whose it was then, and who made it.

    `field` is where the day stands. An advisor has to be in post on the day.
    """
    if day > portal_day():
        words = f"{day}还没有到，要在今天（{portal_day()}）或以前。"
        raise ValidationError({field: words})
    if day.year < EARLIEST_YEAR:
        raise ValidationError({field: f"{day}早于{EARLIEST_YEAR}年，请核对年份。"})
    if not by.covers(community):
        name = Unit.objects.get(pk=community).short_name
        raise ValidationError({field: lived_elsewhere(day, name)})
    if not advisors_for(by, community, day).filter(pk=advisor.pk).exists():
        raise ValidationError({"advisor": not_in_post(advisor.name, day)})


def refuse_out_of_scope(found: bool) -> None:
    """Whether the row written lies in the writer's own unit after all."""
    if not found:
        raise PermissionDenied("这户不在您的单位范围内，没有保存。")
