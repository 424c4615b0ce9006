"""Consultations and applications as the lists tell them."""

from datetime import date

from casework.enums import ApplicationResult
from casework.models import Application, Consultation
from core.masking import mask_name
from core.workdays import workdays_between

# Badges of core.badges for what became of an application.
STATES: dict[str, str] = {
    ApplicationResult.PENDING.value: "running",
    ApplicationResult.APPROVED.value: "accepted",
    ApplicationResult.REFUSED.value: "refused",
    ApplicationResult.WITHDRAWN.value: "withdrawn",
}


def waited(one: Application, day: date) -> str:
    """How long an application has been pending by a day: 已等8个工作日; empty once it is not."""
    if one.result_on is not None and one.result_on <= day:
        return ""
    return f"已等{workdays_between(one.submitted_on, day)}个工作日"


def unanswered(one: Consultation, day: date) -> str:
    """The same for a question without an answer."""
    if one.answered_on is not None and one.answered_on <= day:
        return ""
    return f"已等{workdays_between(one.asked_on, day)}个工作日"


def who_asked(one: Consultation) -> str:
    """Who came, as lists name people: masked; a household by its number."""
    if one.household is not None:
        return f"{one.household.reference} {one.household.masked_name}"
    return mask_name(one.visitor_name) or "没有留名"


def who_applied(one: Application) -> str:
    """Who applied, in the same way."""
    if one.household is not None:
        return f"{one.household.reference} {one.household.masked_name}"
    return mask_name(one.applicant_name)
