"""What the tests of the measures ask: the reading and the points of a street."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from assessment.scoring import score_clause
from core.measures import Question, Reading, measures, read_all
from orgs.models import Unit
from standards.loading import read_file, standard_file
from tests import factories as make

BOOK = read_file(standard_file("putuo", 2024))
DAY = date(2024, 9, 20)


@dataclass
class Counting:
    """Readings under the standard of 2024, as of a day and with its settings changed at will."""

    question: Question

    @classmethod
    def on(cls, day: date = DAY, **settings: Any) -> Self:
        """As of a day; settings by their code."""
        question = BOOK.question(day)
        return cls(replace(question, settings={**question.settings, **settings}))

    def reading(self, code: str, street: Unit) -> Reading | None:
        """What the measure of a clause found for a street."""
        return read_all(self.question, [code]).get((code, street.code))

    def counts(self, code: str, street: Unit) -> tuple[int, int | None] | None:
        """Numerator and denominator as whole numbers, None where nothing was found."""
        found = self.reading(code, street)
        if found is None:
            return None
        total = None if found.denominator is None else int(found.denominator)
        return int(found.numerator), total

    def points(self, code: str, street: Unit) -> str:
        """Points to 4 decimals."""
        line = score_clause(
            BOOK.clause(code),
            self.reading(code, street),
            book=BOOK,
            as_of=self.question.as_of,
        )
        return str(line.points.quantize(Decimal("0.0001")))

    def gap(self, code: str, street: Unit) -> str:
        """What the measure says is missing."""
        tell = measures[code].gap
        assert tell
        return tell(self.question, street.code)

    def rows(self, code: str, street: Unit) -> list[bool]:
        """Whether each row behind the figure counts, those that do first."""
        return [row.counted for row in measures[code].items_of(self.question, street.code)]


def communities(street: Unit, count: int, **fields: Any) -> list[Unit]:
    """So many communities of a street."""
    start = street.children.count()
    return [
        make.CommunityFactory(parent=street, number=start + n, **fields)
        for n in range(1, count + 1)
    ]


def staff(street: Unit, count: int, **fields: Any) -> list[Any]:
    """So many advisors of a street, in post."""
    return [make.AdvisorFactory(street=street, **fields) for _ in range(count)]


def transfer(old: Any, new: Any) -> None:
    """Make two files those of one person who went from the one's street to the other's."""
    new.person = old.person
    new.save(update_fields=["person"])
    make.TransferFactory(
        advisor=old,
        to_street=new.street,
        starts_on=new.started_on,
        state="taken",
        answered_on=new.started_on,
        new_file=new,
    )


def train(street: Unit, minutes: list[int], **session: Any) -> list[Any]:
    """A session of a street with one new advisor for each number of minutes attended."""
    held = make.TrainingSessionFactory(host=street, **session)
    people = staff(street, len(minutes))
    for person, attended in zip(people, minutes, strict=True):
        if attended:
            make.AttendanceFactory(session=held, advisor=person, minutes=attended)
    return people
