"""Casework at its full size: a district's households, and two years of visits to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pgtrigger
from django.db import connection

from advisors.enums import Level
from advisors.models import Advisor, Assignment
from casework.enums import (
    Category,
    Deed,
    EndReason,
    Finding,
    LeadSource,
    LeadState,
    QuestionType,
    SurveyState,
    VisitMode,
    VisitSource,
)
from casework.models import (
    Care,
    Consultation,
    Household,
    HouseholdCategory,
    HouseholdTier,
    Lead,
    Listing,
    Member,
    Need,
    NeedsSurvey,
    ServiceRecord,
    Visit,
)
from casework.records.deriving import records_of
from orgs.models import Unit
from portal.bench import together
from resources.enums import NeedCategory
from resources.models import Provider, Resource

HOUSEHOLDS = 20_000
VISITS = 300_000
BEGINNING = date(2023, 1, 1)
FAMILY_NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN_NAMES = "伟芳娜秀敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华建国玉珍海"
# Sealing takes longer than the rest of a row: a list never opens what is sealed.
SEALED_EVERY = 25
_MODELS = (
    *(Household, Member, Listing, HouseholdCategory, HouseholdTier, Care, Visit, Need),
    *together.MODELS,
    *(ServiceRecord, Consultation, Lead, NeedsSurvey),
)


@dataclass
class Batch:
    """Rows to be written together, by their model."""

    rows: dict[Any, list[Any]] = field(default_factory=lambda: {model: [] for model in _MODELS})

    def add(self, row: Any) -> Any:
        """Keep a row for later."""
        self.rows[type(row)].append(row)
        return row

    def write(self) -> None:
        """Write them, those first that others rest on; the demo has surveys of its own."""
        for model, rows in self.rows.items():
            model.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=model is NeedsSurvey)


def settle(
    until: date,
    households: int = HOUSEHOLDS,
    visits: int = VISITS,
    beginning: date = BEGINNING,
    *,
    with_records: bool = False,
) -> None:
    """So many households over all communities of a day, and their visits up to it.

    Without history: of what nobody did there is none. The service records of the visits, which
    no page of a household reads, take as long as all the rest. Always the same for the same
    units.
    """
    communities = list(Unit.objects.communities().valid_on(until).order_by("code"))
    hands = _hands(until)
    units = Unit.objects.valid_on(until)
    pool = together.pool(
        list(units.filter(level=Unit.Level.STREET)), units.get(level=Unit.Level.DISTRICT)
    )
    shares = zip(
        communities,
        _shares(households, len(communities)),
        _shares(visits, len(communities)),
        strict=True,
    )
    with pgtrigger.ignore():
        for community, count, visited in shares:
            if own := hands.get(community.code) or hands.get(community.code[:9]):
                place = _Place(community, own, communities, until, beginning)
                place.resources = pool[community.code[:9]]
                place.settle(count, visited, with_records=with_records).write()
    with connection.cursor() as cursor:
        for model in (*_MODELS, Provider, Resource):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _hands(day: date) -> dict[str, list[Advisor]]:
    """The advisors of each community, and of each street's station, by its code."""
    hands: dict[str, list[Advisor]] = {}
    running = Assignment.objects.running_on(day).select_related("advisor").order_by("pk")
    for one in running:
        hands.setdefault(one.community_id, []).append(one.advisor)
    for advisor in Advisor.objects.in_post(day).order_by("pk"):
        if advisor.level == Level.STREET:
            hands.setdefault(advisor.street_id, []).append(advisor)
    return hands


