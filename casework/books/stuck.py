"""Where the rows of 办不成事接待登记 are kept."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from advisors.models import Advisor
from casework.enums import StuckState
from casework.models import Household, StuckCase
from casework.records.deriving import write_records
from core.actor import Actor
from core.masking import mask_name
from ledgers.problems import Problem, error
from ledgers.spec import RECORD, Values
from ledgers.telling import told_by, words

PLAIN = (
    "blocker", "handed_to", "handed_on", "closed_on", "outcome", "called_back_on", "satisfaction",
)  # fmt: skip
TEXTS = ("matter", "answer", "result")
# What only another day or another name would change; known once, it stays.
ONCE = ("visitor_name", "visitor_phone")
_LABELS = {"matter": "事项", "answer": "答复", "result": "办理情况", "visitor_phone": "电话"}
_UNNUMBERED = re.compile(r"未编号-([0-9A-Fa-f]{6})")
_STREET = 9


class StuckBooks:
    """The books of 办不成事接待登记.

    A matter is found again by the portal's number; without one by place, day, matter and visitor.
    What a row leaves out stays. A day of closing closes it.
    """

    def doubts(self, rows: Sequence[Values]) -> list[list[Problem]]:
        """What only the books can tell is unclear about each row."""
        on_file = _OnFile(rows)
        seen: set[UUID] = set()
        told = []
        for row in rows:
            case = on_file.case(row)
            doubts = list(on_file.doubts(row, case))
            if case is not None and not doubts:
                if case.pk in seen:
                    doubts = [error("duplicate_row", "文件里另有一行是同一件事，只能留一行。")]
                seen.add(case.pk)
            told.append(doubts)
        return told

    def recorded(self, rows: Sequence[Values]) -> list[Values | None]:
        """What is on record of each row's matter."""
        on_file = _OnFile(rows)
        return [on_file.held(row) for row in rows]

    def told(self, key: str, values: Sequence[Any]) -> tuple[str, list[str]]:
        """Labels of choices, people by name, texts as they are."""
        if key == "advisor":
            refs = [ref for ref in values if ref]
            found = Advisor.objects.filter(pk__in=refs).order_by("pk").values_list("pk", "name")
            names = {str(pk): name for pk, name in found}
            return "接待人", [names.get(ref, "") for ref in values]
        if key in _LABELS:
            return _LABELS[key], [words(value) for value in values]
        return told_by(StuckCase, key, values)

    def enter(self, rows: Sequence[Values], by: Actor) -> None:
        """Write matters that are new, and what is new about those on record."""
        on_file = _OnFile(rows)
        held = StuckCase.objects.in_bulk([row[RECORD] for row in rows if row.get(RECORD)])
        new = []
        for row in rows:
            case = held.get(row.get(RECORD))
            if case is None:
                case = StuckCase(
                    unit_id=_unit_of(row),
                    received_on=row["received_on"],
                    household_id=on_file.household(row),
                    written_by_id=by.user_id,
                )
                new.append(case)
            _tell(case, row)
        StuckCase.objects.bulk_create(new, batch_size=1000)
        changed = [*PLAIN, "state", "visitor_name", "advisor", "visitor_phone_sealed"]
        StuckCase.objects.bulk_update(
            held.values(), [*changed, *(f"{name}_sealed" for name in TEXTS)], batch_size=500
        )
        # Day and place of a matter on record stay, and so do its service records.
        added = StuckCase.objects.filter(pk__in=[one.pk for one in new])
        write_records(list(added.select_related("advisor").order_by("pk")))


