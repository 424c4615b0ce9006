"""Casework: households in need, visits, leads, surveys, the services given (T7, T4-1), and what
advisors do together with others: referrals, handovers, conferences, plans (T3-1, T4, T5)."""

from casework.models.cloud import CloudLayout
from casework.models.conferences import (
    CaseConference,
    ConferenceAction,
    ConferenceCase,
    ConferenceParticipant,
)
from casework.models.consultations import Application, Consultation
from casework.models.handovers import Handover
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
from casework.models.plans import PlanStep, SupportPlan
from casework.models.records import ServiceRecord
from casework.models.referrals import Referral
from casework.models.satisfaction import SatisfactionSurvey
from casework.models.stuck import StuckCase
from casework.models.surveys import MeansSurvey, NeedsAssessment, NeedsSurvey, half_span
from casework.models.visits import CaseFile, Need, Visit, VisitCompanion, receipt_of

__all__ = [
    "Application",
    "Care",
    "CaseConference",
    "CaseFile",
    "CloudLayout",
    "ConferenceAction",
    "ConferenceCase",
    "ConferenceParticipant",
    "Consultation",
    "Handover",
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
    "PlanStep",
    "Referral",
    "SatisfactionSurvey",
    "ServiceRecord",
    "StuckCase",
    "SupportPlan",
    "Visit",
    "VisitCompanion",
    "half_span",
    "id_number_key",
    "receipt_of",
]
