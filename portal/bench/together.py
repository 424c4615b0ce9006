"""What a district's advisors did together with others: the pool, referrals, conferences, plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from advisors.models import Advisor
from casework.enums import (
    ApplicationKind,
    Blocker,
    CaseOutcome,
    ConferenceState,
    HandoverState,
    HandoverWay,
    PlanState,
    ReferralState,
    Settlement,
    StuckOutcome,
    StuckState,
)
from casework.models import (
    CaseConference,
    ConferenceAction,
    ConferenceCase,
    Handover,
    Household,
    Need,
    PlanStep,
    Referral,
    SatisfactionSurvey,
    StuckCase,
    SupportPlan,
)
from orgs.models import Unit
from resources.enums import NeedCategory, ProviderKind
from resources.models import Provider, Resource

# Those first that others rest on; resources are there before the households.
MODELS = (
    *(Referral, Handover, StuckCase, CaseConference, ConferenceCase, ConferenceAction),
    *(SupportPlan, PlanStep, SatisfactionSurvey),
)
# Of each unit, and of a community.
RESOURCES = 60
HANDOVERS, STUCK, PLANS = 12, 12, 12
CONFERENCES = 8


def pool(streets: Sequence[Unit], district: Unit) -> dict[str, list[Resource]]:
    """The resources that each street may use, by its code; its own and the district's."""
    found = {unit.code: _resources(unit) for unit in (*streets, district)}
    Provider.objects.bulk_create(
        {one.provider.pk: one.provider for rows in found.values() for one in rows}.values()
    )
    Resource.objects.bulk_create(one for rows in found.values() for one in rows)
    return {street.code: [*found[street.code], *found[district.code]] for street in streets}


def _resources(unit: Unit) -> list[Resource]:
    chance = Random(int(unit.code))  # noqa: S311 - no secret
    kinds, categories = list(ProviderKind), list(NeedCategory)
    providers = [
        Provider(pk=_key(chance), unit=unit, name=f"助{n}中心", kind=kinds[n % len(kinds)])
        for n in range(12)
    ]
    return [
        Resource(
            pk=_key(chance),
            unit=unit,
            provider=providers[n % len(providers)],
            name=f"服务{n}",
            category=categories[n % len(categories)],
            starts_on=date(2023, 1, 1),
        )
        for n in range(RESOURCES)
    ]


