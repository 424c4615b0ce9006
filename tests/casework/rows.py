"""A street's own rows of casework for the addresses that lead to them; each made once."""

from typing import Any

from casework.cloud.selectors import PREFIX
from casework.cloud.services import take_in
from casework.models import (
    Application,
    CaseFile,
    Consultation,
    HouseholdCategory,
    MeansSurvey,
    Member,
    NeedsAssessment,
    NeedsSurvey,
)
from core.actor import Actor
from core.permissions import Role, permissions_of
from ledgers.models import Batch
from tests import factories as make
from tests.casework import together_rows
from tests.cast import Street
from tests.ledgers.books import book


def value(page: str, parameter: str, street: Street) -> Any:
    """What stands for a parameter in the address of a page; None for what is not known."""
    if not page.startswith("needs-survey"):
        found = together_rows.value(page, parameter, street)
        if found is not None:
            return found
    match parameter:
        case "year":
            return 2024
        case "half":
            return "1"
        case "code":
            return street.communities[0].code
        case "member":
            return _member(street).pk
        case "category":
            return HouseholdCategory.objects.get(household=street.household).pk
        case "pk":
            return _key(page, street)
    return None


def _key(page: str, street: Street) -> Any:
    if page.startswith("household") or page in ("visit-add", "means-survey-add", "assessment-add"):
        return street.household.pk
    if page == "visit-file":
        there = CaseFile.objects.filter(visit=street.visit).first()
        return (there or make.CaseFileFactory(visit=street.visit, household=street.household)).pk
    if page.startswith("visit"):
        return street.visit.pk
    if page.startswith("lead"):
        return street.lead.pk
    if page.startswith("needs-survey"):
        return _once(NeedsSurvey, make.NeedsSurveyFactory, community=street.communities[0]).pk
    if page == "means-survey-file":
        survey = _means(street)
        there = CaseFile.objects.filter(means_survey=survey).first()
        made = {"means_survey": survey, "household": street.household, "visit": None}
        return (there or make.CaseFileFactory(**made)).pk
    if page.startswith("means-survey"):
        return _means(street).pk
    if page == "assessment":
        return _once(NeedsAssessment, make.NeedsAssessmentFactory, household=street.household).pk
    if page.startswith("consultation"):
        return _once(Consultation, make.ConsultationFactory, **_given_in(street)).pk
    if page == "cloud-match":
        return _export(street).pk
    if page.startswith("application"):
        return _once(Application, make.ApplicationFactory, **_given_in(street)).pk
    return None


def _means(street: Street) -> MeansSurvey:
    return _once(MeansSurvey, make.MeansSurveyFactory, household=street.household)


def _member(street: Street) -> Member:
    """Somebody of the household beside its head."""
    there = Member.objects.filter(household=street.household, relation="child").first()
    return there or make.MemberFactory(household=street.household)


def _export(street: Street) -> Batch:
    """An export of the city's platform whose headers nobody has matched yet."""
    if there := Batch.objects.filter(unit=street.unit, file_name__startswith=PREFIX).first():
        return there
    role = Role.DATA_ADMIN
    by = Actor(
        user_id=0,
        username="a_admin",
        name="",
        role=role,
        unit_code=street.unit.code,
        unit_name=street.unit.name,
        permissions=permissions_of(role, street.unit.code),
    )
    content = book(("导出", [["流水号", "服务日期", "姓名"], ["SQY1", "2024-09-02", "李"]]))
    return take_in(file_name="导出.xlsx", content=content, by=by).batch


def _given_in(street: Street) -> dict[str, Any]:
    return {"unit": street.communities[0], "advisor": street.community_advisor}


def _once(model: Any, factory: Any, **of: Any) -> Any:
    return model.objects.filter(**of).first() or factory(**of)
