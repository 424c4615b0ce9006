"""The fixed cast of the tests: a district, street A, street B with her own rows, an outsider.

Both streets hold the same kinds of rows, so that whoever looks over the fence finds something.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.actors import actor_of
from accounts.models import User
from advisors.models import Advisor
from casework.models import Household, Lead, Visit
from core.actor import Actor
from core.permissions import Role
from orgs.models import Unit
from standards.book import StandardBook
from standards.loading import read_file, standard_file
from standards.services import publish_at_set_up, write_draft
from stations.models import ServicePoint, Station
from tests import factories as make
from training.models import TrainingSession

DAY = date(2024, 9, 20)


@dataclass
class Street:
    """A street with its station, points, advisors and training."""

    unit: Unit
    communities: list[Unit]
    station: Station
    point: ServicePoint
    street_advisor: Advisor
    community_advisor: Advisor
    session: TrainingSession
    household: Household
    visit: Visit
    lead: Lead

    @property
    def secrets(self) -> list[str]:
        """What nobody outside may read: names of people, of rows, phones."""
        people = [self.street_advisor, self.community_advisor]
        return [
            *(person.name for person in people),
            *(person.phone for person in people),
            self.session.topic,
            self.station.lead_name,
            self.point.lead_name,
            self.household.head_name,
            self.lead.name,
        ]


@dataclass
class Cast:
    """Everybody, by the name they go by in the tests."""

    district: Unit
    a: Street
    b: Street
    users: dict[str, User] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """The actor somebody is in the only membership she has."""
        return actor_of(self.users[name].memberships.select_related("unit", "user").get())


def _street(code: str, core_name: str, tag: str) -> Street:
    unit = make.StreetFactory(code=code, core_name=core_name)
    make.HukouPopulationFactory(unit=unit)
    communities = [
        make.CommunityFactory(parent=unit, number=n, core_name=f"{tag}里{n}") for n in (1, 2, 3)
    ]
    street_advisor = make.AdvisorFactory(street=unit, name=f"{tag}街明")
    community_advisor = make.AdvisorFactory(street=unit, name=f"{tag}居芳", level="community")
    make.AssignmentFactory(advisor=community_advisor, community=communities[0])
    # Somebody of another community of the street, whom a community's advisor must not see.
    other = make.AdvisorFactory(street=unit, name=f"{tag}邻华", level="community")
    make.AssignmentFactory(advisor=other, community=communities[1])
    make.StarRatingFactory(advisor=community_advisor)
    session = make.TrainingSessionFactory(host=unit, topic=f"{tag}街培训", minutes=150)
    for advisor in (street_advisor, community_advisor):
        make.AttendanceFactory(session=session, advisor=advisor)
    household = _household(communities[0], f"{tag}户明", community_advisor)
    # And a household there, as little of theirs.
    _household(communities[1], f"{tag}邻户", other)
    return Street(
        unit=unit,
        communities=communities,
        station=make.StationFactory(street=unit, lead_name=f"{tag}站长甲"),
        point=make.ServicePointFactory(community=communities[0], lead_name=f"{tag}点长乙"),
        street_advisor=street_advisor,
        community_advisor=community_advisor,
        session=session,
        household=household,
        visit=make.VisitFactory(household=household, advisor=community_advisor),
        lead=make.LeadFactory(community=communities[0], name=f"{tag}线明"),
    )


def _household(community: Unit, head_name: str, advisor: Advisor) -> Household:
    household = make.HouseholdFactory(community=community, head_name=head_name)
    make.HouseholdCategoryFactory(household=household)
    make.CareFactory(household=household, advisor=advisor)
    return household


@cache
def _book() -> StandardBook:
    """The standard of 2024, read from its file once."""
    return read_file(standard_file("putuo", 2024))


@pytest.fixture
def cast(db: None, settings: Settings) -> Cast:
    """The district with both streets, the standard of 2024, and an account for everybody."""
    settings.PORTAL_DAY = DAY
    district = make.DistrictFactory()
    publish_at_set_up(standard=write_draft(book=_book()))
    cast = Cast(
        district, _street("310107017", "石泉路", "石"), _street("310107015", "长寿路", "寿")
    )
    seats = {
        "reviewer": (Role.DISTRICT_REVIEWER, district),
        "district_admin": (Role.DATA_ADMIN, district),
        "auditor": (Role.AUDITOR, district),
        "a_manager": (Role.STREET_MANAGER, cast.a.unit),
        "a_admin": (Role.DATA_ADMIN, cast.a.unit),
        "a_advisor": (Role.STREET_ADVISOR, cast.a.unit),
        "a_community": (Role.COMMUNITY_ADVISOR, cast.a.communities[0]),
        "b_manager": (Role.STREET_MANAGER, cast.b.unit),
        "b_community": (Role.COMMUNITY_ADVISOR, cast.b.communities[0]),
    }
    for username, (role, unit) in seats.items():
        user = make.UserFactory(username=username, name=username)
        make.MembershipFactory(user=user, unit=unit, role=role.value, may_sign=unit == district)
        cast.users[username] = user
    cast.users["outsider"] = make.UserFactory(username="outsider", name="outsider")
    for street, name in ((cast.a, "a_community"), (cast.b, "b_community")):
        street.community_advisor.user = cast.users[name]
        street.community_advisor.save()
    return cast


@pytest.fixture
def sign_in(cast: Cast) -> Callable[[str], Client]:
    """`sign_in("a_manager")`: a browser in which she is signed in."""

    def as_client(name: str) -> Client:
        client = Client()
        client.force_login(cast.users[name], "django.contrib.auth.backends.ModelBackend")
        return client

    return as_client
