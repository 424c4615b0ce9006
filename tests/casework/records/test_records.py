"""The tables of service records, and the rows behind each number."""

import re
from datetime import date

from casework.periods import MONTH, QUARTER, Period, period_of, written
from casework.records.deriving import write_records
from casework.records.selectors import quarters_until, records, supporting, tally_of
from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of

URL = "/casework/records/"
THIRD = Period(date(2024, 7, 1), QUARTER)


def _fill(cast: Cast) -> None:
    """In street A: two visits of a community in the third quarter, one of the station in May."""
    household, mine = cast.a.household, cast.a.community_advisor
    write_records(
        [
            make.VisitFactory(
                household=household, advisor=mine, visited_on=date(2024, 7, 8),
                deeds=["policy_guidance"],
            ),
            make.VisitFactory(household=household, advisor=mine, visited_on=date(2024, 9, 3)),
            make.VisitFactory(
                household=household, advisor=cast.a.street_advisor, visited_on=date(2024, 5, 9),
                deeds=["resource_linkage"],
            ),
        ]
    )  # fmt: skip
    write_records([make.ConsultationFactory(unit=cast.a.unit, advisor=cast.a.street_advisor)])
    write_records([make.ApplicationFactory(unit=cast.b.unit, advisor=cast.b.street_advisor)])


def test_periods_as_the_address_writes_them() -> None:
    assert period_of("2024-Q3") == THIRD
    assert period_of("2024-07") == Period(date(2024, 7, 1), MONTH)
    for text in ("2024-13", "2024-Q5", "0000-01", "x", ""):
        assert period_of(text) is None
    assert [written(one) for one in quarters_until(DAY)] == ["2024-Q1", "2024-Q2", "2024-Q3"]
    assert written(Period(date(2024, 7, 1), MONTH)) == "2024-07"


def test_the_numbers_by_hand(cast: Cast) -> None:
    _fill(cast)
    actor = cast.actor("a_manager")
    tally = tally_of(records(actor, DAY), 2024)
    second, third = quarters_until(DAY)[1:]
    assert tally.of_type("visiting", second) == 1
    assert tally.of_type("visiting", third) == 2
    # The visit in July and the consultation in September.
    assert tally.of_type("policy_guidance", third) == 2
    assert tally.of_type("means_survey", third) == 0
    assert tally.of_duty("resource_linkage", Period(date(2024, 5, 1), MONTH)) == 1
    assert tally.of_duty("policy_advice", Period(date(2024, 9, 1), MONTH)) == 1
    # The other street's.
    assert tally.of_duty("application_intake", Period(date(2024, 9, 1), MONTH)) == 0


def test_as_of_a_day_later_ones_are_not_there_yet(cast: Cast) -> None:
    _fill(cast)
    tally = tally_of(records(cast.actor("a_manager"), date(2024, 9, 2)), 2024)
    assert tally.of_type("visiting", THIRD) == 1


def test_communities_that_lack_most_come_first(cast: Cast) -> None:
    _fill(cast)
    rows = records(cast.actor("a_manager"), DAY)
    lines = supporting(rows, cast.a.communities, THIRD)
    first, second, third = cast.a.communities
    assert [line.unit for line in lines] == [second, third, first]
    # 政策引导 1, 代办申请 0, 资源对接 0, 日常联系 2.
    assert lines[-1].counts == (1, 0, 0, 2)
    assert [line.lacking for line in lines] == [4, 4, 2]


def test_every_number_opens_as_many_rows(cast: Cast, sign_in) -> None:
    _fill(cast)
    client = sign_in("a_manager")
    body = text_of(client, URL)
    assert "这些记录没有人填" in body
    links = re.findall(r'<a href="(/casework/records/[^"]+)">[^/]*</span>(\d+)</a>', body)
    assert links
    for url, count in links:
        rows = text_of(client, url.replace("&amp;", "&"))
        assert rows.count('data-label="来自"') == int(count)
    assert "尚无" in body


def test_the_rows_lead_to_what_they_come_from(cast: Cast, sign_in) -> None:
    _fill(cast)
    visit = cast.a.household.visits.get(visited_on=date(2024, 9, 3))
    link = f'href="/casework/visits/{visit.pk}/"'
    body = text_of(sign_in("a_community"), f"{URL}?show=rows")
    assert link in body
    # What the station did is none of the community's.
    assert "服务站</td>" not in body
    seen = text_of(sign_in("reviewer"), f"{URL}?show=rows&street={cast.a.unit.pk}")
    assert cast.a.household.number in seen
    assert link not in seen
    for name in (cast.a.household.head_name, cast.a.community_advisor.name):
        assert name not in seen
    assert cast.a.household.number not in text_of(sign_in("b_manager"), f"{URL}?show=rows")


def test_the_unit_narrows_the_scope_and_never_widens_it(cast: Cast, sign_in) -> None:
    _fill(cast)
    there = cast.a.communities[0].pk
    body = text_of(sign_in("b_manager"), f"{URL}?unit_code={there}")
    assert "没有符合条件的记录" in body
    assert cast.a.communities[0].name not in body
    assert sign_in("b_manager").get(f"{URL}?street={cast.a.unit.pk}").status_code == 404


def test_the_district_picks_a_street_to_see_its_communities(cast: Cast, sign_in) -> None:
    client = sign_in("reviewer")
    assert "先在上面选一个街镇" in text_of(client, URL)
    body = text_of(client, f"{URL}?street={cast.a.unit.pk}")
    for community in cast.a.communities:
        assert community.short_name in body
    own = text_of(sign_in("a_community"), URL)
    assert cast.a.communities[1].short_name not in own
    assert "服务站三项职责" not in own


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    for name in ("a_manager", "reviewer"):
        client = sign_in(name)
        assert costs_the_same(client, f"{URL}?street={cast.a.unit.pk}", lambda: _fill(cast))
        assert costs_the_same(client, f"{URL}?show=rows", lambda: _fill(cast))
