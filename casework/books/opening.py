"""Opening the files of households that a ledger names for the first time."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from casework.books.finding import Found, NewKey
from casework.enums import Relation
from casework.models import Household, HouseholdCategory, Member
from ledgers.spec import Values

Pair = tuple[Values, Found]


def open_files(pairs: Sequence[Pair]) -> dict[NewKey, Household]:
    """Open a file, with its head, for each household that is on none; two queries.

    Several rows may name one household: what one leaves out, another may tell.
    """
    new: dict[NewKey, Household] = {}
    numbers: dict[NewKey, str] = {}
    for row, found in pairs:
        if found.new is None:
            continue
        household = new.setdefault(
            found.new, Household(community_id=row["community"], head_name=row["name"])
        )
        tell(household, row)
        numbers.setdefault(found.new, row.get("id_number") or "")
        numbers[found.new] = numbers[found.new] or row.get("id_number") or ""
    Household.objects.bulk_create(new.values(), batch_size=1000)
    heads = []
    for key, household in new.items():
        head = Member(household=household, name=household.head_name, relation=Relation.HEAD)
        head.set_id_number(numbers[key])
        heads.append(head)
    Member.objects.bulk_create(heads, batch_size=1000)
    return new


def tell(household: Household, row: Values) -> None:
    """Put into a file what a row says of the household; what it leaves out stays."""
    if row.get("household_number"):
        household.number = row["household_number"]
    if row.get("household_size"):
        household.size = row["household_size"]
    for field in ("phone", "address"):
        if row.get(field):
            setattr(household, field, row[field])


def add_categories(first_days: dict[tuple[Any, str], date]) -> None:
    """Households' categories, each since a day."""
    HouseholdCategory.objects.bulk_create(
        (
            HouseholdCategory(household_id=pk, category=category, starts_on=day)
            for (pk, category), day in first_days.items()
        ),
        batch_size=1000,
    )
