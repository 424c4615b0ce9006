"""All measures together: one query, and figures that cannot differ from their rows."""

from collections.abc import Iterable

import pytest

from core.actor import Actor
from core.measures import measures, met_dates, milestone_facts, read_all
from tests.assessment.counting import BOOK, DAY, Counting
from tests.cast import Cast

# These count levels or what is wanted by population, not rows of so many.
BY_LEVEL = {"T1-1", "T1-2", "S2-1", "S3-3", "T2-2", "P2-1", "P2-2", "P2-3", "R1-1"}
BY_LEVEL |= {"T6-1", "T6-3", "T6-4", "T8-1", "T8-2", "T8-3"}
# Means over periods, and kinds.
BY_LEVEL |= {"T4-1", "T4-2", "T7-1", "T7-2", "T7-3", "T7-5", "T7-7"}
# People asked, not the surveys that asked them.
BY_LEVEL |= {"G-3"}


def test_every_measure_of_the_issue_is_registered() -> None:
    stations = {"T1-2", "T1-3", "T1-4", "T1-5", "S1-1", "S1-2", "S1-3", "S1-4", "S1-5", "S1-6"}
    stations |= {"S2-1", "S2-2", "S2-3", "S3-1", "S3-2", "S3-3", "R5-3"}
    team = {"T6-1", "T6-2", "T6-3", "T6-4", "T6-5", "T6-6", "P2-3"}
    training = {"T8-1", "T8-2", "T8-3", "T8-4", "T8-5", "T8-6"}
    plans = {"T1-1", "T2-1", "T2-2", "P1-3", "P2-1", "P2-2", "P2-4", "R1-1"}
    casework = {"T4-1", "T7-1", "T7-2", "T7-3", "T7-4", "T7-5", "T7-6", "T7-7"}
    together = {"T3-1", "T3-4", "T4-2", "T4-3", "T5-2", "T5-3", "T5-4", "T10-2", "G-3"}
    assert set(measures) == stations | plans | team | training | casework | together
    assert len(measures) == 55
    assert set(measures) <= {clause.measure for clause in BOOK.clauses}
    assert set(milestone_facts) == {one.met_by for one in BOOK.milestones if one.met_by}


def test_all_measures_are_one_query(cast: Cast, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = read_all(Counting.on().question, measures)
    without_a_row = {"T1-3", "T1-4", "T8-6", "S1-2", "S1-4", "S2-2", "S2-3", "S3-1", "R5-3"}
    without_a_row |= {"T1-1", "T2-2", "P1-3", "P2-1", "P2-4", "R1-1", "T6-3", "T8-1", "T8-2"}
    without_a_row |= {"T3-4", "G-3"}
    assert {key for key, _ in found} == set(measures) - without_a_row


@pytest.mark.parametrize("keys", [["T1-3", "T6-5", "T8-6"], ["T1-3", "T6-5", "S1-1"], ["T6-5"]])
def test_counts_without_a_denominator_can_be_asked_alone(cast: Cast, keys: list[str]) -> None:
    readings = read_all(Counting.on().question, keys)
    assert readings["T6-5", cast.a.unit.code].denominator is None


def test_all_milestones_are_one_query(cast: Cast, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        met = met_dates(Counting.on().question, milestone_facts)
    assert met["stations.opened", cast.a.unit.code] == cast.a.station.opened_on
    assert ("stations.points_complete", cast.a.unit.code) not in met


@pytest.mark.parametrize("key", sorted(set(measures) - BY_LEVEL))
def test_a_figure_is_the_sum_of_its_rows(cast: Cast, key: str) -> None:
    on = Counting.on()
    for street in (cast.a.unit, cast.b.unit):
        rows = on.rows(key, street)
        found = on.counts(key, street)
        if found is None:
            assert rows == []
        else:
            assert found[0] == rows.count(True)
            assert found[1] in (None, len(rows))


@pytest.mark.parametrize("key", sorted(measures))
def test_rows_of_other_streets_are_masked(cast: Cast, key: str) -> None:
    measure = measures[key]
    rows = list(measure.items_of(Counting.on().question, cast.b.unit.code))
    for actor in (cast.actor("reviewer"), cast.actor("a_manager")):
        assert not {person.name for person in (cast.b.street_advisor, cast.b.community_advisor)} & {
            *_cells(measure.columns, rows, actor)
        }
    assert measure.records_label


def _cells(columns: Iterable, rows: list, actor: Actor) -> Iterable[object]:
    return [column.value(row, actor) for row in rows for column in columns]


@pytest.mark.parametrize("key", sorted(measures))
def test_what_is_missing_can_be_told(cast: Cast, key: str) -> None:
    gap = measures[key].gap
    if gap is not None:
        words = gap(Counting.on().question, cast.a.unit.code)
        assert all(name not in words for name in (p.name for p in (cast.a.street_advisor,)))


def test_the_gap_is_told_in_people_and_hours(cast: Cast) -> None:
    question = Counting.on(DAY).question

    def told(key: str) -> str:
        gap = measures[key].gap
        return gap(question, cast.a.unit.code) if gap else ""

    # Three in post; two attended 150 minutes: 390 + 390 + 540 = 1,320 minutes = 29.33… hours.
    assert told("T8-4") == "3 人课时不足，共差 29.4 课时"
    assert told("T8-5") == "1 人今年还没有参加培训"
    assert told("T6-1").startswith("还差 8 名街镇顾问。户籍 83,358 人（2023-12-31，公安户籍统计）")
    assert told("T6-2") == "1 个居委还没有顾问：石里3居委"
    assert told("T1-5") == "2 个居村还没有启用的服务点：石里2居委、石里3居委"
