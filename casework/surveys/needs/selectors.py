"""What the pages of needs surveys read."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, QuerySet

from casework.enums import SurveyState
from casework.models import Need, NeedsSurvey, Visit
from casework.surveys.needs.halves import HalfYear
from core.actor import Actor
from orgs.models import Unit
from resources.enums import NeedCategory

MISSING, DRAFT, SUBMITTED = "missing", "draft", "submitted"
_ORDER = {MISSING: 0, DRAFT: 1, SUBMITTED: 2}


@dataclass(frozen=True)
class Standing:
    """A community, and its survey of a half-year if there is one."""

    community: Unit
    survey: NeedsSurvey | None
    state: str


@dataclass(frozen=True)
class Tally:
    """What the visits of a half-year brought to light in a community.

    `households` were met, `counts` are distinct households by category of need.
    """

    households: int = 0
    counts: dict[str, int] = field(default_factory=dict)


def surveys_of(actor: Actor) -> QuerySet[NeedsSurvey]:
    """The surveys of the actor's unit."""
    found: QuerySet[NeedsSurvey] = NeedsSurvey.objects.visible_to(actor)
    return found.select_related("community__parent")


def survey_in(actor: Actor, community: str, half: HalfYear) -> NeedsSurvey | None:
    """The survey of a community and half-year."""
    found: NeedsSurvey | None = (
        surveys_of(actor).filter(community=community, year=half.year, half=half.half).first()
    )
    return found


def communities_in(actor: Actor, half: HalfYear, day: date) -> QuerySet[Unit]:
    """The communities of the actor's unit that are asked for a half-year's survey."""
    asked = min(half.last, max(day, half.first))
    return Unit.objects.communities().valid_on(asked).visible_to(actor).order_by("code")


def standings(actor: Actor, half: HalfYear, day: date, street: str = "") -> list[Standing]:
    """Every community with its survey as of a day, the missing ones first; two queries."""
    surveys = NeedsSurvey.objects.visible_to(actor).filter(year=half.year, half=half.half)
    there = {one.community_id: one for one in surveys.order_by("pk")}
    units = communities_in(actor, half, day).select_related("parent")
    found = [
        Standing(unit, there.get(unit.pk), _state(there.get(unit.pk), day))
        for unit in units
        if unit.pk.startswith(street)
    ]
    return sorted(found, key=lambda one: (_ORDER[one.state], one.community.pk))


def tally_of(community: str, half: HalfYear) -> Tally:
    """Counted out of visits and needs of the half-year so far; two queries."""
    span = (half.first, half.last)
    needs = Need.objects.standing().filter(community=community, registered_on__range=span)
    rows = needs.order_by().values_list("category").annotate(Count("household", distinct=True))
    visits = Visit.objects.counting().between(*span).filter(community=community)
    households = visits.order_by().values("household").distinct().count()
    counts = dict(rows.order_by("category"))
    return Tally(households, {one.value: counts.get(one.value, 0) for one in NeedCategory})


def _state(survey: NeedsSurvey | None, day: date) -> str:
    if survey is None:
        return MISSING
    if survey.state == SurveyState.SUBMITTED and survey.submitted_on:
        return SUBMITTED if survey.submitted_on <= day else DRAFT
    return DRAFT
