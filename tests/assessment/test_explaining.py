"""The sum as people read it; pure, from the standard of 2024."""

from datetime import date
from decimal import Decimal

import pytest

from assessment.explaining import explain, rule_sentence, share_words, state_of, terms_of
from assessment.scoring import Scored, score_clause
from core.badges import STATES
from core.measures import Reading
from tests.assessment.counting import BOOK, DAY


def scored(code: str, numerator: str, denominator: str | None = None) -> Scored:
    total = None if denominator is None else Decimal(denominator)
    return score_clause(BOOK.clause(code), Reading(Decimal(numerator), total), book=BOOK, as_of=DAY)


@pytest.mark.parametrize(
    ("code", "numerator", "denominator", "told"),
    [
        # A share that is its own attainment.
        ("T6-1", "9", "9", "9 名在岗 ÷ 9 名需配 = 100% 占比 × 4 满分 = 4.0 得分"),
        # One that begins to earn half way.
        (
            *("T8-4", "26", "34"),
            "26 名课时达标 ÷ 34 名在岗 = 76.5% 占比 → 52.9% 得分率 × 4 满分 = 2.1 得分",
        ),
        # Kinds of so many.
        ("T8-3", "2", "3", "2 类已开展 ÷ 3 类要求 = 66.7% 占比 × 2 满分 = 1.3 得分"),
        # A level.
        ("T1-2", "1", "3", "30% 得分率 × 4 满分 = 1.2 得分"),
        # A count.
        ("T1-3", "2", None, "2 个增设站 → 100% 得分率 × 1 加分 = 1.0 得分"),
        # Tracked: no points at all.
        ("P2-4", "3", "7", "3 个已定日期 ÷ 7 个应有节点 = 42.9% 占比"),
    ],
)
def test_the_sum_is_written_out(
    code: str, numerator: str, denominator: str | None, told: str
) -> None:
    terms = terms_of(BOOK.clause(code), scored(code, numerator, denominator))
    words = " ".join(f"{t.sign} {t.value} {t.label}".strip() for t in terms)
    assert words == told


def test_without_a_figure_there_is_no_sum() -> None:
    line = score_clause(BOOK.clause("T8-4"), None, book=BOOK, as_of=DAY)
    assert terms_of(BOOK.clause("T8-4"), line) == []
    assert share_words(line) == "–"


def test_every_clause_can_be_explained() -> None:
    for part in BOOK.parts:
        for clause in part.clauses:
            line = score_clause(clause, None, book=BOOK, as_of=DAY)
            told = explain(book=BOOK, part=part, clause=clause, line=line, street="石泉路街道")
            assert told.state in STATES
            assert told.quote == clause.quote
            assert told.source.startswith(BOOK.document_number)
            assert told.rule.endswith("。")
            assert "。。" not in told.rule + told.note
            assert told.gaps


def test_the_rule_is_one_sentence() -> None:
    assert rule_sentence(BOOK.clause("T1-5")) == (
        "至少有1个已启用服务点的居村数 ÷ 当日存续的居村数。"
        "全覆盖（100%）得 4 分；60%及以下不得分，60%至100%按比例得分。"
    )


@pytest.mark.parametrize(("numerator", "state"), [("9", "full"), ("3", "partial"), ("0", "zero")])
def test_the_state_says_how_much_is_earned(numerator: str, state: str) -> None:
    assert state_of(scored("T6-1", numerator, "9")) == state


def test_what_is_full_needs_nothing_but_still_says_why() -> None:
    part = next(part for part in BOOK.parts if part.code == "T6")
    told = explain(
        book=BOOK,
        part=part,
        clause=BOOK.clause("T6-1"),
        line=scored("T6-1", "9", "9"),
        street="石泉路街道",
        gap="户籍 83,358 人，需 9 名，已配齐。",
    )
    assert told.gaps == []
    assert told.note.startswith("户籍 83,358 人")
    assert "期限：2024-06-30（已到期" in told.note


def test_what_is_ahead_says_from_when_it_is_due() -> None:
    part = next(part for part in BOOK.parts if part.code == "T1")
    line = score_clause(
        BOOK.clause("T1-5"),
        Reading(Decimal(8), Decimal(10)),
        book=BOOK,
        as_of=date(2024, 3, 1),
    )
    told = explain(book=BOOK, part=part, clause=BOOK.clause("T1-5"), line=line, street="x")
    assert "期限：2024-12-31（还没有到期）" in told.note
    assert [(gap.text, gap.note) for gap in told.gaps] == [("还差 2 个", "最多可再得 2.0 分。")]
