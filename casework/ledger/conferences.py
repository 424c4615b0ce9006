"""会商记录: conferences on single cases, as the streets keep them."""

import re
from datetime import date

from advisors.roster import load_roster
from casework.anonymity import NUMBER_OF_A_PERSON, PHONE_THERE, is_of_a_person, told_in
from casework.books.conferences import Action, ConferenceBooks
from casework.conferences.people import guest_of
from casework.conferences.whose import numbers_in
from casework.enums import ConferenceState
from casework.ledger import reading
from casework.ledger.conference_exports import NO_ACTIONS, NO_CASES, NO_PEOPLE, UNTOLD
from core.masking import mask_name
from ledgers import cells, readers
from ledgers.cells import clean
from ledgers.columns import STREET
from ledgers.dates import read_date
from ledgers.problems import NOTHING, Reading, Rejected, warning
from ledgers.registry import register
from ledgers.spec import Cell, Column, Ledger, Naming, Row
from ledgers.workbook import CellValue

FIRST_YEAR = 2019
LONGEST_MATTER, LONGEST_OWNER = 300, 60
_SEMICOLON = re.compile(r"[;；]+")
_NUMBERING = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）.、．]|[一二三四五六七八九十]+、|[①-⑳])\s*")
_LABELLED = re.compile(
    r"(?P<matter>.+?)[，,\s（(]*(?:责任人|责任单位|负责人)[:：为]?\s*(?P<owner>.+?)"
    r"[，,、;；\s]*(?:期限|完成时限|时限|办结期限)[:：为]?\s*(?P<due>[^（()）]+?)[)）。\s]*"
)
_BRACKETED = re.compile(
    r"(?P<matter>.+)[（(](?P<owner>[^（()）]+?)[，,、/]\s*(?P<due>[^（()）]+)[)）]。?"
)
_SLASHED = re.compile(r"(?P<matter>[^/|]+)[/|](?P<owner>[^/|]+)[/|](?P<due>[^/|]+)")
_SHAPE = "写成“事项（责任人，期限）”，几项分行写"


def people(value: CellValue, cell: Cell) -> Reading:
    """Advisors of the street by name; all others as an office, a person, or both."""
    text = clean(value)
    street = cell.row.get("street")
    if text == NO_PEOPLE:
        return Reading([])
    if not street:
        return NOTHING
    refused = told_in(text)
    if refused:
        raise Rejected("people_private", refused.replace("看到的人不止一个，", ""))
    found: list[str] = []
    for part in cells.split_many(text):
        entry = cell.sheet.roster.find(part, street, cell.row.get("held_on")).entry
        if entry is not None:
            found.append(f"@{entry.ref}")
        elif "*" not in part:
            try:
                guest = guest_of(part)
            except ValueError as unfit:
                raise Rejected("text_length", str(unfit)) from None
            found.append(f"{guest.organisation}\t{guest.name}")
    return Reading(list(dict.fromkeys(found)))


def case_numbers(value: CellValue, cell: Cell) -> Reading:
    """The numbers of households, several in a cell; the books know whose they are."""
    text = clean(value)
    if text == NO_CASES:
        return Reading([])
    numbers = numbers_in(text)
    if any(is_of_a_person(one) for one in numbers):
        raise Rejected("household_number_personal", NUMBER_OF_A_PERSON)
    return Reading(numbers)


def long_text(value: CellValue, cell: Cell) -> Reading:
    """What was said; what an export of the portal writes in its place says nothing."""
    text = clean(value)
    if text == UNTOLD:
        return NOTHING
    return cells.read_text(value, longest=2000)


def actions(value: CellValue, cell: Cell) -> Reading:
    """Each with what, whose and by when: 联系上门护理（石居芳，9月13日）, or with 责任人 and 期限."""
    text = clean(value)
    street, held_on = cell.row.get("street"), cell.row.get("held_on")
    if text == NO_ACTIONS:
        return Reading([])
    if not street or not held_on:
        return NOTHING
    lines = [one for line in text.splitlines() if line.strip() for one in _items(line)]
    found = [
        _action(number, one, cell, street, held_on) for number, one in enumerate(lines, start=1)
    ]
    return Reading(list(dict.fromkeys(found)))


def _items(line: str) -> list[str]:
    """The items of a line; a semicolon may also stand between an item's owner and its day."""
    parts = [_NUMBERING.sub("", one).strip() for one in _SEMICOLON.split(line)]
    parts = [one for one in parts if one]
    if all(_shape_of(one) for one in parts):
        return parts
    whole = _NUMBERING.sub("", line).strip()
    return [whole] if _LABELLED.fullmatch(whole) else parts


def _shape_of(text: str) -> re.Match[str] | None:
    return _LABELLED.fullmatch(text) or _BRACKETED.fullmatch(text) or _SLASHED.fullmatch(text)


