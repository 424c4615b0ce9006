"""How many advisors a street has of those it needs: by day, on the page, in the forecast."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from advisors.staffing.loading import team_of
from advisors.staffing.picture import days_until, tiles_of
from core.measures import read_all, read_days
from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import Counting, communities, staff
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Client]
PAGE = "/advisors/staffing/"


@pytest.fixture
def street() -> Unit:
    street: Unit = make.StreetFactory()
    return street


# As of the right day only -----------------------------------------------------------------------


@pytest.mark.parametrize(("persons", "wanted"), [(29_999, 3), (30_000, 3), (30_001, 4)])
def test_a_population_counts_from_its_own_day_on(street: Unit, persons: int, wanted: int) -> None:
    make.HukouPopulationFactory(unit=street, persons=15_000, as_of=date(2023, 12, 31))
    make.HukouPopulationFactory(unit=street, persons=persons, as_of=date(2024, 6, 30))
    staff(street, 2)
    before, after = Counting.on(date(2024, 6, 29)), Counting.on(date(2024, 6, 30))
    assert (before.counts("T6-1", street), before.points("T6-1", street)) == ((2, 2), "4.0000")
    assert after.counts("T6-1", street) == (2, wanted)
    # 2 ÷ 3 × 4 and 2 ÷ 4 × 4
    assert after.points("T6-1", street) == {3: "2.6667", 4: "2.0000"}[wanted]


def test_a_long_leave_leaves_a_gap_from_its_first_day_to_its_last(street: Unit) -> None:
    make.HukouPopulationFactory(unit=street, persons=20_000)
    staff(street, 1)
    (away,) = staff(street, 1)
    (place,) = communities(street, 1)
    make.AssignmentFactory(advisor=away, community=place)
    make.LeaveFactory(advisor=away, starts_on=date(2024, 5, 6), ends_on=date(2024, 7, 5))
    for day, in_post, covered in [
        (date(2024, 5, 5), 2, 1),
        (date(2024, 5, 6), 1, 0),
        (date(2024, 7, 5), 1, 0),
        (date(2024, 7, 6), 2, 1),
    ]:
        on = Counting.on(day)
        assert on.counts("T6-1", street) == (in_post, 2), day
        assert on.counts("T6-2", street) == (covered, 1), day


def test_a_service_ends_with_its_last_day(street: Unit) -> None:
    make.HukouPopulationFactory(unit=street, persons=20_000)
    (leaving,) = staff(street, 1, ended_on=date(2024, 6, 30), status="left")
    staff(street, 1)
    (place,) = communities(street, 1)
    make.AssignmentFactory(advisor=leaving, community=place)
    on, after = Counting.on(date(2024, 6, 30)), Counting.on(date(2024, 7, 1))
    assert (on.counts("T6-1", street), on.counts("T6-2", street)) == ((2, 2), (1, 1))
    assert (after.counts("T6-1", street), after.counts("T6-2", street)) == ((1, 2), (0, 1))
    # 1 ÷ 2 × 4, and nothing at all
    assert (after.points("T6-1", street), after.points("T6-2", street)) == ("2.0000", "0.0000")


def test_many_days_are_read_in_one_query(street: Unit) -> None:
    make.HukouPopulationFactory(unit=street, persons=20_000)
    staff(street, 1, started_on=date(2024, 3, 15))
    question = Counting.on(date(2024, 4, 10)).question
    asked = days_until(question)
    assert [one.as_of for one in asked] == [
        date(2024, 1, 31),
        date(2024, 2, 29),
        date(2024, 3, 31),
        date(2024, 4, 10),
    ]
    with CaptureQueriesContext(connection) as captured:
        days = read_days(asked, ("T6-1", "T6-2"))
    assert len(captured) == 1
    in_post = [int(days[one.as_of]["T6-1", street.code].numerator) for one in asked]
    assert in_post == [0, 0, 1, 1]
    for one in asked:
        assert days[one.as_of] == read_all(one, ("T6-1", "T6-2"))
    assert read_days([], ("T6-1",)) == {}


def test_a_years_last_day_is_a_months_end_once() -> None:
    asked = days_until(Counting.on(date(2024, 12, 31)).question)
    assert len(asked) == 12
    assert asked[-1].as_of == date(2024, 12, 31)


# The page ---------------------------------------------------------------------------------------


def test_the_gap_table_names_what_is_missing(cast: Cast, sign_in: SignIn) -> None:
    text = text_of(sign_in("a_manager"), PAGE)
    population = cast.a.unit.populations.get()
    assert f"{population.persons:,}" in text
    assert population.source in text
    # One street advisor in post; two of the three committees have an advisor.
    assert "2 / 3" in text
    assert cast.a.communities[2].core_name in text
    assert "每 10,000 人1名" in text


def test_third_parties_and_villages_stand_apart(cast: Cast, sign_in: SignIn) -> None:
    staff(cast.a.unit, 1, staff_kind="third_party")
    (village,) = communities(cast.a.unit, 1, kind=Unit.Kind.VILLAGERS_COMMITTEE)
    text = text_of(sign_in("a_manager"), PAGE)
    assert 'data-label="第三方和志愿者（另列）">1<' in text
    assert 'data-label="村有顾问（另列）">0 / 1<' in text
    assert 'data-label="居委有顾问"><div>2 / 3' in text, "the village is not counted among them"
    assert f"{village.short_name} <b>缺</b>" in text


def states(street: Unit, cast: Cast, day: date = DAY, **settings: object) -> list[str]:
    question = Counting.on(day, **settings).question
    team = team_of(cast.actor("reviewer"), [street], question, date(2025, 9, 20))
    return [tile.state for tile in tiles_of(team, day)[street.code]]


def test_each_tile_tells_how_its_community_stands(cast: Cast) -> None:
    a = cast.a.unit
    assert states(a, cast) == ["covered", "covered", "without"]
    make.AssignmentFactory(
        advisor=cast.a.community_advisor,
        community=cast.a.communities[2],
        starts_on=date(2024, 9, 1),
    )
    assert states(a, cast) == ["shared", "covered", "shared"]
    assert states(a, cast, date(2024, 8, 31)) == ["covered", "covered", "without"]
    # Where an advisor counts for one community, the second has none.
    strict = states(a, cast, advisor_may_serve_two_communities=False)
    assert strict == ["shared", "covered", "without"]
    # A second advisor of its own takes the warning away.
    make.AssignmentFactory(community=cast.a.communities[2])
    assert states(a, cast) == ["shared", "covered", "covered"]


def test_tiles_lead_to_the_advisor_or_to_the_roster(cast: Cast, sign_in: SignIn) -> None:
    text = text_of(sign_in("a_manager"), PAGE)
    covered, without = cast.a.communities[0], cast.a.communities[2]
    file = f'href="/advisors/{cast.a.community_advisor.pk}/"'
    assert f"<li><a {file}>{covered.core_name}</a></li>" in text.replace("  ", "")
    roster = f'href="/advisors/?street={cast.a.unit.code}&amp;level=community"'
    assert f'class="is-without" {roster}>{without.core_name} <b>缺</b>' in text
    # As of another day the links keep it.
    assert f"/advisors/{cast.a.community_advisor.pk}/?as_of=2024-05-31" in text_of(
        sign_in("a_manager"), f"{PAGE}?as_of=2024-05-31"
    )


def test_the_forecast_reads_the_records(cast: Cast, sign_in: SignIn) -> None:
    a, hers = cast.a.unit, cast.a.community_advisor
    cast.a.unit.populations.update(persons=10_000)
    (second,) = staff(a, 1, contract_ends_on=date(2024, 12, 31))
    hers.contract_ends_on = date(2025, 3, 31)
    hers.save()
    make.LeaveFactory(
        advisor=cast.a.street_advisor,
        kind="maternity",
        starts_on=date(2024, 11, 1),
        ends_on=date(2025, 4, 30),
    )
    make.HukouPopulationFactory(unit=a, persons=20_001, as_of=date(2025, 1, 31))
    text = text_of(sign_in("a_manager"), PAGE)
    days = ["2024-11-01", "2025-01-01", "2025-01-31", "2025-04-01"]
    assert [day for day in days if f"{day} 起" in text] == days
    assert f"{cast.a.street_advisor.name} 请产假至 2025-04-30" in text
    assert f"{second.name} 的合同 2024-12-31 到期" in text
    assert "户籍人口改为 20,001 人" in text
    assert "2/2 → <b>1/2</b>" in text
    assert f"给{cast.a.communities[0].short_name}分派顾问" in text
    # The district reads the same with names masked.
    theirs = text_of(sign_in("reviewer"), f"{PAGE}?street={a.code}")
    assert second.name not in theirs
    assert "2025-01-01 起" in theirs


def test_a_contract_that_is_past_ended_nothing(cast: Cast, sign_in: SignIn) -> None:
    cast.a.unit.populations.update(persons=10_000)
    staff(cast.a.unit, 1, contract_ends_on=date(2024, 9, 19))
    assert "往后12个月看不出会缺人" in text_of(sign_in("a_manager"), PAGE)


def test_who_is_sent_by_a_partner_goes_with_its_contract(cast: Cast, sign_in: SignIn) -> None:
    partner = make.PartnerContractFactory(street=cast.a.unit, name="同心事务所")
    sent = staff(cast.a.unit, 1, staff_kind="third_party", level="community", partner=partner)
    make.AssignmentFactory(advisor=sent[0], community=cast.a.communities[2])
    text = text_of(sign_in("a_manager"), PAGE)
    assert f"{sent[0].name} 的派出机构（同心事务所）合作 2024-12-31 到期" in text
    assert "2025-01-01 起" in text
    assert "3/3 → <b>2/3</b>" in text
    # Renewed by another contract, it lasts to the end of that.
    renewed = make.PartnerContractFactory(
        street=cast.a.unit,
        name="同心事务所",
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 6, 30),
    )
    text = text_of(sign_in("a_manager"), PAGE)
    assert "2025-01-01 起" not in text
    assert f"{sent[0].name} 的派出机构（同心事务所）合作 2025-06-30 到期" in text
    renewed.ends_on = None
    renewed.save()
    assert "往后12个月看不出会缺人" in text_of(sign_in("a_manager"), PAGE)


def test_a_transfer_on_offer_weakens_one_street_and_helps_the_other(
    cast: Cast, sign_in: SignIn
) -> None:
    for street in (cast.a, cast.b):
        street.unit.populations.update(persons=10_000)
    staff(cast.a.unit, 1)
    staff(cast.b.unit, 1, ended_on=date(2024, 10, 31))
    make.TransferFactory(
        advisor=cast.a.street_advisor, to_street=cast.b.unit, starts_on=date(2024, 11, 1)
    )
    text = text_of(sign_in("a_manager"), PAGE)
    assert f"{cast.a.street_advisor.name} 调往长寿路，在本街镇到 2024-10-31" in text
    assert "往后12个月看不出会缺人" in text_of(sign_in("b_manager"), PAGE)
    cast.a.street_advisor.transfers.update(state="declined", answered_on=DAY)
    assert "往后12个月看不出会缺人" in text_of(sign_in("a_manager"), PAGE)
    assert "2024-11-01 起" in text_of(sign_in("b_manager"), PAGE)


def test_a_community_sees_its_own_tile_and_no_plans(cast: Cast, sign_in: SignIn) -> None:
    text = text_of(sign_in("a_community"), PAGE)
    assert cast.a.communities[0].core_name in text
    assert cast.a.communities[2].core_name not in text
    assert "往后12个月" not in text
    assert "缺口表" not in text
    assert "2 / 3" in text, "how its street stands is no secret"


def test_a_street_sees_its_own_communities_alone(cast: Cast, sign_in: SignIn) -> None:
    text = text_of(sign_in("a_manager"), PAGE)
    assert cast.b.communities[2].core_name not in text
    assert sign_in("a_manager").get(f"{PAGE}?street={cast.b.unit.code}").status_code == 404
    assert cast.b.communities[2].core_name in text_of(sign_in("reviewer"), PAGE)


def test_the_trend_goes_to_the_day(cast: Cast, sign_in: SignIn) -> None:
    text = text_of(sign_in("a_manager"), f"{PAGE}?as_of=2024-03-10")
    trend = text.split("今年的走势")[1]
    assert [day for day in ("01-31", "02-29", "03-10", "03-31") if f">{day}<" in trend] == [
        "01-31",
        "02-29",
        "03-10",
    ]


def test_the_page_costs_the_same_for_ten_streets(cast: Cast, sign_in: SignIn) -> None:
    def grow() -> None:
        for _ in range(8):
            street = make.StreetFactory()
            make.HukouPopulationFactory(unit=street)
            for place in communities(street, 3):
                make.AssignmentFactory(community=place)
            for advisor in staff(street, 2, contract_ends_on=date(2024, 12, 31)):
                make.LeaveFactory(
                    advisor=advisor, starts_on=date(2024, 11, 1), ends_on=date(2025, 1, 31)
                )
            make.TransferFactory(
                advisor=advisor, to_street=cast.a.unit, starts_on=date(2024, 10, 10)
            )

    assert costs_the_same(sign_in("reviewer"), PAGE, grow)
