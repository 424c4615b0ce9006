"""What the pages about plans show, and what the plan's own rules look at."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from core.actor import Actor
from core.permissions import DISTRICT_WIDTH
from evidence.enums import ProofState
from evidence.models import Evidence
from evidence.subjects import key_of
from orgs.models import Unit
from orgs.selectors import communities_of
from plans.enums import PartKind, PartState
from plans.models import (
    ConstructionPlan,
    LeadershipGroup,
    LeadershipMeeting,
    PartAnswer,
    PlanPart,
    PlanVersion,
)
from plans.parts import PARTS, lacks, parts_asked, rows_of, shown_content
from plans.schema import Content


def plans_of(actor: Actor) -> QuerySet[ConstructionPlan]:
    """The plans of the actor's own unit, drafts included; of a draft the district reads no text."""
    return ConstructionPlan.objects.visible_to(actor).select_related("street")


def published_to(actor: Actor) -> QuerySet[ConstructionPlan]:
    """What the streets of the actor's district have published, her own left out."""
    district = actor.unit_code[:DISTRICT_WIDTH]
    if not district:
        return ConstructionPlan.objects.none()
    return (
        ConstructionPlan.objects.filter(is_published=True, street__code__startswith=district)
        .exclude(street__code__startswith=actor.unit_code)
        .select_related("street")
    )


def readable_by(actor: Actor) -> QuerySet[ConstructionPlan]:
    """Her own unit's plans and those published to her: what a page may be opened of."""
    published = Q(pk__in=published_to(actor).values("pk"))
    within = Q(pk__in=ConstructionPlan.objects.visible_to(actor).values("pk"))
    return ConstructionPlan.objects.filter(within | published).select_related("street")


def plan_of(street: Unit, year: int) -> ConstructionPlan | None:
    """The plan of a street in a year."""
    return ConstructionPlan.objects.filter(street=street, year=year).first()


def parts_of(plan: ConstructionPlan) -> dict[str, PlanPart]:
    """Kind → part as it is now, in the order of the plan."""
    found = {part.kind: part for part in plan.parts.order_by("kind")}
    return {kind: found[kind] for kind in PARTS if kind in found}


def asked_parts_of(plan: ConstructionPlan) -> dict[str, PlanPart]:
    """Those that its form asks for."""
    there = parts_of(plan)
    return {part.kind: there[part.kind] for part in parts_asked(plan.form) if part.kind in there}


def lacking_in(plan: ConstructionPlan) -> dict[str, list[str]]:
    """Kind → what that part still lacks; parts that lack nothing are left out."""
    lacking = {
        kind: lacks(PARTS[kind], part.content) for kind, part in asked_parts_of(plan).items()
    }
    return {kind: words for kind, words in lacking.items() if words}


def has_stamped_file(plan: ConstructionPlan) -> bool:
    """Whether the stamped Word or PDF is there, and was not refused."""
    return (
        Evidence.objects.about(key_of("plan", plan))
        .filter(
            proofs__tag="stamped_plan",
            proofs__state__in=[ProofState.WAITING, ProofState.ACCEPTED],
        )
        .exists()
    )


def versions_of(plan: ConstructionPlan) -> QuerySet[PlanVersion]:
    """Every version in its order, those taken back included."""
    return PlanVersion.objects.filter(plan=plan).order_by("number")


def current_version(plan: ConstructionPlan) -> PlanVersion | None:
    """The last version handed in and not taken back: the one that waits, or was answered last."""
    return versions_of(plan).filter(withdrawn_on__isnull=True).last()


def versions_waiting(actor: Actor) -> QuerySet[PlanVersion]:
    """The versions in the actor's unit that wait for their answer, the earliest first."""
    return (
        PlanVersion.objects.visible_to(actor)
        .filter(withdrawn_on__isnull=True, reviewed_on__isnull=True)
        .select_related("plan__street")
        .defer("content_sealed")
        .order_by("submitted_on", "plan__street_id")
    )


def last_answered(plan: ConstructionPlan) -> PlanVersion | None:
    """The last version the district answered."""
    return versions_of(plan).filter(reviewed_on__isnull=False).last()


