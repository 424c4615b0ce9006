"""Staffs a street: advisors of the street and of its communities, as its story has it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from ledgers.samples.invented import Inventor
from ledgers.samples.story import Story
from ledgers.samples.team import (
    COMMUNITY_LEVEL,
    LEFT,
    ON_LEAVE,
    STREET_LEVEL,
    SampleAdvisor,
    SampleUnit,
)

NAMESAKE = "王芳"
DOTTED_NAME = "阿依努尔·买买提"
STREET_KINDS = ("社会救助工作人员",) * 4 + ("专业社工",)
COMMUNITY_KINDS = ("社区工作者",) * 5 + ("居村干部",) * 2
EDUCATIONS = ("大专",) * 4 + ("本科",) * 5 + ("研究生",)


@dataclass(frozen=True, slots=True)
class Street:
    """A street with what its staffing depends on; `factor` multiplies people, not communities."""

    unit: SampleUnit
    communities: Sequence[SampleUnit]
    needed: int
    year: int
    factor: int
    story: Story


def staff(
    street: Street, inventor: Inventor, chance: Random
) -> tuple[list[SampleAdvisor], dict[str, SampleAdvisor]]:
    """A street's advisors, and those of the cast among them by their part."""
    recruiter = Recruiter(street, inventor, chance)
    recruiter.hire_street_level()
    recruiter.hire_community_level()
    recruiter.hire_helpers()
    recruiter.rate_and_file()
    casting = {
        "two_posts": recruiter.cast_two_posts,
        "on_leave": recruiter.cast_on_leave,
        "left": recruiter.cast_left,
        "namesakes": recruiter.cast_namesakes,
        "dotted_name": recruiter.cast_dotted_name,
        "exact_hours": recruiter.cast_exact_hours,
    }
    for part in street.story.cast:
        casting[part]()
    return recruiter.advisors, recruiter.cast


def recruit(
    street: SampleUnit,
    communities: tuple[SampleUnit, ...],
    staff_kind: str,
    started_on: date,
    inventor: Inventor,
    chance: Random,
) -> SampleAdvisor:
    """Invent one advisor, of the communities or else of the street."""
    sex = inventor.sex()
    level = COMMUNITY_LEVEL if communities else STREET_LEVEL
    is_full_time = level == STREET_LEVEL and staff_kind != "志愿者"
    return SampleAdvisor(
        street=street,
        communities=communities,
        level=level,
        name=inventor.name(sex),
        sex=sex,
        id_number=inventor.id_number(sex),
        phone=inventor.phone(),
        staff_kind=staff_kind,
        employment="专职" if is_full_time else "兼职",
        education=chance.choice(EDUCATIONS),
        started_on=started_on,
    )


