"""Scores as workbooks; every text stays text, every hand-out is written down."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from assessment import boards
from assessment.explaining import due_words
from assessment.scoring import Scored
from assessment.selectors import Scene
from audit import trail
from audit.models import Entry
from core.badges import STATES
from core.spreadsheet import Sheet, workbook
from standards.book import Clause


def board_workbook(scene: Scene) -> bytes:
    """Two sheets: the board as it stands on the page, and every clause of every street."""
    content = workbook(_board_sheet(scene), _clause_sheet(scene))
    _record(scene, "评分表")
    return content


def indicator_workbook(scene: Scene, clause: Clause) -> bytes:
    """One clause across the streets."""
    sheet = Sheet(
        title=f"{clause.code} {clause.name}",
        note=f"{_note(scene)}    通知原文：{clause.quote}",
        headers=["街镇", *_LINE_HEADERS],
        widths=[18, *_LINE_WIDTHS],
        rows=(
            [score.street.name, *_line(score.by_code[clause.code])]
            for score in scene.scores.values()
        ),
    )
    content = workbook(sheet)
    _record(scene, clause.code)
    return content


def file_name(scene: Scene, title: str) -> str:
    """评分表-普陀区-20240920.xlsx."""
    return f"{title}-{scene.actor.unit_name}-{scene.as_of:%Y%m%d}.xlsx"


def _board_sheet(scene: Scene) -> Sheet:
    parts = boards.columns_of(scene.book)
    return Sheet(
        title="评分表",
        note=_note(scene),
        headers=[
            "街镇",
            "状态",
            "总分（100）",
            *(f"{part.short_name}（{part.full_mark.normalize():f}）" for part in parts),
            "加分",
            "到期得分",
            "到期应得",
        ],
        widths=[18, 16, 12, *([10] * len(parts)), 8, 10, 10],
        rows=(
            [
                row.street.name,
                row.standing.words or "按期",
                shown(row.totals.total),
                *(shown(cell.points) for cell in row.cells),
                shown(row.totals.bonus),
                shown(row.totals.due_points),
                shown(row.totals.due_full),
            ]
            for row in boards.rows_of(scene)
        ),
    )


def _clause_sheet(scene: Scene) -> Sheet:
    return Sheet(
        title="条款明细",
        note=_note(scene),
        headers=["街镇", "部分", "条款", "指标", "期限", *_LINE_HEADERS],
        widths=[18, 10, 8, 24, 16, *_LINE_WIDTHS],
        rows=_clause_rows(scene),
    )


def _clause_rows(scene: Scene) -> Iterator[list[Any]]:
    for score in scene.scores.values():
        for part in scene.book.parts:
            for clause in part.clauses:
                yield [
                    score.street.name,
                    part.short_name,
                    clause.code,
                    clause.name,
                    due_words(clause),
                    *_line(score.by_code[clause.code]),
                ]


_LINE_HEADERS = ["分子", "分母", "得分", "满分", "加分项", "状态", "说明", "还差什么"]
_LINE_WIDTHS = [10, 10, 10, 8, 8, 12, 60, 40]


def _line(line: Scored) -> list[Any]:
    """One clause of one street; points with all their decimals (rule 1)."""
    return [
        _count(line.numerator),
        _count(line.denominator),
        line.points,
        line.full_mark,
        "是" if line.is_bonus else "",
        STATES[line.state].word,
        line.explanation,
        line.missing,
    ]


def _count(value: Decimal | None) -> Decimal | int | str:
    """A count as it is read: whole where it is whole."""
    if value is None:
        return ""
    return int(value) if value == value.to_integral_value() else value


def shown(points: Decimal | None) -> Decimal | str:
    """Points as the board shows them; 尚无记录 where a part has no records."""
    if points is None:
        return "尚无记录"
    return points.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _note(scene: Scene) -> str:
    return (
        f"填报单位：{scene.actor.unit_name}    截至：{scene.as_of:%Y-%m-%d}    "
        f"标准：{scene.book}（{scene.book.document_number}）    由记录算出，不含加分"
    )


def _record(scene: Scene, what: str) -> None:
    trail.record(
        actor=scene.actor,
        action=Entry.Action.EXPORTED,
        subject=f"scores:{what}",
        as_of=scene.as_of.isoformat(),
        streets=len(scene.streets),
    )
