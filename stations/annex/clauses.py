"""The clauses of the notice's annex in a standard: S1 站点命名, S2 功能分区, S3 墙面公示."""

import re

from standards.book import Clause, StandardBook
from standards.enums import Level

ANNEX_CODES = r"^S[123]-"


def annex_of(book: StandardBook) -> list[Clause]:
    """The clauses of the annex, in their order."""
    return [clause for clause in book.clauses if re.match(ANNEX_CODES, clause.code)]


def may_be_left_out(clause: Clause) -> bool:
    """Whether 不适用 can be right: only where the annex says 可 (S1-4, S2-3), never for a 应."""
    return clause.level == Level.ENCOURAGED or clause.is_tracked
