"""Workbooks of casework's two ledgers for the cast's street A, and looks at what they left."""

from typing import Any

from casework.models import (
    Care,
    Household,
    HouseholdCategory,
    HouseholdTier,
    Listing,
    Member,
    Need,
    ServiceRecord,
    Visit,
    VisitCompanion,
)
from core.actor import Actor
from ledgers.batches import receive
from ledgers.models import Batch
from tests.ledgers.books import book

FACTS = (
    Household, Member, Listing, HouseholdCategory, HouseholdTier, Care, Visit, VisitCompanion,
    Need, ServiceRecord,
)  # fmt: skip
VISIT_HEADER = (
    "街镇", "居村", "走访日期", "对象姓名", "户编号", "对象类别", "家庭人数", "走访方式", "走访人",
    "走访情况", "需求类别", "处理措施", "社区云编号", "下次走访", "身份证号", "四问类型",
    "是否新发现",
)  # fmt: skip
VISIT = {
    "街镇": "石泉路街道",
    "居村": "石里1居委会",
    "走访日期": "2024-09-10",
    "对象姓名": "王小芳",
    "对象类别": "低保",
    "家庭人数": "3人",
    "走访方式": "上门",
    "走访人": "石居芳",
    "走访情况": "老人独居，身体尚可。",
    "需求类别": "助医",
}
ROSTER_HEADER = (
    "街镇", "居村", "户编号", "户主", "身份证号", "类别", "人数", "联系人", "联系电话", "住址",
    "责任顾问", "走访频次", "分层", "列入日期", "移出日期", "备注",
)  # fmt: skip
HOUSEHOLD = {
    "街镇": "石泉路街道",
    "居村": "石里1居委会",
    "户编号": "SQ0001",
    "户主": "王小芳",
    "类别": "低保",
    "人数": 3,
    "联系电话": "13911110001",
    "住址": "石泉路1号",
    "责任顾问": "石居芳",
    "走访频次": "每季度1次",
    "列入日期": "2024-04-01",
}


def visits(*changes: dict[str, Any]) -> bytes:
    """A visit ledger with one row for each mapping, which says what differs from a good row."""
    return _ledger("走访", "走访台账（2024年度）", VISIT_HEADER, VISIT, changes)


def households(*changes: dict[str, Any]) -> bytes:
    """A roster of households, as `visits`."""
    return _ledger("名册", "困难对象名册（2024年度）", ROSTER_HEADER, HOUSEHOLD, changes)


def _ledger(
    sheet: str,
    title: str,
    header: tuple[str, ...],
    good: dict[str, Any],
    changes: tuple[dict[str, Any], ...],
) -> bytes:
    rows = [[{**good, **change}.get(label) for label in header] for change in changes]
    return book((sheet, [[title], header, *rows]))


def received(content: bytes, by: Actor) -> Batch:
    """A workbook, checked and waiting."""
    return receive(file_name="台账.xlsx", content=content, by=by).batch


def outcomes(batch: Batch) -> list[str]:
    """What becomes of each row."""
    return list(batch.rows.order_by("position").values_list("outcome", flat=True))


def problems(batch: Batch) -> list[str]:
    """What each row is told, all in one list."""
    return [one["message"] for row in _rows(batch) for one in row.content["problems"]]


def offers(batch: Batch) -> list[str]:
    """What is offered to write instead."""
    told = [one for row in _rows(batch) for one in row.content["problems"]]
    return [text for one in told for text, _ in one["offers"]]


def differences(batch: Batch) -> list[tuple[str, str, str]]:
    """What would change in the books."""
    return [
        (one["label"], one["old"], one["new"])
        for row in _rows(batch)
        for one in row.content["differences"]
    ]


def _rows(batch: Batch) -> list[Any]:
    return list(batch.rows.order_by("position"))


def facts() -> dict[str, list[dict[str, Any]]]:
    """All that the two ledgers write, row by row."""
    return {
        model.__name__: [
            {
                key: bytes(v) if isinstance(v, memoryview) else v
                for key, v in row.items()
                if key != "version"
            }
            for row in model.objects.order_by("pk").values()
        ]
        for model in FACTS
    }
