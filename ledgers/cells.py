"""Reads text, numbers, marks and choices as offices type them.

Each function takes a cell's value and returns a Reading, or raises Rejected with a message for
the person who typed it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from ledgers.problems import Candidate, Reading, Rejected, warning
from ledgers.workbook import Broken, CellValue

_BLANK_WORD = re.compile(r"[—－\-/\\／＼]*|无|没有|空|暂无|未知|不详|N/?A|n/?a|待补")
DITTO_WORDS = frozenset(["同上", "〃", '"', "″", "''"])

_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff·])\s+(?=[\u3400-\u9fff·])")
_SPLITTER = re.compile(r"[、，,；;/+＋|\n\r]+")
_DOTS = re.compile(r"[•・‧∙●．]")
_NUMBER = re.compile(r"([+-]?(?:\d{1,3}(?:[,，]\d{3})+|\d{1,15})?(?:\.\d{1,10})?)(万|亿)?(.*)")
_UNITS = re.compile(
    r"(?:元|块|人次|人|户|名|位|个|次|张|席|座|份|件|小时|平方米|平米|平方|㎡|m2|m²|M2|米)?整?"
)
_TIMES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
# Full-width digits and letters become half-width; what cannot be seen goes.
_TIDY: dict[int, str | None] = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in range(0xFF10, 0xFF5B)
    if chr(code).isalnum()
}
_TIDY |= dict.fromkeys((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x200B, 0x2010)))
_TIDY |= dict.fromkeys((0x2060, 0xFEFF))
_YES = frozenset(["是", "√", "✓", "✔", "有", "1", "Y", "y", "YES", "Yes", "yes", "TRUE", "True"])
_NO = frozenset(["否", "×", "✗", "✕", "x", "X", "没", "0", "N", "n", "NO", "No", "no", "FALSE"])


def display(value: CellValue) -> str:
    """A value as text, the way the sheet shows it; empty for a blank cell."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime() if value.time() != time():
            return value.strftime("%Y-%m-%d %H:%M")
        case datetime() | date():
            return value.strftime("%Y-%m-%d")
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            hours, rest = divmod(int(value.total_seconds()), 3600)
            return f"{hours}:{rest // 60:02}"
        case float():
            return f"{value:.15g}"
        case _:
            return str(value)


def clean(value: CellValue) -> str:
    """A value as tidy text: no invisible characters, half-width digits and letters.

    Full-width punctuation stays as it is: names of units hold （）.
    """
    text = display(value)
    if text.isascii() and text.isalnum():
        return text
    return text.translate(_TIDY).replace("_x000D_", "").strip()


def is_blank(value: CellValue) -> bool:
    """Whether a cell says nothing, in one of the ways people say nothing (无, /, 暂无 …)."""
    if isinstance(value, str):
        return bool(_BLANK_WORD.fullmatch(clean(value)))
    return value is None


def is_ditto(value: CellValue) -> bool:
    """Whether a cell says: as above."""
    return isinstance(value, str) and clean(value) in DITTO_WORDS


def refuse_broken(value: CellValue) -> None:
    """Reject a formula without a result, or one whose result is an error."""
    if isinstance(value, Broken):
        shown = "" if value.text == "公式" else f"（{value.text}）"
        raise Rejected(
            "formula_no_result",
            f"公式无结果{shown}。请在 Excel 里重新计算并保存，或直接填写数值。",
        )


def read_text(value: CellValue, *, shortest: int = 1, longest: int = 500) -> Reading:
    """Free text of a length in characters; `text_length` where it does not fit."""
    text = clean(value)
    if not shortest <= len(text) <= longest:
        limit = f"至少{shortest}个字" if len(text) < shortest else f"最多{longest}个字"
        raise Rejected("text_length", f"{limit}，现在是{len(text)}个字。")
    return Reading(text)


def read_person_name(value: CellValue) -> Reading:
    """A person's name of 2 to 30 characters, without digits; `name_bad` otherwise."""
    name = tidy_name(clean(value))
    if any(char.isdigit() for char in name):
        letters = re.sub(r"[\d（）()\s]", "", name)
        raise Rejected("name_bad", "姓名里有数字，请只写姓名。", suggestion=letters)
    if not 2 <= len(name) <= 30:
        raise Rejected("name_bad", f"姓名应为2到30个字，现在是{len(name)}个字。")
    return Reading(name)


def tidy_name(text: str) -> str:
    """A name without blanks between Han characters, with · as its only dot."""
    return _BETWEEN_HAN.sub("", _DOTS.sub("·", text)).strip()


def split_many(text: str) -> list[str]:
    """The entries of a cell that lists several, split at 、，；/+ and line breaks."""
    return [part.strip() for part in _SPLITTER.split(text) if part.strip()]


