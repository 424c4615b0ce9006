"""What can't be true of a consultation or an application, each with its own sentence."""

from collections.abc import Iterator
from datetime import date

from advisors.models import Advisor
from casework.consultations.facts import ApplicationFacts, ConsultationFacts
from casework.models import Household
from casework.serving import advisors_for
from core.actor import Actor
from core.clock import portal_day
from orgs.models import Unit

NOT_ANSWERED = "写了答复日期，请写一句怎么答复的；还没有答复的，日期留空。"
NOBODY = "请填户编号或申请人，至少填一项。"
ELSEWHERE = "这户不在您的范围内。"


def against_consultation(facts: ConsultationFacts, unit: Unit, by: Actor) -> dict[str, str]:
    """What is wrong: the field → its sentence."""
    return dict(_against_consultation(facts, unit, by))


def against_application(facts: ApplicationFacts, unit: Unit, by: Actor) -> dict[str, str]:
    """The same for an application."""
    return dict(_against_application(facts, unit, by))


def against_result(submitted_on: date, result_on: date) -> dict[str, str]:
    """The same for what became of one."""
    if result_on > portal_day():
        return {"result_on": f"{result_on}还没有到，请核对结果日期。"}
    if result_on < submitted_on:
        return {"result_on": f"结果日期{result_on}早于申请日期{submitted_on}，请核对。"}
    return {}


def _against_consultation(
    facts: ConsultationFacts, unit: Unit, by: Actor
) -> Iterator[tuple[str, str]]:
    asked, answered = facts.asked_on, facts.answered_on
    if asked > portal_day():
        yield "asked_on", f"{asked}还没有到，请核对咨询日期。"
    else:
        yield from against_advisor(facts.advisor, asked, "接待人", unit, by)
    if answered and answered > portal_day():
        yield "answered_on", f"{answered}还没有到，请核对答复日期。"
    elif answered and answered < asked:
        yield "answered_on", f"答复日期{answered}早于咨询日期{asked}，请核对。"
    if answered and not facts.answer:
        yield "answer", NOT_ANSWERED
    yield from against_household(facts.household, unit, by)


def _against_application(
    facts: ApplicationFacts, unit: Unit, by: Actor
) -> Iterator[tuple[str, str]]:
    if facts.submitted_on > portal_day():
        yield "submitted_on", f"{facts.submitted_on}还没有到，请核对申请日期。"
    else:
        yield from against_advisor(facts.advisor, facts.submitted_on, "经办人", unit, by)
    if facts.household is None and not facts.applicant_name:
        yield "household", NOBODY
    yield from against_household(facts.household, unit, by)


def against_advisor(
    advisor: Advisor, day: date, role: str, unit: Unit, by: Actor
) -> Iterator[tuple[str, str]]:
    """She has to be in post on the day, and to belong there."""
    if advisors_for(by, unit.pk, day).filter(pk=advisor.pk).exists():
        return
    if Advisor.objects.in_post(day).filter(pk=advisor.pk, street=unit.pk[:9]).exists():
        yield "advisor", f"这位顾问{day}不负责这个居村，请另选{role}。"
    else:
        yield "advisor", f"这位顾问{day}不在岗，请核对日期，或另选{role}。"


def against_household(
    household: Household | None, unit: Unit, by: Actor
) -> Iterator[tuple[str, str]]:
    """A household has to live where the thing happened, within her reach."""
    if household is None:
        return
    if not by.covers(household.community_id):
        yield "household", ELSEWHERE
    elif not household.community_id.startswith(unit.pk):
        yield "household", f"这户在{household.community.name}，不在{unit.name}，请核对户编号。"
    elif household.merged_into_id is not None:
        yield "household", "这份档案已并入另一份，请填那一份的户编号。"
