"""What can't be true of an unresolved matter, each with its own sentence: field → words."""

from collections.abc import Iterator
from datetime import date

from casework.anonymity import told_in
from casework.consultations.rules import against_advisor, against_household
from casework.households.selectors import names_of
from casework.models import StuckCase
from casework.stuck.facts import Closing, StuckFacts
from casework.stuck.limits import last_day, usual_last_day
from core.actor import Actor
from core.clock import portal_day
from orgs.models import Unit

# The advisors' work began then; what is older is mostly a mistyped year.
EARLIEST = date(2019, 1, 1)


def against_case(
    facts: StuckFacts, unit: Unit, by: Actor, held: StuckCase | None = None
) -> dict[str, str]:
    """What is wrong with what was received; `held` is the matter that is being changed."""
    return dict(_against_case(facts, unit, by, held))


def _against_case(
    facts: StuckFacts, unit: Unit, by: Actor, held: StuckCase | None
) -> Iterator[tuple[str, str]]:
    day = facts.received_on
    if day > portal_day():
        yield "received_on", f"{day}还没有到，接待日期要在今天（{portal_day()}）或以前。"
    elif day < EARLIEST:
        yield "received_on", f"{day}早于{EARLIEST.year}年，请核对年份。"
    elif held and held.handed_on and day > held.handed_on:
        yield "received_on", f"{held.handed_on}已经转办，接待日期不能晚于那天。"
    elif facts.advisor is not None:
        yield from against_advisor(facts.advisor, day, "接待人", unit, by)
    yield from against_household(facts.household, unit, by)


def against_handing_on(case: StuckCase, handed_to: str, handed_on: date) -> dict[str, str]:
    """Where it goes stands in lists, and so names no person."""
    found = _against_day(handed_on, case.received_on, "转办", "接待")
    wrong = {"handed_on": found} if found else {}
    names = names_of([case.household] if case.household else [])
    if told := told_in(handed_to, [case.visitor_name, *names]):
        wrong["handed_to"] = told
    return wrong


def against_closing(case: StuckCase, closing: Closing) -> dict[str, str]:
    """It ends after it began, and after it was handed on."""
    found = _against_day(closing.closed_on, case.received_on, "办结", "接待")
    if not found and case.handed_on and closing.closed_on < case.handed_on:
        found = f"办结日期{closing.closed_on}早于转办日期{case.handed_on}，请核对。"
    return {"closed_on": found} if found else {}


def against_call(case: StuckCase, called_back_on: date) -> dict[str, str]:
    """The visitor is told of the end once there is one."""
    if called_back_on > portal_day():
        return {"called_back_on": f"{called_back_on}还没有到，请核对回访日期。"}
    if case.closed_on and called_back_on < case.closed_on:
        words = f"{case.closed_on}才办结，回访日期不能早于那天。"
        return {"called_back_on": words}
    return {}


def against_extension(case: StuckCase, until: date, workdays: int) -> dict[str, str]:
    """It is asked for before the limit is over, and leads beyond it."""
    usual, today = usual_last_day(case.received_on, workdays), portal_day()
    if today > last_day(case, workdays):
        words = f"时限{usual}已经过了，不能再申请延期；请尽快办结，并写明原因。"
        return {"extended_until": words}
    if until <= usual:
        words = f"{until}没有超过原来的时限{usual}，请填更晚的一天；来得及的不用延期。"
        return {"extended_until": words}
    return {}


def _against_day(day: date, since: date, what: str, after: str) -> str:
    if day > portal_day():
        return f"{day}还没有到，请核对{what}日期。"
    if day < since:
        return f"{what}日期{day}早于{after}日期{since}，请核对。"
    return ""
