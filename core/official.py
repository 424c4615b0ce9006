"""Word documents in the dress of the district's own papers (公文, GB/T 9704).

Title in 小标宋 2号, text in 仿宋 3号 with 28 pt between lines, headings 黑体 and 楷体, tables in
仿宋 小四, pages numbered 第 x 页 共 y 页. Fonts that a machine lacks fall back by themselves to
the ones named beside them in the theme of its Word.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE_FONT, HEAD_FONT, SUBHEAD_FONT, BODY_FONT = (
    "方正小标宋简体",
    "黑体",
    "楷体_GB2312",
    "仿宋_GB2312",
)
TITLE_SIZE, BODY_SIZE, TABLE_SIZE, FOOT_SIZE = Pt(22), Pt(16), Pt(12), Pt(14)
LINE = Pt(28)
# Two characters of 三号.
INDENT = Pt(32)
_NUMERALS = "〇一二三四五六七八九十"

# A cell of a table, and whether it holds a figure.
Entry = tuple[str, bool]


def paper(title: str, author: str, notes: Iterable[str] = ()) -> WordDocument:
    """A document that begins with its title and the lines below it."""
    word = Document()
    _dress(word)
    core = word.core_properties
    core.title, core.author, core.comments = title, author, ""
    word.add_paragraph(title, style="公文标题")
    for note in notes:
        word.add_paragraph(note, style="公文说明")
    return word


def add_line(word: WordDocument, label: str, text: str) -> None:
    """地点：会商研讨区; further lines of the text stand as paragraphs of their own."""
    paragraph = word.add_paragraph()
    paragraph.add_run(f"{label}：").bold = True
    first, *others = text.split("\n")
    paragraph.add_run(first)
    for other in others:
        word.add_paragraph(other)


def add_table(word: WordDocument, labels: Sequence[str], rows: Iterable[Sequence[Entry]]) -> None:
    """A table whose rows are numbered, and whose head stands on each page."""
    table = word.add_table(rows=1, cols=len(labels) + 1, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    head = table.rows[0]
    _repeat_on_each_page(head)
    for cell, text in zip(head.cells, ["序号", *labels], strict=True):
        _write(cell, text, WD_ALIGN_PARAGRAPH.CENTER, is_bold=True)
    for number, row in enumerate(rows, start=1):
        cells = table.add_row().cells
        _write(cells[0], str(number), WD_ALIGN_PARAGRAPH.CENTER)
        for cell, (text, is_numeric) in zip(cells[1:], row, strict=True):
            side = WD_ALIGN_PARAGRAPH.RIGHT if is_numeric else WD_ALIGN_PARAGRAPH.LEFT
            _write(cell, text, side)


def signed(word: WordDocument, unit: str, day: date) -> bytes:
    """The .docx file, with unit and day at its end."""
    for text in ("", unit, f"{day.year}年{day.month}月{day.day}日"):
        word.add_paragraph(text, style="公文落款")
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def hand_over(content: bytes, file_name: str) -> HttpResponse:
    """The document to be saved, under a Chinese name."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    disposition = content_disposition_header(as_attachment=True, filename=file_name)
    response.headers["Content-Disposition"] = disposition
    return response


def numeral(number: int) -> str:
    """1 → 一, 12 → 十二, 25 → 二十五."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones else "") if number else _NUMERALS[0]


def _write(cell: _Cell, text: str, side: WD_ALIGN_PARAGRAPH, *, is_bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = "公文表格"
    paragraph.alignment = side
    paragraph.add_run(text).bold = is_bold


def _dress(word: WordDocument) -> None:
    """The page and the styles of official papers."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    styles = word.styles
    normal = styles["Normal"]
    _font(normal, BODY_FONT, BODY_SIZE)
    normal.paragraph_format.line_spacing = LINE
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.first_line_indent = INDENT
    for level, name in ((1, HEAD_FONT), (2, SUBHEAD_FONT)):
        heading = styles[f"Heading {level}"]
        _font(heading, name, BODY_SIZE, is_bold=False)
        heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(0)
    _style(word, "公文标题", TITLE_FONT, TITLE_SIZE, WD_ALIGN_PARAGRAPH.CENTER, line=Pt(36))
    _style(word, "公文说明", SUBHEAD_FONT, BODY_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
    _style(word, "公文落款", BODY_FONT, BODY_SIZE, WD_ALIGN_PARAGRAPH.RIGHT)
    _style(word, "公文表格", BODY_FONT, TABLE_SIZE, WD_ALIGN_PARAGRAPH.LEFT, line=Pt(18))
    _page_numbers(section.footer.paragraphs[0])


def _style(
    word: WordDocument, name: str, font: str, size: Pt, side: WD_ALIGN_PARAGRAPH, line: Pt = LINE
) -> None:
    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles["Normal"]
    _font(style, font, size)
    style.paragraph_format.alignment = side
    style.paragraph_format.first_line_indent = Pt(0)
    style.paragraph_format.line_spacing = line


def _font(style: object, name: str, size: Pt, *, is_bold: bool = False) -> None:
    font = style.font  # type: ignore[attr-defined]
    font.name, font.size, font.bold = name, size, is_bold
    font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()  # type: ignore[attr-defined]
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), name)
    # The template's own headings name theme fonts, which would win.
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def _page_numbers(paragraph: Paragraph) -> None:
    """第 x 页 共 y 页, counted by Word."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.first_line_indent = Pt(0)
    for text, field in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES"), (" 页", "")):
        paragraph.add_run(text).font.size = FOOT_SIZE
        if field:
            _field(paragraph, field)


def _field(paragraph: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)


def _repeat_on_each_page(row: object) -> None:
    properties = row._tr.get_or_add_trPr()  # type: ignore[attr-defined]
    properties.append(OxmlElement("w:tblHeader"))
