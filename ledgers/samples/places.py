"""Opens a street's stations and its communities' service points, as its story has it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from ledgers.samples.invented import ROADS, Inventor, a_workday
from ledgers.samples.story import Story
from ledgers.samples.team import SampleRoom, SampleSite, SampleUnit
from orgs.names import service_point_name, station_name

MAIN_VENUE = "社区事务受理服务中心"
EXTRA_VENUES = ("邻聚里中心", "慈善超市", "社区综合为老服务中心")
OPENING_HOURS = (
    "周一至周五 9:00-17:00",
    "周一至周五 8:30-11:30，13:30-17:00",
    "周一至周六 9:00-16:30",
)
AREAS = (16.0, 18.0, 22.5, 25.5, 30.0, 40.0)
STUDIO_BRANDS = ("永兴", "暖心", "泉爱")


class Builder:
    """Sets up one street's sites; `leads` are who is in charge, by unit code, where known."""

    def __init__(
        self,
        district: SampleUnit,
        street: SampleUnit,
        story: Story,
        year: int,
        leads: Mapping[str, str],
        chance: Random,
    ) -> None:
        self._district = district
        self._street = street
        self._story = story
        self._year = year
        self._leads = leads
        self._chance = chance
        self._inventor = Inventor(chance)
        self._roads = chance.sample(ROADS, 3)

    def stations(self) -> list[SampleSite]:
        """The main station, planned or open, and an extra one and a studio where they open."""
        street, story = self._street, self._story
        official = station_name(self._district.name, street.name)
        main = self._open("站", self._main_name(official), story.station_on, MAIN_VENUE)
        sites = [replace(main, has_official_name=main.name == official)]
        if story.extra_on:
            venue = self._chance.choice(EXTRA_VENUES)
            sites.append(self._open("增设站", f"{official}（{venue}）", story.extra_on, venue))
        if story.studio_on:
            name = f"{street.name}“{self._chance.choice(STUDIO_BRANDS)}”社区救助顾问工作室"
            sites.append(self._open("工作室", name, story.studio_on, MAIN_VENUE))
        return sites

    def points(self, communities: Sequence[SampleUnit]) -> list[SampleSite]:
        """A point for each community but those left out, opening one after the other."""
        story = self._story
        lacking = set(self._chance.sample(communities, story.without_point))
        served = [community for community in communities if community not in lacking]
        wrong = set(self._chance.sample(served, story.points_named_wrong))
        first, last = story.points_months
        points = []
        for place, community in enumerate(self._chance.sample(served, len(served))):
            month = first + place * (last - first + 1) // len(served)
            name = service_point_name(self._street.name, community.short_name)
            if community in wrong:
                name = self._local_name(community)
            opened_on = a_workday(self._year, month, self._chance)
            points.append(self._site(community, "点", name, opened_on))
        return sorted(points, key=lambda point: point.community or point.street)

    def _main_name(self, official: str) -> str:
        if not self._story.station_named_wrong:
            return official
        core = self._street.short_name.removesuffix("路").removesuffix("新村")
        return station_name(self._district.name, core)

    def _local_name(self, community: SampleUnit) -> str:
        official = service_point_name(self._street.name, community.short_name)
        return self._chance.choice(
            (
                official.replace("服务点", "点"),
                official.replace("社区救助顾问", "救助顾问"),
                f"{community.name}社区救助顾问服务点",
            )
        )

    def _open(self, kind: str, name: str, opens: tuple[int, int] | None, venue: str) -> SampleSite:
        is_main = kind == "站"
        room = SampleRoom(
            venue=venue,
            area_m2=self._chance.choice(AREAS),
            seats=self._chance.randrange(4, 13) if is_main else None,
            is_independent=is_main and not self._story.station_shares_room,
        )
        opened_on = date(self._year, *opens) if opens else None
        return replace(self._site(None, kind, name, opened_on), room=room)

    def _site(
        self, community: SampleUnit | None, kind: str, name: str, opened_on: date | None
    ) -> SampleSite:
        lead = self._leads.get((community or self._street).code)
        return SampleSite(
            street=self._street,
            community=community,
            kind=kind,
            name=name,
            has_official_name=community is None
            or name == service_point_name(self._street.name, community.short_name),
            address=self._inventor.address(self._roads),
            phone=self._inventor.landline(),
            opening_hours=self._chance.choice(OPENING_HOURS),
            lead_name=lead or self._inventor.name(self._inventor.sex()),
            opened_on=opened_on,
        )
