"""Where the rows of 走访台账 are kept: visits, needs, service records, and files not yet open."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from advisors.models import Advisor
from casework.books.finding import Found, Households
from casework.books.opening import add_categories, open_files
from casework.enums import VisitSource
from casework.models import Household, Need, Visit, VisitCompanion
from casework.records.deriving import write_records
from core.actor import Actor
from ledgers.problems import Problem, error, warning
from ledgers.spec import RECORD, Values
from ledgers.telling import told_by, words
from resources.enums import NeedCategory

FIELDS = (
    "mode", "question_type", "is_new_finding", "wants_referral", "community_cloud_ref",
    "next_visit_on",
)  # fmt: skip
# What a row calls it, and the visit.
TEXTS = {"story": "note", "action": "action"}
_TEXT_LABELS = {"story": "走访情况", "action": "处理措施"}

Pair = tuple[Values, Visit]


class VisitBooks:
    """The books of 走访台账.

    A visit is found again by household, day and whoever went. What a row names beyond what is
    on record is added; needs and companions are never taken away.
    """

    def doubts(self, rows: Sequence[Values]) -> list[list[Problem]]:
        """What only the books can tell is unclear about each row, and so has to be asked."""
        on_file = _OnFile(rows)
        seen: set[Any] = set()
        told = []
        for row in rows:
            doubts = on_file.doubts(row)
            visit = on_file.identity(row)
            if not doubts and visit in seen:
                doubts = [
                    error(
                        "duplicate_row", "文件里另有一行是同一户、同一天、同一位顾问，只能留一行。"
                    )
                ]
            seen.add(visit)
            told.append(doubts)
        return told

    def recorded(self, rows: Sequence[Values]) -> list[Values | None]:
        """What is on record of each row's visit."""
        on_file = _OnFile(rows)
        return [on_file.held(row) for row in rows]

    def told(self, key: str, values: Sequence[Any]) -> tuple[str, list[str]]:
        """Labels of choices, people by name, texts as they are."""
        if key == "needs":
            labels = dict(NeedCategory.choices)
            return "需求类别", [words([labels[one] for one in each]) for each in values]
        if key == "advisors":
            refs = {ref for each in values for ref in each}
            found = Advisor.objects.filter(pk__in=refs).order_by("pk").values_list("pk", "name")
            names = {str(pk): name for pk, name in found}
            return "走访人", [words([names[ref] for ref in each]) for each in values]
        if key in TEXTS:
            return _TEXT_LABELS[key], [words(value) for value in values]
        return told_by(Visit, key, values)

    def enter(self, rows: Sequence[Values], by: Actor) -> None:
        """Add visits and what is new about those on record; open files of unknown households."""
        households = Households(rows)
        found = [(row, households.find(row)) for row in rows]
        opened = open_files(found)
        add_categories(_first_days(found, opened))
        on_record = Visit.objects.in_bulk([row[RECORD] for row in rows if row.get(RECORD)])
        pairs: list[Pair] = []
        for row, one in found:
            visit = on_record.get(row.get(RECORD))
            if visit is None:
                visit = Visit(
                    household_id=one.key(opened),
                    community_id=row["community"],
                    visited_on=row["visited_on"],
                    advisor_id=UUID(row["advisor"]),
                    source=VisitSource.LEDGER,
                    written_by_id=by.user_id,
                )
            _tell(visit, row)
            pairs.append((row, visit))
        new = [visit for _, visit in pairs if visit.pk not in on_record]
        Visit.objects.bulk_create(new, batch_size=1000)
        Visit.objects.bulk_update(
            on_record.values(),
            [*FIELDS, *(f"{name}_sealed" for name in TEXTS.values())],
            batch_size=500,
        )
        _add_companions(pairs)
        _add_needs(pairs)
        # Day, advisor and ticks of a visit on record stay, and so do its service records.
        added = Visit.objects.filter(pk__in=[visit.pk for visit in new])
        write_records(list(added.select_related("advisor").order_by("pk")))


