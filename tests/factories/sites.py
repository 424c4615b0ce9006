"""Stations and service points."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from stations.models import (
    DelayRequest,
    Leaflet,
    SelfCheck,
    ServiceList,
    ServicePoint,
    Station,
    StationEquipment,
    StationZone,
    StreetMilestone,
    WallText,
)
from tests.factories.people import CommunityFactory, StreetFactory


class StationFactory(DjangoModelFactory):
    class Meta:
        model = Station

    street = factory.SubFactory(StreetFactory)
    official_name = factory.LazyAttribute(
        lambda station: f"普陀区{station.street.name}社区救助顾问服务站"
    )
    address = "试验路1号"
    phone = "66158630"
    opening_hours = "周一至周五9:00-17:00"
    lead_name = "胡站长"
    opened_on = date(2024, 4, 4)


class StationEquipmentFactory(DjangoModelFactory):
    class Meta:
        model = StationEquipment

    station = factory.SubFactory(StationFactory)
    kind = "desk"
    count = 4


class StationZoneFactory(DjangoModelFactory):
    class Meta:
        model = StationZone

    station = factory.SubFactory(StationFactory)
    kind = "reception_zone"


class ServicePointFactory(DjangoModelFactory):
    class Meta:
        model = ServicePoint

    community = factory.SubFactory(CommunityFactory)
    official_name = factory.LazyAttribute(
        lambda point: f"{point.community.parent.name}{point.community.short_name}社区救助顾问服务点"
    )
    address = "试验路2弄"
    lead_name = "张点长"
    opened_on = date(2024, 6, 2)


class LeafletFactory(DjangoModelFactory):
    class Meta:
        model = Leaflet

    station = factory.SubFactory(StationFactory)
    title = factory.Sequence(lambda n: f"社会救助政策一本通第{n}版")
    issued_on = date(2024, 5, 6)


class StreetMilestoneFactory(DjangoModelFactory):
    class Meta:
        model = StreetMilestone

    street = factory.SubFactory(StreetFactory)
    year = 2024
    kind = "opening"
    planned_on = date(2024, 5, 31)
    set_on = date(2024, 4, 10)


class DelayRequestFactory(DjangoModelFactory):
    class Meta:
        model = DelayRequest

    street = factory.SubFactory(StreetFactory)
    year = 2024
    reason = "受理服务中心装修，7月底前启用。"
    asked_on = date(2024, 6, 20)
    asked_by = "manager"


class SelfCheckFactory(DjangoModelFactory):
    class Meta:
        model = SelfCheck

    street = factory.SubFactory(StreetFactory)
    year = 2024
    clause = "S1-1"
    result = "met"
    checked_on = date(2024, 9, 2)
    checked_by = "manager"


class ServiceListFactory(DjangoModelFactory):
    class Meta:
        model = ServiceList

    station = factory.SubFactory(StationFactory)
    services = factory.LazyFunction(lambda: ["policy_guidance", "policy_advice"])
    published_on = date(2024, 6, 3)


class WallTextFactory(DjangoModelFactory):
    class Meta:
        model = WallText

    street = factory.SubFactory(StreetFactory)
    topic = "philosophy"
    text = "人民至上"
    updated_on = date(2024, 5, 6)
