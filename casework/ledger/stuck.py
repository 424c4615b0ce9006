"""办不成事接待登记: matters that could not be done, as stations and service points keep them."""

import re
from datetime import date

from advisors.roster import load_roster
from casework.anonymity import told_in
from casework.books.stuck import StuckBooks
from casework.enums import Blocker, Satisfaction, StuckOutcome
from casework.ledger import reading
from casework.ledger.exports import UNTOLD
from ledgers import cells, readers
from ledgers.cells import Choices, clean
from ledgers.columns import COMMUNITY, STREET
from ledgers.problems import NOTHING, Reading, Rejected
from ledgers.registry import register
from ledgers.spec import Cell, Column, Ledger, Naming, Reader, Row
from ledgers.workbook import CellValue

# The portal's matters begin there; an earlier year is mostly a slip.
FIRST_YEAR = 2019
# What is only known of a matter that is closed.
OF_THE_END = ("outcome", "result", "called_back_on", "satisfaction")
_NUMBER = re.compile(r"[0-9A-F]{8}")

BLOCKERS = Choices.of(
    Blocker.choices,
    {
        Blocker.PAPERS: ("材料不齐", "缺材料", "材料不足", "缺少材料"),
        Blocker.POLICY: ("不符合政策", "政策不允许", "不符合条件", "条件不符"),
        Blocker.SYSTEM: ("系统故障", "系统原因", "系统", "网络问题"),
        Blocker.OTHER_DISTRICT: ("跨区办理", "外区", "跨区业务"),
        Blocker.OTHER: ("其它", "其他原因"),
    },
)
OUTCOMES = Choices.of(
    StuckOutcome.choices,
    {
        StuckOutcome.SOLVED: ("解决", "已办成", "办成", "已办理"),
        StuckOutcome.EXPLAINED: ("已解释", "解释", "解释说明"),
        StuckOutcome.UNSOLVED: ("未解决", "未办成", "没办成"),
    },
)
SATISFACTION = Choices.of(
    Satisfaction.choices,
    {
        Satisfaction.SATISFIED: ("非常满意", "很满意"),
        Satisfaction.FAIR: ("较满意", "一般"),
        Satisfaction.DISSATISFIED: ("不太满意",),
    },
)


def sealed_text(longest: int) -> Reader:
    """A text; what an export of the portal writes in its place says nothing."""

    def read(value: CellValue, cell: Cell) -> Reading:
        if clean(value) == UNTOLD:
            return NOTHING
        return cells.read_text(value, shortest=2, longest=longest)

    return read


def read_number(value: CellValue, cell: Cell) -> Reading:
    """The portal's own number of a matter, as its export hands it out."""
    text = clean(value).upper()
    if not _NUMBER.fullmatch(text):
        raise Rejected(
            "stuck_number_bad",
            "登记编号是系统给的8位字母数字；线下登记的没有编号，请留空。",
        )
    return Reading(text)


def visitor(value: CellValue, cell: Cell) -> Reading:
    """A name; 王**, as the portal hands names out, is taken as it stands."""
    read = reading.household_name(value, cell)
    return Reading(read.value, read.warnings)


def office(value: CellValue, cell: Cell) -> Reading:
    """Where it was handed on; lists show it, so that it names nobody."""
    text = str(cells.read_text(value, shortest=2, longest=60).value)
    if told := told_in(text):
        raise Rejected("office_personal", told)
    return Reading(text)


def check_day(row: Row) -> None:
    """A day long ago is looked at once more."""
    day: date | None = row.get("received_on")
    if day and day.year < FIRST_YEAR:
        row.warn("received_on", "date_early", f"{day}早于{FIRST_YEAR}年，请核对年份。")


def check_matter(row: Row) -> None:
    """Without its texts a row is only known by its number."""
    if row.get("number"):
        return
    for column, label in (("matter", "事项"), ("answer", "答复")):
        if row.raw.get(column) == UNTOLD:
            row.error(
                column,
                "stuck_untold",
                f"{label}没有写，也没有登记编号，认不出是哪一件；请补上登记编号，或写出{label}。",
            )