class _OnFile:
    """The households and visits that rows may mean; a fixed number of queries."""

    def __init__(self, rows: Sequence[Values]) -> None:
        self.households = Households(rows)
        self.found = {id(row): self.households.find(row) for row in rows}
        keys = {one.pk for one in self.found.values() if one.pk}
        days = {row["visited_on"] for row in rows}
        self.visits: dict[tuple[UUID, date], list[Visit]] = defaultdict(list)
        visits = Visit.objects.filter(household__in=keys, visited_on__in=days)
        for visit in visits.order_by("recorded_at", "pk"):
            self.visits[visit.household_id, visit.visited_on].append(visit)
        there = [visit.pk for each in self.visits.values() for visit in each]
        self.people = _people(there)
        self.needs = _needs(there)

    def identity(self, row: Values) -> Any:
        """What tells a visit from others: whom, when, by whom."""
        found = self.found[id(row)]
        return found.pk or found.new or id(row), row["visited_on"], row["advisor"]

    def doubts(self, row: Values) -> list[Problem]:
        """What to ask or to tell of a row's household and of others' visits on its day."""
        found = self.found[id(row)]
        if found.problem:
            return [found.problem.at("name", "")]
        if self._visit(row):
            return []
        others = self._visits(row)
        if any(str(visit.advisor_id) == row["advisor"] for visit in others):
            return [
                error(
                    "visit_void", "这次走访在系统里已经作废，不再入账；确有此事，请另行登记。"
                ).at("visited_on", "")
            ]
        if any(visit.voided_at is None for visit in others):
            return [
                warning(
                    "visited_same_day", "这一户当天已有别的顾问走访，这一行作为另一次登记。"
                ).at("visited_on", "")
            ]
        return []

    def held(self, row: Values) -> Values | None:
        """What is on record of a row's visit, in the row's own terms."""
        visit = self._visit(row)
        if visit is None:
            return None
        held: dict[str, Any] = {name: getattr(visit, name) for name in _told_fields(row)}
        held |= {key: getattr(visit, name) for key, name in TEXTS.items() if row.get(key)}
        needs, people = self.needs[visit.pk], self._people(visit)
        held["needs"] = [one for one in row.get("needs") or () if one in needs]
        held["advisors"] = [ref for ref in row["advisors"] if ref in people]
        held[RECORD] = visit.pk
        return held

    def _visits(self, row: Values) -> list[Visit]:
        pk = self.found[id(row)].pk
        return self.visits.get((pk, row["visited_on"]), []) if pk else []

    def _visit(self, row: Values) -> Visit | None:
        """The one that the same person made; else the one that somebody named was on."""
        there = [visit for visit in self._visits(row) if visit.voided_at is None]
        hers = [visit for visit in there if str(visit.advisor_id) == row["advisor"]]
        named = set(row["advisors"])
        return next(iter([*hers, *(v for v in there if named & self._people(v))]), None)

    def _people(self, visit: Visit) -> set[str]:
        return {str(visit.advisor_id), *self.people[visit.pk]}


def _told_fields(row: Values) -> tuple[str, ...]:
    """A mode that nobody wrote is no news."""
    return FIELDS if not row.get("is_mode_assumed") else FIELDS[1:]


def _tell(visit: Visit, row: Values) -> None:
    """Put into a visit what a row says; what it leaves out stays."""
    is_new = not visit.mode
    for name in FIELDS if is_new else _told_fields(row):
        if row.get(name) is not None:
            setattr(visit, name, row[name])
    for key, name in TEXTS.items():
        if row.get(key) and (is_new or getattr(visit, name) != row[key]):
            setattr(visit, name, row[key])


def _first_days(
    found: Iterable[tuple[Values, Found]], opened: dict[tuple[str, str], Household]
) -> dict[tuple[Any, str], date]:
    """Since when households that were opened are known to be of a category."""
    days: dict[tuple[Any, str], date] = {}
    for row, one in found:
        if one.new is None:
            continue
        for category in row["categories"]:
            key = (opened[one.new].pk, category)
            days[key] = min(days.get(key, row["visited_on"]), row["visited_on"])
    return days


def _add_companions(pairs: Sequence[Pair]) -> None:
    held = _people(visit.pk for _, visit in pairs)
    new = {
        (visit.pk, ref): VisitCompanion(visit=visit, advisor_id=UUID(ref))
        for row, visit in pairs
        for ref in row["advisors"]
        if ref != str(visit.advisor_id) and ref not in held[visit.pk]
    }
    VisitCompanion.objects.bulk_create(new.values(), batch_size=2000)


def _add_needs(pairs: Sequence[Pair]) -> None:
    held = _needs(visit.pk for _, visit in pairs)
    new = {
        (visit.pk, category): Need(
            household_id=visit.household_id,
            community_id=visit.community_id,
            category=category,
            registered_on=visit.visited_on,
            visit=visit,
        )
        for row, visit in pairs
        for category in row.get("needs") or ()
        if category not in held[visit.pk]
    }
    Need.objects.bulk_create(new.values(), batch_size=2000)


def _people(visits: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Who came along on visits."""
    people: dict[UUID, set[str]] = defaultdict(set)
    found: QuerySet[Any] = VisitCompanion.objects.filter(visit__in=list(visits))
    for visit, advisor in found.order_by().values_list("visit_id", "advisor_id"):
        people[visit].add(str(advisor))
    return people


def _needs(visits: Iterable[UUID]) -> dict[UUID, set[str]]:
    needs: dict[UUID, set[str]] = defaultdict(set)
    found: QuerySet[Any] = Need.objects.filter(visit__in=list(visits))
    for visit, category in found.order_by().values_list("visit_id", "category"):
        needs[visit].add(category)
    return needs
