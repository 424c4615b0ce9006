"""A household's record as its page tells it, out of the rows that its line of time is read from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.enums import (
    ApplicationKind,
    ApplicationResult,
    CarerRole,
    CaseOutcome,
    Category,
    ConferenceState,
    HandoverState,
    HandoverWay,
    LeadState,
    PlanState,
    ReferralState,
    Relation,
    StuckState,
    Tier,
)
from casework.households import timeline
from casework.households.rows import Row, rows_of
from casework.households.timeline import Happening
from casework.models import Household, Member
from core.actor import Actor
from core.masking import mask_id_number, mask_phone
from resources.enums import NeedCategory


@dataclass(frozen=True)
class Span:
    """Something that holds from a day to a day, in words; `is_running` on the page's day."""

    words: str
    starts_on: date
    ends_on: date | None
    is_running: bool


@dataclass(frozen=True)
class Sealed:
    """One item that is shown in clear one at a time: what it is, and whose; masked until then.

    `member` is a member's key, or empty for the household's own.
    """

    what: str
    label: str
    masked: str
    member: str = ""
    clear: str = ""

    @property
    def item(self) -> str:
        """Its name on the page."""
        return item_of(self.what, self.member)


def item_of(what: str, member: str) -> str:
    """The name of an item on a page: phone, or id_number:KEY."""
    return f"{what}:{member}" if member else what


@dataclass(frozen=True)
class Person:
    """A member; its numbers are masked."""

    member: Member
    relation: str
    id_number: Sealed
    phone: Sealed
    condition: str


@dataclass(frozen=True)
class Record:
    """What the page shows beside the facts of the household itself."""

    people: list[Person]
    phone: Sealed
    address: Sealed
    categories: list[Span]
    tiers: list[Span]
    listings: list[Span]
    leads: list[Span]
    deputies: list[Span]
    happenings: list[Happening]
    rows: list[Row]

    @property
    def spans(self) -> list[tuple[str, list[Span]]]:
        """What was when, under its heading."""
        return [
            ("在册", self.listings),
            ("救助类别", self.categories),
            ("分层", self.tiers),
            ("责任顾问", self.leads),
            ("协助顾问", self.deputies),
        ]


def read(
    household: Household,
    members: Iterable[Member],
    actor: Actor,
    day: date,
    shown: Mapping[str, str],
) -> Record:
    """The record as of a day; one query, beside the household and its members.

    `shown` has what is told in clear, by the item's name.
    """
    rows = rows_of(household)

    def spans(kind: str, words: Any, code: str = "") -> list[Span]:
        return [
            Span(words(row), row.starts_on, row.ends_on, _is_running(row, day))
            for row in sorted(rows, key=lambda row: row.starts_on, reverse=True)
            if row.kind == kind and (not code or row.code == code)
        ]

    def carer(row: Row) -> str:
        return actor.shown_name(row.who, row.street)

    return Record(
        people=[_person(one, shown) for one in members],
        phone=_sealed("phone", "联系电话", mask_phone(household.phone), shown),
        address=_sealed("address", "住址", "已登记" if household.address_sealed else "", shown),
        categories=spans("category", lambda row: str(Category(row.code).label)),
        tiers=spans("tier", _tier_words),
        listings=spans("listing", lambda row: row.more),
        leads=spans("care", carer, CarerRole.LEAD),
        deputies=spans("care", carer, CarerRole.DEPUTY),
        happenings=timeline.told(rows, actor),
        rows=rows,
    )


def _is_running(row: Row, day: date) -> bool:
    return row.starts_on <= day and (row.ends_on is None or row.ends_on >= day)


def _tier_words(row: Row) -> str:
    return f"{Tier(row.code).label}，每季 {row.more} 次" if row.more else str(Tier(row.code).label)


def _sealed(
    what: str, label: str, masked: str, shown: Mapping[str, str], member: str = ""
) -> Sealed:
    return Sealed(what, label, masked, member, shown.get(item_of(what, member), ""))


def _person(member: Member, shown: Mapping[str, str]) -> Person:
    key = str(member.pk)
    id_number, phone = mask_id_number(member.id_number), mask_phone(member.phone)
    return Person(
        member=member,
        relation=str(Relation(member.relation).label),
        id_number=_sealed("id_number", "身份证号", id_number, shown, key),
        phone=_sealed("phone", "联系电话", phone, shown, key),
        condition=member.condition,
    )


# What is open --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Open:
    """One thing that waits; `view` and `key` lead to its page where there is one."""

    what: str
    on: date
    words: str
    view: str = ""
    key: str = ""


def open_matters(rows: Sequence[Row], actor: Actor) -> list[Open]:
    """What is not done with yet, the oldest first.

    Leads that wait for a decision, applications without a result, questions without an answer,
    needs that nothing has met yet, and what was begun with others and is not over.
    """
    found = [
        Open(what, row.starts_on, words, *timeline.page_of(row, actor))
        for row in rows
        if (matter := _WAITING.get((row.kind, row.state)))
        for what, words in [matter(row)]
    ]
    found += [
        Open("咨询还没有答复", row.starts_on, "来问", *timeline.page_of(row, actor))
        for row in rows
        if row.kind == "consultation" and row.ends_on is None
    ]
    return sorted(found, key=lambda one: one.on)


_WAITING: dict[tuple[str, str], Callable[[Row], tuple[str, str]]] = {
    ("lead", LeadState.OPEN): lambda row: ("线索待处置", "发现"),
    ("application", ApplicationResult.PENDING): lambda row: (
        f"申请{ApplicationKind(row.code).label}办理中",
        "提交",
    ),
    ("need", ""): lambda row: (f"需求：{NeedCategory(row.code).label}，还没有着落", "登记"),
    ("referral", ReferralState.OFFERED): lambda row: (f"{row.more}还没有答复", "发起对接"),
    ("referral", ReferralState.ACCEPTED): lambda row: (f"{row.more}帮扶中", "发起对接"),
    ("handover", HandoverState.SENT): lambda row: (
        f"{HandoverWay(row.code).label}还没有确认",
        "送出",
    ),
    ("stuck", StuckState.OPEN): lambda row: ("办不成事办理中", "接待"),
    ("conference", CaseOutcome.OPEN): lambda row: ("会商个案办理中", "会商"),
    ("conference", ConferenceState.PLANNED): lambda row: ("等着会商", "会商"),
    ("plan", PlanState.OPEN): lambda row: ("帮扶方案进行中", "制定"),
}
