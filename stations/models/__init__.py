"""Stations and points, what hangs on their walls, their milestones and self-checks."""

from stations.models.checks import SelfCheck
from stations.models.milestones import DelayRequest, StreetMilestone
from stations.models.sites import (
    ServicePoint,
    Site,
    SiteQuerySet,
    Station,
    StationEquipment,
    StationZone,
)
from stations.models.walls import Leaflet, ServiceList, WallText

__all__ = [
    "DelayRequest",
    "Leaflet",
    "SelfCheck",
    "ServiceList",
    "ServicePoint",
    "Site",
    "SiteQuerySet",
    "Station",
    "StationEquipment",
    "StationZone",
    "StreetMilestone",
    "WallText",
]
