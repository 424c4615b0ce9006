"""The desk: what is late, what is near, who has how much (T7-3, T7-5, T7-6)."""

import re
from collections import Counter
from datetime import date, timedelta

from casework.desk.picture import Surveys, counted_leads, counted_surveys, lines_of, loads_of
from casework.models import Household
from casework.visits.duesets import DueCounts, due_counts
from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of

URL = "/casework/"


def _cells(body: str, name: str) -> list[str]:
    """The cells of a row, without their marks."""
    row = next(row for row in re.findall(r"<tr.*?</tr>", body, re.S) if name in row)
    cells = re.findall(r"<td.*?</td>", row, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


def _fill(cast: Cast) -> None:
    """In the first community of street A on 2024-09-20, beside its own household with a visit on
    2 September: one late by a planned day, one near by its planned day, one off the list.
    """
    here, advisor = cast.a.communities[0], cast.a.community_advisor
    late, near = (make.HouseholdFactory(community=here) for _ in range(2))
    for household, ahead in ((late, date(2024, 9, 19)), (near, date(2024, 9, 27))):
        make.CareFactory(household=household, advisor=advisor)
        make.VisitFactory(
            household=household, advisor=advisor, visited_on=date(2024, 8, 1), next_visit_on=ahead
        )
    make.HouseholdFactory(community=here, listed_on=False)


def test_a_street_by_hand(cast: Cast, sign_in) -> None:
    _fill(cast)
    body = text_of(sign_in("a_manager"), URL)
    first, second, _ = cast.a.communities
    # 在册 3，走访 3，未走访 0，过期 1，7天内 1；线索 9 月 2 日发现，满 10 个工作日是 9 月 14 日，已过。
    assert _cells(body, f">{first.short_name}<")[:7] == ["3", "3", "0", "1户", "1", "1条", "0"]
    # 邻户 has no visit; its day by the rule is 30 September, ten days off.
    assert _cells(body, f">{second.short_name}<")[:7] == ["1", "0", "1", "0", "0", "0", "0"]
    # 负责, 走访, 未走访, 过期, 7天内 of who serves the first community.
    assert _cells(body, cast.a.community_advisor.name)[1:] == ["3", "3", "0", "1", "1"]
    assert f"/casework/households/?street={cast.a.unit.pk}" not in body
    assert f"community={first.pk}&amp;state=late&amp;sort=due" in body
    assert "state=unvisited" in body


def test_a_community_sees_its_own(cast: Cast, sign_in) -> None:
    _fill(cast)
    body = text_of(sign_in("a_community"), URL)
    assert "各居村" not in body, "it is the only one"
    assert cast.a.communities[1].short_name not in body
    assert cast.a.street_advisor.name not in body
    assert cast.a.community_advisor.name in body


def test_each_number_leads_to_the_rows_it_counts(cast: Cast, sign_in) -> None:
    _fill(cast)
    client = sign_in("a_manager")
    body = text_of(client, URL)
    cells = re.findall(r'href="(/casework/(?:households|leads)/[^"]*)"[^>]*>(.*?)</a>', body, re.S)
    counted = [
        (url.replace("&amp;", "&"), number[0])
        for url, inner in cells
        if (number := re.findall(r">?(\d+)[户条]?<", f">{inner}<"))
    ]
    assert {"late", "near", "unvisited"} <= {
        url.partition("state=")[2].partition("&")[0] for url, _ in counted
    }
    assert any(f"carer={cast.a.community_advisor.pk}" in url for url, _ in counted)
    for url, number in counted:
        assert len(re.findall(r'<th scope="row"', text_of(client, url))) == int(number), url


def test_the_district_has_the_streets_beside_one_another(cast: Cast, sign_in) -> None:
    _fill(cast)
    client = sign_in("reviewer")
    body = text_of(client, URL)
    # In the order of their codes, whoever is behind.
    assert body.index(">长寿路<") < body.index(">石泉路<")
    assert _cells(body, ">石泉路<")[:4] == ["4", "3", "1", "1户"]
    assert _cells(body, ">长寿路<")[:4] == ["2", "1", "1", "0"]
    assert "各顾问手上" not in body
    leads_on = f"/casework/?street={cast.a.unit.pk}"
    assert body.count(f'href="{leads_on}"') == 9
    there = text_of(client, leads_on)
    assert "各顾问手上" in there
    assert cast.a.community_advisor.name not in there


def test_other_streets_are_not_there(cast: Cast, sign_in) -> None:
    assert sign_in("a_manager").get(f"{URL}?street={cast.b.unit.pk}").status_code == 404
    body = text_of(sign_in("a_manager"), URL)
    for secret in cast.b.secrets:
        assert secret not in body


def test_leads_over_their_limit_and_near_it(cast: Cast) -> None:
    here, actor = cast.a.communities[1], cast.actor("a_manager")
    # Ten workdays from 2024-09-05 end on 09-20 (09-14 is worked, 09-15 to 09-17 is 中秋).
    found = {date(2024, 9, 4): 1, date(2024, 9, 5): 2, date(2024, 9, 10): 3, date(2024, 9, 13): 4}
    for day, count in found.items():
        for _ in range(count):
            make.LeadFactory(community=here, found_on=day)
    make.LeadFactory(
        community=here, found_on=date(2024, 9, 2), state="decided", decision="watched",
        decided_on=date(2024, 9, 10),
    )  # fmt: skip
    make.LeadFactory(community=here, found_on=date(2024, 9, 2), state="withdrawn")
    counts = dict(counted_leads(actor, DAY, 10))[here.pk]
    limits = {day: _ten_workdays_after(day) for day in found}
    over = sum(count for day, count in found.items() if limits[day] < DAY)
    soon = [day for day in found if DAY <= limits[day] <= _workdays_on(DAY, 3)]
    assert counts == Counter(leads=10, leads_late=over, leads_near=sum(found[day] for day in soon))
    # On the 9th: the three found by then, and the one that was decided on the day after.
    assert dict(counted_leads(actor, date(2024, 9, 9), 10))[here.pk]["leads"] == 4


def _ten_workdays_after(day: date) -> date:
    return _workdays_on(day, 10)


def _workdays_on(day: date, count: int) -> date:
    """Read off the calendar of September 2024: Saturday 14th is worked, 15th to 17th are not."""
    holidays = {date(2024, 9, n) for n in (15, 16, 17)}
    while count:
        day += timedelta(days=1)
        is_worked = day == date(2024, 9, 14) or (day.weekday() < 5 and day not in holidays)
        is_worked = is_worked or day == date(2024, 9, 29)
        count -= is_worked
    return day


def test_surveys_of_the_last_half_year_are_late_once_it_is_over(cast: Cast) -> None:
    first, second, third = cast.a.communities
    make.NeedsSurveyFactory(
        community=first, half="1", state="submitted", submitted_on=date(2024, 7, 2)
    )
    make.NeedsSurveyFactory(community=second, half="1")
    third.valid_from = date(2024, 8, 1)
    actor = cast.actor("a_manager")
    asked = Surveys.on(DAY, date(2024, 1, 1))
    assert (asked.last.label, asked.is_ending) == ("2024年上半年", False)
    owed = dict(counted_surveys(actor, DAY, asked, cast.a.communities))
    assert [owed[one.pk]["surveys_late"] for one in (first, second, third)] == [0, 1, 0]
    # In December this one is near; and before the cycle nothing was asked.
    ending = Surveys.on(date(2024, 12, 10), date(2024, 1, 1))
    owed = dict(counted_surveys(actor, date(2024, 12, 10), ending, [first]))
    assert owed[first.pk] == Counter(surveys_near=1)
    assert Surveys.on(date(2024, 3, 1), date(2024, 1, 1)).last is None


def test_figures_of_a_unit_that_is_gone_stay_with_its_street(cast: Cast) -> None:
    counts = Counter(households=2)
    lines, every = lines_of([cast.a.unit, cast.b.unit], [(f"{cast.a.unit.pk}999", counts)])
    assert [line.counts["households"] for line in lines] == [2, 0]
    assert every.counts["households"] == 2
    # Of a street's desk they are in the sum, though in no community's line.
    lines, every = lines_of(cast.a.communities, [(f"{cast.a.unit.pk}999", counts)])
    assert [line.counts["households"] for line in lines] == [0, 0, 0]
    assert every.counts["households"] == 2


def test_households_of_who_has_left_are_nobodys(cast: Cast) -> None:
    here = cast.a.communities[0].pk
    rows = [
        DueCounts(here, cast.a.community_advisor.pk, 3, 1, 2, 0, 0),
        DueCounts(here, None, 2, 0, 2, 0, 0),
        DueCounts(here, cast.b.street_advisor.pk, 1, 1, 0, 0, 0),
    ]
    hers, nobody = loads_of([cast.a.community_advisor], rows, {cast.a.community_advisor.pk: 4})
    assert (hers.counts["households"], hers.visits) == (3, 4)
    assert (nobody.advisor, nobody.counts["households"]) == (None, 3)


def test_counts_keep_to_the_scope_they_are_given(cast: Cast) -> None:
    own = Household.objects.visible_to(cast.actor("a_community")).listed_on(DAY)
    assert [one.community for one in due_counts(own, DAY, 1)] == [cast.a.communities[0].pk]


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    for name, url in (("a_manager", URL), ("reviewer", URL), ("a_community", URL)):
        assert costs_the_same(sign_in(name), url, lambda: _fill(cast))