class Recruiter:
    """Fills one street's posts, step by step."""

    def __init__(self, street: Street, inventor: Inventor, chance: Random) -> None:
        self.advisors: list[SampleAdvisor] = []
        self.cast: dict[str, SampleAdvisor] = {}
        self._street = street
        self._story = street.story
        self._inventor = inventor
        self._chance = chance

    def hire_street_level(self) -> None:
        """T6-1: as many as needed, less the missing; the last ones begin in October."""
        late = self._story.staff_late * self._street.factor
        count = (self._street.needed - self._story.staff_short) * self._street.factor
        for place in range(count):
            is_late = place >= count - late
            started_on = self._day(10) if is_late else self._earlier_day()
            self._hire((), self._chance.choice(STREET_KINDS), started_on)

    def hire_community_level(self) -> None:
        """T6-2: one for each community that is not to be without."""
        communities = self._street.communities
        bare = set(self._chance.sample(communities, self._story.without_advisor))
        for community in communities:
            for _ in range(0 if community in bare else self._street.factor):
                kind = self._chance.choice(COMMUNITY_KINDS)
                self._hire((community,), kind, self._earlier_day())

    def hire_helpers(self) -> None:
        """T6-3: third-party staff and volunteers at the street's station."""
        for kind, count in (
            ("第三方", self._story.third_party),
            ("志愿者", self._story.volunteers),
        ):
            for _ in range(count):
                self._hire((), kind, self._day(self._chance.randrange(3, 9)))

    def rate_and_file(self) -> None:
        """T6-5 and T6-6: stars for some, filing dates for all or none, gaps in education."""
        story = self._story
        chosen = self._chance.sample(
            range(len(self.advisors)), story.stars + story.without_education
        )
        for place in chosen[: story.stars]:
            self._amend(place, star=self._chance.choice((3, 3, 3, 4, 4, 5)))
        for place in chosen[story.stars :]:
            self._amend(place, education="")
        if story.files_dates:
            for place, advisor in enumerate(self.advisors):
                self._amend(place, filed_on=advisor.started_on + timedelta(days=14))

    def cast_two_posts(self) -> None:
        """One advisor for two communities: the neighbour's own is let go (open reading 5)."""
        first, *others = self._of_communities()
        second = next(other for other in others if other.communities != first.communities)
        self.advisors.remove(second)
        both = (*first.communities, *second.communities)
        self.cast["two_posts"] = self._amend(self.advisors.index(first), communities=both)

    def cast_on_leave(self) -> None:
        """Somebody on leave, whose community stands without for the time."""
        place = self.advisors.index(self._of_communities()[2])
        self.cast["on_leave"] = self._amend(place, status=ON_LEAVE)

    def cast_left(self) -> None:
        """Somebody who left at the end of July and was replaced before."""
        community = self._of_communities()[0].communities
        started_on = self._earlier_day()
        self._hire(community, COMMUNITY_KINDS[0], started_on)
        ended_on = date(self._street.year, 7, 31)
        self.cast["left"] = self._amend(-1, status=LEFT, ended_on=ended_on)

    def cast_namesakes(self) -> None:
        """Two women of one name in one street: a name alone does not tell who attended."""
        women = [advisor for advisor in self._of_communities() if advisor.sex == "女"][:2]
        for number, woman in enumerate(women, start=1):
            place = self.advisors.index(woman)
            self._amend(place, name=NAMESAKE)
            self.cast[f"namesake_{number}"] = self._begin_earlier(place)

    def cast_dotted_name(self) -> None:
        """A name with a dot in it."""
        woman = next(advisor for advisor in self._of_communities() if advisor.sex == "女")
        place = self.advisors.index(woman)
        self.cast["dotted_name"] = self._amend(place, name=DOTTED_NAME)

    def cast_exact_hours(self) -> None:
        """The two whose year ends at, and a minute short of, the hours asked for."""
        for place, part in enumerate(("at_540", "at_539")):
            advisor = self._of_communities()[place]
            self.cast[part] = self._begin_earlier(self.advisors.index(advisor))

    def _of_communities(self) -> list[SampleAdvisor]:
        return [advisor for advisor in self.advisors if advisor.communities]

    def _hire(self, communities: tuple[SampleUnit, ...], staff_kind: str, started_on: date) -> None:
        self.advisors.append(
            recruit(
                self._street.unit,
                communities,
                staff_kind,
                started_on,
                self._inventor,
                self._chance,
            )
        )

    def _amend(self, place: int, **changes: object) -> SampleAdvisor:
        self.advisors[place] = replace(self.advisors[place], **changes)  # type: ignore[arg-type]
        return self.advisors[place]

    def _begin_earlier(self, place: int) -> SampleAdvisor:
        """Let somebody be in post all year."""
        started_on = self.advisors[place].started_on
        return self._amend(place, started_on=started_on.replace(year=self._street.year - 1))

    def _earlier_day(self) -> date:
        """Mostly from the years before; a few were taken on in this year's first months."""
        if self._chance.random() < 0.1:
            return self._day(self._chance.choice((1, 2, 3, 4)))
        year = self._street.year - self._chance.randrange(1, 6)
        return date(year, self._chance.randrange(1, 13), self._chance.randrange(1, 29))

    def _day(self, month: int) -> date:
        return date(self._street.year, month, self._chance.randrange(1, 29))