def _action(number: int, text: str, cell: Cell, street: str, held_on: date) -> Action:
    shaped = _shape_of(text)
    if shaped is None:
        raise Rejected("action_no_owner", f"第{number}项没有写明责任人和期限，请{_SHAPE}。")
    matter, owner = shaped["matter"].strip(" ，,；;"), shaped["owner"].strip(" ，,")
    if not owner or cells.is_blank(owner):
        raise Rejected("action_no_owner", f"第{number}项没有责任人，请{_SHAPE}。")
    if len(matter) > LONGEST_MATTER or len(owner) > LONGEST_OWNER:
        raise Rejected(
            "text_length",
            f"第{number}项太长：事项最多{LONGEST_MATTER}个字，责任人最多{LONGEST_OWNER}个字。",
        )
    if told_in(owner):
        raise Rejected("people_private", f"第{number}项的责任人后面有号码，请去掉。")
    try:
        span = read_date(shaped["due"].strip(), ledger_year=held_on.year)
    except Rejected as refused:
        words = f"第{number}项的期限“{shaped['due'].strip()}”读不懂，请写成 2024-06-30。"
        raise Rejected(refused.problem.code, words) from None
    due = span.first
    if span.precision != "day":
        raise Rejected("date_invalid", f"第{number}项的期限只写到月份，请写明是哪一天。")
    if due < held_on:
        words = f"第{number}项的期限{due}早于会商日期{held_on}，请核对。"
        raise Rejected("date_order", words)
    entry = cell.sheet.roster.find(owner, street, held_on).entry
    said = "" if matter == UNTOLD else matter
    return (said, entry.ref if entry else "", entry.name if entry else owner, due.isoformat())


def minutes_day(value: CellValue, cell: Cell) -> Reading:
    """The day on which the minutes were settled; a tick or a file's name is no day (T4-2)."""
    try:
        reading = readers.day(may_be_future=False)(value, cell)
    except Rejected as refused:
        if refused.problem.code == "date_future":
            raise
        words = "只写了有纪要，没有写纪要日期，不算有纪要（T4-2）；请写日期，或在系统里上传纪要。"
        return Reading(None, (warning("minutes_undated", words),))
    return reading


def check_row(row: Row) -> None:
    """A conference of a ledger took place; its minutes followed it."""
    day: date | None = row.get("held_on")
    if day and day.year < FIRST_YEAR:
        row.warn("held_on", "date_early", f"{day}早于{FIRST_YEAR}年，请核对年份。")
    row.values["state"] = ConferenceState.HELD.value
    for key in ("situation", "opinions"):
        refused = told_in(row.get(key) or "")
        if refused:
            shown = refused.replace(PHONE_THERE, "里面有电话号码，建议去掉。")
            row.warn(key, "text_private", shown)


def mask_people(text: str) -> str:
    """Names of the cell hidden one by one."""
    parts = cells.split_many(text)
    return "、".join(mask_name(one) if len(one) <= 4 else one for one in parts)


LEDGER = register(
    Ledger(
        kind="conferences",
        title="会商记录",
        key=("street", "held_on", "chair"),
        repeats_by=("cases",),
        unit_keys=("street",),
        checks=(
            check_row,
            reading.within("held_on", "minutes_on", "纪要日期", may_be_same=True),
        ),
        roster=load_roster,
        books=ConferenceBooks(),
        doubts=ConferenceBooks().doubts,
        page="casework:conferences",
        records=(
            Naming(
                "casework.caseconference",
                unit="street_id",
                words=("held_on",),
                page="casework:conference",
            ),
            Naming(
                "casework.conferenceparticipant",
                unit="conference__street_id",
                person="name",
                words=("organisation",),
                page="casework:conference",
                page_key="conference_id",
            ),
            Naming(
                "casework.conferencecase",
                unit="community_id",
                words=("household__number",),
                page="casework:conference",
                page_key="conference_id",
            ),
            Naming(
                "casework.conferenceaction",
                unit="conference__street_id",
                words=("due_on",),
                page="casework:conference-action-close",
            ),
            Naming("casework.servicerecord", unit="unit_id", words=("given_on", "service_type")),
        ),
        columns=(
            STREET,
            Column(
                "held_on",
                "会商日期",
                readers.day(may_be_future=False),
                aliases=("日期", "会商时间", "时间", "召开日期", "会议日期"),
                required=True,
                fill_down=True,
            ),
            Column(
                "place", "地点", readers.text(60), aliases=("会商地点", "会议地点"), fill_down=True
            ),
            Column(
                "chair",
                "主持人",
                readers.person_name(),
                aliases=("会商主持人", "主持", "召集人"),
                required=True,
            ),
            Column(
                "people",
                "参加单位/人员",
                people,
                aliases=(
                    "参加单位",
                    "参加人员",
                    "参加人",
                    "参会人员",
                    "参会单位",
                    "参加单位（人员）",
                ),
                required=True,
                mask=mask_people,
            ),
            Column(
                "cases",
                "个案编号",
                case_numbers,
                aliases=("个案", "户编号", "会商个案", "家庭编号"),
                required=True,
            ),
            Column(
                "situation",
                "情况",
                long_text,
                aliases=("个案情况", "情况介绍", "基本情况"),
                mask=reading.mask_story,
            ),
            Column(
                "opinions",
                "意见",
                long_text,
                aliases=("会商意见", "各方意见", "讨论意见"),
                mask=reading.mask_story,
            ),
            Column(
                "actions",
                "决议事项",
                actions,
                aliases=("决议", "会商决议", "决议（事项、责任人、期限）"),
                required=True,
                mask=reading.mask_story,
            ),
            Column(
                "minutes_on",
                "纪要日期",
                minutes_day,
                aliases=("纪要", "会商纪要", "纪要文件", "会议纪要"),
            ),
        ),
    )
)
