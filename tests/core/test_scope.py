"""Row scope: every model, every actor, nothing from over the fence."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.apps import apps
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisors.models import DutyRule, DutyShift, DutyTurn, Post
from core.actor import Actor
from core.permissions import Role
from core.scope import ancestors
from orgs.models import HukouPopulation, Unit
from stations.models import Leaflet, ServiceList, Station, StationEquipment, StationZone
from tests import factories as make
from tests.cast import Cast
from tests.test_factories import FACTORIES
from training.models import TrainingSession

DISTRICTS = ("310107", "310108", "310170")
PARTS = ("001", "010", "011", "100")
# Every unit that a random tree may hold, parents first.
CODES = [
    *DISTRICTS,
    *(district + street for district in DISTRICTS for street in PARTS),
    *(d + s + community for d in DISTRICTS for s in PARTS for community in PARTS),
]
LEVELS = {6: "district", 9: "street", 12: "community"}
# Where the cast has such a row already, another one differs in this.
BESIDE_THE_CASTS: dict[type[models.Model], dict[str, object]] = {
    DutyRule: {"station__kind": "extra"},
    DutyShift: {"station__kind": "extra"},
    DutyTurn: {"rule__station__kind": "extra"},
    HukouPopulation: {"as_of": date(2022, 12, 31)},
    Leaflet: {"station__kind": "extra"},
    Post: {"station__kind": "extra"},
    ServiceList: {"station__kind": "extra"},
    Station: {"kind": "extra", "official_name": "试验路分站"},
    StationEquipment: {"station__kind": "extra"},
    StationZone: {"station__kind": "extra"},
}
SCOPED = [model for model in apps.get_models() if hasattr(model, "SCOPE_PATH")]


def actor_in(code: str) -> Actor:
    return Actor(1, "somebody", "某人", Role.AUDITOR, code, "某单位")


@st.composite
def trees(draw: st.DrawFn) -> list[str]:
    """Codes of a tree of units, each below its parent."""
    chosen = draw(st.sets(st.sampled_from(CODES), min_size=1, max_size=12))
    return sorted({code[:width] for code in chosen for width in (6, 9, 12) if len(code) >= width})


@contextmanager
def grown(codes: list[str]) -> Iterator[None]:
    """The tree in the database, a training and a population in each unit; then gone again."""
    with transaction.atomic():
        Unit.objects.bulk_create(
            Unit(code=code, level=LEVELS[len(code)], parent_id=code[:-3] if code[6:] else None)
            for code in codes
        )
        TrainingSession.objects.bulk_create(
            TrainingSession(host_id=code, held_on=date(2024, 5, 6), topic="课", minutes=45)
            for code in codes
        )
        HukouPopulation.objects.bulk_create(
            HukouPopulation(unit_id=code, persons=1, as_of=date(2024, 1, 1)) for code in codes
        )
        yield
        transaction.set_rollback(True)


def line_of(code: str, parents: dict[str, str | None]) -> set[str]:
    """A unit and all above it, read from the tree itself and not from the digits."""
    line = set()
    step: str | None = code
    while step:
        line.add(step)
        step = parents.get(step)
    return line


@pytest.mark.django_db
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(trees(), st.sampled_from(["", *CODES]), st.sampled_from(CODES))
def test_what_is_seen_lies_within_the_actors_branch(codes: list[str], own: str, asked: str) -> None:
    actor = actor_in(own)
    with grown(codes):
        parents = dict(Unit.objects.values_list("code", "parent_id"))
        below = {code for code in codes if own in line_of(code, parents)}
        above = line_of(own, parents) & set(codes) if own else set()
        populations = HukouPopulation.objects.visible_to(actor)
        sessions = TrainingSession.objects.visible_to(actor)
        assert set(Unit.objects.visible_to(actor).values_list("code", flat=True)) == below
        assert set(populations.values_list("unit_id", flat=True)) == below
        # What a unit runs is open to the units below it, whether or not they exist on paper.
        shared = below | above | (set(ancestors(own)) & set(codes))
        assert set(sessions.values_list("host_id", flat=True)) == shared
        # A filter narrows the scope and never replaces it.
        narrowed = populations.filter(unit_id=asked).values_list("unit_id", flat=True)
        assert set(narrowed) == below & {asked}


@pytest.mark.django_db
@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_without_a_unit_nothing_is_seen(model: type[models.Model]) -> None:
    factory = next(one for one in FACTORIES if one._meta.model is model)
    factory()
    assert model.objects.exists()
    assert not model.objects.visible_to(None).exists()
    assert not model.objects.visible_to(actor_in("")).exists()


@pytest.mark.parametrize(
    "model",
    [model for model in SCOPED if model is not Unit],
    ids=lambda model: model._meta.label,
)
def test_a_street_sees_her_own_rows_and_none_of_her_neighbours(
    cast: Cast, model: type[models.Model]
) -> None:
    factory = next(one for one in FACTORIES if one._meta.model is model)
    lookup = model.SCOPE_PATH.removesuffix("__code")
    made = {}
    for street in (cast.a, cast.b):
        unit = street.communities[2] if "community" in lookup else street.unit
        value = unit if lookup != model.SCOPE_PATH else unit.code
        extra = BESIDE_THE_CASTS.get(model, {})
        made[street.unit.code] = factory(**{lookup: value}, **extra).pk
    own, neighbours = made[cast.a.unit.code], made[cast.b.unit.code]
    for name in ("a_manager", "a_admin", "a_advisor"):
        seen = model.objects.visible_to(cast.actor(name))
        assert seen.filter(pk=own).exists(), name
        assert not seen.filter(pk=neighbours).exists(), name
        # Not one row that was there before leads elsewhere either.
        paths = {code[:9] for code in seen.values_list(model.SCOPE_PATH, flat=True)}
        assert paths <= {cast.a.unit.code, cast.district.code}, name
    both = model.objects.visible_to(cast.actor("reviewer")).filter(pk__in=made.values())
    assert both.count() == 2


def test_a_community_sees_those_who_look_after_it_alone(cast: Cast) -> None:
    from advisors.models import Advisor, StarRating
    from training.models import Attendance

    actor = cast.actor("a_community")
    own = cast.a.community_advisor
    neighbour = Advisor.objects.get(name="石邻华")
    make.StarRatingFactory(advisor=neighbour)
    make.AttendanceFactory(session=cast.a.session, advisor=neighbour)
    assert list(Advisor.objects.visible_to(actor)) == [own]
    assert {one.advisor for one in StarRating.objects.visible_to(actor)} == {own}
    assert {one.advisor for one in Attendance.objects.visible_to(actor)} == {own}


def test_somebody_of_two_communities_is_seen_once_in_each(cast: Cast) -> None:
    from advisors.models import Advisor

    make.AssignmentFactory(
        advisor=cast.a.community_advisor, community=cast.a.communities[1], ends_on=None
    )
    make.AssignmentFactory(
        advisor=cast.a.community_advisor,
        community=cast.a.communities[0],
        starts_on=date(2022, 1, 1),
        ends_on=date(2022, 12, 31),
    )
    assert Advisor.objects.visible_to(cast.actor("a_community")).count() == 1


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("310107017003", ["310107017", "310107"]),
        ("310107017", ["310107"]),
        ("310107", []),
        ("", []),
    ],
)
def test_ancestors_are_read_from_the_code(code: str, above: list[str]) -> None:
    assert ancestors(code) == above
