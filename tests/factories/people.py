"""Units and their people."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from accounts.models import Draft, LinkGuess, Membership, OneTimeLink, User
from core.permissions import Role
from orgs.models import HukouPopulation, Unit, UnitAlias, UnitChange

DISTRICT = "310107"


class DistrictFactory(DjangoModelFactory):
    class Meta:
        model = Unit
        django_get_or_create = ("code",)

    code = DISTRICT
    name = "普陀区"
    short_name = "普陀"
    core_name = "普陀"
    level = Unit.Level.DISTRICT
    kind = Unit.Kind.DISTRICT


class StreetFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    # Three digits, starting anew in a long run of tests.
    code = factory.Sequence(lambda n: f"{DISTRICT}{200 + n % 800:03d}")
    core_name = factory.Sequence(lambda n: f"试验{n}路")
    name = factory.LazyAttribute(lambda unit: f"{unit.core_name}街道")
    short_name = factory.SelfAttribute("core_name")
    level = Unit.Level.STREET
    kind = Unit.Kind.SUBDISTRICT
    parent = factory.SubFactory(DistrictFactory)


class CommunityFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    class Params:
        number = factory.Sequence(lambda n: 300 + n % 700)

    code = factory.LazyAttribute(lambda unit: f"{unit.parent.code}{unit.number:03d}")
    core_name = factory.LazyAttribute(lambda unit: f"试验{unit.number}")
    name = factory.LazyAttribute(lambda unit: f"{unit.core_name}居委会")
    short_name = factory.LazyAttribute(lambda unit: f"{unit.core_name}居委")
    level = Unit.Level.COMMUNITY
    kind = Unit.Kind.RESIDENTS_COMMITTEE
    parent = factory.SubFactory(StreetFactory)


class UnitAliasFactory(DjangoModelFactory):
    class Meta:
        model = UnitAlias

    unit = factory.SubFactory(StreetFactory)
    name = factory.Sequence(lambda n: f"别名{n}")


class HukouPopulationFactory(DjangoModelFactory):
    class Meta:
        model = HukouPopulation

    unit = factory.SubFactory(StreetFactory)
    persons = 83358
    as_of = date(2023, 12, 31)
    source = "公安户籍统计"


class UnitChangeFactory(DjangoModelFactory):
    class Meta:
        model = UnitChange

    street = factory.SubFactory(StreetFactory)
    kind = UnitChange.Kind.SPLIT
    day = date(2024, 7, 1)
    document = "普民〔2024〕15号"
    changed_by = "dataadmin"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"试用人{n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(StreetFactory)
    role = Role.STREET_MANAGER.value
    starts_on = date(2024, 1, 1)


class DraftFactory(DjangoModelFactory):
    class Meta:
        model = Draft

    user = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda n: f"/stations/{n}/change/")
    text = '{"address": ["石泉路10号"]}'


class OneTimeLinkFactory(DjangoModelFactory):
    """A link whose secret nobody knows; the services make those that can be opened."""

    class Meta:
        model = OneTimeLink

    digest = factory.Sequence(lambda n: f"{n:064x}")
    purpose = "casework.referral"
    subject = factory.Faker("uuid4")
    holder = "联系甲"
    unit = factory.SubFactory(StreetFactory)
    expires_on = date(2024, 10, 3)


class LinkGuessFactory(DjangoModelFactory):
    class Meta:
        model = LinkGuess

    address = "192.0.2.1"
