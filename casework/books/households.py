"""Where the rows of 困难对象名册 are kept: files, lists, categories, tiers, who answers.

What a roster says of a household that is on file holds from the day on which it is entered;
of one that is new on the list, from its first day there.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from advisors.models import Advisor
from casework.books.finding import Found, Households
from casework.books.listing import Changes, is_over, serves, span_of
from casework.books.opening import open_files, tell
from casework.books.spans import Spans, is_beyond
from casework.enums import Category
from casework.models import (
    Care,
    Household,
    HouseholdCategory,
    HouseholdTier,
    Listing,
    Member,
    id_number_key,
)
from core.actor import Actor
from core.clock import portal_day
from ledgers.problems import Problem, error, warning
from ledgers.spec import RECORD, Values
from ledgers.telling import told_by, words

# What a row calls it, and the file.
FIELDS = {
    "household_number": "number",
    "household_size": "size",
    "phone": "phone",
    "address": "address",
    "note": "note",
}
_LABELS = {
    "household_number": "户编号", "household_size": "家庭人数", "id_number": "身份证号",
    "phone": "联系电话", "address": "住址", "note": "备注", "visits_per_quarter": "走访频次",
}  # fmt: skip


class HouseholdBooks:
    """The books of 困难对象名册."""

    def doubts(self, rows: Sequence[Values]) -> list[list[Problem]]:
        """What only the books can tell is unclear about each row."""
        on_file = _OnFile(rows)
        seen: set[Any] = set()
        told = []
        for row in rows:
            found = on_file.found[id(row)]
            doubts = on_file.doubts(row, found)
            household = found.pk or found.new or id(row)
            if not doubts and household in seen:
                doubts = [error("duplicate_row", "文件里另有一行是同一户，只能留一行。")]
            seen.add(household)
            told.append(doubts)
        return told

    def recorded(self, rows: Sequence[Values]) -> list[Values | None]:
        """What is on file of each row's household."""
        on_file = _OnFile(rows)
        return [on_file.held(row) for row in rows]

    def told(self, key: str, values: Sequence[Any]) -> tuple[str, list[str]]:
        """Labels of choices, people by name, days and numbers as such."""
        if key == "categories":
            labels = dict(Category.choices)
            return "救助类别", [words([labels[one] for one in each]) for each in values]
        if key == "advisors":
            refs = {ref for each in values for ref in each}
            found = Advisor.objects.filter(pk__in=refs).order_by("pk").values_list("pk", "name")
            names = {str(pk): name for pk, name in found}
            return "责任顾问", [words([names[ref] for ref in each]) for each in values]
        if key == "is_listed":
            return "在册", [words(value) for value in values]
        if key in ("starts_on", "ends_on"):
            return told_by(Listing, key, values)
        if key == "tier":
            return told_by(HouseholdTier, key, values)
        if key == "visits_per_quarter":
            return _LABELS[key], [f"每季{value}次" if value else "" for value in values]
        return _LABELS[key], [words(value) for value in values]

    def enter(self, rows: Sequence[Values], by: Actor) -> None:
        """Open files, change those on file, put households on their lists."""
        on_file = _OnFile(rows)
        found = [(row, on_file.found[id(row)]) for row in rows]
        opened = open_files(found)
        changed = []
        changes = Changes(on_file.day, on_file.advisors)
        for row, one in found:
            household = opened[one.new] if one.new else on_file.households[one.pk]
            if one.new is None:
                tell(household, row)
                changed.append(household)
            if row.get("note"):
                household.note = row["note"]
            changes.take(row, household.pk, on_file.held(row) or {}, on_file.spans_of(one))
        fields = ["number", "size", "note", "phone_sealed", "address_sealed"]
        Household.objects.bulk_update(changed, fields, batch_size=500)
        noted = [household for household in opened.values() if household.note]
        Household.objects.bulk_update(noted, ["note"], batch_size=500)
        changes.write()
        _seal_numbers(found, on_file)


