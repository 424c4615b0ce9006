"""The office's workbook comes back as it was, with the reasons beside its rejected rows."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.test import Client
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, Side

from audit.models import Entry
from core.actor import Actor
from ledgers.batches import receive, recheck
from ledgers.corrections import Fix
from ledgers.models import Batch
from ledgers.parsing import parse
from ledgers.returns import returned_workbook
from ledgers.splicing import Remarks, with_remarks
from tests.cast import Cast
from tests.ledgers import scenes
from tests.ledgers.books import book, repacked, saved, with_sheet_xml
from tests.ledgers.scenes import GOOD, ROSTER, ROSTER_HEADER, entered, roster, sample

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Client]
RED = "FFFBE3DD"


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("district_admin")


def received(content: bytes, by: Actor) -> Batch:
    return receive(file_name="名册.xlsx", content=content, by=by).batch


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def marked(content: bytes, sheet: str = "表", **rows: Any) -> bytes:
    """A workbook with remarks beside rows given as r3="…", its header in row 1."""
    told = {int(name[1:]): text for name, text in rows.items()}
    return with_remarks(content, {sheet: Remarks("退回原因", (1,), told)})


# What goes back ------------------------------------------------------------------------------


def test_each_rejected_row_has_its_reasons_beside_it(admin: Actor) -> None:
    batch = received(roster({"联系电话": "1391111", "上岗日期": "2024-02-30"}, {}), admin)
    content, count = returned_workbook(batch)
    sheet = opened(content)["名册"]
    assert count == 1
    assert str(sheet["I2"].value).startswith("退回原因（")
    assert sheet["I3"].value == (
        "联系电话：手机号应为11位，现在是7位，少4位。\n"
        "上岗日期：2024年2月只有29天，没有30日。可填：2024-02-29。"
    )
    assert sheet["I4"].value is None
    assert {cell.fill.fgColor.rgb for cell in sheet[3] if cell.value} == {RED}
    assert sheet["A4"].fill.fgColor.rgb != RED
    assert sheet["C3"].value == "丁小一"


def test_the_sample_comes_back_whole_and_is_read_as_before() -> None:
    admin = scenes.load_putuo()
    batch = entered(sample(ROSTER), admin)
    content, count = returned_workbook(batch)
    assert count == 21
    before, after = parse(sample(ROSTER)), parse(content)
    remarks = 0
    for old, new in zip(before.sheets, after.sheets, strict=True):
        assert (old.name, old.merges, old.hidden_rows) == (new.name, new.merges, new.hidden_rows)
        width = max(map(len, old.rows.values()))
        for number, cells in new.rows.items():
            kept = cells[:width]
            while kept and kept[-1] is None:
                kept.pop()
            assert kept == old.rows[number]
            remarks += len(cells) > width
    assert remarks == 21 + len(after.sheets)
    again = received(content, admin)
    assert (again.counts["same"], again.counts["rejected"]) == (349, 21)


def test_what_was_put_right_on_the_page_stands_in_its_cell(admin: Actor) -> None:
    batch = received(
        roster(
            {"联系电话": "139"}, {"姓名": "丁小二", "学历": None, "上岗日期": None}, {"姓名": "1"}
        ),
        admin,
    )
    batch = recheck(
        batch=batch,
        by=admin,
        fixes=[
            Fix(("名册", 3, "phone"), "13911110009"),
            Fix(("名册", 4, "started_on"), "2024-03-06"),
        ],
    )
    content, count = returned_workbook(batch)
    sheet = opened(content)["名册"]
    assert count == 1
    assert (sheet["D3"].value, sheet["F4"].value) == ("13911110009", "2024-03-06")
    assert sheet["I3"].value == "联系电话：已在核对时改正为“139****0009”\n可入账。"
    assert sheet["A3"].fill.fgColor.rgb != RED
    again = received(content, admin)
    assert (again.counts["new"], again.counts["rejected"]) == (2, 1)


@pytest.mark.parametrize(
    ("row", "column", "values"),
    [
        ('<c r="A2"><v>1</v></c><c r="C2"><v>3</v></c>', 2, [1, "x", 3]),
        ('<c r="A2"><v>1</v></c><c r="B2" s="0"/><c r="C2"><v>3</v></c>', 2, [1, "x", 3]),
        ('<c r="A2"><v>1</v></c>', 3, [1, None, "x"]),
        ('<c r="A2"><f>1+1</f><v>2</v></c>', 1, ["=1+1", None, None]),
    ],
)
def test_a_text_takes_a_cells_place(row: str, column: int, values: list[Any]) -> None:
    rows = f'<row r="1"><c r="A1"/><c r="B1"/><c r="C1"><v>9</v></c></row><row r="2">{row}</row>'
    remarks = Remarks("退回原因", (1,), {}, {2: "可入账。"}, {2: {column: "x"}})
    sheet = opened(with_remarks(with_sheet_xml(rows), {"表": remarks}))["表"]
    assert [cell.value for cell in sheet[2]] == [*values, "可入账。"]


def test_rows_of_other_streets_go_back_too(cast: Cast) -> None:
    street_admin = cast.actor("a_admin")
    other = {"街镇": cast.b.unit.name, "居村": "寿里1居委会"}
    content, _ = returned_workbook(received(roster({}, other), street_admin))
    assert "不在您的管辖范围内" in opened(content)["名册"]["I4"].value


def test_handing_it_out_is_written_into_the_trail(
    cast: Cast, sign_in: SignIn, admin: Actor
) -> None:
    batch = receive(file_name="../名册 =1.xlsx", content=roster({"姓名": "1"}), by=admin).batch
    answer = sign_in("district_admin").get(f"/ledgers/{batch.pk}/returns/")
    assert answer.status_code == 200
    assert "退回-名册 =1.xlsx" in unquote(answer["Content-Disposition"])
    line = Entry.objects.get(action=Entry.Action.EXPORTED)
    assert (line.subject, line.detail) == (f"batch:{batch.pk}", {"rows": 1})
    assert sign_in("a_admin").get(f"/ledgers/{batch.pk}/returns/").status_code == 404


def test_there_is_nothing_to_return_without_rejected_rows(sign_in: SignIn, admin: Actor) -> None:
    batch = received(roster({}), admin)
    assert sign_in("district_admin").get(f"/ledgers/{batch.pk}/returns/").status_code == 404


def test_phones_and_id_numbers_stay_masked_in_the_reasons(admin: Actor) -> None:
    batch = received(roster({"人员性质": "13911112222"}), admin)
    content, _ = returned_workbook(batch)
    assert "“139****2222”不在可选项里" in opened(content)["名册"]["I3"].value


# How it is written ---------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@a", "\t=1", "<b>&amp;\x07"])
def test_a_remark_is_text_whatever_it_begins_with(text: str) -> None:
    cell = opened(marked(book(("表", [["a"], ["b"]])), r2=text))["表"]["B2"]
    assert cell.data_type == "s"
    assert cell.value == text.replace("\x07", "")
    assert cell.quotePrefix


def test_everything_else_is_the_same_to_the_byte() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "表"
    for row in (["姓名", "合计"], ["甲", "=1+1"], ["乙", 2]):
        sheet.append(row)
    sheet["A2"].font = Font(bold=True, color="FFFF0000")
    sheet["A2"].border = Border(left=Side(style="thick"))
    sheet["A2"].comment = Comment("看这里", "办事员")
    sheet.merge_cells("A5:B6")
    sheet.column_dimensions["A"].width = 33
    sheet.auto_filter.ref = "A1:B3"
    workbook.create_sheet("别的").append(["不动"])
    before = saved(workbook)
    after = marked(before, r2="改")
    old, new = (zipfile.ZipFile(io.BytesIO(content)) for content in (before, after))
    changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/styles.xml"}
    assert old.namelist() == new.namelist()
    cell = opened(after)["表"]["A2"]
    assert (cell.font.bold, cell.border.left.style, cell.fill.fgColor.rgb) == (True, "thick", RED)
    assert cell.comment.text == "看这里"
    back = opened(after)["表"]
    assert (back["B2"].value, back.auto_filter.ref) == ("=1+1", "A1:B3")
    assert back.column_dimensions["A"].width == 33
    assert back.column_dimensions["C"].width == 48


@pytest.mark.parametrize(
    ("columns", "widths"),
    [
        ('<cols><col min="1" max="16384" width="9"/></cols>', "1-2:9 3-3:48 4-16384:9"),
        ('<cols><col min="1" max="2" width="9"></col></cols>', "1-2:9 3-3:48"),
        ('<cols><col min="3" max="3" width="9"/></cols>', "3-3:48"),
        ('<cols><col min="3" max="5" width="9"/></cols>', "3-3:48 4-5:9"),
        ('<cols><col max="9" width="9" min="5"/></cols>', "3-3:48 5-9:9"),
        ("", "3-3:48"),
    ],
)
def test_the_new_column_finds_room_among_the_others(columns: str, widths: str) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="A2"/></row>'
    )
    content = repacked(
        with_sheet_xml(rows),
        lambda name, data: data.replace(b"<sheetData>", columns.encode() + b"<sheetData>"),
    )
    xml = zipfile.ZipFile(io.BytesIO(marked(content, r2="改"))).read("xl/worksheets/sheet1.xml")
    found = [
        dict(re.findall(r'(\w+)="([^"]*)"', tag))
        for tag in re.findall(r"<col [^>]*>", xml.decode())
    ]
    assert " ".join(f"{c['min']}-{c['max']}:{c['width']}" for c in found) == widths
    assert opened(marked(content, r2="改"))["表"]["C2"].value == "改"


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            '<row><c><v>1</v></c></row><row spans="1:1"><c><v>2</v></c></row>', id="no references"
        ),
        pytest.param(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c>'
            '<c r="B2" s="0"></c><c r="C2" s="0"/></row>',
            id="empty cells where the remark goes, and behind it",
        ),
        pytest.param(
            "<row r='1'><c r='A1'><v>1</v></c></row><row r='2' ht='9' x='a>b'><c r='A2'><v>2</v></c>"
            "</row>",
            id="other quotes",
        ),
    ],
)
def test_rows_may_be_written_in_many_ways(rows: str) -> None:
    sheet = opened(marked(with_sheet_xml(rows), r2="改"))["表"]
    assert [cell.value for cell in sheet[2]][:2] == [2, "改"]
    assert sheet["B1"].value == "退回原因"


def test_prefixes_and_other_encodings_are_kept_up_with() -> None:
    def change(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return data
        text = re.sub(r"<(/?)(\w)", r"<\1x:\2", data.decode().split("?>")[-1])
        text = text.replace("xmlns=", "xmlns:x=", 1)
        return f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")

    content = repacked(book(("表", [["a"], ["b"]])), change)
    sheet = opened(marked(content, r2="改"))["表"]
    assert [sheet["A2"].value, sheet["B2"].value] == ["b", "改"]


def test_a_workbook_without_styles_gets_its_remarks_all_the_same() -> None:
    content = repacked(book(("表", [["a"], ["b"]])))
    source = zipfile.ZipFile(io.BytesIO(content))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/styles.xml":
                continue
            package.writestr(name, re.sub(rb"<[^>]*styles[^>]*/>", b"", data))
    assert opened(marked(target.getvalue(), r2="改"))["表"]["B2"].value == "改"


def test_many_rows_share_their_coloured_styles() -> None:
    rows = [list(ROSTER_HEADER), *([list(GOOD.values())] * 400)]
    content = book(("表", rows))
    out = marked(content, **{f"r{n}": "改" for n in range(2, 402)})
    styles = zipfile.ZipFile(io.BytesIO(out)).read("xl/styles.xml").decode()
    assert styles.count("<xf ") < 8
    assert len(out) < len(content) * 3
