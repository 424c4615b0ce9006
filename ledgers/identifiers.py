"""Reads resident ID numbers, telephone numbers and credit codes, and says what is wrong.

Rules: GB 11643 (resident ID), GB 32100 with GB 11714 inside (credit code), the numbering of
China's telephone network. A wrong check digit is never repaired: the paper has to be looked at.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledgers.cells import clean
from ledgers.problems import Problem, Reading, Rejected, warning
from ledgers.workbook import CellValue

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
# The first two digits of GB/T 2260. Abolished counties keep their codes, so no more is checked.
PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
# A number of 16 digits or more has lost its end: Excel keeps 15.
LOST_FROM = 10**15

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = tuple(3**at % 31 for at in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_JOINTS = re.compile(r"[\s\-‐–—－_.·]+")
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LOCAL = re.compile(r"[2-9]\d{7}", re.ASCII)
_LANDLINE = re.compile(r"0\d{2,3}[-－]?\d{7,8}", re.ASCII)
_EXTENSION = re.compile(r"(?:-|转|分机|ext\.?|#)([0-9]{1,6})$", re.IGNORECASE)
_HOTLINE = re.compile(r"12345|962\d{3}|95\d{3}", re.ASCII)
_PHONE_SPLITTER = re.compile(r"[、/；;，,\n]+")


@dataclass(frozen=True, slots=True)
class Holder:
    """What a resident ID number says of its holder; `sex` as in advisors.enums.Sex."""

    born_on: date
    sex: str


def holder_of(id_number: str) -> Holder:
    """Birth date and sex of a valid 18-digit ID number."""
    born_on = date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    return Holder(born_on, "male" if int(id_number[16]) % 2 else "female")


def id_check_digit(first_17: str) -> str:
    """The 18th character of an ID number (MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, ID_WEIGHTS, strict=True))
    return ID_CHECKS[total % 11]


def read_id_number(value: CellValue, *, today: date) -> Reading:
    """A resident ID number in 18 characters.

    Rejects with id_excel_lost, id_length, id_chars, id_date or id_checksum. Warns with
    id_15_upgraded (the old form of 15 digits) and id_area_unknown.
    """
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= LOST_FROM:
        raise _lost_in_excel()
    text = clean(value)
    if re.fullmatch(r"\d(?:\.\d+)?E\+?1[567]", text, re.IGNORECASE):
        raise _lost_in_excel()
    number = _JOINTS.sub("", text).upper()
    notes: list[Problem] = []
    if re.fullmatch("[0-9]{15}", number):
        number = number[:6] + "19" + number[6:]
        number += id_check_digit(number)
        notes.append(warning("id_15_upgraded", "是旧的15位身份证号，已换成18位，请核对。"))
    _refuse_wrong_form(number)
    _refuse_wrong_birthday(number, today)
    if number[17] != id_check_digit(number[:17]):
        tail = "（末尾是000，可能被 Excel 改过）" if number.endswith("000") else ""
        raise Rejected("id_checksum", f"身份证号最后一位对不上，有数字写错了{tail}，请对照证件。")
    if not PROVINCE.match(number) or (number[0] == "8" and number[2:6] != "0000"):
        notes.append(warning("id_area_unknown", f"身份证号前六位{number[:6]}不是已知地区。"))
    return Reading(number, tuple(notes))


def _lost_in_excel() -> Rejected:
    return Rejected(
        "id_excel_lost",
        "身份证号被 Excel 当成数字，后三位已丢失。请把该列设为“文本”，再照证件重新填写。",
    )


def _refuse_wrong_form(number: str) -> None:
    if len(number) != 18:
        difference = 18 - len(number)
        told = f"少{difference}位" if difference > 0 else f"多{-difference}位"
        raise Rejected("id_length", f"身份证号应为18位，现在是{len(number)}位，{told}。")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise Rejected("id_chars", "身份证号只能是数字，最后一位可以是 X。")


def _refuse_wrong_birthday(number: str, today: date) -> None:
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    try:
        born_on = date(year, month, day)
    except ValueError:
        raise Rejected(
            "id_date", f"身份证号里的出生日期{number[6:14]}不存在，请对照证件。"
        ) from None
    if born_on.year < 1900 or born_on > today:
        raise Rejected("id_date", f"身份证号里的出生日期{born_on}不对，请对照证件。")