class _OnFile:
    """The households that rows may mean, with all they have; a fixed number of queries."""

    def __init__(self, rows: Sequence[Values]) -> None:
        self.day = portal_day()
        finder = Households(rows)
        self.known = finder.known
        self.found: dict[int, Found] = {id(row): finder.find(row) for row in rows}
        keys = [one.pk for one in self.found.values() if one.pk]
        self.households = Household.objects.in_bulk(keys)
        self._spans: dict[UUID, Spans] = defaultdict(Spans)
        for name, model in (
            ("listings", Listing),
            ("categories", HouseholdCategory),
            ("tiers", HouseholdTier),
            ("cares", Care),
        ):
            for one in model.objects.filter(household__in=keys).order_by("starts_on", "pk"):
                getattr(self._spans[one.household_id], name).append(one)
        self.members = {
            (one.household_id, one.name): one
            for one in Member.objects.filter(household__in=keys).order_by("-relation", "pk")
        }
        refs = {ref for row in rows for ref in row.get("advisors") or ()}
        self.advisors = {str(one.pk): one for one in Advisor.objects.filter(pk__in=refs)}

    def spans_of(self, found: Found) -> Spans:
        """What a household on file has; of a new one nothing."""
        return self._spans[found.pk] if found.pk else Spans()

    def doubts(self, row: Values, found: Found) -> list[Problem]:
        """What to ask or to tell of the household and of its list."""
        if found.problem:
            return [found.problem.at("name", "")]
        if found.pk is None and row.get("starts_on"):
            return []
        if found.pk is None:
            ends_on = row.get("ends_on")
            if ends_on and ends_on < self.day:
                return [_ends_too_early(self.day, ends_on)]
            return [_start_assumed(self.day)]
        spans = self._spans[found.pk]
        listing = spans.listing_for(row)
        if listing is None and self.households[found.pk].community_id != row["community"]:
            return [_elsewhere()]
        start, end = span_of(row, listing, self.day)
        if end and end < start:
            return [_ends_too_early(start, end)]
        if any(one is not listing and _overlap(one, start, end) for one in spans.listings):
            return [_elsewhere()]
        if listing is None and not row.get("starts_on"):
            return [_start_assumed(self.day)]
        if listing and listing.ends_on and listing.ends_on < self.day and not row.get("ends_on"):
            return [
                warning(
                    "listing_ended",
                    f"这一户{listing.ends_on}起已不在册；要重新列入，请写新的列入日期。",
                ).at("starts_on", "")
            ]
        return []

    def held(self, row: Values) -> dict[str, Any] | None:
        """What is on file of a row's household, in the row's own terms."""
        found = self.found[id(row)]
        if found.pk is None:
            return None
        household, spans = self.households[found.pk], self._spans[found.pk]
        held: dict[str, Any] = {
            key: getattr(household, name) for key, name in FIELDS.items() if row.get(key)
        }
        member = self.members.get((found.pk, row["name"]))
        if member and row.get("id_number"):
            held["id_number"] = member.id_number
        listing = spans.listing_for(row)
        held["is_listed"] = listing is not None
        held["starts_on"] = listing.starts_on if listing else None
        held["ends_on"] = listing.ends_on if listing else None
        if not is_over(row, self.day):
            held |= self._current(row, spans)
        held[RECORD] = found.pk
        return held

    def _current(self, row: Values, spans: Spans) -> dict[str, Any]:
        """What holds now; that of a household that left the list stays as it was."""
        held: dict[str, Any] = {}
        beyond = is_beyond(self.day)
        categories = [one.category for one in spans.categories if beyond(one)]
        is_same = set(categories) == set(row["categories"])
        held["categories"] = row["categories"] if is_same else categories
        tier = next((one for one in reversed(spans.tiers) if beyond(one)), None)
        held["tier"] = tier.tier if tier else None
        held["visits_per_quarter"] = tier.visits_per_quarter if tier else None
        if all(serves(self.advisors[ref], self.day) for ref in row["advisors"]):
            held["advisors"] = spans.carers(self.day)[: len(row["advisors"])]
        return held


def _seal_numbers(found: Iterable[tuple[Values, Found]], on_file: _OnFile) -> None:
    """ID numbers that are new to members on file; those of new heads are sealed already."""
    changed = []
    for row, one in found:
        member = on_file.members.get((one.pk, row["name"])) if one.pk else None
        number = row.get("id_number")
        if member and number and member.id_number_key != id_number_key(number):
            member.set_id_number(number)
            changed.append(member)
    Member.objects.bulk_update(changed, ["id_number_sealed", "id_number_key"], batch_size=500)


def _overlap(one: Listing, start: date, end: date | None) -> bool:
    return (end is None or one.starts_on <= end) and is_beyond(start)(one)


def _start_assumed(day: date) -> Problem:
    return warning("start_assumed", f"没有写列入日期，按{day}列入名册。").at("starts_on", "")


def _ends_too_early(start: date, end: date) -> Problem:
    return error("date_order", f"移出日期{end}早于列入日期{start}，请写对列入日期。").at(
        "ends_on", ""
    )


def _elsewhere() -> Problem:
    return error(
        "listed_elsewhere",
        "这一户在这段时间里已在名册上，列在别的居村或另一段日期，请先在它的档案里办迁移或移出。",
    ).at("community", "")
