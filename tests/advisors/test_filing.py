"""T6-6: the list of fields and the set-based measure say the same; out and in again."""

from datetime import date
from io import BytesIO

from advisors.books import RosterBooks
from advisors.filing import checks, missing, with_filing
from advisors.models import Advisor, Assignment
from ledgers.checking import check_workbook
from ledgers.directory import DatabaseDirectory
from tests import factories as make
from tests.cast import DAY, Cast
from tests.stations.browsing import send


def read(advisor: Advisor, day: date = DAY) -> Advisor:
    return with_filing(Advisor.objects.filter(pk=advisor.pk), day).get()


def test_a_field_put_right_counts_at_once(cast: Cast, sign_in) -> None:
    advisor = make.AdvisorFactory(street=cast.a.unit, name="石不全", phone="", education="")
    in_order = Advisor.objects.in_post(DAY).filter(street=cast.a.unit)
    assert with_filing(in_order, DAY).filter(is_complete=True).count() == 3
    assert missing(read(advisor)) == ["联系电话", "学历"]
    url = f"/advisors/{advisor.pk}/change/"
    send(sign_in("a_manager"), url, phone="13912345678", education="college")
    assert missing(read(advisor)) == []
    assert with_filing(in_order, DAY).filter(is_complete=True).count() == 4
    assert in_order.count() == 4


def test_the_list_and_the_measure_agree_field_by_field(cast: Cast) -> None:
    wrong = [
        {"sex": ""}, {"sex": "x"}, {"phone": ""}, {"level": "ward"}, {"staff_kind": ""},
        {"education": "master"}, {"education": ""}, {},
    ]  # fmt: skip
    for facts in wrong:
        made = read(make.AdvisorFactory(street=cast.a.unit, **facts))
        against = [one.field for one in checks(made) if one.counts_against]
        assert made.is_complete is (against == []), facts
        assert against == list(facts)


def test_the_filing_date_is_asked_from_the_day_the_street_enters_it(cast: Cast) -> None:
    make.AdvisorFactory(street=cast.a.unit, filed_on=date(2024, 5, 1))
    other = make.AdvisorFactory(street=cast.a.unit, filed_on=date(2024, 7, 1))
    states = {day: checks(read(other, day))[-1].state for day in (
        date(2024, 4, 30), date(2024, 5, 1), date(2024, 7, 1)
    )}  # fmt: skip
    assert list(states.values()) == ["unasked", "invalid", "ok"]


def test_what_is_handed_out_is_read_back_without_errors(cast: Cast, sign_in) -> None:
    two = cast.a.community_advisor
    make.AssignmentFactory(advisor=two, community=cast.a.communities[2])
    left = make.AssignmentFactory(
        community=cast.a.communities[1],
        ends_on=date(2024, 5, 31),
        advisor__name="石已离",
        advisor__status="left",
        advisor__ended_on=date(2024, 5, 31),
        advisor__filed_on=date(2024, 4, 1),
        advisor__qualifications=["社会工作师", "教师"],
        advisor__started_on_precision="month",
    ).advisor
    content = sign_in("a_manager").get("/advisors/export/?show=all").content
    result = check_workbook(BytesIO(content), directory=DatabaseDirectory(DAY), today=DAY)
    assert result.ledger.kind == "advisors"
    errors = {(problem.column, problem.code) for row in result.rows for problem in row.errors}
    assert errors == {("phone", "phone_bad")}, "phones are masked, and the foot says so"
    assert [skipped.reason for skipped in result.skipped] == ["note"]
    names = [row.values["name"] for row in result.rows]
    assert names.count(two.name) == 2, "a row for each community"
    row = next(row for row in result.rows if row.values["name"] == left.name)
    assert row.values["ended_on"] == date(2024, 5, 31)
    assert row.values["filed_on"] == date(2024, 4, 1)
    assert row.values["qualifications"] == ["社会工作师", "教师"]
    assert row.values["employment"] == "full_time"
    assert row.values["started_on_precision"] == "month"
    assert row.values["community"] == cast.a.communities[1].code


def test_a_last_day_in_the_ledger_ends_the_communities_too(cast: Cast) -> None:
    advisor = cast.a.community_advisor
    row = {
        "street": cast.a.unit.code,
        "community": cast.a.communities[0].code,
        "name": advisor.name,
        "phone": advisor.phone,
        "level": "community",
        "staff_kind": advisor.staff_kind,
        "started_on": advisor.started_on,
        "started_on_precision": "day",
        "ended_on": date(2024, 8, 31),
        "status": "left",
        "year": 2024,
        "record": advisor.pk,
    }
    RosterBooks().enter([row], cast.actor("a_admin"))
    assert Assignment.objects.get(advisor=advisor).ends_on == date(2024, 8, 31)
    held = RosterBooks().recorded([row])[0]
    assert held is not None
    assert held["community"] == cast.a.communities[0].code, "the same ledger again is no news"
