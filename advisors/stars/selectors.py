"""What the pages about stars read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from advisors.models import Advisor, StarRating
from core.actor import Actor

# Of standards published before the levels were a setting.
LOWEST, HIGHEST = 3, 5
# How many years back a rating may be put on record.
YEARS_BACK = 5


def levels_in(settings: Mapping[str, Any]) -> range:
    """The levels that the standard knows."""
    lowest, highest = settings.get("star_lowest", LOWEST), settings.get("star_highest", HIGHEST)
    return range(int(lowest), int(highest) + 1)


def years_until(day: date) -> list[int]:
    """The years that can be rated on a day, the latest first."""
    return list(range(day.year, day.year - YEARS_BACK - 1, -1))


def rated_in(actor: Actor, year: int, day: date) -> QuerySet[Advisor]:
    """Who is in post on a day or was given stars of a year by then, with `is_rated`.

    `of_year` holds the rating, in a list that may be empty.
    """
    ratings = StarRating.objects.decided_by(day).filter(year=year)
    is_rated = Exists(ratings.filter(advisor=OuterRef("pk")))
    in_post = Advisor.objects.in_post(day).values("pk")
    return (
        Advisor.objects.visible_to(actor)
        .annotate(is_rated=is_rated)
        .filter(Q(is_rated=True) | Q(pk__in=in_post))
        .select_related("street")
        .prefetch_related(Prefetch("star_ratings", ratings.order_by("pk"), to_attr="of_year"))
        .order_by("street_id", "-is_rated", "-level", "name", "pk")
    )


def ratings_of(advisor: Advisor) -> QuerySet[StarRating]:
    """All stars of a person, those in other streets too: they go with her."""
    ratings = StarRating.objects.filter(advisor__person=advisor.person)
    return ratings.select_related("advisor__street").order_by("-year", "-pk")


def ratings(actor: Actor) -> QuerySet[StarRating]:
    """The ratings that an actor sees."""
    return StarRating.objects.visible_to(actor).select_related("advisor__street")
