"""A street's own needs, referrals, conferences … for the addresses that lead to them; made once."""

from typing import Any

from casework.models import (
    CaseConference,
    ConferenceAction,
    ConferenceCase,
    Handover,
    Household,
    Need,
    PlanStep,
    Referral,
    SatisfactionSurvey,
    StuckCase,
    SupportPlan,
)
from resources.models import Provider, Resource
from tests import factories as make
from tests.cast import Street

# A secret that no link has.
SECRET = "A" * 43


def value(page: str, parameter: str, street: Street) -> Any:
    """What stands for a parameter in the address of a page; None for what is not of this kind."""
    if parameter == "secret":
        return SECRET
    if parameter == "resource":
        return resource_of(street).pk
    if parameter == "code" and page == "conference-add":
        return street.unit.code
    if parameter == "code" and page == "satisfaction-add":
        return street.unit.code
    if parameter == "case":
        return conference_case_of(street).pk
    if parameter == "step":
        return step_of(street).pk
    if parameter == "action":
        return action_of(street).pk
    if parameter == "pk":
        return _key(page, street)
    return None


def _key(page: str, street: Street) -> Any:
    if page == "need-add":
        return street.household.pk
    if page == "support-plan-add":
        return _without_a_plan(street).pk
    for beginning, of in _OF.items():
        if page.startswith(beginning):
            return of(street).pk
    return None


def _without_a_plan(street: Street) -> Household:
    """Another household there, which none is made for."""
    there = Household.objects.filter(community=street.communities[0], number="PT-0").first()
    return there or make.HouseholdFactory(community=street.communities[0], number="PT-0")


def resource_of(street: Street) -> Resource:
    """A resource of the street without a limit."""
    there = Resource.objects.filter(unit=street.unit).first()
    return there or make.ResourceFactory(unit=street.unit, provider=provider_of(street))


def provider_of(street: Street) -> Provider:
    """Its provider."""
    there = Provider.objects.filter(unit=street.unit).first()
    return there or make.ProviderFactory(unit=street.unit, name=f"{street.unit.core_name}助老社")


def need_of(street: Street) -> Need:
    """A need of the street's household that nothing has met."""
    there = Need.objects.filter(household=street.household, category="health").first()
    return there or make.NeedFactory(household=street.household)


def referral_of(street: Street) -> Referral:
    """Another need of it, offered to the resource."""
    if there := Referral.objects.filter(household=street.household).first():
        return there
    need = make.NeedFactory(household=street.household, category="elder_care")
    advisor = street.community_advisor
    return make.ReferralFactory(need=need, resource=resource_of(street), advisor=advisor)


def handover_of(street: Street) -> Handover:
    """A matter of the community's that waits at the counter."""
    there = Handover.objects.filter(unit=street.communities[0]).first()
    return there or make.HandoverFactory(
        unit=street.communities[0], advisor=street.community_advisor, household=street.household
    )


def stuck_of(street: Street) -> StuckCase:
    """Somebody who came to the community's point."""
    there = StuckCase.objects.filter(unit=street.communities[0]).first()
    return there or make.StuckCaseFactory(
        unit=street.communities[0], advisor=street.community_advisor
    )


def conference_of(street: Street) -> CaseConference:
    """A conference of the street on its household, held."""
    if there := CaseConference.objects.filter(street=street.unit).first():
        return there
    conference = make.CaseConferenceFactory(street=street.unit, state="held")
    make.ConferenceCaseFactory(conference=conference, household=street.household)
    return conference


def conference_case_of(street: Street) -> ConferenceCase:
    """The household in it."""
    return ConferenceCase.objects.get(conference=conference_of(street))


def action_of(street: Street) -> ConferenceAction:
    """What it resolved, the community's advisor's to do."""
    case = conference_case_of(street)
    there = ConferenceAction.objects.filter(case=case).first()
    advisor = street.community_advisor
    return there or make.ConferenceActionFactory(
        conference=case.conference, case=case, owner=advisor, owner_name=advisor.name
    )


def plan_of(street: Street) -> SupportPlan:
    """The household's plan."""
    there = SupportPlan.objects.filter(household=street.household).first()
    return there or make.SupportPlanFactory(
        household=street.household, advisor=street.community_advisor
    )


def step_of(street: Street) -> PlanStep:
    """A step of it."""
    there = PlanStep.objects.filter(plan=plan_of(street)).first()
    return there or make.PlanStepFactory(plan=plan_of(street))


def satisfaction_of(street: Street) -> SatisfactionSurvey:
    """The street's own survey, which waits for the district."""
    there = SatisfactionSurvey.objects.filter(street=street.unit).first()
    return there or make.SatisfactionSurveyFactory(street=street.unit, source="street")


# By the beginning of a page's name; longer ones first.
_OF = {
    "needs": need_of,
    "need": need_of,
    "referral-offer": need_of,
    "referral": referral_of,
    "handover": handover_of,
    "stuck": stuck_of,
    "conference-action-add": conference_of,
    "conference-action": action_of,
    "conference-case-add": conference_of,
    "conference-case": conference_case_of,
    "conference": conference_of,
    "action": action_of,
    "support-plan": plan_of,
    "plan-step-add": plan_of,
    "plan-step": step_of,
    "satisfaction": satisfaction_of,
}


def make_all(street: Street) -> dict[str, str]:
    """One row of every kind in a street, and the address of each."""
    return {
        "resource": f"/resources/{resource_of(street).pk}/",
        "provider": f"/resources/providers/{provider_of(street).pk}/",
        "need": f"/casework/needs/{need_of(street).pk}/",
        "referral": f"/casework/referrals/{referral_of(street).pk}/",
        "handover": f"/casework/handovers/{handover_of(street).pk}/",
        "stuck": f"/casework/stuck/{stuck_of(street).pk}/",
        "conference": f"/casework/conferences/{conference_of(street).pk}/",
        "plan": f"/casework/support-plans/{plan_of(street).pk}/",
        "satisfaction": f"/casework/satisfaction/{satisfaction_of(street).pk}/",
    }


def secrets_of(street: Street) -> list[str]:
    """What nobody outside the street may read of these rows."""
    return [
        stuck_of(street).visitor_name,
        conference_of(street).chair,
        provider_of(street).name,
        *street.secrets,
    ]
