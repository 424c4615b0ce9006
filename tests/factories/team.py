"""Advisors."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from advisors.models import Advisor, Assignment, StarRating
from tests.factories.people import CommunityFactory, StreetFactory


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
