"""The minutes of a conference as a Word document (会商纪要)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docx.document import Document as WordDocument

from casework.models import (
    CaseConference,
    ConferenceAction,
    ConferenceCase,
    ConferenceParticipant,
)
from core import official
from core.masking import mask_name
from ledgers.telling import masked

COLUMNS = ("事项", "个案", "责任人", "期限")


@dataclass(frozen=True)
class Minutes:
    """All that stands in them; `names` are the people of the households, who are not named."""

    conference: CaseConference
    participants: Sequence[ConferenceParticipant]
    cases: Sequence[ConferenceCase]
    actions: Sequence[ConferenceAction]
    names: Sequence[str]
    printed_on: date


def minutes(told: Minutes) -> bytes:
    """The .docx file: when and who, the cases one by one, what was resolved as a table.

    Other offices read it: names of families are masked, numbers of persons hidden.
    """
    one = told.conference
    settled = f"{_spoken(one.minutes_on)}确认" if one.minutes_on else "讨论稿，还没有确认"
    title = f"{one.street.name}个案会商纪要"
    word = official.paper(title, one.street.name, [f"（{_spoken(one.held_on)}会商，{settled}）"])
    word.add_heading("一、会商情况", level=1)
    official.add_line(word, "时间", _spoken(one.held_on))
    official.add_line(word, "地点", one.place or "未写")
    official.add_line(word, "主持人", one.chair)
    official.add_line(word, "参加人", "、".join(map(named, told.participants)) or "未写")
    word.add_heading("二、会商个案", level=1)
    for number, case in enumerate(told.cases, start=1):
        _case(word, number, case, told.names)
    if not told.cases:
        word.add_paragraph("（没有个案）")
    word.add_heading("三、决议事项", level=1)
    if told.actions:
        official.add_table(word, COLUMNS, [_row(action, told.names) for action in told.actions])
    else:
        word.add_paragraph("（没有另外分工的事项）")
    return official.signed(word, one.street.name, one.minutes_on or told.printed_on)


def named(one: ConferenceParticipant) -> str:
    """石街明, or 社区卫生服务中心李医生."""
    if one.advisor is not None:
        return str(one.advisor.name)
    return f"{one.organisation}{one.name}"


def without_names(text: str, names: Sequence[str]) -> str:
    """A text with families' names masked and numbers of persons hidden."""
    for name in names:
        text = text.replace(name, mask_name(name))
    return masked(text)


def _spoken(day: date) -> str:
    """2024年9月20日, as papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _case(word: WordDocument, number: int, case: ConferenceCase, names: Sequence[str]) -> None:
    household = case.household
    head = f"{household.reference}（{household.masked_name}，{case.community.short_name}）"
    word.add_heading(f"（{official.numeral(number)}）{head}", level=2)
    for label, text in (
        ("情况", case.situation),
        ("意见", case.opinions),
        ("决议", case.resolution),
    ):
        if text:
            official.add_line(word, label, without_names(text, names))


def _row(action: ConferenceAction, names: Sequence[str]) -> list[official.Entry]:
    case = action.case.household.reference if action.case else "–"
    texts = (without_names(action.matter, names), case, action.owner_name, f"{action.due_on}")
    return [(text, False) for text in texts]
