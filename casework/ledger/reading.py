"""What the columns of both ledgers hold alike: whom a row means, what the household is."""

import re
from collections.abc import Callable
from datetime import date

from casework.anonymity import NUMBER_OF_A_PERSON, is_of_a_person
from casework.enums import Category
from core.masking import mask_name
from ledgers import cells
from ledgers.cells import Choices, clean
from ledgers.headers import NUMBERING
from ledgers.problems import NOTHING, Candidate, Reading, Rejected
from ledgers.spec import Cell, Reader, Row, header_key
from ledgers.workbook import CellValue

CATEGORIES = Choices.of(
    Category.choices,
    {
        Category.DIBAO: ("最低生活保障", "低保户", "低保家庭"),
        Category.LOW_INCOME: ("低收入家庭", "低收入困难家庭"),
        Category.NEAR_DIBAO: ("低保边缘家庭", "边缘", "边缘户"),
        Category.TEKUN: ("特困供养", "特困人员", "特困供养人员"),
        Category.EXPENDITURE_POVERTY: ("支出型贫困", "支出型困难", "支出型贫困家庭"),
        Category.RIGID_EXPENDITURE: ("刚性支出困难", "刚性支出困难家庭", "刚性支出型"),
        Category.TEMPORARY: ("临时", "临时救助对象", "临时困难"),
        Category.OTHER: ("其它",),
    },
)

# Behind a name, what tells namesakes apart: 王芳（PT00012）. Without a digit it is part of a name.
_HINTED = re.compile(r"(.+?)\s*[（(]\s*([^（()）]*\d[^（()）]*)\s*[）)]")
_MASKED = re.compile(r"[\u3400-\u9fff]\*+")
_UNSHOWN = "*"
# As many digits as a column has that only numbers the rows.
_RUNNING_NUMBER = re.compile(r"\d{1,4}")
LONGEST_NUMBER = 30


def household_name(value: CellValue, cell: Cell) -> Reading:
    """A name; the number in brackets behind it goes to `name_hint`.

    王**, as the portal hands names out, is taken as it stands: the number then tells who it is.
    """
    text = clean(value)
    hinted = _HINTED.fullmatch(text)
    bare, hint = (hinted[1], hinted[2].strip()) if hinted else (text, "")
    _refuse_personal(hint)
    if _MASKED.fullmatch(bare):
        return Reading(bare, also={"name_hint": hint})
    return Reading(cells.read_person_name(bare).value, also={"name_hint": hint})


def household_number(value: CellValue, cell: Cell) -> Reading:
    """The offices' number of a household; a column 编号 that counts the rows says nothing."""
    text = clean(value)
    if header_key(cell.header) in NUMBERING and _RUNNING_NUMBER.fullmatch(text):
        return NOTHING
    if len(text) > LONGEST_NUMBER:
        raise Rejected("text_length", f"最多{LONGEST_NUMBER}个字，现在是{len(text)}个字。")
    _refuse_personal(text)
    return Reading(text)


def _refuse_personal(number: str) -> None:
    """The number is shown wherever the household is: it must not tell whose it is."""
    if is_of_a_person(number):
        raise Rejected("household_number_personal", NUMBER_OF_A_PERSON)


def take_hint(row: Row) -> None:
    """What stands behind the name in brackets is the household's number, where none is written."""
    hint = row.values.pop("name_hint", "")
    number = row.get("household_number")
    if hint and number and hint != number:
        row.error(
            "name",
            "household_conflict",
            f"姓名后写的是{hint}，户编号写的是{number}，请核对是哪一户。",
            [Candidate(row.get("name") or "", f"{mask_name(row.get('name') or '')}（{number}）")],
        )
    elif hint:
        row.values["household_number"] = hint


def mask_person(text: str) -> str:
    """A name as lists show it; what tells namesakes apart stays: 王*（PT00012）."""
    name, bracket, rest = re.sub(r"\(", "（", text).partition("（")
    return mask_name(name.strip()) + bracket + rest


def mask_address(text: str) -> str:
    """An address is not shown at all."""
    return _UNSHOWN * min(len(text), 6)


def mask_story(text: str) -> str:
    """What a visit found, by its first words alone."""
    return text if len(text) <= 6 else f"{text[:6]}…"


def first_advisor(row: Row) -> None:
    """Who went; those named behind her came along."""
    row.values["advisor"] = next(iter(row.get("advisors") or ()), None)


def within(first: str, last: str, label: str, *, may_be_same: bool) -> Callable[[Row], None]:
    """A check that one day of a row lies behind another."""

    def check(row: Row) -> None:
        one: date | None = row.get(first)
        other: date | None = row.get(last)
        if one and other and (other < one or (other == one and not may_be_same)):
            row.error(last, "date_order", f"{label}{other}应晚于{one}，请核对。")

    return check


def listed(choices: Choices) -> Reader:
    """Any of some values; a remark in brackets behind one of them is passed over."""

    def read(value: CellValue, cell: Cell) -> Reading:
        return choices.read_many(re.sub(r"[（(][^（()）]*[）)]", "", clean(value)))

    return read
