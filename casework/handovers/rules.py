"""What can't be true of a handover, each with its own sentence."""

from collections.abc import Iterable, Iterator
from datetime import date

from casework.anonymity import told_in
from casework.consultations.rules import against_advisor, against_household
from casework.enums import HandoverWay
from casework.handovers.facts import HandoverFacts
from casework.households.selectors import names_of
from casework.leads.forms import EARLIEST
from casework.models import Household
from core.actor import Actor
from core.clock import portal_day
from orgs.models import Unit

NOBODY = "请填户编号或当事人，至少填一项。"
WHOSE_WORD = "窗口已经确认的，请写明是哪位窗口人员。"
WHO_SENT = "窗口转来的，请写明是哪位窗口人员转的。"


def against_handover(facts: HandoverFacts, unit: Unit, by: Actor) -> dict[str, str]:
    """What is wrong: the field → its sentence."""
    return dict(_against_handover(facts, unit, by))


def against_acknowledgment(sent_on: date, day: date) -> dict[str, str]:
    """The same for the day of an acknowledgment."""
    if day > portal_day():
        return {"acknowledged_on": f"{day}还没有到，请核对确认日期。"}
    if day < sent_on:
        return {"acknowledged_on": f"确认日期{day}早于送出日期{sent_on}，请核对。"}
    return {}


def against_matter(way: str, matter: str, names: Iterable[str]) -> str:
    """What the counter would read and must not; a matter that comes from it stays here."""
    return told_in(matter, names) if way == HandoverWay.TO_COUNTER else ""


def names_in(household: Household | None, person_name: str) -> list[str]:
    """Whose names may not stand in a matter."""
    return [person_name, *names_of([household] if household else [])]


def _against_handover(facts: HandoverFacts, unit: Unit, by: Actor) -> Iterator[tuple[str, str]]:
    if facts.sent_on > portal_day():
        yield "sent_on", f"{facts.sent_on}还没有到，请核对送出日期。"
    elif facts.sent_on < EARLIEST:
        yield "sent_on", f"{facts.sent_on}早于{EARLIEST.year}年，请核对年份。"
    else:
        yield from against_advisor(facts.advisor, facts.sent_on, "顾问", unit, by)
    if facts.acknowledged_on:
        yield from against_acknowledgment(facts.sent_on, facts.acknowledged_on).items()
    if facts.household is None and not facts.person_name:
        yield "household", NOBODY
    yield from against_household(facts.household, unit, by)
    if not facts.clerk and facts.way == HandoverWay.FROM_COUNTER:
        yield "clerk", WHO_SENT
    elif not facts.clerk and facts.acknowledged_on:
        yield "clerk", WHOSE_WORD
    refused = against_matter(facts.way, facts.matter, names_in(facts.household, facts.person_name))
    if refused:
        yield "matter", refused
