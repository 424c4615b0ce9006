"""困难对象名册: the list of households in need, as the streets keep it."""

import calendar
import re
from datetime import date

from advisors.roster import load_roster
from casework.anonymity import told_in
from casework.books.households import HouseholdBooks
from casework.enums import Tier
from casework.ledger import reading
from casework.ledger.frequency import read_frequency
from core.masking import mask_id_number, mask_phone
from ledgers import readers
from ledgers.cells import Choices, clean
from ledgers.columns import OWN_COMMUNITY, STREET
from ledgers.dates import Span, read_date
from ledgers.problems import NOTHING, Problem, Reading, Rejected, warning
from ledgers.registry import register
from ledgers.spec import Cell, Column, Ledger, Naming, Row
from ledgers.workbook import CellValue

TIERS = Choices.of(
    Tier.choices,
    {
        Tier.KEY: ("重点户", "重点关注", "一级", "红"),
        Tier.REGULAR: ("一般", "一般户", "普通", "常规户", "二级"),
    },
)
LONGEST_NOTE = 200
# Who answers, and who stands in.
MOST_CARERS = 2
_OPEN_END = re.compile(r"(?:[-~～—－至到]*(?:今|长期|无限期|现在)|起)$")


def read_start(value: CellValue, cell: Cell) -> Reading:
    """The first day on the list, or the span of 起止日期, whose last day goes to `span_end`."""
    if isinstance(value, str):
        value = _OPEN_END.sub("", clean(value)).strip()
        if not value:
            return NOTHING
    span = _span(value, cell)
    if span.first > cell.sheet.today:
        raise Rejected("date_future", f"{span.first}还没有到，请核对年份。")
    return Reading(span.first, _notes(span), {"span_end": span.last})


def read_end(value: CellValue, cell: Cell) -> Reading:
    """The last day on the list; a month ends with its last day, 长期 is none."""
    if isinstance(value, str) and not _OPEN_END.sub("", clean(value)):
        return NOTHING
    span = _span(value, cell)
    last = span.first
    if span.precision == "month":
        last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    return Reading(last, _notes(span))


def _span(value: CellValue, cell: Cell) -> Span:
    sheet = cell.sheet
    return read_date(value, ledger_year=sheet.year, epoch_1904=sheet.epoch_1904, may_span=True)


def _notes(span: Span) -> tuple[Problem, ...]:
    if span.precision == "day":
        return span.notes
    note = warning("date_precision", "只写到月份，按整月记。")
    return (*span.notes, note)


def take_span(row: Row) -> None:
    """The end of 起止日期 is the last day where no column of its own tells it."""
    end: date | None = row.values.pop("span_end", None)
    if end and row.is_blank("ends_on"):
        row.values["ends_on"] = end
    elif end and row.get("ends_on") and row.get("ends_on") != end:
        row.error("ends_on", "date_order", f"起止日期写到{end}，这里写的是{row.get('ends_on')}。")


def check_carers(row: Row) -> None:
    """One answers, one stands in."""
    if len(row.get("advisors") or ()) > MOST_CARERS:
        row.error("carers", "number_invalid", "最多写两位：先写责任顾问，再写协助顾问。")


def take_contact(row: Row) -> None:
    """Somebody else to call goes into the note: a file has no place of its own for her."""
    refused = told_in(row.get("note") or "")
    if refused:
        row.error("note", "note_personal", refused)
    contact = row.values.pop("contact", None)
    row.values["is_listed"] = True
    if not contact or contact == row.get("name"):
        return
    told = f"联系人：{contact}"
    note = f"{row.get('note')}；{told}" if row.get("note") else told
    if len(note) > LONGEST_NOTE:
        row.error("note", "text_length", f"连同联系人最多{LONGEST_NOTE}个字，请写短些。")
        return
    row.values["note"] = note


LEDGER = register(
    Ledger(
        kind="households",
        title="困难对象名册",
        key=("community", "name", "household_number"),
        checks=(
            reading.take_hint,
            take_span,
            check_carers,
            take_contact,
            reading.within("starts_on", "ends_on", "在册最后一天", may_be_same=True),
        ),
        roster=load_roster,
        books=HouseholdBooks(),
        doubts=HouseholdBooks().doubts,
        page="casework:households",
        records=(
            Naming(
                "casework.household",
                unit="community_id",
                person="head_name",
                words=("number",),
                page="casework:household",
            ),
            *(
                Naming(
                    f"casework.{model}",
                    unit="household__community_id",
                    words=(*words, "household__number"),
                    page="casework:household",
                    page_key="household_id",
                )
                for model, words in (
                    ("listing", ("starts_on",)),
                    ("householdcategory", ("starts_on",)),
                    ("householdtier", ("starts_on",)),
                    ("care", ("advisor__name", "starts_on")),
                    ("member", ()),
                )
            ),
        ),
        columns=(
            STREET,
            OWN_COMMUNITY,
            Column(
                "name",
                "户主",
                reading.household_name,
                aliases=("户主姓名", "姓名", "对象姓名", "救助对象", "困难对象"),
                required=True,
                mask=reading.mask_person,
            ),
            Column(
                "household_number",
                "户编号",
                reading.household_number,
                aliases=("家庭编号", "编号", "低保证号", "档案号"),
            ),
            Column(
                "id_number",
                "身份证号",
                readers.id_number(),
                aliases=(
                    "证件号",
                    "身份证",
                    "身份证号码",
                    "公民身份号码",
                    "证件号码",
                    "户主身份证号",
                ),
                mask=mask_id_number,
            ),
            Column(
                "categories",
                "类别",
                reading.listed(reading.CATEGORIES),
                aliases=("救助类别", "对象类别", "困难类型", "困难类别"),
                required=True,
            ),
            Column(
                "household_size",
                "人数",
                readers.count(least=1, most=20),
                aliases=("家庭人数", "户人数", "人口", "家庭人口"),
            ),
            Column("contact", "联系人", readers.text(30), mask=reading.mask_person),
            Column(
                "phone",
                "联系电话",
                readers.phone(),
                aliases=("电话", "手机", "联系方式", "联系人电话", "手机号"),
                mask=mask_phone,
            ),
            Column(
                "address",
                "住址",
                readers.text(200),
                aliases=("家庭地址", "地址", "家庭住址", "居住地址"),
                mask=reading.mask_address,
            ),
            Column(
                "starts_on",
                "列入日期",
                read_start,
                aliases=(
                    *("起止日期", "起止时间", "起始日期", "开始日期", "纳入日期", "列入时间"),
                    *("起", "起始时间", "建档日期"),
                ),
            ),
            Column(
                "ends_on",
                "移出日期",
                read_end,
                aliases=("止", "截止日期", "结束日期", "终止日期", "退出日期", "截止时间"),
            ),
            Column(
                "carers",
                "责任顾问",
                readers.advisors(
                    unit_key="street",
                    day_key="starts_on",
                    refs_key="advisors",
                    may_come_early=lambda row: True,
                ),
                aliases=("顾问", "责任人", "联系顾问", "结对顾问", "包户顾问"),
                required=True,
            ),
            Column(
                "visits_per_quarter",
                "走访频次",
                read_frequency,
                aliases=("走访频率", "频次", "走访次数"),
            ),
            Column(
                "tier",
                "分层",
                readers.choice(TIERS),
                aliases=("分类管理", "分层管理", "关注等级"),
            ),
            Column("note", "备注", readers.text(LONGEST_NOTE), mask=reading.mask_story),
        ),
    )
)
