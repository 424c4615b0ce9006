"""Where the streets stand with the milestones."""

from dataclasses import replace
from datetime import date

import pytest

from assessment.timeline import (
    by_street,
    news_of,
    phases_of,
    progress_of,
    standing_of,
    summary_of,
)
from tests import factories as make
from tests.assessment import counting
from tests.cast import Cast

# Milestones that the cast has records of; what plans and self-checks tell is tested in their rooms.
KNOWN = {
    "standards.published",
    "stations.opened",
    "stations.points_complete",
    "advisors.street_staffed",
    "advisors.communities_covered",
}
BOOK = replace(
    counting.BOOK,
    milestones=tuple(
        one if one.met_by in KNOWN else replace(one, met_by="") for one in counting.BOOK.milestones
    ),
)


def stations(cast: Cast, day: date) -> list:
    streets = [cast.b.unit, cast.a.unit]
    return progress_of(BOOK, day, streets, cast.district)["M2-5"]


@pytest.mark.parametrize(
    ("opened_on", "as_of", "state", "words", "late"),
    [
        # Due on Sunday 30 June 2024.
        (date(2024, 6, 30), date(2024, 9, 20), "done", "已完成", 0),
        (date(2024, 7, 1), date(2024, 9, 20), "done_late", "迟1个工作日完成", 1),
        (date(2024, 7, 3), date(2024, 7, 2), "overdue", "迟2个工作日", 2),
        (date(2024, 7, 3), date(2024, 6, 20), "not_due", "还有10天", 0),
        (date(2024, 7, 3), date(2024, 6, 28), "due_soon", "还有2天", 0),
    ],
)
def test_a_station_opened_on_a_day(
    cast: Cast, opened_on: date, as_of: date, state: str, words: str, late: int
) -> None:
    cast.a.station.opened_on = opened_on
    cast.a.station.save()
    _, own = stations(cast, as_of)
    assert (own.state, own.words, own.late) == (state, words, late)
    assert own.is_behind is (state == "overdue")


def test_what_no_record_can_tell_is_never_late(cast: Cast) -> None:
    progress = progress_of(BOOK, date(2024, 9, 20), [cast.a.unit], cast.district)
    (plan,) = progress["M2-1"]
    assert (plan.state, plan.words, plan.is_behind) == ("no_data", "", False)
    assert summary_of(progress["M2-1"]) == ("no_data", "")


def test_a_street_is_as_late_as_the_latest(cast: Cast) -> None:
    day = date(2024, 7, 5)
    progress = by_street(progress_of(BOOK, day, [cast.a.unit], cast.district))
    behind = standing_of(progress[cast.a.unit.code])
    assert [one.milestone.code for one in behind.behind] == ["M2-6", "M2-7"]
    assert (behind.state, behind.words, behind.late) == ("overdue", "迟5个工作日", 5)
    early = by_street(progress_of(BOOK, date(2024, 6, 30), [cast.a.unit], cast.district))
    assert standing_of(early[cast.a.unit.code]).state == "on_time"


def test_met_late_is_told_as_such(cast: Cast) -> None:
    cast.a.station.opened_on = date(2024, 7, 4)
    cast.a.station.save()
    rows = [one for one in stations(cast, date(2024, 9, 20)) if one.unit == cast.a.unit]
    standing = standing_of(rows)
    assert (standing.state, standing.words, standing.behind) == ("done_late", "迟4个工作日完成", ())


def test_a_milestone_over_all_streets(cast: Cast) -> None:
    assert summary_of(stations(cast, date(2024, 9, 20))) == ("done", "2 个街镇都已完成")
    cast.a.station.delete()
    assert summary_of(stations(cast, date(2024, 7, 3))) == (
        "overdue",
        "1 个街镇未完成，最多迟3个工作日",
    )
    assert summary_of(stations(cast, date(2024, 6, 3))) == ("not_due", "1 个街镇未完成")


def test_full_coverage_is_met_with_the_last_community(cast: Cast) -> None:
    day = date(2024, 9, 20)

    def covered() -> object:
        return progress_of(BOOK, day, [cast.a.unit], None)["M4-1"][0].met_on

    for number, community in enumerate(cast.a.communities[1:], start=8):
        assert covered() is None
        make.ServicePointFactory(community=community, opened_on=date(2024, number, 15))
    assert covered() == date(2024, 9, 15)


def test_the_phases_run_overlap_and_end(cast: Cast) -> None:
    def states(day: date) -> list[str]:
        progress = progress_of(BOOK, day, [cast.a.unit], cast.district)
        return [phase.state for phase in phases_of(BOOK, day, progress, lambda one: "")]

    assert states(date(2024, 1, 31)) == ["not_due"] * 4
    assert states(date(2024, 3, 20)) == ["running", "running", "not_due", "not_due"]
    assert states(date(2024, 9, 20)) == ["past", "past", "running", "not_due"]
    assert states(date(2024, 12, 31)) == ["past", "past", "past", "running"]


def test_a_phase_that_is_over_says_what_was_not_done(cast: Cast) -> None:
    day = date(2024, 9, 20)
    progress = progress_of(BOOK, day, [cast.a.unit], cast.district)
    first, second, *_ = phases_of(BOOK, day, progress, lambda one: "")
    assert first.words == "已结束"
    # Advisors of the street and of its communities are missing.
    assert second.words == "已过期限，2 个节点未完成"


def test_news_leave_out_what_nothing_can_tell(cast: Cast) -> None:
    day = date(2024, 9, 20)
    progress = progress_of(BOOK, day, [cast.a.unit], cast.district)
    phases = phases_of(BOOK, day, progress, lambda one: "")
    assert [len(phase.milestones) for phase in phases] == [4, 11, 5, 4]
    assert [len(phase.milestones) for phase in news_of(phases)] == [1, 3, 5, 1]