def _shares(total: int, parts: int) -> list[int]:
    return [(n + 1) * total // parts - n * total // parts for n in range(parts)]


class _Place:
    """One community's households, and what was done for them."""

    def __init__(
        self,
        community: Unit,
        advisors: Sequence[Advisor],
        communities: Sequence[Unit],
        until: date,
        beginning: date,
    ) -> None:
        self.community, self.advisors, self.communities = community, advisors, communities
        self.until, self.beginning = until, beginning
        self.resources: Sequence[Resource] = ()
        self.chance = Random(int(community.code))  # noqa: S311 - no secret
        self.batch = Batch()

    def settle(self, count: int, visited: int, *, with_records: bool) -> Batch:
        """All rows of the place."""
        settled = [self._household(number) for number in range(count)]
        visits = [self._visit(self.chance.choice(settled)) for _ in range(visited if count else 0)]
        asked = [self._consultation(self.community) for _ in range(6)]
        asked += [self._consultation(self.community.parent) for _ in range(4)]
        done = self._together(settled) if settled else []
        for record in records_of([*(visits if with_records else ()), *asked, *done]):
            self.batch.add(record)
        for _ in range(8):
            self._lead()
        for year, half, on in ((2023, "1", 6), (2023, "2", 12), (2024, "1", 6)):
            self._survey(year, half, date(year, on, 20))
        return self.batch

    def _together(self, settled: Sequence[Household]) -> list[Any]:
        """What was done together with others; those of it that are services too."""
        place = together.Together(
            self.community,
            self.advisors,
            self.resources,
            self.beginning,
            self.until,
            self.chance,
            self.batch.add,
        )
        return place.fill(settled, self.batch.rows[Need])

    def _key(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.chance.randrange(max((last - first).days, 0) + 1))

    def _name(self) -> str:
        given = self.chance.choices(GIVEN_NAMES, k=self.chance.choice((1, 2, 2)))
        return self.chance.choice(FAMILY_NAMES) + "".join(given)

    def _is(self, share: float) -> bool:
        return self.chance.random() < share

    def _household(self, number: int) -> Household:
        add, chance = self.batch.add, self.chance
        household: Household = add(
            Household(
                pk=self._key(),
                community=self.community,
                number=f"BM{self.community.code[6:]}{number:04d}",
                head_name=self._name(),
                size=chance.randint(1, 4),
            )
        )
        if number % SEALED_EVERY == 0:
            household.phone, household.address = "13900000000", "某路 1 号"
        add(Member(pk=self._key(), household=household, name=household.head_name, relation="head"))
        if self._is(0.6):
            add(Member(pk=self._key(), household=household, name=self._name(), relation="child"))
        since = self.beginning if self._is(0.8) else self._day(self.beginning, self.until)
        self._list(household, since)
        for category in chance.sample(list(Category), 2 if self._is(0.1) else 1):
            add(HouseholdCategory(household=household, category=category, starts_on=since))
        add(Care(household=household, advisor=chance.choice(self.advisors), starts_on=since))
        if self._is(0.05):
            often = chance.choice((2, 3, None))
            add(
                HouseholdTier(
                    household=household, tier="key", visits_per_quarter=often, starts_on=since
                )
            )
        return household

    def _list(self, household: Household, since: date) -> None:
        """On the list to this day, or taken off it, or come from another community."""
        add, fate = self.batch.add, self.chance.random()
        if fate > 0.05:
            add(Listing(household=household, community=self.community, starts_on=since))
            return
        ended = self._day(since, self.until - timedelta(days=1))
        if fate > 0.02:
            reason, there = EndReason.NO_NEED, self.community
        else:
            reason, there = EndReason.MOVED, self.chance.choice(self.communities)
            begun = ended + timedelta(days=1)
            add(Listing(household=household, community=self.community, starts_on=begun))
        add(
            Listing(
                household=household,
                community=there,
                starts_on=since,
                ends_on=ended,
                end_reason=reason,
            )
        )

    def _visit(self, household: Household) -> Visit:
        chance = self.chance
        visit: Visit = self.batch.add(
            Visit(
                pk=self._key(),
                household=household,
                community=self.community,
                visited_on=self._day(self.beginning, self.until),
                mode=chance.choice((VisitMode.HOME, VisitMode.HOME, VisitMode.PHONE)),
                advisor=chance.choice(self.advisors),
                findings=[Finding.ABSENT if self._is(0.04) else Finding.STABLE],
                deeds=[deed for deed in Deed if self._is(0.2)],
                question_type=chance.choice(list(QuestionType)) if self._is(0.05) else "",
                community_cloud_ref=f"YC{chance.randrange(10**9):09d}" if self._is(0.9) else "",
                source=VisitSource.LEDGER,
            )
        )
        if self._is(1 / SEALED_EVERY):
            visit.note = "看望，情况稳定。"
        if self._is(0.1):
            self.batch.add(
                Need(
                    pk=self._key(),
                    household=household,
                    community=self.community,
                    category=chance.choice(list(NeedCategory)),
                    registered_on=visit.visited_on,
                    visit=visit,
                )
            )
        return visit

    def _consultation(self, unit: Unit | None) -> Consultation:
        one: Consultation = self.batch.add(
            Consultation(
                pk=self._key(),
                unit=unit,
                asked_on=self._day(self.beginning, self.until),
                question_type=self.chance.choice(list(QuestionType)),
                advisor=self.advisors[0],
            )
        )
        return one

    def _lead(self) -> None:
        found = self._day(self.beginning, self.until)
        decided = found + timedelta(days=self.chance.randrange(25))
        is_decided = decided <= self.until
        self.batch.add(
            Lead(
                pk=self._key(),
                community=self.community,
                source=self.chance.choice(list(LeadSource)),
                found_on=found,
                name=self._name(),
                state=LeadState.DECIDED if is_decided else LeadState.OPEN,
                decision="linked" if is_decided else "",
                decided_on=decided if is_decided else None,
            )
        )

    def _survey(self, year: int, half: str, on: date) -> None:
        if on <= self.until and self._is(0.9):
            self.batch.add(
                NeedsSurvey(
                    community=self.community,
                    year=year,
                    half=half,
                    state=SurveyState.SUBMITTED,
                    submitted_on=on,
                )
            )
