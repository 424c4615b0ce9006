"""Empty ledgers to fill in: the columns as the portal knows them, with lists to choose from."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from core.actor import Actor
from core.clock import today
from ledgers.headers import GUIDE
from ledgers.problems import Rejected
from ledgers.roster import Roster
from ledgers.spec import Cell, Column, Ledger, Row, SheetContext
from orgs.models import Unit
from orgs.names import UnitNames

HEADER_ROW, EXAMPLE_ROW, LAST_ROW = 3, 4, 1000
# A row that begins so is passed over, should it be left there.
EXAMPLE_MARK = "注：示例"
# What the example row says in the columns that have no list to choose from.
EXAMPLES = {
    "name": "张三",
    "phone": "13800000000",
    "started_on": "2024-03-05",
    "filed_on": "2024-03-20",
    "official_name": "曹杨新村街道社区救助顾问服务站",
    "address": "花溪路1号",
    "venue_kind": "社区事务受理服务中心",
    "area_m2": "40",
    "seats": "6",
    "opening_hours": "周一至周五 9:00-17:00",
    "lead_name": "张三",
    "opened_on": "2024-06-28",
    "held_on": "2024-03-05",
    "topic": "低保政策与家境调查",
    "trainer_name": "李老师",
    "organiser": "区民政局",
    "place": "三楼会议室",
    "minutes": "90分钟",
    "headcount": "2",
    "attendees": "张三、李四",
    "visited_on": "2024-03-05",
    "visitors": "张三",
    "household_number": "PT00001",
    "household_size": "3",
    "story": "老人独居，身体尚可，提醒按时复诊。",
    "carers": "张三",
    "starts_on": "2024-03-05",
}
# No word of any list: what a column answers to it is what it would take.
_UNKNOWN = "□"
_LINE = Side(style="thin", color="BFCCCF")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", fgColor="FFE3F1F2")
_SOFT = Font(color="FF54686E", italic=True)
_WIDTHS = {"community": 24, "street": 18, "attendees": 40, "topic": 32, "address": 32}


def blank_workbook(ledger: Ledger, actor: Actor) -> bytes:
    """An empty workbook of a ledger, under the name of the actor's unit."""
    units = Unit.objects.visible_to(actor).valid_on(today()).order_by("code")
    words = {column.key: choices_of(column) for column in ledger.columns}
    words["street"] = [unit.name for unit in units if unit.level == Unit.Level.STREET]
    words["community"] = [unit.name for unit in units if unit.level == Unit.Level.COMMUNITY]
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(ledger.title)
    addresses = _write_guide(book.create_sheet(GUIDE), ledger, words)
    sheet["A1"] = f"{actor.unit_name}{ledger.title}（{today().year}年度）"
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A2"] = f"填报单位：{actor.unit_name}    填报日期：    填表人："
    _write_column(sheet, 1, "序号", EXAMPLE_MARK, 10)
    for at, column in enumerate(ledger.columns, start=2):
        label = f"{column.label}（必填）" if column.required else column.label
        example = EXAMPLES.get(column.key) or next(iter(words[column.key]), "")
        _write_column(sheet, at, label, example, _WIDTHS.get(column.key, 14))
        if column.key in addresses:
            _offer(sheet, at, addresses[column.key])
    sheet.row_dimensions[HEADER_ROW].height = 32
    sheet.freeze_panes = sheet.cell(EXAMPLE_ROW, 2)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def choices_of(column: Column) -> list[str]:
    """The words that a column takes, where there are only so many: its reader is asked."""
    nowhere = SheetContext(
        today=today(),
        year=today().year,
        epoch_1904=False,
        street="",
        units=UnitNames([]),
        roster=Roster(),
        headers={},
    )
    try:
        column.reader(_UNKNOWN, Cell(Row(nowhere), column.key, column.label))
    except Rejected as rejected:
        return [candidate.value for candidate in rejected.problem.candidates]
    return []


def _write_column(sheet: Worksheet, at: int, label: str, example: str, width: int) -> None:
    """A column's header and example, as text, so that numbers keep their zeros."""
    column = sheet.column_dimensions[get_column_letter(at)]
    column.width, column.number_format = width, "@"
    head = sheet.cell(HEADER_ROW, at, label)
    head.font, head.fill, head.border = Font(bold=True), _HEAD, _GRID
    head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    shown = sheet.cell(EXAMPLE_ROW, at, example)
    shown.font, shown.border, shown.number_format = _SOFT, _GRID, "@"


def _offer(sheet: Worksheet, at: int, address: str) -> None:
    """Let a column be chosen from a list; what stands in no list may be typed all the same."""
    rule = DataValidation(
        type="list",
        formula1=address,
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        errorTitle="不在可选项里",
        error="可以照填，核对时会再问。",
    )
    letter = get_column_letter(at)
    rule.add(f"{letter}{EXAMPLE_ROW}:{letter}{LAST_ROW}")
    sheet.add_data_validation(rule)


def _write_guide(sheet: Worksheet, ledger: Ledger, words: dict[str, list[str]]) -> dict[str, str]:
    """What each column is, and the lists to choose from; gives where each list stands."""
    sheet.append(["这一列", "必填", "其他叫法"])
    for column in ledger.columns:
        names = "、".join(column.aliases)
        sheet.append([column.label, "是" if column.required else "", names])
    addresses: dict[str, str] = {}
    listed = [column for column in ledger.columns if words[column.key]]
    for at, column in enumerate(listed, start=5):
        letter = get_column_letter(at)
        sheet.cell(1, at, column.label)
        for row, word in enumerate(words[column.key], start=2):
            sheet.cell(row, at, word)
        last = len(words[column.key]) + 1
        addresses[column.key] = f"{quote_sheetname(GUIDE)}!${letter}$2:${letter}${last}"
        sheet.column_dimensions[letter].width = 22
    for head in sheet[1]:
        head.font = Font(bold=True)
    for letter, width in (("A", 14), ("B", 8), ("C", 48), ("D", 4)):
        sheet.column_dimensions[letter].width = width
    return addresses
