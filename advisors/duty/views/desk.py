"""What a page of the duty is about: a street, a month, one of its stations."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from advisors.duty import selectors
from advisors.duty.months import Calendar, Month, OnDuty, calendar_of
from advisors.duty.policies import may_schedule
from advisors.models import DutyShift
from advisors.permissions import AdvisorsPermission
from core.clock import page_day, portal_day
from core.numbers import number_in
from core.parts import Chip, Link
from core.policies import Answer
from core.templatetags.portal_links import address, here
from core.web import ActorRequest, actor_required
from orgs.models import Unit
from orgs.selectors import streets_of
from stations.models import Station

may_view = actor_required(AdvisorsPermission.VIEW)
may_plan = actor_required(AdvisorsPermission.SCHEDULE)


@dataclass(frozen=True)
class Desk:
    """A street's month at one of its stations; `station` is None before any is open."""

    request: ActorRequest
    street: Unit
    month: Month
    stations: list[Station] = field(default_factory=list)
    station: Station | None = None

    @classmethod
    def of(cls, request: ActorRequest, street: Unit) -> "Desk":
        """As the address asks: `?month=`, `?station=`; a station of another street is not found."""
        month = Month.asked(request.GET.get("month", ""), page_day(request))
        stations = selectors.stations_with_duty(request.actor, street, month.first, month.last)
        asked = request.GET.get("station", "")
        station = stations[0] if stations else None
        if asked:
            known = {one.pk: one for one in stations}
            station = known.get(number_in(asked))
            if station is None:
                raise Http404
        return cls(request, street, month, stations, station)

    @classmethod
    def about(cls, request: ActorRequest, shift: DutyShift) -> "Desk":
        """The month and the station of a shift."""
        month, street = Month.of(shift.day), shift.station.street
        stations = selectors.stations_with_duty(request.actor, street, month.first, month.last)
        return cls(request, street, month, stations, shift.station)

    @property
    def may_schedule(self) -> Answer:
        """Whether the actor may change this roster."""
        return may_schedule(self.request.actor, self.street.pk)

    def calendar(self, station: Station, first: date, last: date) -> Calendar:
        """Whole weeks of a station's roster."""
        shifts = selectors.shifts_of(self.request.actor, first, last).filter(station=station)
        return calendar_of(station, first, last, map(OnDuty.of, shifts), portal_day())

    @property
    def month_calendar(self) -> Calendar | None:
        """That of the whole month; None before any station is open."""
        if self.station is None:
            return None
        return self.calendar(self.station, self.month.first, self.month.last)

    @property
    def whose(self) -> str:
        """The station's name, or the street's before there is one."""
        return self.station.official_name if self.station else self.street.name

    @property
    def station_key(self) -> str:
        """The station as addresses name it; none where the street's own one is meant."""
        is_first = self.station is None or self.station in self.stations[:1]
        return "" if is_first or self.station is None else str(self.station.pk)

    @property
    def chips(self) -> list[Chip]:
        """The stations to choose from, where there are several."""
        if len(self.stations) < 2:
            return []
        return [
            Chip(
                one.official_name,
                here(self.request, station=str(one.pk)),
                is_current=one == self.station,
            )
            for one in self.stations
        ]

    def url(self, view: str = "advisors:duty", *args: Any, **params: Any) -> str:
        """The address of a page about the same month, station and street."""
        asked = {"month": str(self.month), "station": self.station_key} | params
        if view in ("advisors:duty", "advisors:duty-export") and self.request.actor.is_district:
            asked["street"] = self.street.pk
        return address(self.request, view, *args, **asked)

    def crumbs(self, label: str) -> list[Link]:
        """The way back to the month."""
        return [
            Link("队伍", address(self.request, "advisors:list")),
            Link(f"{self.month.words}值守", self.url()),
            Link(label),
        ]


def desk_of(request: ActorRequest, code: str) -> Desk:
    """The desk of a street within the actor's scope."""
    streets = streets_of(request.actor, page_day(request))
    return Desk.of(request, get_object_or_404(streets, pk=code))
