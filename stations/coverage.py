"""The coverage table: each community of a day with its service point, or without one (T1-5).

It is read whole, in two queries whatever its length: the district has some 300 communities, and
the counts of its filter line need every one of them anyway.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import F, FilteredRelation, Q, QuerySet

from core.actor import Actor
from evidence.enums import ProofState
from orgs.models import Unit
from orgs.names import service_point_name
from stations import tags
from stations.photos import POINT, Photos, best_by_subject, handed_in


class Row(NamedTuple):
    """A community and one of its points that is planned or open; without one, a single row."""

    code: str
    name: str
    short_name: str
    street_short_name: str
    street_name: str
    pk: int | None
    official_name: str
    address: str
    phone: str
    opening_hours: str
    lead_name: str
    opened_on: date | None
    closed_on: date | None

    @property
    def subject(self) -> str:
        """How evidence names the point."""
        return f"{POINT}:{self.pk}"

    @property
    def ruled_name(self) -> str:
        """The name S1-5 asks for."""
        return service_point_name(self.street_name, self.short_name)

    @property
    def is_gone(self) -> bool:
        """Whether the point's last day is fixed."""
        return self.closed_on is not None


@dataclass
class Place:
    """A community as the table shows it.

    `point` is its first one, open before planned; `is_open`, `is_named` and `signs` (the best
    photo of each desk sign) tell of any of those it has.
    """

    point: Row
    is_open: bool
    is_named: bool
    signs: list[Mapping[str, str]]

    @property
    def has_point(self) -> bool:
        """Whether it has one at all, a planned one included."""
        return self.point.pk is not None

    @property
    def is_signed(self) -> bool:
        """Whether a photo of its desk sign was handed in and not refused (S1-6)."""
        return any(sign["state"] != ProofState.REFUSED for sign in self.signs)

    @property
    def sign(self) -> Photos:
        """How its desk sign stands."""
        of_each = [Photos.of([sign]) for sign in self.signs]
        return max(of_each, key=lambda sign: (sign.accepted, sign.waiting), default=Photos())


def places_of(actor: Actor, day: date, street: str = "") -> list[Place]:
    """Every community of the day, or those of one street; two queries.

    Those without a point come first, then those whose point is planned: they are what is to be
    done.
    """
    signs = best_by_subject(
        handed_in(day, tags.DESK_SIGN.key).filter(unit__code__startswith=street or actor.unit_code)
    )
    rows = (Row(*values) for values in _rows(actor, day, street))
    places = [_place(list(its), signs, day) for _, its in groupby(rows, attrgetter("code"))]
    return sorted(places, key=lambda place: (place.is_open, place.has_point))


def _rows(actor: Actor, day: date, street: str) -> QuerySet[Unit, Any]:
    communities = Unit.objects.communities().valid_on(day).visible_to(actor)
    its = Q(service_points__closed_on__isnull=True) | Q(service_points__closed_on__gte=day)
    return (
        (communities.filter(parent=street) if street else communities)
        .annotate(its=FilteredRelation("service_points", condition=its))
        .order_by("code", F("its__opened_on").asc(nulls_last=True), "its__id")
        .values_list(
            "code",
            "name",
            "short_name",
            "parent__short_name",
            "parent__name",
            "its__id",
            "its__official_name",
            "its__address",
            "its__phone",
            "its__opening_hours",
            "its__lead_name",
            "its__opened_on",
            "its__closed_on",
        )
    )


def _place(rows: list[Row], signs: Mapping[str, Mapping[str, str]], day: date) -> Place:
    opened = [row for row in rows if row.opened_on and row.opened_on <= day]
    return Place(
        point=rows[0],
        is_open=bool(opened),
        is_named=any(row.official_name == row.ruled_name for row in opened),
        signs=[signs[row.subject] for row in rows if row.subject in signs],
    )
