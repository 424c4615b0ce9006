"""Texts that others read must not tell who somebody is: no ID number, phone or name in them."""

import re
from collections.abc import Iterable

from ledgers.cells import clean

# People set numbers off by blanks, hyphens and dots.
_JOINTS = r"[\s\-‐–—－_.·]"
_BETWEEN_DIGITS = re.compile(rf"(?<=\d){_JOINTS}+(?=[\dXx])")
_DAYS = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?:\s*[-./年－]\s*\d{1,2}(?:\s*[-./月－]\s*\d{1,2}日?)?月?|"
    r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)
_ID_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(?:0\d{2,3})?[2-9]\d{7}(?!\d)")

# Eighteen signs with a birthday in them: nobody's own number looks so.
_LIKE_AN_ID_NUMBER = re.compile(
    r"(?<!\d)\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
)

NUMBER_OF_A_PERSON = (
    "户编号不能用身份证号或电话号码：编号会显示在名册、页面和留痕里。没有编号的请留空。"
)
ID_NUMBER_THERE = "里面有身份证号，看到的人不止一个，请去掉。"
PHONE_THERE = "里面有电话号码，看到的人不止一个，请去掉。"
NAME_THERE = "里面写了当事人的姓名，请改成“该户”“本人”这样的说法。"


def is_of_a_person(number: str) -> bool:
    """Whether what stands for a household's number is somebody's ID number or phone."""
    joined = _BETWEEN_DIGITS.sub("", clean(number))
    return bool(_LIKE_AN_ID_NUMBER.search(joined) or _MOBILE.search(joined))


def told_in(text: str, names: Iterable[str] = ()) -> str:
    """What a text tells that it must not, as a sentence; empty when there is nothing."""
    plain = clean(text)
    joined = _BETWEEN_DIGITS.sub("", plain)
    if _ID_NUMBER.search(joined):
        return ID_NUMBER_THERE
    if _MOBILE.search(joined) or _LANDLINE.search(_BETWEEN_DIGITS.sub("", _DAYS.sub("、", plain))):
        return PHONE_THERE
    solid = re.sub(r"\s+", "", plain)
    if any(name and re.sub(r"\s+", "", name) in solid for name in names):
        return NAME_THERE
    return ""
