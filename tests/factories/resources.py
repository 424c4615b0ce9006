"""The resource pool."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from resources.models import Place, Provider, Resource, ResourceArea
from tests.factories.people import CommunityFactory, StreetFactory


class ProviderFactory(DjangoModelFactory):
    class Meta:
        model = Provider

    unit = factory.SubFactory(StreetFactory)
    name = factory.Sequence(lambda n: f"助{n}服务中心")
    kind = "social_organisation"


class ResourceFactory(DjangoModelFactory):
    """A resource of a street for everybody there, without a limit, from 2024 on."""

    class Meta:
        model = Resource

    unit = factory.SubFactory(StreetFactory)
    provider = factory.SubFactory(ProviderFactory, unit=factory.SelfAttribute("..unit"))
    name = factory.Sequence(lambda n: f"上门服务{n}")
    category = "health"
    starts_on = date(2024, 1, 1)
    contact_name = "联系甲"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, contact_phone: str = "", **kwargs: Any) -> Any:
        resource = model_class(*args, **kwargs)
        resource.contact_phone = contact_phone
        resource.save(force_insert=True)
        return resource


class ResourceAreaFactory(DjangoModelFactory):
    class Meta:
        model = ResourceArea

    resource = factory.SubFactory(ResourceFactory)
    community = factory.SubFactory(
        CommunityFactory, parent=factory.SelfAttribute("..resource.unit")
    )


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place

    resource = factory.SubFactory(ResourceFactory)
    unit = factory.SelfAttribute("resource.unit")
    holder = factory.Faker("uuid4")
    taken_on = date(2024, 9, 2)