class _OnFile:
    """The matters and households that rows may mean; three queries."""

    def __init__(self, rows: Sequence[Values]) -> None:
        self.by_day: dict[tuple[str, date], list[StuckCase]] = defaultdict(list)
        self.by_number: dict[tuple[str, str], list[StuckCase]] = defaultdict(list)
        for case in _cases(rows):
            self.by_day[case.unit_id, case.received_on].append(case)
            self.by_number[case.unit_id[:_STREET], case.receipt].append(case)
        self.households = _households(rows)

    def case(self, row: Values) -> StuckCase | None:
        """The one that a row means, taken back or not."""
        if row.get("number"):
            there = self.by_number[row["street"], row["number"]]
            return there[0] if len(there) == 1 else None
        there = self.by_day[_unit_of(row), row["received_on"]]
        return next((one for one in there if _is_same(one, row)), None)

    def household(self, row: Values) -> UUID | None:
        """The one household of a row's number, where it lives at the row's place."""
        there = self._named(row)
        return there[0].pk if len(there) == 1 else None

    def doubts(self, row: Values, case: StuckCase | None) -> Iterable[Problem]:
        """A number that leads nowhere, a matter taken back, a household that is not there."""
        if row.get("number"):
            if case is None:
                words = "本街镇没有这个登记编号，请核对；线下登记的没有编号，请留空。"
                yield error("stuck_unknown", words).at("number", "")
            elif case.received_on != row["received_on"]:
                words = f"这个编号登记的接待日期是{case.received_on}，请核对编号和日期。"
                yield error("stuck_day_differs", words).at("received_on", "")
        if case is not None and case.state == StuckState.WITHDRAWN:
            words = "这一件在系统里已经撤回，不再入账；确有此事，请另行登记。"
            yield error("stuck_withdrawn", words).at("received_on", "")
        if case is not None and _ends_after_call(case, row):
            words = f"系统里{case.called_back_on}已经回访，办结日期不能晚于那天，请核对。"
            yield error("closed_after_call", words).at("closed_on", "")
        if case is None and row.get("household_number") and len(self._named(row)) != 1:
            words = "这里没有这个户编号，或者不止一户，请核对；不在名册上的请留空，写来访人。"
            yield error("household_unknown", words).at("household_number", "")

    def held(self, row: Values) -> Values | None:
        """What is on record of a row's matter, in the row's own terms."""
        case = self.case(row)
        if case is None:
            return None
        held: dict[str, Any] = {name: getattr(case, name) or None for name in _plain(row)}
        held |= {name: getattr(case, name) or None for name in TEXTS if row.get(name)}
        held |= {name: row[name] for name in ONCE if row.get(name) and getattr(case, name)}
        held |= {name: None for name in ONCE if row.get(name) and not getattr(case, name)}
        if row.get("advisor"):
            held["advisor"] = str(case.advisor_id) if case.advisor_id else None
        held[RECORD] = case.pk
        return held

    def _named(self, row: Values) -> list[Household]:
        there = self.households[row["street"], row.get("household_number") or ""]
        return [one for one in there if one.community_id.startswith(_unit_of(row))]


def _unit_of(row: Values) -> str:
    """A row without a community is the station's."""
    unit: str = row.get("community") or row["street"]
    return unit


def _plain(row: Values) -> tuple[str, ...]:
    """An outcome that nobody wrote is no news of a matter that has one."""
    if row.get("is_outcome_assumed"):
        return tuple(name for name in PLAIN if name != "outcome")
    return PLAIN


def _ends_after_call(case: StuckCase, row: Values) -> bool:
    called: date | None = row.get("called_back_on") or case.called_back_on
    closed: date | None = row.get("closed_on")
    return bool(called and closed and called < closed)


def _is_same(case: StuckCase, row: Values) -> bool:
    name = row.get("visitor_name")
    fits = not name or not case.visitor_name
    fits = fits or name in (case.visitor_name, mask_name(case.visitor_name))
    return fits and case.matter == row.get("matter")


def _tell(case: StuckCase, row: Values) -> None:
    """Put into a matter what a row says; what it leaves out stays."""
    had_outcome = bool(case.outcome)
    for name in _plain(row) if had_outcome else PLAIN:
        if row.get(name) is not None:
            setattr(case, name, row[name])
    for name in TEXTS:
        if row.get(name) and getattr(case, name) != row[name]:
            setattr(case, name, row[name])
    for name in ONCE:
        # A masked name is one that the portal handed out.
        if row.get(name) and "*" not in row[name] and not getattr(case, name):
            setattr(case, name, row[name])
    if row.get("advisor"):
        case.advisor_id = UUID(row["advisor"])
    if case.closed_on:
        case.state = StuckState.CLOSED


def _cases(rows: Sequence[Values]) -> list[StuckCase]:
    """Those of the rows' places and days, and those of the rows' numbers."""
    units = {_unit_of(row) for row in rows}
    wanted = Q(unit__in=units, received_on__in={row["received_on"] for row in rows})
    for row in rows:
        if row.get("number"):
            first, last = (UUID(f"{row['number']}{end * 24}") for end in "0f")
            wanted |= Q(unit__code__startswith=row["street"], pk__range=(first, last))
    return list(StuckCase.objects.filter(wanted).order_by("recorded_at", "pk"))


def _households(rows: Sequence[Values]) -> dict[tuple[str, str], list[Household]]:
    """Households of the rows' streets by the numbers that rows name."""
    found: dict[tuple[str, str], list[Household]] = defaultdict(list)
    wanted = Q(pk__in=[])
    for row in rows:
        number = row.get("household_number") or ""
        unnumbered = _UNNUMBERED.fullmatch(number)
        if unnumbered:
            first, last = (UUID(f"{unnumbered[1]}{end * 26}") for end in "0f")
            wanted |= Q(number="", pk__range=(first, last))
        elif number:
            wanted |= Q(number=number, community__code__startswith=row["street"])
    for one in Household.objects.standing().filter(wanted).order_by("pk"):
        found[one.community_id[:_STREET], one.reference].append(one)
    return found
