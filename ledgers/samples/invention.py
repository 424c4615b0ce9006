"""Invents a district's sample year on its real units."""

import math
from collections.abc import Iterable, Mapping, Sequence
from random import Random

from ledgers.samples import courses, people
from ledgers.samples.invented import Inventor
from ledgers.samples.places import Builder
from ledgers.samples.story import STORIES
from ledgers.samples.team import (
    SampleAdvisor,
    SampleSite,
    SampleUnit,
    Team,
    dice,
)

STREET_KINDS = ("subdistrict", "town")
PERSONS_AN_ADVISOR = 10_000
LEAST_ADVISORS = 2


def invent_team(
    units: Iterable[tuple[str, str, str, str, str]],
    *,
    seed: int,
    population: Mapping[str, int],
    aliases: Mapping[str, Sequence[str]] | None = None,
    year: int = 2024,
    factor: int = 1,
) -> Team:
    """Invent the advisors, sites and trainings of a year.

    `units` are (code, name, short_name, kind, parent code) of the district, its streets and
    their communities (a dozen or more each); `population` are the registered persons of each street; `aliases` the names
    streets also go by. The same seed gives the same team. `factor` multiplies people and
    trainings, for benchmarks: 27 makes about 10,000 advisors of Putuo.
    """
    known = sorted(SampleUnit(*unit) for unit in units)
    [district] = [unit for unit in known if unit.kind == "district"]
    streets = [unit for unit in known if unit.kind in STREET_KINDS]
    communities = {
        street.code: [unit for unit in known if unit.parent == street.code] for street in streets
    }
    inventor = Inventor(dice(seed, "people"), {people.NAMESAKE, people.DOTTED_NAME})
    attendance = courses.Attendance(dice(seed, "attendance"))
    chance = dice(seed, "district")
    of_district = attendance.open(
        courses.district_sessions(district, year, factor, chance, inventor)
    )
    advisors: list[SampleAdvisor] = []
    sites: list[SampleSite] = []
    cast: dict[str, SampleAdvisor] = {}
    for number, unit in enumerate(streets):
        story = STORIES[number % len(STORIES)]
        need = needed(population[unit.code])
        street = people.Street(unit, communities[unit.code], need, year, factor, story)
        chance = dice(seed, unit.code)
        own_staff, parts = people.staff(street, inventor, chance)
        parts |= _train(street, own_staff, parts, attendance, of_district, inventor, chance)
        builder = Builder(district, unit, story, year, _leads(own_staff), chance)
        sites += builder.stations() + builder.points(communities[unit.code])
        advisors += own_staff
        cast |= parts
    return Team(
        year=year,
        district=district,
        streets=streets,
        communities=communities,
        aliases=aliases or {},
        advisors=advisors,
        sites=sites,
        sessions=attendance.sessions(),
        cast=cast,
    )


def _train(
    street: people.Street,
    advisors: Sequence[SampleAdvisor],
    parts: Mapping[str, SampleAdvisor],
    attendance: courses.Attendance,
    of_district: Sequence[int],
    inventor: Inventor,
    chance: Random,
) -> dict[str, SampleAdvisor]:
    """Hold a street's trainings and seat its people; the trainer among them, if there is one.

    Those whose minutes are laid down come first, and to nothing else.
    """
    story = street.story
    sessions = courses.street_sessions(
        street.unit, story, street.year, street.factor, chance, inventor
    )
    trainer = {}
    if story.has_own_trainer:
        senior = courses.let_one_of_them_teach(sessions, advisors, story, chance)
        trainer = {"own_trainer": senior}
    own = attendance.open(sessions)
    settled = []
    for part, places in (("at_540", courses.AT_540), ("at_539", courses.AT_539)):
        if part in parts:
            attendance.seat(parts[part], [own[place] for place in places])
            settled.append(parts[part])
    free = [advisor for advisor in advisors if advisor not in settled]
    attendance.fill(free, own, of_district, story)
    return trainer


def needed(persons: int) -> int:
    """T6-1: one advisor for ten thousand registered persons, two at the least."""
    return max(LEAST_ADVISORS, math.ceil(persons / PERSONS_AN_ADVISOR))


def _leads(advisors: Iterable[SampleAdvisor]) -> dict[str, str]:
    """Who is in charge of a station or point: the first advisor of its street or community."""
    leads: dict[str, str] = {}
    for advisor in advisors:
        for unit in advisor.communities or (advisor.street,):
            leads.setdefault(unit.code, advisor.name)
    return leads
