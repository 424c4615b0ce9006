"""Casework: households in need, visits, leads, surveys, and the services given (T7, T4-1)."""

from casework.models.cloud import CloudLayout
from casework.models.consultations import Application, Consultation
from casework.models.households import (
    Care,
    Household,
    HouseholdCategory,
    HouseholdTier,
    Listing,
    Member,
    id_number_key,
)
from casework.models.leads import Lead
from casework.models.phone import PhoneKey
from casework.models.records import ServiceRecord
from casework.models.surveys import MeansSurvey, NeedsAssessment, NeedsSurvey, half_span
from casework.models.visits import CaseFile, Need, Visit, VisitCompanion, receipt_of

__all__ = [
    "Application",
    "Care",
    "CaseFile",
    "CloudLayout",
    "Consultation",
    "Household",
    "HouseholdCategory",
    "HouseholdTier",
    "Lead",
    "Listing",
    "MeansSurvey",
    "Member",
    "Need",
    "NeedsAssessment",
    "NeedsSurvey",
    "PhoneKey",
    "ServiceRecord",
    "Visit",
    "VisitCompanion",
    "half_span",
    "id_number_key",
    "receipt_of",
]
