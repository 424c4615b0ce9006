"""What the training ledger's own rules say of a row, and whom its names mean."""

from datetime import date
from typing import Any

import openpyxl
import pytest

from ledgers.checking import CheckedRow
from ledgers.roster import Roster, RosterEntry
from tests.ledgers.books import book, saved
from tests.ledgers.checks import CAOYANG, ZHENRU, check, codes, only_problem

TRAINING_HEADER = (
    "街镇",
    "培训日期",
    "培训主题",
    "培训类型",
    "授课人",
    "课时",
    "参训人数",
    "参训人员",
)
TRAINING_ROW = ("曹杨", "2024-03-05", "政策", "日常督训", "刘老师", 2, 2, "张三、李四")


def entry(ref: str, name: str, **change: Any) -> RosterEntry:
    good = {"street": CAOYANG, "started_on": date(2020, 1, 1), "hints": (ref,)}
    return RosterEntry(ref=ref, name=name, **{**good, **change})


ROSTER = Roster(
    [
        entry("1", "张三"),
        entry("2", "李四"),
        entry("3", "王芳"),
        entry("4", "王芳"),
        entry("5", "王芳", street=ZHENRU),
        entry("6", "赵六", ended_on=date(2023, 12, 31)),
        entry("7", "孙七", ended_on=date(2023, 12, 31)),
        entry("8", "孙七", started_on=date(2024, 1, 1)),
        entry("9", "周九", started_on=date(2024, 3, 6)),
        entry("10", "远人", street=ZHENRU),
    ]
)


def trained(
    *changes: dict[str, Any], header: tuple[str, ...] = TRAINING_HEADER
) -> tuple[CheckedRow, ...]:
    good = dict(zip(TRAINING_HEADER, TRAINING_ROW, strict=True))
    rows = [[{**good, **change}.get(label) for label in header] for change in changes]
    return check(book(("培训", [["2024年"], header, *rows])), ROSTER).rows


def training(**change: Any) -> CheckedRow:
    [row] = trained(change)
    return row


def test_a_training_counts_its_people() -> None:
    row = training()

    assert row.is_good
    assert row.values["attendees"] == 2
    assert row.values["advisors"] == ["1", "2"]
    assert row.values["minutes"] == 90
    assert (row.values["held_on"], row.values["ended_on"]) == (date(2024, 3, 5), None)


def test_a_name_that_is_on_no_roster_is_told() -> None:
    problem = only_problem(training(参训人员="张三、远人、李肆四", 参训人数=3))

    assert problem.code == "advisor_unknown"
    assert "远人、李肆四" in problem.message
    assert [each.value for each in problem.candidates] == []

    [offer] = only_problem(training(参训人员="张三、李肆四、李四四", 参训人数=3)).candidates
    assert offer.value == "张三、李四（2）、李四四"


def test_without_a_roster_the_roster_is_asked_for() -> None:
    problem = only_problem(training(街镇="长征"))
    assert (problem.code, problem.message) == (
        "advisor_unknown",
        "长征镇还没有顾问名册，请先导入名册。",
    )


def test_namesakes_are_listed_and_told_apart_by_what_stands_in_brackets() -> None:
    problem = only_problem(training(参训人员="张三、王芳"))
    assert problem.code == "advisor_ambiguous"
    assert [each.value for each in problem.candidates] == ["张三、王芳（3）", "张三、王芳（4）"]
    assert "2020-01上岗" in problem.candidates[0].label

    assert training(参训人员="张三、王芳（4）").values["advisors"] == ["1", "4"]
    assert only_problem(training(参训人员="张三、王芳（9）")).code == "advisor_unknown"


def test_of_namesakes_the_one_in_post_is_meant() -> None:
    assert training(参训人员="张三、孙七").values["advisors"] == ["1", "8"]
    row = training(参训人员="张三、孙七", 培训日期="2023-12-31")
    assert row.values["advisors"] == ["1", "7"]


def test_the_districts_training_names_people_of_all_streets() -> None:
    row = training(街镇="区民政局", 参训人员="张三、远人")

    assert row.values["street"] == "310107"
    assert row.values["advisors"] == ["1", "10"]
    assert (
        only_problem(training(街镇="区民政局", 参训人员="王芳、张三")).code == "advisor_ambiguous"
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"参训人员": "张三、赵六"}, ["advisor_not_in_post"]),
        ({"参训人员": "张三、周九"}, ["advisor_not_in_post"]),
        ({"参训人员": "张三、周九", "培训类型": "岗前培训"}, []),
        ({"参训人员": "张三、赵六", "培训类型": "岗前培训"}, ["advisor_not_in_post"]),
        ({"参训人员": "张三、李四、张三", "参训人数": 3}, ["name_repeated"]),
        ({"参训人数": "3人"}, ["headcount_mismatch"]),
        ({"参训人数": None}, []),
        ({"课时": "半天"}, ["half_day_assumed"]),
        ({"培训日期": "3月5日"}, ["year_assumed"]),
    ],
)
def test_what_a_training_warns_of(change: dict[str, Any], expected: list[str]) -> None:
    row = training(**change)

    assert codes(row) == expected
    assert row.is_good


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"培训日期": "2024年3月"}, ["date_invalid"]),
        ({"培训日期": "2029.1.5"}, ["date_future"]),
        ({"课时": "若干"}, ["duration_unparsable"]),
        ({"课时": "11课时"}, ["number_invalid"]),
        ({"培训类型": "别的"}, ["choice_unknown"]),
        ({"参训人员": "远人"}, ["advisor_unknown", "headcount_mismatch"]),
        ({"街镇": "曹扬"}, ["street_unknown"]),
        ({"街镇": None}, ["required"]),
    ],
)
def test_what_keeps_a_training_out(change: dict[str, Any], expected: list[str]) -> None:
    assert codes(training(**change)) == expected


def test_a_training_of_two_days_may_take_twice_as_long() -> None:
    row = training(培训日期="2024.3.5-3.6", 课时="16课时")

    assert row.values["ended_on"] == date(2024, 3, 6)
    assert row.values["minutes"] == 720


def test_one_row_a_person_is_one_training() -> None:
    one, other, again = trained(
        {"参训人员": "张三", "参训人数": 1},
        {"参训人员": "李四", "参训人数": 1},
        {"参训人员": "张三", "参训人数": 1},
    )

    assert (one.is_good, other.is_good) == (True, True)
    assert codes(again) == ["duplicate_row"]


def test_what_a_session_says_once_holds_for_each_of_its_people() -> None:
    source = openpyxl.Workbook()
    header = (*TRAINING_HEADER, "地点", "主办单位")
    source.active.append(header)
    source.active.append([*TRAINING_ROW[:6], 1, "张三", "腾讯会议", "街道"])
    source.active.append([None] * 6 + [1, "李四"])
    for letter in "ABCDEFIJ":
        source.active.merge_cells(f"{letter}2:{letter}3")
    first, second = check(saved(source), ROSTER).rows

    assert (first.problems, second.problems) == ((), ())
    differs = ("advisors",)
    assert {k: v for k, v in second.values.items() if k not in differs} == {
        k: v for k, v in first.values.items() if k not in differs
    }
    assert second.values["advisors"] == ["2"]


@pytest.mark.parametrize(("place", "mode"), [("腾讯会议", "online"), ("街道会议室", "on_site")])
def test_a_place_tells_whether_it_was_online(place: str, mode: str) -> None:
    [row] = trained({"地点": place}, header=(*TRAINING_HEADER, "地点"))
    assert row.values["mode"] == mode
