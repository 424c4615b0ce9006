"""What can't be true of a need and of what settles it, each with its own sentence."""

from collections.abc import Iterator
from datetime import date

from casework.enums import ApplicationResult, Settlement
from casework.models import Need
from casework.needs.facts import NeedFacts, Settling
from casework.serving import fit_among
from core.actor import Actor
from core.clock import portal_day

# Before the advisors' work began in the city; older days are mostly a mistyped year.
EARLIEST = date(2019, 1, 1)
SHORTEST_NOTE = 2
_NOTE_ASKED = {
    Settlement.OWN_SERVICE: "做了什么",
    Settlement.REFUSED: "为什么谢绝、怎么告诉您的",
    Settlement.MISTAKEN: "错在哪里",
}


def against_need(facts: NeedFacts) -> dict[str, str]:
    """What is wrong with a new need: the field → its sentence."""
    day, today = facts.registered_on, portal_day()
    if day > today:
        return {"registered_on": f"{day}还没有到，登记日期要在今天（{today}）或以前。"}
    if day < EARLIEST:
        return {"registered_on": f"{day}早于{EARLIEST.year}年，请核对年份。"}
    if facts.visit is not None and day < facts.visit.visited_on:
        words = f"{facts.visit.visited_on}走访才发现的需求，登记日期不能早于那天。"
        return {"registered_on": words}
    return {}


def against_settling(facts: Settling, need: Need, by: Actor) -> dict[str, str]:
    """The same for what settled one."""
    return dict(_against_settling(facts, need, by))


def settling_day(facts: Settling, need: Need) -> date:
    """The day from which a need is settled.

    An application handed in before the need came up, and not decided then, settles it from the
    beginning.
    """
    if facts.application is not None:
        return max(facts.application.submitted_on, need.registered_on)
    return facts.settled_on or portal_day()


def _against_settling(facts: Settling, need: Need, by: Actor) -> Iterator[tuple[str, str]]:
    if facts.settlement not in Settlement:
        yield "settlement", "请选择怎么了结的。"
        return
    way = Settlement(facts.settlement)
    if way == Settlement.APPLICATION:
        yield from _against_application(facts, need)
    if way == Settlement.OWN_SERVICE:
        yield from _against_service(facts, need, by)
    if way in (Settlement.OWN_SERVICE, Settlement.REFUSED):
        yield from _against_day(facts.settled_on, need)
    if way in _NOTE_ASKED and len(facts.note.strip()) < SHORTEST_NOTE:
        yield "note", f"请写一句{_NOTE_ASKED[way]}，至少{SHORTEST_NOTE}个字。"


def _against_application(facts: Settling, need: Need) -> Iterator[tuple[str, str]]:
    one = facts.application
    if one is None or one.household_id != need.household_id:
        yield (
            "application",
            "请选这户的一份救助申请；还没有登记的，点“登记一份申请”，登记完会回到这里。",
        )
    elif one.result == ApplicationResult.WITHDRAWN:
        yield "application", "这份申请已撤回，不能用来了结需求，请另选一份。"
    elif one.result_on and one.result_on < need.registered_on:
        words = (
            f"这份申请{one.result_on}就有了结果，早于需求登记（{need.registered_on}），请另选一份。"
        )
        yield "application", words


def _against_service(facts: Settling, need: Need, by: Actor) -> Iterator[tuple[str, str]]:
    if not facts.own_service:
        yield "own_service", "请选择做的是哪一类服务。"
    if facts.advisor is None:
        yield "advisor", "请选择是哪位顾问服务的。"
    elif facts.settled_on and facts.settled_on <= portal_day():
        fit = fit_among([facts.advisor.pk], by, need.community_id, facts.settled_on)
        if facts.advisor.pk not in fit:
            words = f"这位顾问{facts.settled_on}不在岗，或不负责这里，请核对日期，或另选一人。"
            yield "advisor", words


def _against_day(day: date | None, need: Need) -> Iterator[tuple[str, str]]:
    if day is None:
        yield "settled_on", "请填写哪一天了结的。"
    elif day > portal_day():
        yield "settled_on", f"{day}还没有到，了结日期要在今天（{portal_day()}）或以前。"
    elif day < need.registered_on:
        words = f"需求{need.registered_on}才登记，了结日期{day}不能早于那天。"
        yield "settled_on", words
