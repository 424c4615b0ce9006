"""Every address of the portal, found by walking its URLs, with the rows of the cast in it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assessment.models import ScoreRun
from assessment.runs import record_run, score_streets
from evidence.models import Proof
from ledgers.batches import receive
from ledgers.models import Batch
from orgs.models import Unit
from plans.models import ConstructionPlan, LeadershipMeeting
from plans.services import withdraw_plan
from standards.models import Standard
from standards.selectors import read_book
from stations.models import DelayRequest, Leaflet, StreetMilestone
from tests import factories as make
from tests.cast import DAY, Cast, Street
from tests.ledgers.books import advisors
from tests.plans.writing import submitted


def views(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, list[str]]]:
    """Each view's name and the parameters of its address; the admin is left out."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            assert pattern.name, f"{space}{pattern.pattern} has no name"
            yield f"{space}{pattern.name}", list(pattern.pattern.regex.groupindex)
        elif pattern.namespace != "admin":
            yield from views(pattern, f"{space}{pattern.namespace}:")


def address(view: str, cast: Cast, street: Street) -> str:
    """The address of a view, about one of the streets."""
    parameters = dict(views())[view]
    return reverse(view, kwargs={name: _value(view, name, cast, street) for name in parameters})


def _value(view: str, parameter: str, cast: Cast, street: Street) -> Any:
    """What stands for a parameter: a street's own row, or a clause of the standard."""
    match parameter, view.partition(":")[0]:
        case (("street" | "code"), _):
            return street.unit.code
        case "clause", _:
            return "T8-4"
        case "part", _:
            return "T8"
        case "sheet", "stations":
            return "desk-signs"
        case "pk", "advisors":
            return street.community_advisor.pk
        case "pk", "stations" if view == "stations:milestone":
            return _milestone(street).pk
        case "pk", "stations" if view == "stations:answer-delay":
            return _delay(street).pk
        case "leaflet", "stations":
            return _leaflet(street).pk
        case "pk", "stations":
            return street.point.pk if "point" in view else street.station.pk
        case "pk", "training":
            return street.session.pk
        case "pk", "plans":
            return _meeting(street).pk if view == "plans:meeting" else _plan(cast, street).pk
        case "kind", "plans":
            return "site"
        case "number", "plans":
            return 1
        case "pk", "accounts":
            name = "a_manager" if street is cast.a else "b_manager"
            return cast.users[name].pk
        case "pk", "assessment":
            return _run(cast).pk
        case "pk", "ledgers":
            return _batch(cast, street).pk
        case "subject", "evidence":
            return f"point:{street.point.pk}"
        case "pk", "evidence":
            proof = _proof(street)
            return proof.pk if view == "evidence:decide" else proof.evidence_id
        case "kind", "ledgers":
            return "advisors"
    raise AssertionError(f"tests/addresses.py does not know what {parameter} of {view} is")


def _leaflet(street: Street) -> Leaflet:
    """What lies out in the street's station, put there once."""
    there = Leaflet.objects.filter(station=street.station).first()
    return there or make.LeafletFactory(station=street.station)


def _milestone(street: Street) -> StreetMilestone:
    """When the street's station opens, planned once."""
    there = StreetMilestone.objects.filter(street=street.unit).first()
    return there or make.StreetMilestoneFactory(street=street.unit)


def _delay(street: Street) -> DelayRequest:
    """Why it opens late, asked once."""
    there = DelayRequest.objects.filter(street=street.unit).first()
    return there or make.DelayRequestFactory(street=street.unit)


def _plan(cast: Cast, street: Street) -> ConstructionPlan:
    """A plan that was handed in once and taken back to be written on; made once."""
    if there := ConstructionPlan.objects.filter(street=street.unit).first():
        return there
    by = cast.actor("a_manager" if street is cast.a else "b_manager")
    plan = submitted(street.unit, street.communities, by)
    return withdraw_plan(plan=plan, by=by)


def _meeting(street: Street) -> LeadershipMeeting:
    """A meeting of the street's leadership group, held once."""
    there = LeadershipMeeting.objects.filter(street=street.unit).first()
    return there or make.LeadershipMeetingFactory(street=street.unit)


def _run(cast: Cast) -> ScoreRun:
    """The board of the day, kept once."""
    standard = Standard.objects.get()
    return ScoreRun.objects.first() or record_run(
        standard=standard,
        scores=score_streets(read_book(standard), DAY, Unit.objects.streets().order_by("code")),
        as_of=DAY,
        by=cast.actor("reviewer"),
    )


def _proof(street: Street) -> Proof:
    """A photo of a community's desk sign that awaits its review; made once."""
    key, unit = f"point:{street.point.pk}", street.communities[0]
    return Proof.objects.filter(subject=key).first() or make.ProofFactory(
        evidence=make.EvidenceFactory(subject=key, unit=unit), tag="desk_sign"
    )


def _batch(cast: Cast, street: Street) -> Batch:
    """A roster of two rows that awaits its entry, one of them rejected; made once."""
    if there := Batch.objects.filter(unit=street.unit).first():
        return there
    admin = replace(cast.actor("a_admin"), unit_code=street.unit.code, unit_name=street.unit.name)
    community = street.communities[0].short_name
    content = advisors(
        {"街镇": street.unit.name, "居村": community, "姓名": "新来甲"},
        {"街镇": street.unit.name, "居村": community, "姓名": "新来乙", "联系电话": "138"},
    )
    return receive(file_name="顾问名册.xlsx", content=content, by=admin).batch
