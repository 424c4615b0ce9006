"""Who holds which post at which station."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from advisors.enums import Level
from advisors.indicators.posts import posted_advisors, posts_filled
from advisors.models import Advisor, Post
from core.actor import Actor
from core.measures import Question
from orgs.models import Unit
from orgs.selectors import streets_of
from stations.enums import ServiceKind
from stations.models import ServiceList, Station
from stations.selectors import stations_of
from stations.servicelists import lacking


@dataclass(frozen=True)
class StationPosts:
    """A station that is there on a day, who holds a post at it, and its list of services."""

    station: Station
    posts: Sequence[Post]
    service_list: ServiceList | None

    @property
    def lead(self) -> Post | None:
        """Who leads it."""
        return next((post for post in self.posts if post.is_lead), None)

    @property
    def lacking(self) -> list[ServiceKind]:
        """What the list in force leaves out."""
        return lacking(self.service_list.services) if self.service_list else []


def lead_of(station: Station, day: date) -> Post | None:
    """Whose post makes her the station's lead (负责人) on a day, while she is in post herself."""
    held = Post.objects.held_on(day).filter(station=station, is_lead=True)
    return held.select_related("advisor").order_by("pk").first()


def stations_there(actor: Actor, street: Unit, day: date) -> QuerySet[Station]:
    """The stations of a street that were not closed before a day, the main one first."""
    there = Q(closed_on__isnull=True) | Q(closed_on__gte=day)
    return stations_of(actor).filter(there, street=street)


def posts_by_station(actor: Actor, street: Unit, day: date) -> list[StationPosts]:
    """Each station with its posts of the day, the lead first; in three queries."""
    stations = list(stations_there(actor, street, day))
    held = Post.objects.visible_to(actor).held_on(day).filter(station__in=stations)
    posts = list(
        held.select_related("advisor").order_by("-is_lead", "starts_on", "advisor__name", "pk")
    )
    running = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    lists = ServiceList.objects.filter(running, station__in=stations, published_on__lte=day)
    by_station = {one.station_id: one for one in lists.order_by("station_id", "pk")}
    return [
        StationPosts(
            station=one,
            posts=[post for post in posts if post.station_id == one.pk],
            service_list=by_station.get(one.pk),
        )
        for one in stations
    ]


def other_posts(actor: Actor, street: Unit, day: date) -> list[Post]:
    """Posts of a street that nobody holds on the day: over, still to come, the holder away."""
    held = Post.objects.held_on(day).filter(pk=OuterRef("pk"))
    rows = Post.objects.visible_to(actor).filter(~Exists(held), station__street=street)
    return list(rows.select_related("advisor", "station").order_by("-starts_on", "pk"))


def without_post(actor: Actor, street: Unit, question: Question) -> list[Advisor]:
    """Street advisors in post who hold none (P2-3)."""
    mine = Advisor.objects.visible_to(actor).filter(street=street)
    found = posted_advisors(question).filter(counted=False, pk__in=mine.values("pk"))
    return list(found.order_by("name", "pk"))


def holders(actor: Actor, street: Unit, day: date) -> list[Advisor]:
    """Who may be given a post: the street's advisors who have not left, its own level first."""
    lasting = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
    advisors = Advisor.objects.visible_to(actor).filter(lasting, street=street)
    found = list(advisors.order_by("name", "pk"))
    return sorted(found, key=lambda one: one.level != Level.STREET)


def street_standings(actor: Actor, question: Question) -> list[Unit]:
    """P2-3 of each street, with `has_lead`, `has_list`, `posted` and `needing`."""
    streets = streets_of(actor, question.as_of).values("pk")
    return list(posts_filled(question).filter(pk__in=streets).order_by("code"))


def street_standing(street: Unit, question: Question) -> Unit:
    """The same of one street."""
    found: Unit = posts_filled(question).get(pk=street.pk)
    return found