def check_end(row: Row) -> None:
    """What is known of the end belongs to a day of it; without an outcome nothing was solved."""
    closed_on = row.get("closed_on")
    if closed_on is None:
        told = next((key for key in OF_THE_END if row.get(key) is not None), "")
        if told:
            label = LABELS[told]
            row.require("closed_on", f"写了{label}，请补上办结日期；还没有办结的，{label}留空。")
    elif row.is_blank("outcome"):
        row.values["outcome"] = StuckOutcome.EXPLAINED.value
        row.values["is_outcome_assumed"] = True
        row.warn(
            "outcome",
            "outcome_assumed",
            "没有写办理结果，按“已解释，本人理解”记，不算已解决；已经解决的，请写“已解决”。",
        )


def first_receiver(row: Row) -> None:
    """Who received it; one name is enough."""
    row.values["advisor"] = next(iter(row.get("advisors") or ()), None)


COLUMNS = (
    STREET,
    COMMUNITY,
    Column("number", "登记编号", read_number, aliases=("办不成事编号", "接待编号")),
    Column(
        "received_on",
        "日期",
        readers.day(may_be_future=False),
        aliases=("接待日期", "来访日期", "登记日期", "接待时间", "来访时间"),
        required=True,
    ),
    Column(
        "visitor_name",
        "来访人",
        visitor,
        aliases=("来访人姓名", "来访群众", "来访者", "群众姓名"),
        mask=reading.mask_person,
    ),
    Column(
        "household_number",
        "户编号",
        reading.household_number,
        aliases=("家庭编号", "低保证号"),
    ),
    Column(
        "visitor_phone",
        "电话",
        readers.phone(),
        aliases=("联系电话", "来访人电话", "手机", "联系方式"),
        mask=reading.mask_story,
    ),
    Column(
        "matter",
        "事项",
        sealed_text(500),
        aliases=("来访事项", "办理事项", "反映事项", "事项内容", "办不成的事"),
        required=True,
        mask=reading.mask_story,
    ),
    Column(
        "blocker",
        "未办成原因",
        readers.choice(BLOCKERS),
        aliases=("办不成原因", "未办结原因", "办不成的原因", "未办成的原因"),
        required=True,
    ),
    Column(
        "answer",
        "答复",
        sealed_text(500),
        aliases=("答复情况", "答复内容", "处理答复", "解释答复"),
        required=True,
        mask=reading.mask_story,
    ),
    Column(
        "receivers",
        "接待人",
        readers.advisors(
            unit_key="street",
            day_key="received_on",
            refs_key="advisors",
            may_come_early=lambda row: False,
        ),
        aliases=("接待人员", "接待顾问", "受理人"),
    ),
    Column("handed_to", "转办单位", office, aliases=("转办部门", "移交单位", "转交单位")),
    Column(
        "handed_on",
        "转办日期",
        readers.day(may_be_future=False),
        aliases=("转办时间", "移交日期"),
    ),
    Column(
        "closed_on",
        "办结日期",
        readers.day(may_be_future=False),
        aliases=("办结时间", "办理完成日期", "完成日期"),
    ),
    Column("outcome", "办理结果", readers.choice(OUTCOMES), aliases=("办结结果", "是否解决")),
    Column(
        "result",
        "办理情况",
        sealed_text(500),
        aliases=("办结情况", "处理情况"),
        mask=reading.mask_story,
    ),
    Column(
        "called_back_on",
        "回访日期",
        readers.day(may_be_future=False),
        aliases=("回访时间",),
    ),
    Column(
        "satisfaction",
        "满意度",
        readers.choice(SATISFACTION),
        aliases=("满意情况", "是否满意", "评价"),
    ),
)
LABELS = {column.key: column.label for column in COLUMNS}

LEDGER = register(
    Ledger(
        kind="stuck",
        title="办不成事接待登记",
        key=("street", "community", "number", "received_on", "visitor_name", "matter"),
        checks=(
            first_receiver,
            check_day,
            check_matter,
            reading.within("received_on", "handed_on", "转办日期", may_be_same=True),
            reading.within("received_on", "closed_on", "办结日期", may_be_same=True),
            reading.within("closed_on", "called_back_on", "回访日期", may_be_same=True),
            check_end,
        ),
        roster=load_roster,
        books=StuckBooks(),
        doubts=StuckBooks().doubts,
        page="casework:stuck-cases",
        records=(
            Naming(
                "casework.stuckcase",
                unit="unit_id",
                words=("received_on", "blocker"),
                page="casework:stuck",
            ),
            Naming("casework.servicerecord", unit="unit_id", words=("given_on", "service_type")),
        ),
        columns=COLUMNS,
    )
)