def read_phone(value: CellValue, *, hotlines: bool = False) -> Reading:
    """One telephone number: mobile 11 digits, landline 021-59664213, extension behind a -.

    Of several numbers the first is kept, with the warning phone_several. Rejects with phone_bad.
    `hotlines` lets 12345, 962200 and 95xxx pass.
    """
    numbers = [part for part in _PHONE_SPLITTER.split(clean(value)) if part.strip()]
    read = [_phone(number, hotlines) for number in numbers]
    if not read:
        raise Rejected("phone_bad", "没有电话号码。")
    if len(read) > 1:
        note = warning("phone_several", f"写了{len(read)}个号码，只记第一个。")
        return Reading(read[0], (note,))
    return Reading(read[0])


def _phone(text: str, hotlines: bool) -> str:
    extension = ""
    compact = re.sub(r"[\s()（）]+", "", text)
    if found := _EXTENSION.search(compact):
        before = _country_off(compact[: found.start()])
        if _LOCAL.fullmatch(before) or _LANDLINE.fullmatch(before):
            compact, extension = compact[: found.start()], f"-{found[1]}"
    number = _JOINTS.sub("", _country_off(compact))
    if not re.fullmatch("[0-9]+", number):
        raise Rejected("phone_bad", f"电话号码里有不是数字的字：“{text.strip()}”。")
    if _MOBILE.fullmatch(number) and not extension:
        return number
    if _LOCAL.fullmatch(number):
        return f"021-{number}{extension}"
    if number.startswith("0") and _LANDLINE.fullmatch(number):
        area = 3 if number[1] in "12" else 4
        if len(number) - area in (7, 8):
            return f"{number[:area]}-{number[area:]}{extension}"
    if hotlines and _HOTLINE.fullmatch(number):
        return number
    raise Rejected("phone_bad", _what_is_wrong(number))


def _country_off(text: str) -> str:
    return re.sub(r"^(?:\+86|0086|86(?=1[3-9]\d{9}$))[-\s]*", "", text)


def _what_is_wrong(number: str) -> str:
    length = len(number)
    if number.startswith("1") and length > 6:
        if length == 11:
            return f"手机号第二位不会是{number[1]}，请核对。"
        difference = 11 - length
        told = f"少{difference}位" if difference > 0 else f"多{-difference}位"
        return f"手机号应为11位，现在是{length}位，{told}。"
    if number.startswith("0"):
        return f"固定电话{number}不对，应是区号加7或8位号码。"
    return (
        f"电话只有{length}位；上海固定电话为8位，手机为11位。"
        if length < 8
        else (f"电话{number}不对；上海固定电话为8位，手机为11位。")
    )


def uscc_check_digit(first_17: str) -> str:
    """The 18th character of a unified social credit code."""
    total = _weighted(first_17, USCC_WEIGHTS, USCC_ALPHABET)
    return USCC_ALPHABET[(31 - total % 31) % 31]


def organisation_check_digit(first_8: str) -> str:
    """The ninth character of an organisation code (GB 11714), inside a credit code."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    check = 11 - _weighted(first_8, ORGANISATION_WEIGHTS, alphabet) % 11
    return {10: "X", 11: "0"}.get(check, str(check))


def _weighted(text: str, weights: Iterable[int], alphabet: str) -> int:
    return sum(alphabet.index(char) * weight for char, weight in zip(text, weights, strict=True))


def read_credit_code(value: CellValue) -> Reading:
    """A unified social credit code.

    Rejects with uscc_length, uscc_chars or uscc_checksum; warns with uscc_organisation where
    the organisation code inside does not check.
    """
    code = _JOINTS.sub("", clean(value)).upper()
    if len(code) != 18:
        difference = 18 - len(code)
        told = f"少{difference}位" if difference > 0 else f"多{-difference}位"
        raise Rejected("uscc_length", f"信用代码应为18位，现在是{len(code)}位，{told}。")
    strange = "".join(sorted(set(code) - set(USCC_ALPHABET)))
    if strange:
        raise Rejected("uscc_chars", f"信用代码里不会有{strange}（字母没有 I、O、Z、S、V）。")
    if code[17] != uscc_check_digit(code[:17]):
        raise Rejected("uscc_checksum", "信用代码最后一位对不上，有字写错了，请对照证照。")
    if code[16] != organisation_check_digit(code[8:16]):
        note = warning("uscc_organisation", "信用代码第9到17位（组织机构代码）对不上，请核对。")
        return Reading(code, (note,))
    return Reading(code)
