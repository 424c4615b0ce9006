"""What the rooms declare to be counted, and that the sums are those of the rows shown."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import F
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from core import measures as registry
from core.measures import (
    Measure,
    MilestoneFact,
    Question,
    Reading,
    measures,
    met_dates,
    milestone_facts,
    read_all,
    register,
)
from orgs.models import Unit
from standards.loading import read_file, standard_file
from standards.selectors import standard_for
from tests.cast import DAY, Cast

PLAIN = [key for key, measure in measures.items() if measure.totals is None]


@pytest.fixture
def question(cast: Cast) -> Question:
    book = standard_for(DAY)
    assert book is not None
    return book.question(DAY)


def test_what_is_declared_twice_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "measures", dict(measures))
    monkeypatch.setattr(registry, "milestone_facts", dict(milestone_facts))
    with pytest.raises(ValueError, match="T6-1 is declared twice"):
        register(measures["T6-1"])
    with pytest.raises(ValueError, match=r"stations\.opened is declared twice"):
        register(milestone_facts["stations.opened"])
    register(replace(measures["T6-1"], key="new"), MilestoneFact("new", lambda question: None))
    assert "new" in registry.measures
    assert "new" in registry.milestone_facts


def test_the_rooms_declare_nothing_that_the_standard_does_not_ask_for() -> None:
    book = read_file(standard_file("putuo", 2024))
    assert set(measures) <= {clause.measure for clause in book.clauses}
    assert set(milestone_facts) <= {milestone.met_by for milestone in book.milestones}


@pytest.mark.parametrize("measure", measures.values(), ids=measures)
def test_a_measure_leads_to_the_page_where_its_records_are_kept(measure: Measure) -> None:
    assert reverse(measure.records)
    assert measure.records_label
    assert measure.columns


def test_all_measures_of_all_streets_are_read_in_one_query(
    question: Question, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        read_all(question, measures)
    with django_assert_num_queries(1):
        met_dates(question, milestone_facts)


def test_what_waits_for_a_reviewer_is_read_with_the_rest(
    question: Question,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one = cast.a.unit.code
    waiting = replace(
        measures["T6-1"],
        key="waits",
        waiting=lambda question: Unit.objects.filter(pk=one).annotate(street_code=F("pk")),
    )
    empty = replace(
        waiting, key="only waits", items=lambda question: waiting.items(question).none()
    )
    monkeypatch.setitem(measures, "waits", waiting)
    monkeypatch.setitem(measures, "only waits", replace(empty, totals=None))
    with django_assert_num_queries(1):
        found = read_all(question, ["waits", "only waits", "T6-1"])
    plain = found["T6-1", one]
    assert not plain.is_waiting
    assert found["waits", one] == replace(plain, is_waiting=True)
    assert not found["waits", cast.b.unit.code].is_waiting
    assert found["only waits", one] == Reading(Decimal(0), Decimal(0), is_waiting=True)
    assert ("only waits", cast.b.unit.code) not in found


def test_unknown_keys_find_nothing(question: Question) -> None:
    assert read_all(question, ["no such measure"]) == {}
    assert met_dates(question, ["no such fact"]) == {}


@pytest.mark.parametrize("key", PLAIN)
def test_a_number_is_the_count_of_the_rows_behind_it(
    question: Question, cast: Cast, key: str
) -> None:
    readings = read_all(question, [key])
    for street in (cast.a.unit.code, cast.b.unit.code):
        rows = list(measures[key].items_of(question, street))
        if not rows:
            assert (key, street) not in readings
            continue
        reading = readings[key, street]
        assert reading.numerator == sum(row.counted for row in rows)
        if measures[key].is_count:
            assert reading.denominator is None
        else:
            assert reading.denominator == Decimal(len(rows))
        assert {row.street_code for row in rows} == {street}


@pytest.mark.parametrize("key", measures)
def test_rows_come_counted_first_and_mask_strangers(
    question: Question, cast: Cast, key: str
) -> None:
    measure = measures[key]
    rows = list(measure.items_of(question, cast.a.unit.code))
    counted = [row.counted for row in rows]
    assert counted == sorted(counted, reverse=True)
    for row in rows:
        shown = [str(column.value(row, cast.actor("reviewer"))) for column in measure.columns]
        assert not any(name in cell for name in ("石街明", "石居芳") for cell in shown)


@pytest.mark.parametrize("key", [key for key, one in measures.items() if one.gap])
def test_a_gap_is_told_in_a_sentence(question: Question, cast: Cast, key: str) -> None:
    gap = measures[key].gap
    assert gap is not None
    assert isinstance(gap(question, cast.b.unit.code), str)


def test_what_comes_after_the_day_is_not_counted(question: Question) -> None:
    before = replace(question, as_of=date(2021, 1, 1))
    # A station that is only planned has an address, and no day of its own.
    dated = set(measures) - {"T1-2"}
    assert {key for key, one in read_all(before, dated).items() if one.numerator} == set()
