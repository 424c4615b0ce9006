"""What the advisors of 2024 did together with others: needs met, matters solved, conferences.

The rows are written at once, for a thousand needs met one by one take longer than the rest of the
sample.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from advisors.enums import Level
from advisors.models import Advisor
from casework.enums import (
    ApplicationKind,
    Blocker,
    CaseOutcome,
    ConferenceState,
    Consent,
    HandoverState,
    HandoverWay,
    PlanResult,
    PlanState,
    ReferralReason,
    ReferralState,
    Satisfaction,
    ServiceType,
    Settlement,
    Share,
    StuckOutcome,
    StuckState,
    SurveyMethod,
    SurveySource,
)
from casework.models import (
    CaseConference,
    ConferenceAction,
    ConferenceCase,
    ConferenceParticipant,
    Handover,
    Household,
    Need,
    PlanStep,
    Referral,
    SatisfactionSurvey,
    StuckCase,
    SupportPlan,
)
from casework.records.deriving import write_records
from core.clock import portal_day
from core.workdays import last_workday_on_or_before, workday_after
from ledgers.samples.invented import Inventor
from ledgers.samples.team import dice
from orgs.models import Unit
from portal.samples.pool import fill_the_pool, key_from
from resources.enums import ProviderKind
from resources.models import Place, Resource

YEAR, SEED = 2024, 2024
# Of the streets in the order of their codes: how many of the needs were met in time.
MET = (0.96, 0.9, 0.82, 0.93, 0.9, 0.88, 0.6, 0.98, 0.75, 0.45)
MATTERS = (
    (
        Blocker.PAPERS,
        "医疗救助申请缺出院小结，来了两趟没有办成。",
        "已联系医院补打，本人不用再跑。",
    ),
    (Blocker.SYSTEM, "系统里查不到户籍信息，申请提交不了。", "与受理中心核对，已人工受理。"),
    (
        Blocker.OTHER_DISTRICT,
        "人户分离，两边都说不归自己管。",
        "已与户籍地街道商定由现居住地受理。",
    ),
)


def work_together() -> Iterator[str]:
    """Resources, referrals, handovers, unresolved matters, conferences, plans; a line for each.

    Nothing happens where there are resources already, or no need to speak of.
    """
    if Resource.objects.exists() or not Need.objects.exists():
        return
    fill_the_pool()
    yield f"资源：{Resource.objects.count()} 项"
    for place, street in enumerate(Unit.objects.streets().order_by("code")):
        chance = dice(SEED, street.pk, "together")
        staff = list(
            Advisor.objects.in_post(portal_day())
            .filter(street=street, level=Level.STREET)
            .order_by("started_on", "pk")[:4]
        )
        if not staff:
            continue
        _meet_needs(street, chance, MET[place % len(MET)])
        _hand_over(street, staff, chance)
        _receive(street, staff, chance, months=3 + place % 4)
        _confer(street, staff, chance, months=(6, 9) if place % 3 else (6,))
        _plan(street, chance)
        _ask(street, chance)
    referrals, needs = Referral.objects.count(), Need.objects.count()
    yield f"需求：{needs} 件；资源对接：{referrals} 次；会商：{CaseConference.objects.count()} 次"


def _meet_needs(street: Unit, chance: Random, share: float) -> None:
    """Most needs met by a resource, some by the advisor herself, a few refused or still open."""
    needs = Need.objects.filter(community__parent=street, registered_on__year=YEAR)
    pool: dict[str, Resource] = {}
    for resource in Resource.objects.filter(unit=street).order_by("name"):
        pool.setdefault(resource.category, resource)
    referrals, places, settled = [], [], []
    for need in needs.select_related("visit__advisor").order_by("registered_on", "pk"):
        advisor = need.visit.advisor if need.visit else None
        day = need.registered_on + timedelta(days=chance.randrange(1, 20))
        fate = chance.random()
        if advisor is None or day > portal_day() or fate > share:
            continue
        resource = pool.get(need.category)
        if fate < share * 0.55 and resource is not None:
            one = _referral(need, resource, advisor, day, chance)
            referrals.append(one)
            places.append(
                Place(resource=resource, unit=street, holder=one.pk, taken_on=one.offered_on)
            )
            continue
        need.settled_on, need.settled_advisor = day, advisor
        need.settlement = Settlement.REFUSED if chance.random() < 0.1 else Settlement.OWN_SERVICE
        if need.settlement == Settlement.OWN_SERVICE:
            need.own_service = chance.choice(
                (ServiceType.EMOTIONAL_SUPPORT, ServiceType.COMMUNITY_SUPPORT)
            )
        settled.append(need)
    Referral.objects.bulk_create(referrals, batch_size=500)
    Place.objects.bulk_create(places, batch_size=500)
    Need.objects.bulk_update(
        settled, ["settled_on", "settled_advisor", "settlement", "own_service"], batch_size=500
    )
    write_records(referrals)
    write_records(settled)


def _referral(
    need: Need, resource: Resource, advisor: Advisor, day: date, chance: Random
) -> Referral:
    done_on = day + timedelta(days=14)
    is_done = done_on <= portal_day()
    one = Referral(
        pk=key_from(chance),
        need=need,
        household_id=need.household_id,
        community_id=need.community_id,
        resource=resource,
        advisor=advisor,
        offered_on=need.registered_on,
        consent=Consent.SPOKEN,
        consent_on=need.registered_on,
        shares=[Share.NAME, Share.PHONE],
        state=ReferralState.DONE if is_done else ReferralState.ACCEPTED,
        answered_on=day,
        answered_by=resource.contact_name,
        closed_on=done_on if is_done else None,
    )
    one.request = "请先电话联系，约好时间再上门。"
    if is_done and chance.random() < 0.06:
        one.state, one.reason = ReferralState.FAILED, ReferralReason.UNREACHED
    elif is_done:
        one.result = "已按约定提供服务，本人满意。"
    return one


def _hand_over(street: Unit, staff: Sequence[Advisor], chance: Random) -> None:
    """One each month from April on; the last one waits."""
    found = []
    for month in range(4, portal_day().month + 1):
        sent_on = last_workday_on_or_before(date(YEAR, month, 8 + chance.randrange(10)))
        if sent_on > portal_day():
            continue
        taken_on = workday_after(sent_on, chance.choice((1, 1, 2, 2, 4)))
        is_taken = taken_on <= portal_day() and month < portal_day().month
        one = Handover(
            pk=key_from(chance),
            unit=street,
            way=chance.choice(list(HandoverWay)),
            kind=chance.choice(list(ApplicationKind)),
            advisor=staff[month % len(staff)],
            person_name=Inventor(chance).name("女"),
            clerk="窗口小王",
            sent_on=sent_on,
            state=HandoverState.ACKNOWLEDGED if is_taken else HandoverState.SENT,
            acknowledged_on=taken_on if is_taken else None,
            acknowledged_by="窗口小王" if is_taken else "",
        )
        one.matter = "材料已齐，请受理。"
        found.append(one)
    Handover.objects.bulk_create(found)


def _receive(street: Unit, staff: Sequence[Advisor], chance: Random, *, months: int) -> None:
    """So many unresolved matters: most closed in time, one late, the newest still open."""
    found = []
    for n in range(months):
        day = last_workday_on_or_before(date(YEAR, 9 - n, 18))
        if day > portal_day():
            continue
        blocker, matter, answer = MATTERS[n % len(MATTERS)]
        closed_on = workday_after(day, 9 if n == 2 else chance.randrange(2, 5))
        is_closed = n > 0 and closed_on <= portal_day()
        one = StuckCase(
            pk=key_from(chance),
            unit=street,
            received_on=day,
            visitor_name=Inventor(chance).name("男"),
            blocker=blocker,
            advisor=staff[n % len(staff)],
            handed_to="社区事务受理服务中心" if n % 2 else "",
            handed_on=day if n % 2 else None,
            state=StuckState.CLOSED if is_closed else StuckState.OPEN,
            closed_on=closed_on if is_closed else None,
            outcome=StuckOutcome.SOLVED if is_closed else "",
            called_back_on=closed_on if is_closed else None,
            satisfaction=Satisfaction.SATISFIED if is_closed else "",
        )
        one.matter, one.answer = matter, answer
        found.append(one)
    StuckCase.objects.bulk_create(found)
    write_records(found)


def _confer(
    street: Unit, staff: Sequence[Advisor], chance: Random, *, months: Sequence[int]
) -> None:
    """A conference in each of these months, on two households, with an action each."""
    households = list(
        Household.objects.filter(community__parent=street).order_by("community_id", "number")[:4]
    )
    held = []
    for month in months:
        day = last_workday_on_or_before(date(YEAR, month, 12))
        if day > portal_day():
            continue
        conference = CaseConference.objects.create(
            pk=key_from(chance),
            street=street,
            held_on=day,
            place="会商研讨区",
            chair=staff[0].name,
            state=ConferenceState.HELD,
            minutes_on=workday_after(day, 1),
            minutes_by="sample",
        )
        held.append(conference)
        ConferenceParticipant.objects.bulk_create(
            [
                *(
                    ConferenceParticipant(conference=conference, name=one.name, advisor=one)
                    for one in staff[:2]
                ),
                ConferenceParticipant(conference=conference, organisation="社区卫生服务中心"),
            ]
        )
        for household in households[:2] if month == months[0] else households[2:]:
            _deal_with(conference, household, staff, chance)
    write_records(held)


def _deal_with(
    conference: CaseConference, household: Household, staff: Sequence[Advisor], chance: Random
) -> None:
    due_on = workday_after(conference.held_on, 10)
    is_over = due_on + timedelta(days=30) <= portal_day()
    case = ConferenceCase(
        pk=key_from(chance),
        conference=conference,
        household=household,
        community_id=household.community_id,
        outcome=CaseOutcome.SOLVED if is_over else CaseOutcome.OPEN,
        solved_on=due_on if is_over else None,
    )
    case.situation = "家中老人失能，照护人身体不好，自付医疗费用较多。"
    case.opinions = "先申请临时救助，再评估长护险。"
    case.resolution = "由街镇顾问协助申请，卫生服务中心安排上门。"
    case.save(force_insert=True)
    owner = chance.choice(staff)
    action = ConferenceAction(
        pk=key_from(chance),
        conference=conference,
        case=case,
        owner=owner,
        owner_name=owner.name,
        due_on=due_on,
        closed_on=due_on - timedelta(days=2) if is_over else None,
    )
    action.matter = "协助递交临时救助申请，约好上门评估。"
    action.save(force_insert=True)


def _plan(street: Unit, chance: Random) -> None:
    """Support plans of four households: closed, most of them with several kinds of provider."""
    households = Household.objects.filter(community__parent=street, cares__isnull=False)
    plans, steps = [], []
    for n, household in enumerate(households.order_by("-number").distinct()[:4]):
        care = household.cares.select_related("advisor").first()
        opened_on = date(YEAR, 5, 8) + timedelta(days=21 * n)
        is_closed = n < 3
        plan = SupportPlan(
            pk=key_from(chance),
            household=household,
            community_id=household.community_id,
            advisor=care.advisor,
            opened_on=opened_on,
            state=PlanState.CLOSED if is_closed else PlanState.OPEN,
            closed_on=opened_on + timedelta(days=60) if is_closed else None,
            result=PlanResult.ACHIEVED if is_closed else "",
        )
        plan.goal = "减轻医疗负担，老人有人照护。"
        plans.append(plan)
        kinds = (ProviderKind.DEPARTMENT, ProviderKind.SOCIAL_ORGANISATION, ProviderKind.VOLUNTEER)
        for kind in kinds[: 1 + n % 3]:
            due_on = opened_on + timedelta(days=30)
            step = PlanStep(
                plan=plan,
                who=str(kind.label),
                provider_kind=kind,
                due_on=due_on if is_closed else portal_day() + timedelta(days=10),
                done_on=due_on if is_closed else None,
            )
            step.what = "上门一次，落实服务。"
            steps.append(step)
    SupportPlan.objects.bulk_create(plans)
    PlanStep.objects.bulk_create(steps)
    write_records(plans)


def _ask(street: Unit, chance: Random) -> None:
    """The district asked fifty people of each street in July."""
    SatisfactionSurvey.objects.create(
        pk=key_from(chance),
        street=street,
        surveyed_on=date(YEAR, 7, 10),
        source=SurveySource.DISTRICT,
        method=SurveyMethod.PHONE,
        asked=50,
        satisfied=43 + chance.randrange(8),
        surveyor="区民政局",
    )