def answers_to(version: PlanVersion | None) -> dict[str, PartAnswer]:
    """Kind → what the reviewer said of that part of a version."""
    if version is None:
        return {}
    return {answer.kind: answer for answer in version.answers.order_by("kind")}


def unanswered(plan: ConstructionPlan) -> list[str]:
    """The kinds that wait and that the reviewer has not answered yet, in the plan's order."""
    answered = answers_to(current_version(plan))
    return [
        kind
        for kind, part in asked_parts_of(plan).items()
        if part.state == PartState.WAITING and kind not in answered
    ]


def content_for(actor: Actor, plan: ConstructionPlan) -> dict[str, Content] | None:
    """Kind → content as an actor may read it; None where there is nothing for her yet.

    The own street reads what it is writing, the district what was handed in last, other streets
    what was approved, without people.
    """
    if actor.may_see_names(plan.street_id):
        return {kind: part.content for kind, part in parts_of(plan).items()}
    version = current_version(plan)
    if version is None:
        return None
    return shown_version(actor, plan, version)


def shown_version(actor: Actor, plan: ConstructionPlan, version: PlanVersion) -> dict[str, Content]:
    """Kind → content of one version, as an actor may read it."""
    kept: Mapping[str, Content] = version.content
    return {
        kind: shown_content(part, kept.get(kind, {}), actor, plan.street_id)
        for kind, part in PARTS.items()
    }


def layout_codes_in(content: Content) -> list[str]:
    """The codes of the communities on a layout list, in its order, each once."""
    table = PARTS[PartKind.LAYOUT].tables[0]
    codes = [str(row.get("community", "")) for row in rows_of(content, table)]
    return list(dict.fromkeys(code for code in codes if code))


def left_out(street: Unit, codes: Iterable[str], day: date) -> QuerySet[Unit]:
    """The street's communities of a day that are not on a layout list (T1-1).

    What a listed one was split into or merged to is on the list with it.
    """
    listed = list(codes)
    heirs = Unit.objects.filter(predecessors__in=listed).values("pk")
    return communities_of(street, day).exclude(Q(pk__in=listed) | Q(pk__in=heirs))


def sources_for(actor: Actor, street: Unit, year: int) -> QuerySet[ConstructionPlan]:
    """The plans that a new one can start from: the street's earlier ones, others' published."""
    own = Q(pk__in=plans_of(actor).filter(street=street, year__lt=year).values("pk"))
    published = Q(pk__in=published_to(actor).values("pk"))
    return (
        ConstructionPlan.objects.filter(own | published)
        .select_related("street")
        .order_by("-year", "street_id")
    )


def leadership_of(actor: Actor, street: Unit, year: int) -> LeadershipGroup | None:
    """Who leads a street's work in a year."""
    return LeadershipGroup.objects.visible_to(actor).filter(street=street, year=year).first()


def meetings_in(actor: Actor) -> QuerySet[LeadershipMeeting]:
    """Every meeting of the actor's unit."""
    return LeadershipMeeting.objects.visible_to(actor).select_related("street")


def meetings_of(actor: Actor, street: Unit, year: int) -> QuerySet[LeadershipMeeting]:
    """The meetings of a street's group in a year, the latest first."""
    held = meetings_in(actor).filter(street=street, held_on__year=year)
    return held.order_by("-held_on", "id")


def plan_names(keys: Iterable[str]) -> dict[str, str]:
    """Keys → what plans are called in the trail."""
    found = ConstructionPlan.objects.filter(pk__in=set(keys)).select_related("street")
    return {str(one.pk): f"{one.street.name}{one.year}年建设方案" for one in found}


def group_names(keys: Iterable[str]) -> dict[str, str]:
    """Keys → what leadership groups are called in the trail: not by who is in them."""
    found = LeadershipGroup.objects.filter(pk__in=set(keys)).select_related("street")
    return {str(one.pk): f"{one.street.name}{one.year}年领导小组" for one in found}


def meeting_names(keys: Iterable[str]) -> dict[str, str]:
    """Keys → what meetings are called in the trail: by street and day, for a topic may name."""
    found = LeadershipMeeting.objects.filter(pk__in=set(keys)).select_related("street")
    return {str(one.pk): f"{one.street.name} {one.held_on} 领导小组会议" for one in found}
