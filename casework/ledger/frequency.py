"""How often a household is to be visited, in the ways offices write it."""

import re
from fractions import Fraction

from ledgers.cells import clean
from ledgers.problems import Candidate, Reading, Rejected, warning
from ledgers.spec import Cell
from ledgers.workbook import CellValue

MOST = 13
_HAN = str.maketrans("一二两三四五六七八九", "122345678" + "9")
# How many of them a quarter has.
_IN_A_QUARTER = {
    "周": Fraction(13),
    "星期": Fraction(13),
    "月": Fraction(3),
    "季": Fraction(1),
    "季度": Fraction(1),
    "年": Fraction(1, 4),
}
_UNIT = r"(?P<every>\d{1,2}|半)?个?(?P<unit>周|星期|月|季度|季|年)"
_WAYS = (
    re.compile(rf"每?{_UNIT}(?:走访|上门|探访|访)?(?P<times>\d{{1,2}})?[次访]?"),
    re.compile(rf"(?P<times>\d{{1,2}})次?[/每]{_UNIT}"),
    re.compile(r"(?P<times>\d{1,2})次?"),
)
_OFFERED = ("每季度1次", "每月1次", "每两周1次")


def read_frequency(value: CellValue, cell: Cell) -> Reading:
    """Visits a quarter (每月1次 is 3, 两周一次 is 6); a bare number is of a quarter."""
    text = re.sub(r"\s+", "", clean(value)).translate(_HAN)
    for way in _WAYS:
        if found := way.fullmatch(text):
            return _counted(found, clean(value))
    raise Rejected(
        "choice_unknown",
        f"认不出走访频次“{clean(value)}”，请写成“每月1次”“每季度1次”或每季几次的数字。",
        candidates=tuple(Candidate(one, one) for one in _OFFERED),
    )


def _counted(found: re.Match[str], written: str) -> Reading:
    parts = found.groupdict()
    every = parts.get("every") or "1"
    length = Fraction(1, 2) if every == "半" else Fraction(int(every))
    if not length:
        length = Fraction(1)
    exact = int(parts["times"] or 1) * _IN_A_QUARTER[parts.get("unit") or "季"] / length
    visits = int(exact)
    if not 1 <= visits <= MOST:
        raise Rejected(
            "number_invalid", f"“{written}”合每季{float(exact):g}次，应在1到{MOST}次之间。"
        )
    if visits != exact:
        note = warning("frequency_rounded", f"“{written}”按每季{visits}次记。")
        return Reading(visits, (note,))
    return Reading(visits)
