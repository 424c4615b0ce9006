"""Casework of 2024 beside the two ledgers: leads, consultations, applications, surveys."""

from collections.abc import Iterator
from datetime import date
from random import Random
from uuid import UUID

from django.db.models import Count

from advisors.enums import Level
from advisors.models import Advisor
from casework.consultations.applying import add_application, decide_application
from casework.consultations.facts import ApplicationFacts, ConsultationFacts
from casework.consultations.services import add_consultation
from casework.enums import (
    ApplicationKind,
    ApplicationResult,
    Decision,
    Half,
    LeadSource,
    QuestionType,
    SurveyState,
)
from casework.leads.services import decide_lead
from casework.models import Application, Consultation, Household, Lead, NeedsSurvey
from casework.records.deriving import write_records
from core.actor import Actor
from core.clock import acting_on, portal_day
from core.permissions import Role
from core.workdays import last_workday_on_or_before, workday_after
from ledgers.samples.invented import ROADS, Inventor
from ledgers.samples.team import dice
from orgs.models import Unit
from portal.samples.actors import sample_actor
from resources.enums import NeedCategory
from standards.asked import ask

YEAR, SEED = 2024, 2024
MATTERS = {
    QuestionType.POLICY: ("低保申请要带哪些材料。", "已按清单说明，给了一次性告知单。"),
    QuestionType.EXPERTISE: ("家里老人失能，长护险怎样评估。", "说明评估流程，约了上门评估。"),
    QuestionType.NEEDS: ("想找一份社区里的临时工作。", "推荐到社区就业服务站登记。"),
    QuestionType.SPECIAL: ("孩子休学在家，情绪低落。", "联系心理老师，约定每周通话。"),
}
STORIES = (
    (LeadSource.NEIGHBOUR, "楼上独居老人最近很少下楼，听说刚出院。", Decision.LISTED),
    (LeadSource.VISIT, "隔壁一户刚失业，还有房贷。", Decision.APPLYING),
    (LeadSource.DATA, "医疗支出数据比对，自付超过两万元。", Decision.LINKED),
    (LeadSource.SELF, "来电求助，孩子读书费用吃紧。", Decision.WATCHED),
)
# Of the streets in the order of their codes: how many half-year surveys are in, and how many of
# the six station months each kind of work has.
SURVEYED = (1.0, 0.9, 0.8, 1.0, 0.95, 0.9, 0.6, 1.0, 0.7, 0.4)


def do_casework() -> Iterator[str]:
    """Leads, consultations, applications and surveys; a line of progress for each.

    Nothing happens where there are leads already, or no household to speak of.
    """
    if Lead.objects.exists() or not Household.objects.exists() or ask(None).book is None:
        return
    streets = list(Unit.objects.streets().order_by("code"))
    for place, street in enumerate(streets):
        chance = dice(SEED, street.pk, "casework")
        _receive(street, chance, months=9 - place % 4)
        _report(street, chance)
        _survey(street, SURVEYED[place % len(SURVEYED)])
    yield f"线索：{Lead.objects.count()} 条；需求排摸：{NeedsSurvey.objects.count()} 份"
    consultations, applications = Consultation.objects.count(), Application.objects.count()
    yield f"咨询：{consultations} 次；救助申请：{applications} 件"


def _receive(street: Unit, chance: Random, *, months: int) -> None:
    """At the station: each month a question and an application, for the first so many months."""
    manager = sample_actor(Role.STREET_MANAGER, street.pk)
    for month in range(1, months + 1):
        day = last_workday_on_or_before(date(YEAR, month, 5 + chance.randrange(12)))
        staff = Advisor.objects.in_post(day).filter(street=street, level=Level.STREET)
        advisor = staff.order_by("started_on", "pk").first()
        if advisor is None or day > portal_day():
            continue
        asked = list(QuestionType)[month % 4]
        matter, answer = MATTERS[asked]
        facts = ConsultationFacts(
            asked_on=day,
            question_type=asked,
            advisor=advisor,
            matter=matter,
            answer=answer if month % 3 else "",
            answered_on=day if month % 3 else None,
        )
        with acting_on(day):
            add_consultation(key=_key(chance), unit=street, facts=facts, by=manager)
        _apply(street, advisor, day, chance, manager)


def _apply(street: Unit, advisor: Advisor, day: date, chance: Random, by: Actor) -> None:
    inventor = Inventor(chance)
    facts = ApplicationFacts(
        kind=chance.choice(list(ApplicationKind)),
        submitted_on=day,
        advisor=advisor,
        applicant_name=inventor.name("女"),
    )
    with acting_on(day):
        one, _ = add_application(key=_key(chance), unit=street, facts=facts, by=by)
    decided_on = workday_after(day, 15)
    if decided_on <= portal_day():
        one.refresh_from_db()
        with acting_on(decided_on):
            decide_application(
                application=one,
                version=one.version,
                result=ApplicationResult.APPROVED,
                result_on=decided_on,
                by=by,
            )


def _report(street: Unit, chance: Random) -> None:
    """Four leads in four communities: decided in time, late, and two still open."""
    manager = sample_actor(Role.STREET_MANAGER, street.pk)
    communities = list(Unit.objects.communities().filter(parent=street).order_by("code")[:4])
    inventor = Inventor(chance)
    days = (date(YEAR, 6, 11), date(YEAR, 7, 3), date(YEAR, 9, 5), date(YEAR, 9, 18))
    for n, (community, day) in enumerate(zip(communities, days, strict=False)):
        source, story, decision = STORIES[n]
        # Most communities of the sample have no account that could report it.
        lead = Lead(
            pk=_key(chance),
            community=community,
            source=source,
            found_on=day,
            name=inventor.name("男"),
        )
        lead.phone, lead.address, lead.story = inventor.phone(), inventor.address(ROADS), story
        lead.save(force_insert=True)
        if n > 1:
            continue
        with acting_on(workday_after(day, 6 if n == 0 else chance.choice((8, 13)))):
            decide_lead(
                lead=lead,
                decision=decision,
                answer="已上门核实，按政策办理。",
                opening={"head_name": lead.name, "size": 1, "categories": ["other"]},
                by=manager,
            )


def _survey(street: Unit, share: float) -> None:
    """The first half-year of so many of a street's communities, handed in at its end."""
    communities = Unit.objects.communities().filter(parent=street).order_by("code")
    listed = communities.annotate(listed=Count("households"))
    surveys = [
        NeedsSurvey(
            community=community,
            year=YEAR,
            half=Half.FIRST,
            households=community.listed,
            counts={NeedCategory.HEALTH.value: 1, NeedCategory.ELDER_CARE.value: 1},
            summary="独居老人看病和照护需求较多，建议与家庭医生结对。",
            state=SurveyState.SUBMITTED,
            submitted_on=date(YEAR, 6, 27),
            submitted_by="sample",
        )
        for community in listed[: round(len(communities) * share)]
    ]
    # All at once: one by one they take longer than the rest of the sample.
    write_records(NeedsSurvey.objects.bulk_create(surveys))


def _key(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
