"""The list of categories by day: what was called 支出型 became 刚性支出.

A household keeps the category it was given under; a form offers those in use on its day, and a
ledger may still write an old one.
"""

from dataclasses import dataclass
from datetime import date

from casework.enums import Category


@dataclass(frozen=True)
class Term:
    """A category, in use from a day to a day (both included; None is without end)."""

    category: Category
    first: date | None = None
    last: date | None = None
    became: Category | None = None

    def is_in_use(self, day: date) -> bool:
        """Whether offices give this category on a day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


# 刚性支出困难家庭 is the State's name since 2023; the offices changed their forms through 2024.
TERMS = (
    Term(Category.DIBAO),
    Term(Category.TEKUN),
    Term(Category.LOW_INCOME),
    Term(Category.NEAR_DIBAO),
    Term(
        Category.EXPENDITURE_POVERTY,
        last=date(2024, 12, 31),
        became=Category.RIGID_EXPENDITURE,
    ),
    Term(Category.RIGID_EXPENDITURE, first=date(2023, 7, 1)),
    Term(Category.TEMPORARY),
    Term(Category.OTHER),
)


def choices_on(day: date) -> list[tuple[str, str]]:
    """What a form offers on a day, as choices."""
    return [(one.category.value, str(one.category.label)) for one in TERMS if one.is_in_use(day)]