def _key(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


@dataclass(frozen=True)
class Together:
    """One community's part in it; `add` keeps each row for later."""

    community: Unit
    advisors: Sequence[Advisor]
    resources: Sequence[Resource]
    beginning: date
    until: date
    chance: Random
    add: Any

    def fill(self, households: Sequence[Household], needs: Sequence[Need]) -> list[Any]:
        """All rows; those that are services too are given back."""
        made: list[Any] = [one for need in needs if (one := self._meet(need))]
        for _ in range(HANDOVERS):
            self._hand_over()
        made += [self._stuck() for _ in range(STUCK)]
        shuffled = self.chance.sample(list(households), len(households))
        made += [self._plan(household) for household in shuffled[:PLANS]]
        # A street's conferences are written with those communities whose households they see.
        made += [self._conference(shuffled[:3]) for _ in range(CONFERENCES)]
        self._survey()
        return made

    def _is(self, share: float) -> bool:
        return self.chance.random() < share

    def _day(self) -> date:
        days = max((self.until - self.beginning).days, 0)
        return self.beginning + timedelta(self.chance.randrange(days + 1))

    def _later(self, day: date, most: int) -> date | None:
        """A day not much later; None where it has not come yet."""
        later = day + timedelta(self.chance.randrange(most + 1))
        return later if later <= self.until else None

    def _meet(self, need: Need) -> Need | Referral | None:
        """Met by a referral, by an advisor herself, refused, or open still."""
        fate, on = self.chance.random(), self._later(need.registered_on, 40)
        if fate > 0.8 or on is None:
            return None
        if fate > 0.6:
            need.settlement = Settlement.OWN_SERVICE if fate > 0.65 else Settlement.REFUSED
            need.own_service = "visiting" if fate > 0.65 else ""
            need.settled_on, need.settled_advisor = on, self.advisors[0]
            return need if need.own_service else None
        closed = self._later(on, 40)
        state = ReferralState.ACCEPTED
        if closed:
            state = self.chance.choice((ReferralState.DONE, ReferralState.FAILED))
        referral: Referral = self.add(
            Referral(
                pk=_key(self.chance),
                need=need,
                household=need.household,
                community=need.community,
                resource=self.chance.choice(self.resources),
                advisor=self.chance.choice(self.advisors),
                offered_on=need.registered_on,
                consent="spoken",
                consent_on=need.registered_on,
                state=state,
                answered_on=on,
                closed_on=closed,
                reason="other" if state == ReferralState.FAILED else "",
            )
        )
        return referral

    def _hand_over(self) -> None:
        on = self._day()
        seen = self._later(on, 5)
        self.add(
            Handover(
                pk=_key(self.chance),
                unit=self.community,
                way=self.chance.choice(list(HandoverWay)),
                kind=self.chance.choice(list(ApplicationKind)),
                advisor=self.chance.choice(self.advisors),
                sent_on=on,
                state=HandoverState.ACKNOWLEDGED if seen else HandoverState.SENT,
                acknowledged_on=seen,
            )
        )

    def _stuck(self) -> StuckCase:
        on = self._day()
        closed = self._later(on, 12)
        one: StuckCase = self.add(
            StuckCase(
                pk=_key(self.chance),
                unit=self.community,
                received_on=on,
                visitor_name="王某",
                blocker=self.chance.choice(list(Blocker)),
                advisor=self.chance.choice(self.advisors),
                state=StuckState.CLOSED if closed else StuckState.OPEN,
                closed_on=closed,
                outcome=self.chance.choice(list(StuckOutcome)) if closed else "",
            )
        )
        return one

    def _conference(self, households: Sequence[Household]) -> CaseConference:
        on = self._day()
        held: CaseConference = self.add(
            CaseConference(
                pk=_key(self.chance),
                street=self.community.parent,
                held_on=on,
                chair="主持人",
                state=ConferenceState.HELD,
                minutes_on=self._later(on, 10),
            )
        )
        for household in households:
            solved = self._later(on, 90)
            case = self.add(
                ConferenceCase(
                    pk=_key(self.chance),
                    conference=held,
                    household=household,
                    community=household.community,
                    outcome=CaseOutcome.SOLVED if solved else CaseOutcome.OPEN,
                    solved_on=solved,
                )
            )
            self.add(
                ConferenceAction(
                    pk=_key(self.chance),
                    conference=held,
                    case=case,
                    owner=self.advisors[0],
                    owner_name="责任人",
                    due_on=on + timedelta(20),
                    closed_on=self._later(on, 30),
                )
            )
        return held

    def _plan(self, household: Household) -> SupportPlan:
        on = self._day()
        closed = self._later(on, 120)
        plan: SupportPlan = self.add(
            SupportPlan(
                pk=_key(self.chance),
                household=household,
                community=household.community,
                advisor=self.chance.choice(self.advisors),
                opened_on=on,
                state=PlanState.CLOSED if closed else PlanState.OPEN,
                closed_on=closed,
                result="achieved" if closed else "",
            )
        )
        for _ in range(3):
            self.add(
                PlanStep(
                    plan=plan,
                    who="提供方",
                    provider_kind=self.chance.choice(["", *ProviderKind]),
                    due_on=on + timedelta(30),
                    done_on=closed,
                )
            )
        return plan

    def _survey(self) -> None:
        self.add(
            SatisfactionSurvey(
                pk=_key(self.chance),
                street=self.community.parent,
                surveyed_on=self._day(),
                source="district",
                method="phone",
                asked=40,
                satisfied=self.chance.randint(30, 40),
            )
        )