def split_names(text: str) -> list[str]:
    """The names of a cell that lists people, with whichever separator was used.

    Blanks separate too, save between single characters: those spell one name (王　芳).
    """
    text = re.sub(r"等\s*\d*\s*人?$", "", text.strip())
    names: list[str] = []
    for part in split_many(text):
        half = ""
        for word in part.split():
            if len(word) == 1 and not half:
                half = word
                continue
            names.append(half + word)
            half = ""
        if half:
            names.append(half)
    return [tidy_name(name) for name in names]


def read_number(value: CellValue, *, header: str = "") -> Reading:
    """A number as Decimal, its unit dropped: 40㎡, 18人, ¥1,200, 1.2万, and 万元 in the header."""
    text = re.sub(r"[¥￥\s]", "", clean(value))
    approximate = text.startswith(("约", "大约")) or text.endswith(("左右", "余"))
    text = re.sub(r"^大?约|(左右|余)$", "", text)
    found = _NUMBER.fullmatch(text)
    if not found or not _UNITS.fullmatch(found[3]):
        raise _not_a_number(value)
    try:
        number = Decimal(re.sub("[,，]", "", found[1]))
    except InvalidOperation:
        raise _not_a_number(value) from None
    number *= _TIMES.get(found[2] or "", Decimal(1))
    if not found[2] and "万元" in header:
        number *= _TIMES["万"]
    notes = (warning("number_approximate", "写的是约数，按这个数记。"),) if approximate else ()
    return Reading(number, notes)


def read_count(value: CellValue, *, least: int = 0, most: int = 100_000) -> Reading:
    """A whole number within limits (18人 → 18); `number_invalid` otherwise."""
    reading = read_number(value)
    if reading.value != reading.value.to_integral_value():
        raise Rejected("number_invalid", f"应是整数，现在是“{clean(value)}”。")
    if not least <= reading.value <= most:
        raise Rejected("number_invalid", f"应在{least}到{most}之间。")
    return Reading(int(reading.value), reading.warnings)


def read_money(value: CellValue, *, header: str = "") -> Reading:
    """Yuan, not negative, rounded to cents by nobody: more than two decimals are rejected."""
    reading = read_number(value, header=header)
    yuan = reading.value
    if yuan < 0:
        raise Rejected("number_invalid", "金额不能是负数。")
    if yuan != yuan.quantize(Decimal("0.01")):
        raise Rejected("number_invalid", "金额最多写到分（两位小数）。")
    return Reading(yuan.quantize(Decimal("0.01")), reading.warnings)


def _not_a_number(value: CellValue) -> Rejected:
    return Rejected("number_invalid", f"应填数字，现在是“{display(value)}”。")


def read_yes_no(value: CellValue) -> Reading:
    """A mark: 是/否, √/×, 1/0, Y/N; `choice_unknown` for anything else."""
    text = clean(value)
    if text in _YES or value is True:
        return Reading(True)
    if text in _NO or value is False:
        return Reading(False)
    raise Rejected(
        "choice_unknown",
        f"应填“是”或“否”，现在是“{text}”。",
        candidates=(Candidate("是", "是"), Candidate("否", "否")),
    )


@dataclass(frozen=True)
class Choices:
    """The values a cell may take: identifiers with their labels, and other words for them."""

    labels: Mapping[Any, str]
    words: Mapping[str, Any]

    @classmethod
    def of(
        cls, choices: Iterable[tuple[Any, str]], aliases: Mapping[Any, Iterable[str]] | None = None
    ) -> "Choices":
        """From (identifier, label) pairs and, by identifier, the other words for it."""
        labels = dict(choices)
        words = {_key(label): identifier for identifier, label in labels.items()}
        for identifier, others in (aliases or {}).items():
            words.update({_key(word): identifier for word in others})
        return cls(labels, words)

    def read(self, value: CellValue) -> Reading:
        """The identifier of a label or alias; `choice_unknown` with all labels otherwise."""
        text = clean(value)
        identifier = self.words.get(_key(text), self)
        if identifier is self:
            listed = "、".join(self.labels.values())
            raise Rejected(
                "choice_unknown",
                f"“{text}”不在可选项里，应是：{listed}。",
                candidates=tuple(Candidate(label, label) for label in self.labels.values()),
            )
        return Reading(identifier)

    def read_many(self, value: CellValue) -> Reading:
        """Several identifiers as a list, in the order written, each once."""
        chosen = [self.read(part).value for part in split_many(clean(value))]
        return Reading(list(dict.fromkeys(chosen)))


def _key(word: str) -> str:
    return re.sub(r"\s+", "", word).upper()
