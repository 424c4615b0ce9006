"""Streets whose station opened before April 2024, and what was done there."""

from datetime import date
from typing import Any

from assessment.scoring import Scored, score_clause
from casework.models import Household, ServiceRecord, Visit
from casework.records.deriving import write_records
from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import BOOK, Counting


def day(text: str) -> date:
    """A day of 2024."""
    return date.fromisoformat(f"2024-{text}")


def a_street(opened_on: date | None = date(2024, 3, 1), communities: int = 2) -> Unit:
    """A street with a station and so many communities."""
    street: Unit = make.StreetFactory()
    if opened_on:
        make.StationFactory(street=street, opened_on=opened_on)
    for number in range(1, communities + 1):
        make.CommunityFactory(parent=street, number=number)
    return street


def places(street: Unit) -> list[Unit]:
    """Its communities."""
    return list(street.children.order_by("code"))


def listed(community: Unit, since: str = "2024-01-01", until: str | None = None) -> Household:
    """A household on the list from a day to a day."""
    household: Household = make.HouseholdFactory(community=community, listed_on=False)
    make.ListingFactory(
        household=household,
        starts_on=date.fromisoformat(since),
        ends_on=date.fromisoformat(until) if until else None,
    )
    return household


def visited(household: Household, *days: str, **fields: Any) -> list[Visit]:
    """Visits to a household, with the service records they are."""
    visits = [make.VisitFactory(household=household, visited_on=day(one), **fields) for one in days]
    write_records(visits)
    return visits


def served(unit: Unit, on: str, **kinds: str) -> ServiceRecord:
    """One service of a unit on a day."""
    street = unit.parent if len(unit.code) == 12 else unit
    advisor = make.AdvisorFactory(street=street)
    asked = make.ConsultationFactory(unit=unit, asked_on=day(on), advisor=advisor)
    record: ServiceRecord = ServiceRecord.objects.create(
        unit=unit, given_on=day(on), advisor=advisor, consultation=asked, **kinds
    )
    return record


def found(code: str, street: Unit, on: str, **settings: Any) -> tuple[float, float] | None:
    """Numerator and denominator as of a day."""
    reading = Counting.on(day(on), **settings).reading(code, street)
    if reading is None or reading.denominator is None:
        return None
    return float(reading.numerator), float(reading.denominator)


def scored(code: str, street: Unit, on: str, opened_on: date = date(2024, 3, 1)) -> Scored:
    """The clause as scored on a day."""
    return score_clause(
        BOOK.clause(code),
        Counting.on(day(on)).reading(code, street),
        book=BOOK,
        as_of=day(on),
        opened_on=opened_on,
    )


def state_of(code: str, street: Unit, on: str) -> tuple[str, str]:
    """State and points."""
    line = scored(code, street, on)
    return str(line.state), f"{line.points:.4f}"
