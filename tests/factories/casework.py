"""Households in need, visits to them, leads, surveys and services."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from casework.models import (
    Application,
    Care,
    CaseFile,
    CloudLayout,
    Consultation,
    Household,
    HouseholdCategory,
    HouseholdTier,
    Lead,
    Listing,
    MeansSurvey,
    Member,
    Need,
    NeedsAssessment,
    NeedsSurvey,
    PhoneKey,
    ServiceRecord,
    Visit,
    VisitCompanion,
)
from tests.factories.people import CommunityFactory, StreetFactory, UserFactory
from tests.factories.team import AdvisorFactory


class HouseholdFactory(DjangoModelFactory):
    """A household on the list of its community since the beginning of 2024, with its head.

    `listed_on=False` leaves it off every list, `head=False` without members.
    """

    class Meta:
        model = Household
        skip_postgeneration_save = True

    community = factory.SubFactory(CommunityFactory)
    number = factory.Sequence(lambda n: f"PT{n:05d}")
    head_name = factory.Sequence(lambda n: f"困{n}难")
    size = 2

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        sealed = {name: kwargs.pop(name, "") for name in ("phone", "address")}
        household = model_class(*args, **kwargs)
        for name, value in sealed.items():
            setattr(household, name, value)
        household.save(force_insert=True)
        return household

    @factory.post_generation
    def listed_on(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        day = date(2024, 1, 1) if extracted is None else extracted
        if day:
            Listing.objects.create(household=self, community=self.community, starts_on=day)

    @factory.post_generation
    def head(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if extracted is not False:
            Member.objects.create(household=self, name=self.head_name, relation="head")


class ListingFactory(DjangoModelFactory):
    class Meta:
        model = Listing

    household = factory.SubFactory(HouseholdFactory, listed_on=False)
    community = factory.SelfAttribute("household.community")
    starts_on = date(2024, 1, 1)


class HouseholdCategoryFactory(DjangoModelFactory):
    class Meta:
        model = HouseholdCategory

    household = factory.SubFactory(HouseholdFactory)
    category = "dibao"
    starts_on = date(2024, 1, 1)


class HouseholdTierFactory(DjangoModelFactory):
    class Meta:
        model = HouseholdTier

    household = factory.SubFactory(HouseholdFactory)
    tier = "key"
    visits_per_quarter = 3
    starts_on = date(2024, 1, 1)


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = Member

    household = factory.SubFactory(HouseholdFactory)
    name = factory.Sequence(lambda n: f"员{n}芳")
    relation = "child"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, id_number: str = "", **kwargs: Any) -> Any:
        member = model_class(*args, **kwargs)
        member.set_id_number(id_number)
        member.save(force_insert=True)
        return member


def _of_household(path: str = "household") -> Any:
    """An advisor of the household's street."""
    return factory.SubFactory(
        AdvisorFactory, street=factory.SelfAttribute(f"..{path}.community.parent")
    )


class CareFactory(DjangoModelFactory):
    class Meta:
        model = Care

    household = factory.SubFactory(HouseholdFactory)
    advisor = _of_household()
    role = "lead"
    starts_on = date(2024, 1, 1)


class VisitFactory(DjangoModelFactory):
    """A visit alone; the services write its service records."""

    class Meta:
        model = Visit

    household = factory.SubFactory(HouseholdFactory)
    community = factory.SelfAttribute("household.community")
    visited_on = date(2024, 9, 2)
    mode = "home"
    advisor = _of_household()
    source = "portal"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        sealed = {
            "note": kwargs.pop("note", "看望，情况稳定。"),
            "action": kwargs.pop("action", ""),
        }
        visit = model_class(*args, **kwargs)
        for name, value in sealed.items():
            setattr(visit, name, value)
        visit.save(force_insert=True)
        return visit


class VisitCompanionFactory(DjangoModelFactory):
    class Meta:
        model = VisitCompanion

    visit = factory.SubFactory(VisitFactory)
    advisor = _of_household("visit.household")


class CaseFileFactory(DjangoModelFactory):
    class Meta:
        model = CaseFile

    household = factory.SubFactory(HouseholdFactory)
    visit = factory.SubFactory(VisitFactory, household=factory.SelfAttribute("..household"))
    content_type = "image/jpeg"
    size = 3

    @classmethod
    def _create(cls, model_class: Any, *args: Any, content: bytes = b"jpg", **kwargs: Any) -> Any:
        file = model_class(*args, **kwargs)
        file.content = content
        file.save(force_insert=True)
        return file


class NeedFactory(DjangoModelFactory):
    class Meta:
        model = Need

    household = factory.SubFactory(HouseholdFactory)
    community = factory.SelfAttribute("household.community")
    category = "health"
    registered_on = date(2024, 9, 2)


class LeadFactory(DjangoModelFactory):
    class Meta:
        model = Lead

    community = factory.SubFactory(CommunityFactory)
    source = "neighbour"
    found_on = date(2024, 9, 2)
    name = factory.Sequence(lambda n: f"线{n}索")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        names = ("phone", "address", "story", "informant_phone")
        sealed = {name: kwargs.pop(name, "") for name in names}
        lead = model_class(*args, **kwargs)
        for name, value in sealed.items():
            setattr(lead, name, value)
        lead.save(force_insert=True)
        return lead


class NeedsSurveyFactory(DjangoModelFactory):
    class Meta:
        model = NeedsSurvey

    community = factory.SubFactory(CommunityFactory)
    year = 2024
    half = "1"


class MeansSurveyFactory(DjangoModelFactory):
    class Meta:
        model = MeansSurvey

    household = factory.SubFactory(HouseholdFactory)
    community = factory.SelfAttribute("household.community")
    surveyed_on = date(2024, 9, 2)
    advisor = _of_household()
    income = 2400


class NeedsAssessmentFactory(DjangoModelFactory):
    class Meta:
        model = NeedsAssessment

    household = factory.SubFactory(HouseholdFactory)
    assessed_on = date(2024, 9, 2)
    advisor = _of_household()
    level = "medium"


class ConsultationFactory(DjangoModelFactory):
    class Meta:
        model = Consultation

    unit = factory.SubFactory(StreetFactory)
    asked_on = date(2024, 9, 2)
    question_type = "policy"
    advisor = factory.SubFactory(AdvisorFactory, street=factory.SelfAttribute("..unit"))


class ApplicationFactory(DjangoModelFactory):
    class Meta:
        model = Application

    unit = factory.SubFactory(StreetFactory)
    kind = "dibao"
    submitted_on = date(2024, 9, 2)
    advisor = factory.SubFactory(AdvisorFactory, street=factory.SelfAttribute("..unit"))


class ServiceRecordFactory(DjangoModelFactory):
    class Meta:
        model = ServiceRecord

    visit = factory.SubFactory(VisitFactory)
    unit = factory.SelfAttribute("visit.community")
    given_on = factory.SelfAttribute("visit.visited_on")
    advisor = factory.SelfAttribute("visit.advisor")
    service_type = "visiting"
    support_type = "daily_contact"


class PhoneKeyFactory(DjangoModelFactory):
    class Meta:
        model = PhoneKey

    user = factory.SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        key = model_class(*args, **kwargs)
        key.secret = b"k" * 32
        key.save(force_insert=True)
        return key


class CloudLayoutFactory(DjangoModelFactory):
    class Meta:
        model = CloudLayout

    unit = factory.SubFactory(StreetFactory)
    columns = factory.LazyFunction(lambda: {"走访日期": "走访日期"})
    matched_by = "a_manager"
