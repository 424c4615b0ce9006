"""Small standards for tests, by the same door as the file's."""

from typing import Any

from standards.book import Clause, StandardBook
from standards.parsing import build


def clause_data(**changes: Any) -> dict[str, Any]:
    """One scored clause worth everything, in proportion, unless told otherwise."""
    data: dict[str, Any] = {
        "code": "T1",
        "quote": "每个居委会至少配比1名社区救助顾问",
        "name": "覆盖率",
        "evidence": "名册",
        "formula": "已配 ÷ 应配",
        "full_when": "100%",
        "first_step": "先登记顾问名册。",
        "level": "must",
        "basis": "automatic",
        "window": "snapshot",
        "weight": 100,
        "rule": {"kind": "linear"},
        "counted": "已配",
        "total": "应配",
        "unit": "名",
        "measure": "T1",
        "examples": [
            {"numerator": 1, "denominator": 2, "points": 50},
            {"numerator": 2, "denominator": 2, "points": 100},
        ],
    }
    return data | changes


def book_data(*clauses: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A standard of one part with these clauses."""
    data: dict[str, Any] = {
        "year": 2024,
        "version": 1,
        "title": "建设标准",
        "document_number": "沪普社救联办〔2024〕4号",
        "issuer": "联席会议办公室",
        "issued_on": "2024-03-18",
        "cycle_start": "2024-01-01",
        "cycle_end": "2024-12-31",
        "parts": [
            {
                "code": "T",
                "name": "任务",
                "short_name": "任务",
                "section": "三",
                "clauses": list(clauses) or [clause_data()],
            }
        ],
        "conventions": [{"code": "R10", "kind": "rule", "title": "加分", "text": "加分另列。"}],
        "settings": [
            setting("bonus_cap", "decimal", 5, convention="R10"),
            setting("periods_start_on", "date", "2024-04-01"),
            setting("first_partial_period_counts", "bool", True),
        ],
        "phases": [
            {
                "code": "1",
                "name": "筹备部署阶段",
                "starts_on": "2024-02-01",
                "ends_on": "2024-03-31",
                "text": "筹备。",
            }
        ],
        "milestones": [
            {
                "code": "M1",
                "phase": "1",
                "title": "启用",
                "due_on": "2024-06-30",
                "responsible": "street",
                "clause": "T1",
            }
        ],
    }
    return data | changes


def setting(code: str, type_: str, value: Any, **changes: Any) -> dict[str, Any]:
    """One setting."""
    data = {"code": code, "type": type_, "value": value, "label": code, "explanation": "说明。"}
    return data | changes


def clause(**changes: Any) -> Clause:
    """One clause."""
    made: Clause = build(Clause, clause_data(**changes))
    return made


def book(*clauses: dict[str, Any], **changes: Any) -> StandardBook:
    """A standard."""
    made: StandardBook = build(StandardBook, book_data(*clauses, **changes))
    return made
