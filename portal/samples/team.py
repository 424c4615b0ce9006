"""The team of 2024: posts, duty rosters, leaves, helpers, a transfer under way.

As in portal.samples.year, each act counts from the day on which it would have been done.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from advisors.duty.planning import RuleFacts
from advisors.duty.rules import draft, save_rule
from advisors.enums import (
    DutyDays,
    DutyMode,
    DutySession,
    LeaveKind,
    Level,
    TransferState,
    TurnEvery,
)
from advisors.helpers.services import add_helper
from advisors.leaves.services import add_leave
from advisors.models import (
    Advisor,
    DutyShift,
    PartnerContract,
    Post,
    Transfer,
    VolunteerGroup,
)
from advisors.posts.services import add_post
from advisors.transfers.services import offer, take
from core.actor import Actor
from core.clock import acting_on
from core.permissions import Role
from orgs.models import Unit
from portal.samples.actors import sample_actor
from stations.enums import StationKind
from stations.models import Station
from stations.servicelists import SIX_SERVICES, THREE_DUTIES, publish_list

YEAR = 2024
LEAD, DESK, OUTREACH = (
    ("服务站负责人", "统筹服务站日常管理\n组织个案会商\n审核台账和值守安排"),
    ("综合受理岗", "政策解答\n申请受理\n办不成事接待"),
    ("走访联络岗", "联系居村服务点\n社区走访发现\n资源整合对接"),
)
# First and last day of each roster; a street that lags has none after the summer.
SPANS = (
    (date(YEAR, 4, 1), date(YEAR, 6, 30)),
    (date(YEAR, 7, 1), date(YEAR, 9, 24)),
    (date(YEAR, 9, 25), date(YEAR, 10, 31)),
)
LAGGING = (4, 8)


def build_the_team() -> Iterator[str]:
    """Posts, rosters and the rest for the ten streets; a line of progress for each.

    Nothing happens where there are posts already.
    """
    if Post.objects.exists():
        return
    streets = list(Unit.objects.streets().order_by("code"))
    for place, street in enumerate(streets):
        station = Station.objects.filter(
            street=street, kind=StationKind.MAIN, closed_on__isnull=True, opened_on__isnull=False
        ).first()
        if station is not None:
            manager = sample_actor(Role.STREET_MANAGER, street.pk)
            people = _street_advisors(street)
            _fill_posts(station, people, place, manager)
            if place % 3:
                _publish_services(station, manager)
            _roster(station, people, place, manager)
            _find_helpers(street, place, manager)
            _send_on_leave(people, place, manager)
    yield f"岗位：{Post.objects.count()} 个；值守：{DutyShift.objects.count()} 班"
    _transfer(streets)
    yield f"调动：{Transfer.objects.count()} 项，合作机构：{PartnerContract.objects.count()} 家"


def _street_advisors(street: Unit) -> list[Advisor]:
    in_post = Advisor.objects.in_post(date(YEAR, 9, 20)).filter(street=street, level=Level.STREET)
    return list(in_post.order_by("started_on", "name", "pk"))


def _fill_posts(station: Station, people: list[Advisor], place: int, by: Actor) -> None:
    """A lead, then the counter and the outreach in turn; every third street left one without."""
    posts = [LEAD, *[(DESK, OUTREACH)[n % 2] for n in range(len(people))]]
    filled = people[:-1] if place % 3 == 1 else people
    for advisor, (title, duties) in zip(filled, posts, strict=False):
        starts_on = max(
            date(YEAR, 4, 8), advisor.started_on, station.opened_on or advisor.started_on
        )
        with acting_on(starts_on):
            facts = {
                "station": station,
                "title": title,
                "is_lead": title == LEAD[0],
                "duties": duties,
                "starts_on": starts_on,
                "ends_on": None,
            }
            add_post(advisor=advisor, facts=facts, by=by)


def _publish_services(station: Station, by: Actor) -> None:
    opened_on = station.opened_on or date(YEAR, 6, 3)
    with acting_on(opened_on):
        publish_list(
            station=station,
            services=[*SIX_SERVICES, *THREE_DUTIES],
            published_on=opened_on,
            by=by,
        )


def _roster(station: Station, people: list[Advisor], place: int, by: Actor) -> None:
    """Rosters from the opening on, by the session, the day or the week."""
    spans = SPANS[:2] if place in LAGGING else SPANS
    for first, last in spans:
        starts_on = max(first, station.opened_on or first)
        turn = [one for one in people if one.started_on <= starts_on]
        if starts_on > last or not turn:
            continue
        facts = RuleFacts(
            mode=DutyMode.FIXED_POST if place % 5 == 2 else DutyMode.ROTATION,
            starts_on=starts_on,
            ends_on=last,
            days=DutyDays.WORKDAYS,
            sessions=[DutySession.MORNING, DutySession.AFTERNOON],
            turn_every=list(TurnEvery)[place % 3],
            turn=turn,
        )
        with acting_on(starts_on - timedelta(days=3)):
            save_rule(station=station, facts=facts, seen=draft(station, facts).fingerprint, by=by)


def _find_helpers(street: Unit, place: int, by: Actor) -> None:
    """Two streets of three have a partner, every second one volunteers."""
    if place % 3 != 2:
        facts = {
            "name": ("同心社会工作服务中心", "暖邻社工事务所", "益行心理服务中心")[place % 3],
            "credit_code": "",
            "service": "困难家庭个案支持、顾问督导",
            "starts_on": date(YEAR, 3, 1),
            "ends_on": date(YEAR, 10, 31) if place == 4 else date(YEAR + 1, 2, 28),
            "contact_name": "钱经理",
            "contact_phone": "",
        }
        add_helper(model=PartnerContract, street=street, facts=facts, by=by)
    if place % 2 == 0:
        group = {
            "name": f"{street.core_name}邻里志愿队",
            "persons": 12 + place,
            "service": "陪同走访、代办跑腿",
            "starts_on": date(YEAR, 5, 6),
            "ends_on": None,
        }
        add_helper(model=VolunteerGroup, street=street, facts=group, by=by)


def _send_on_leave(people: list[Advisor], place: int, by: Actor) -> None:
    """A few days off now and then, a long leave ahead in one street, a contract that ends."""
    if len(people) < 2:
        return
    with acting_on(date(YEAR, 9, 10)):
        if place % 2 == 0:
            _leave(people[1], LeaveKind.ANNUAL, date(YEAR, 9, 23), date(YEAR, 9, 25), by)
        if place == 4:
            _leave(people[-1], LeaveKind.MATERNITY, date(YEAR, 11, 4), date(YEAR + 1, 3, 28), by)
            Advisor.objects.filter(pk=people[0].pk).update(contract_ends_on=date(YEAR, 12, 31))


def _leave(advisor: Advisor, kind: LeaveKind, first: date, last: date, by: Actor) -> None:
    add_leave(advisor=advisor, kind=kind, starts_on=first, ends_on=last, by=by)


def _transfer(streets: list[Unit]) -> None:
    """One taken in July between the first two streets, one that waits for 石泉路街道."""
    if len(streets) < 5:
        return
    _offer(streets[0], streets[1], date(YEAR, 7, 1), date(YEAR, 6, 20))
    _offer(streets[3], streets[4], date(YEAR, 10, 8), date(YEAR, 9, 18))
    taken = Transfer.objects.filter(to_street=streets[1], state=TransferState.OFFERED).first()
    if taken is not None:
        with acting_on(date(YEAR, 6, 24)):
            take(
                transfer=taken,
                answer="",
                by=sample_actor(Role.STREET_MANAGER, streets[1].pk),
            )


def _offer(street: Unit, to_street: Unit, starts_on: date, on: date) -> None:
    community_staff = Advisor.objects.in_post(starts_on).filter(
        street=street, level=Level.COMMUNITY, ended_on__isnull=True
    )
    advisor = community_staff.filter(transfers=None).order_by("name", "pk").first()
    if advisor is None:
        return
    manager = sample_actor(Role.STREET_MANAGER, street.pk)
    with acting_on(on):
        offer(
            advisor=advisor,
            to_street=to_street,
            starts_on=starts_on,
            reason="工作需要",
            by=manager,
        )
