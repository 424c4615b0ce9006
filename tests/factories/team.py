"""Advisors."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from advisors.models import (
    Advisor,
    Assignment,
    DutyRule,
    DutyShift,
    DutyTurn,
    Leave,
    PartnerContract,
    Post,
    StarRating,
    Transfer,
    VolunteerGroup,
)
from tests.factories.people import CommunityFactory, StreetFactory
from tests.factories.sites import StationFactory


class AdvisorFactory(DjangoModelFactory):
    class Meta:
        model = Advisor

    street = factory.SubFactory(StreetFactory)
    name = factory.Sequence(lambda n: f"顾{n}明")
    sex = "female"
    level = "street"
    staff_kind = "assistance_worker"
    employment = "full_time"
    education = "bachelor"
    started_on = date(2023, 3, 1)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, phone: str | None = None, **kwargs: Any) -> Any:
        advisor = model_class(*args, **kwargs)
        advisor.set_phone(f"139{advisor.pk.int % 10**8:08d}" if phone is None else phone)
        advisor.save(force_insert=True)
        return advisor


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    community = factory.SubFactory(CommunityFactory)
    advisor = factory.SubFactory(
        AdvisorFactory, level="community", street=factory.SelfAttribute("..community.parent")
    )
    starts_on = date(2023, 3, 1)


class StarRatingFactory(DjangoModelFactory):
    class Meta:
        model = StarRating

    advisor = factory.SubFactory(AdvisorFactory)
    year = 2024
    level = 3


class LeaveFactory(DjangoModelFactory):
    class Meta:
        model = Leave

    advisor = factory.SubFactory(AdvisorFactory)
    kind = "sick"
    starts_on = date(2024, 7, 1)
    ends_on = date(2024, 7, 3)


class PartnerContractFactory(DjangoModelFactory):
    class Meta:
        model = PartnerContract

    street = factory.SubFactory(StreetFactory)
    name = factory.Sequence(lambda n: f"同心社工事务所{n}")
    service = "个案支持"
    starts_on = date(2024, 1, 1)
    ends_on = date(2024, 12, 31)
    contact_name = "钱经理"


class VolunteerGroupFactory(DjangoModelFactory):
    class Meta:
        model = VolunteerGroup

    street = factory.SubFactory(StreetFactory)
    name = factory.Sequence(lambda n: f"邻里志愿队{n}")
    persons = 12
    starts_on = date(2024, 1, 1)


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    station = factory.SubFactory(StationFactory)
    advisor = factory.SubFactory(AdvisorFactory, street=factory.SelfAttribute("..station.street"))
    title = "综合岗"
    duties = "政策解答\n申请受理"
    starts_on = date(2024, 4, 1)


class TransferFactory(DjangoModelFactory):
    class Meta:
        model = Transfer

    advisor = factory.SubFactory(AdvisorFactory)
    to_street = factory.SubFactory(StreetFactory)
    starts_on = date(2024, 7, 1)
    offered_on = date(2024, 6, 20)
    offered_by = "a_manager"


class DutyRuleFactory(DjangoModelFactory):
    class Meta:
        model = DutyRule

    station = factory.SubFactory(StationFactory)
    mode = "rotation"
    starts_on = date(2024, 9, 1)
    ends_on = date(2024, 9, 30)
    sessions = ["morning", "afternoon"]


class DutyTurnFactory(DjangoModelFactory):
    class Meta:
        model = DutyTurn

    rule = factory.SubFactory(DutyRuleFactory)
    advisor = factory.SubFactory(
        AdvisorFactory, street=factory.SelfAttribute("..rule.station.street")
    )
    place = 0


class DutyShiftFactory(DjangoModelFactory):
    class Meta:
        model = DutyShift

    station = factory.SubFactory(StationFactory)
    day = date(2024, 9, 2)
    session = "morning"
    advisor = factory.SubFactory(AdvisorFactory, street=factory.SelfAttribute("..station.street"))
    mode = "rotation"
