"""How far the streets are, as the pages about their progress show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from core.actor import Actor
from core.measures import Question, met_dates
from orgs.models import Unit
from stations.enums import CheckResult, DelayState, MilestoneKind
from stations.milestones.services import TOLD_BY, Standing, standing_of
from stations.models import DelayRequest, SelfCheck, ServicePoint, Station, StreetMilestone

_IS_LEFT_OUT = Q(result=CheckResult.NOT_APPLICABLE, review=CheckResult.NOT_APPLICABLE)


@dataclass(frozen=True)
class Checked:
    """How far a street is with its self-check; `last` is the day it last checked anything."""

    street: Unit
    checked: int
    reviewed: int
    disputed: int
    left_out: int
    last: date | None

    @property
    def waiting(self) -> int:
        """What the reviewer has still to look at."""
        return self.checked - self.reviewed


def checks_by_street(actor: Actor, streets: Sequence[Unit], year: int) -> list[Checked]:
    """One line for each street, in one query."""
    sums = (
        SelfCheck.objects.visible_to(actor)
        .filter(year=year)
        .order_by()
        .values("street_id")
        .annotate(
            checked=Count("pk"),
            reviewed=Count("pk", filter=~Q(review="")),
            disputed=Count("pk", filter=~Q(review="") & ~Q(review=F("result"))),
            left_out=Count("pk", filter=_IS_LEFT_OUT),
            last=Max("checked_on"),
        )
        .values_list("street_id", "checked", "reviewed", "disputed", "left_out", "last")
    )
    found = {code: told for code, *told in sums}
    nothing = [0, 0, 0, 0, None]
    return [Checked(street, *found.get(street.pk, nothing)) for street in streets]


@dataclass(frozen=True)
class Row:
    """A street with its seven milestones, and how its request for delay stands (or empty)."""

    street: Unit
    standings: Sequence[Standing]
    delay: str


def standings_by_street(actor: Actor, streets: Sequence[Unit], question: Question) -> list[Row]:
    """One line for each street, in three queries."""
    year = question.cycle_start.year
    kept: dict[str, dict[str, StreetMilestone]] = {}
    mine = StreetMilestone.objects.visible_to(actor).filter(year=year)
    for row in mine.order_by("id"):
        kept.setdefault(row.street_id, {})[row.kind] = row
    told = met_dates(question, TOLD_BY.values())
    asked = DelayRequest.objects.visible_to(actor).filter(year=year)
    # The latest of a street comes last, and so stays.
    delays = dict(asked.order_by("asked_on", "id").values_list("street_id", "state"))
    return [
        Row(
            street,
            [
                standing_of(kind, kept.get(street.pk, {}).get(kind), told, street.pk, question)
                for kind in MilestoneKind
            ],
            delays.get(street.pk, ""),
        )
        for street in streets
    ]


def with_points(streets: QuerySet[Unit], day: date) -> QuerySet[Unit]:
    """The streets with `points`: each community of the day as {name, opened_on} in its order.

    `opened_on` is the day its point opened or is to open, as text, or None. In one query.
    """
    running = ServicePoint.objects.filter(community=OuterRef("pk")).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=day)
    )
    first = running.order_by("opened_on").values("opened_on")[:1]
    communities = (
        Unit.objects.communities()
        .valid_on(day)
        .filter(parent=OuterRef("pk"))
        .order_by("code")
        .values(told=JSONObject(name="name", opened_on=Subquery(first)))
    )
    return streets.annotate(points=ArraySubquery(communities))


def with_brand(streets: QuerySet[Unit]) -> QuerySet[Unit]:
    """The streets with `has_brand`: whether one of their stations carries a brand (S1-4)."""
    branded = Station.objects.filter(street=OuterRef("pk"), closed_on__isnull=True)
    return streets.annotate(has_brand=Exists(branded.exclude(brand_name="")))


def waiting_for_review(actor: Actor, year: int) -> QuerySet[Unit]:
    """Streets with `checks` and `delays` that wait for the district; in one query."""
    checks = SelfCheck.objects.filter(year=year, review="")
    delays = DelayRequest.objects.filter(year=year, state=DelayState.WAITING)
    return (
        Unit.objects.streets()
        .visible_to(actor)
        .annotate(checks=_count_of(checks), delays=_count_of(delays))
        .filter(Q(checks__gt=0) | Q(delays__gt=0))
        .order_by("code")
    )


def answered_otherwise(actor: Actor, year: int) -> QuerySet[Unit]:
    """The actor's street with `checks` the reviewer sees differently, `delays` not accepted.

    A refusal counts while no later request stands beside it. One query.
    """
    checks = SelfCheck.objects.filter(year=year).exclude(review="").exclude(review=F("result"))
    standing = DelayRequest.objects.filter(year=year).exclude(state=DelayState.REFUSED)
    refused = DelayRequest.objects.filter(year=year, state=DelayState.REFUSED).exclude(
        street__in=standing.values("street")
    )
    return (
        Unit.objects.streets()
        .visible_to(actor)
        .annotate(checks=_count_of(checks), delays=_count_of(refused))
        .filter(Q(checks__gt=0) | Q(delays__gt=0))
        .order_by("code")
    )


def _count_of(rows: QuerySet[Any]) -> Any:
    counted = (
        rows.filter(street=OuterRef("pk")).order_by().values("street_id").annotate(n=Count("pk"))
    )
    return Coalesce(Subquery(counted.values("n")), 0)
