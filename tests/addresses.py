"""Every address of the portal, found by walking its URLs, with the rows of the cast in it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from advisors.models import (
    Assignment,
    DutyShift,
    Leave,
    PartnerContract,
    Post,
    StarRating,
    Transfer,
    VolunteerGroup,
)
from assessment.models import ScoreRun
from assessment.runs import record_run, score_streets
from evidence.models import Proof
from evidence.storage import store
from ledgers.batches import receive
from ledgers.models import Batch
from orgs.models import Unit, UnitChange
from plans.models import ConstructionPlan, LeadershipMeeting
from plans.services import withdraw_plan
from standards.models import Standard
from standards.selectors import read_book
from stations.models import DelayRequest, Leaflet, StreetMilestone
from tests import factories as make
from tests.casework import rows as casework
from tests.casework import together_rows
from tests.cast import DAY, Cast, Street
from tests.evidence.files import pdf
from tests.ledgers.books import advisors
from tests.plans.writing import submitted
from training.models import Course, Material, Trainer, TrainingPlan, TrainingSession

# Pages of a session that is still to be held, today.
OF_PLANNED_SESSIONS = {
    "session-change",
    "session-cancel",
    "session-close",
    "enrol",
    "withdraw",
    "enrol-people",
    "sign-in-screen",
    "sign-in-code",
    "sign-in-now",
    "scan",
    "sign-in",
}


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
    room, _, page = view.partition(":")
    if room == "casework" and (found := casework.value(page, parameter, street)) is not None:
        return found
    match parameter, room:
        case "code", "orgs" if view in ("orgs:change", "orgs:community"):
            return street.communities[2].code
        case "kind", "orgs":
            return "split"
        case "pk", "orgs":
            return _unit_change(street).pk
        case (("street" | "code"), _):
            return street.unit.code
        case "clause", _:
            return "T8-4"
        case "part", _:
            return "T8"
        case "sheet", "stations":
            return "desk-signs"
        case "pk", "advisors" if view == "advisors:duty-shift-change":
            return _shift(street).pk
        case "pk", "advisors" if view == "advisors:transfer-answer":
            return _transfer(street).pk
        case "pk", "advisors" if view == "advisors:partner":
            return _partner(street).pk
        case "pk", "advisors" if view == "advisors:volunteers":
            return _volunteers(street).pk
        case "pk", "advisors" if view == "advisors:star-certificate":
            return _rating(street).pk
        case "pk", "advisors" if view in ("advisors:post", "advisors:post-remove"):
            return _post(street).pk
        case "pk", "advisors":
            return street.community_advisor.pk
        case "leave", "advisors":
            return _leave(street).pk
        case "assignment", "advisors":
            return Assignment.objects.filter(advisor=street.community_advisor).first().pk
        case "pk", "stations" if view == "stations:milestone":
            return _milestone(street).pk
        case "pk", "stations" if view == "stations:answer-delay":
            return _delay(street).pk
        case "leaflet", "stations":
            return _leaflet(street).pk
        case "pk", "stations":
            return street.point.pk if "point" in view else street.station.pk
        case "pk", "resources" if "provider" in view and view != "resources:list":
            return together_rows.provider_of(street).pk
        case "pk", "resources":
            return together_rows.resource_of(street).pk
        case "pk", "training" if view == "training:hours-certificate":
            return street.community_advisor.pk
        case "pk", "training" if view.startswith("training:plan"):
            return _training_plan(street).pk
        case "pk", "training" if view.startswith("training:course"):
            return _course(street).pk
        case "pk", "training" if view == "training:material-add":
            return _course(street).pk
        case "pk", "training" if view.startswith("training:material"):
            return _material(street).pk
        case "pk", "training" if view.startswith("training:trainer"):
            return _trainer(street).pk
        case "pk", "training" if view.removeprefix("training:") in OF_PLANNED_SESSIONS:
            return _planned_session(street).pk
        case "token", "training":
            return "0"
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


def _leave(street: Street) -> Leave:
    """A leave of the street's advisor, entered once."""
    there = Leave.objects.filter(advisor=street.community_advisor).first()
    return there or make.LeaveFactory(advisor=street.community_advisor)


def _unit_change(street: Street) -> UnitChange:
    """A change of the street's communities, made once."""
    there = UnitChange.objects.filter(street=street.unit).first()
    return there or make.UnitChangeFactory(street=street.unit)


def _post(street: Street) -> Post:
    """What the street's advisor does at the station, entered once."""
    there = Post.objects.filter(advisor=street.street_advisor).first()
    return there or make.PostFactory(station=street.station, advisor=street.street_advisor)


def _leaflet(street: Street) -> Leaflet:
    """What lies out in the street's station, put there once."""
    there = Leaflet.objects.filter(station=street.station).first()
    return there or make.LeafletFactory(station=street.station)


def _transfer(street: Street) -> Transfer:
    """Somebody the street offers to a third one, once."""
    there = Transfer.objects.filter(advisor__street=street.unit).first()
    return there or make.TransferFactory(advisor=make.AdvisorFactory(street=street.unit))


def _partner(street: Street) -> PartnerContract:
    """A contract of the street, made once."""
    there = PartnerContract.objects.filter(street=street.unit).first()
    return there or make.PartnerContractFactory(street=street.unit)


def _volunteers(street: Street) -> VolunteerGroup:
    """Volunteers of the street, put on record once."""
    there = VolunteerGroup.objects.filter(street=street.unit).first()
    return there or make.VolunteerGroupFactory(street=street.unit)


def _rating(street: Street) -> StarRating:
    """The stars of the street's advisor, with the day that a certificate needs."""
    rating = StarRating.objects.get(advisor=street.community_advisor)
    rating.decided_on = DAY
    rating.save()
    return rating


def _shift(street: Street) -> DutyShift:
    """Who is on duty at the street's station, put there once."""
    there = DutyShift.objects.filter(station=street.station).first()
    return there or make.DutyShiftFactory(station=street.station, advisor=street.street_advisor)


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


def _planned_session(street: Street) -> TrainingSession:
    """A session of the street's own, planned once, for today."""
    there = TrainingSession.objects.filter(host=street.unit, state="planned").first()
    return there or make.TrainingSessionFactory(
        host=street.unit, state="planned", held_on=DAY, topic=f"{street.unit.short_name}今日课"
    )


def _training_plan(street: Street) -> TrainingPlan:
    """The street's plan of the year, ready to be submitted; made once."""
    if there := TrainingPlan.objects.filter(street=street.unit).first():
        return there
    plan = make.TrainingPlanFactory(street=street.unit, measures="站长负责。")
    make.PlannedTrainingFactory(plan=plan)
    return plan


def _course(street: Street) -> Course:
    """A course of the street; made once."""
    there = Course.objects.filter(owner=street.unit).first()
    return there or make.CourseFactory(owner=street.unit)


def _material(street: Street) -> Material:
    """What there is to read of it; put there once, the file with it."""
    if there := Material.objects.filter(course=_course(street)).first():
        return there
    digest = store(pdf(), ".pdf")
    return make.MaterialFactory(course=_course(street), digest=digest)


def _trainer(street: Street) -> Trainer:
    """An advisor of the street who teaches; named once."""
    there = Trainer.objects.filter(advisor=street.street_advisor).first()
    return there or make.TrainerFactory(advisor=street.street_advisor)


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
