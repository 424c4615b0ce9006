"""Construction plans and leadership groups."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from plans.models import (
    ConstructionPlan,
    LeadershipGroup,
    LeadershipMeeting,
    PartAnswer,
    PlanPart,
    PlanVersion,
)
from tests.factories.people import StreetFactory


class ConstructionPlanFactory(DjangoModelFactory):
    class Meta:
        model = ConstructionPlan

    street = factory.SubFactory(StreetFactory)
    year = 2024
    begun_on = date(2024, 3, 20)


class PlanPartFactory(DjangoModelFactory):
    class Meta:
        model = PlanPart

    plan = factory.SubFactory(ConstructionPlanFactory)
    kind = "site"


class PlanVersionFactory(DjangoModelFactory):
    class Meta:
        model = PlanVersion

    plan = factory.SubFactory(ConstructionPlanFactory, state="submitted")
    number = 1
    due_on = date(2024, 4, 30)
    submitted_on = date(2024, 4, 26)
    submitted_by = "manager"


class PartAnswerFactory(DjangoModelFactory):
    class Meta:
        model = PartAnswer

    version = factory.SubFactory(PlanVersionFactory)
    kind = "site"
    is_accepted = True
    answered_on = date(2024, 5, 6)
    answered_by = "reviewer"


class LeadershipGroupFactory(DjangoModelFactory):
    class Meta:
        model = LeadershipGroup

    street = factory.SubFactory(StreetFactory)
    year = 2024
    lead_name = "胡主任"
    lead_title = "街道办事处副主任"
    contact_name = "宋科长"
    named_on = date(2024, 3, 25)


class LeadershipMeetingFactory(DjangoModelFactory):
    class Meta:
        model = LeadershipMeeting

    street = factory.SubFactory(StreetFactory)
    held_on = date(2024, 4, 10)
    topic = "研究站点建设方案"
