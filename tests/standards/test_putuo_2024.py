"""The standard of 2024 says what the notice says, and what the requirements made of it."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from standards.book import Clause, StandardBook
from standards.enums import Basis, Level, Period, Window
from standards.loading import DATA, read_file, standard_file
from standards.rules import Linear, Steps

EVENTS = {"T4-3", "T5-2", "T5-3", "T5-4", "T7-6", "T10-2", "R4-2"}


@pytest.fixture(scope="module")
def standard() -> StandardBook:
    return read_file(standard_file("putuo", 2024))


def test_its_head(standard: StandardBook) -> None:
    assert str(standard) == "2024 年度第 1 版"
    assert standard.document_number == "沪普社救联办〔2024〕4号"
    assert standard.issued_on == date(2024, 3, 18)
    assert (standard.cycle_start, standard.cycle_end) == (date(2024, 1, 1), date(2024, 12, 31))


def test_it_has_82_clauses_56_scored_10_bonus_16_tracked(standard: StandardBook) -> None:
    clauses = standard.clauses
    assert len(clauses) == 82
    assert sum(clause.is_scored for clause in clauses) == 56
    assert sum(clause.is_bonus for clause in clauses) == 10
    assert sum(clause.is_tracked for clause in clauses) == 16
    assert {clause.code for clause in clauses if clause.is_event} == EVENTS


def test_its_parts_are_the_columns_of_the_board(standard: StandardBook) -> None:
    columns = {part.short_name: int(part.full_mark) for part in standard.parts}
    assert list(columns.items()) == [
        ("目标", 0),
        ("阵地", 9),
        ("标准", 12),
        ("资源", 10),
        ("机制", 7),
        ("流程", 7),
        ("队伍", 11),
        ("任务", 13),
        ("培训", 12),
        ("项目", 4),
        ("经验", 5),
        ("时限", 5),
        ("要求", 5),
    ]


def test_every_clause_quotes_the_notice_word_by_word(standard: StandardBook) -> None:
    printed = (DATA / "notice-2024-4.txt").read_text(encoding="utf-8")
    notice = printed.replace("\n", "").replace("**", "")
    assert [clause.code for clause in standard.clauses if clause.quote not in notice] == []
    assert [phase.code for phase in standard.phases if phase.text not in notice] == []


def test_how_clauses_are_spread(standard: StandardBook) -> None:
    clauses = standard.clauses
    assert Counter(clause.level for clause in clauses) == {
        Level.MUST: 61,
        Level.ENCOURAGED: 10,
        Level.DISTRICT: 11,
    }
    assert {clause.code for clause in clauses if clause.basis == Basis.PHOTO} == {
        "T1-2",
        "S1-6",
        "S3-1",
    }
    assert {clause.code for clause in clauses if clause.window == Window.CLOSED_PERIODS} == {
        "T4-2",
        "T6-4",
        "T7-1",
        "T7-2",
        "T7-3",
        "T7-5",
        "T7-7",
        "R5-1",
    }
    assert {clause.code for clause in clauses if clause.due is None} == {
        "T1-3",
        "T1-4",
        "T2-3",
        "S1-4",
        "S2-3",
        "T4-4",
        "T6-3",
    }


def test_some_clauses_in_full(standard: StandardBook) -> None:
    hours = standard.clause("T8-4")
    assert hours.quote == "每年培训课时不少于12课时"
    assert (hours.weight, hours.due) == (Decimal(4), Period.ANNUAL)
    assert hours.rule == Linear(zero_at=Decimal("0.5"))
    points = standard.clause("T1-5")
    assert (points.due, points.rule) == (date(2024, 12, 31), Linear(zero_at=Decimal("0.6")))
    station = standard.clause("T1-2")
    assert isinstance(station.rule, Steps)
    assert [str(level.attainment) for level in station.rule.levels] == ["0", "0.3", "0.6", "1"]
    assert standard.clause("R2-2").due == Period.ANNUAL
    assert standard.clause("T6-6").due == Period.QUARTERLY


def test_measures_are_asked_with_the_numbers_of_their_clauses(standard: StandardBook) -> None:
    params = standard.question(date(2024, 9, 20)).params
    assert params["T7-3"] == {"min_days_listed": 30, "visits_per_quarter": 1}
    assert params["T7-6"] == {"limit_workdays": 10}


def test_every_clause_can_be_read_by_people(standard: StandardBook) -> None:
    def is_told(clause: Clause) -> bool:
        texts = [clause.name, clause.evidence, clause.formula, clause.full_when, clause.first_step]
        return all(texts) and clause.formula.isascii() is False

    assert [clause.code for clause in standard.clauses if not is_told(clause)] == []
    sayings = {clause.code: clause.first_step for clause in standard.clauses}
    assert [code for code, step in sayings.items() if not step.endswith("。")] == []


def test_conventions_are_thirteen_rules_and_fourteen_readings(standard: StandardBook) -> None:
    codes = [convention.code for convention in standard.conventions]
    assert codes == [f"R{n}" for n in range(1, 14)] + [f"O{n}" for n in range(1, 15)]


def test_settings_have_the_defaults_of_the_requirements(standard: StandardBook) -> None:
    values = standard.values
    assert values["min_street_advisors"] == 2
    assert values["hukou_per_advisor"] == 10_000
    assert values["class_minutes"] == 45
    assert values["class_hours_required"] == Decimal(12)
    assert values["bonus_cap"] == Decimal(5)
    assert values["periods_start_on"] == date(2024, 4, 1)
    assert values["count_community_advisors_in_ratio"] is False
    assert values["villagers_committees_scored"] is False
    assert values["third_party_counted"] is False
    assert values["district_training_counted"] is True
    assert values["keep_id_numbers"] is False


def test_phases_overlap_in_march(standard: StandardBook) -> None:
    names = [phase.name for phase in standard.phases]
    assert names == ["筹备部署阶段", "实施推进阶段", "全面提升阶段", "总结评估阶段"]
    on = {day: standard.phase_on(day) for day in (date(2024, 2, 1), date(2024, 3, 18))}
    assert [phase.code for phase in on.values() if phase] == ["1", "2"]
    assert standard.phase_on(date(2024, 1, 31)) is None


def test_milestones_fall_on_the_dates_of_the_notice(standard: StandardBook) -> None:
    assert {milestone.due_on for milestone in standard.milestones} == {
        date(2024, 3, 31),
        date(2024, 4, 30),
        date(2024, 6, 30),
        date(2024, 9, 30),
        date(2024, 12, 31),
    }
    met_by = {one.code: one.met_by for one in standard.milestones if one.met_by}
    assert met_by == {
        "M1-3": "standards.published",
        "M1-4": "plans.begun",
        "M2-1": "plans.submitted",
        "M2-2": "plans.layout_submitted",
        "M2-3": "stations.milestones_set",
        "M2-4": "plans.led",
        "M2-5": "stations.opened",
        "M2-6": "advisors.street_staffed",
        "M2-7": "advisors.communities_covered",
        "M2-8": "advisors.posts_filled",
        "M2-10": "training.plan_approved",
        "M3-4": "stations.self_checked",
        "M4-1": "stations.points_complete",
    }


def test_a_milestone_is_due_when_its_clause_is(standard: StandardBook) -> None:
    own = [(m.code, m.due_on, standard.clause(m.clause).due) for m in standard.milestones]
    assert [code for code, due_on, due in own if due_on != due] == []


def test_the_day_never_passes_the_cycle(standard: StandardBook) -> None:
    assert standard.day(date(2024, 9, 20)) == date(2024, 9, 20)
    assert standard.day(date(2026, 1, 5)) == date(2024, 12, 31)
