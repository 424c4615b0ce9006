"""Checks small workbooks without a database, and looks at what they say."""

from typing import Any

from ledgers.checking import CheckedRow, CheckResult, check_workbook
from ledgers.parsing import parse
from ledgers.problems import Problem
from ledgers.roster import Roster
from tests.ledgers.books import ADVISOR_HEADER, advisors
from tests.ledgers.directories import TODAY, FixedDirectory

CAOYANG, ZHENRU = "310107005", "310107022"


def check(data: bytes, roster: Roster | None = None, **how: Any) -> CheckResult:
    directory = FixedDirectory(roster=roster or Roster())
    return check_workbook(parse(data), directory=directory, today=TODAY, **how)


def rows_of(
    *changes: dict[str, Any], header: tuple[str, ...] = ADVISOR_HEADER, **how: Any
) -> tuple[CheckedRow, ...]:
    return check(advisors(*changes, header=header), **how).rows


def row_of(extra: tuple[str, ...] = (), **change: Any) -> CheckedRow:
    """The one row of a roster that differs from a good one in this."""
    [row] = rows_of(change, header=(*ADVISOR_HEADER, *extra))
    return row


def codes(row: CheckedRow) -> list[str]:
    return [problem.code for problem in row.problems]


def only_problem(row: CheckedRow) -> Problem:
    [problem] = row.problems
    return problem
