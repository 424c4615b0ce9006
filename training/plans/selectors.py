"""What the pages of training plans show, and what a plan's own rules look at (T8-1)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet, Sum
from django.db.models.functions import Coalesce

from core.actor import Actor
from evidence.enums import ProofState
from evidence.models import Evidence
from evidence.subjects import key_of
from orgs.models import Unit
from orgs.selectors import streets_of
from training.enums import NAMED_KINDS, PlanState
from training.models import PlannedTraining, TrainingPlan
from training.plans.tags import SIGNED_PLAN, SUBJECT


def plans_of(actor: Actor) -> QuerySet[TrainingPlan]:
    """The plans of the actor's unit; an advisor of a community reads her street's approved ones."""
    found = TrainingPlan.objects.visible_to(actor).with_arrival().select_related("street")
    return found.filter(state=PlanState.APPROVED) if actor.is_community else found


def with_minutes(plans: QuerySet[TrainingPlan]) -> QuerySet[TrainingPlan]:
    """Plans with the `planned_minutes` of their trainings."""
    return plans.annotate(planned_minutes=Coalesce(Sum("trainings__minutes"), 0))


def streets_with_plan(actor: Actor, day: date) -> list[tuple[Unit, TrainingPlan | None]]:
    """Each street of the actor's unit with its plan of the day's year; two queries."""
    of_year = with_minutes(plans_of(actor)).filter(year=day.year)
    streets = streets_of(actor, day).order_by("code")
    known = streets.prefetch_related(Prefetch("training_plans", of_year, to_attr="of_year"))
    return [(street, next(iter(street.of_year), None)) for street in known]


def plan_of(street: Unit, year: int) -> TrainingPlan | None:
    """The plan of a street in a year."""
    return TrainingPlan.objects.filter(street=street, year=year).first()


def latest_before(street: Unit, year: int) -> TrainingPlan | None:
    """The last plan before a year: what a new one begins from."""
    return TrainingPlan.objects.filter(street=street, year__lt=year).order_by("-year").first()


def trainings_of(plan: TrainingPlan) -> list[PlannedTraining]:
    """The trainings that a plan foresees, month by month."""
    return list(plan.trainings.order_by("month", "pk"))


def missing_kinds(kinds: Iterable[str]) -> list[str]:
    """Which of the three kinds are not among these (T8-3), in words."""
    there = set(kinds)
    return [str(kind.label) for kind in NAMED_KINDS if kind not in there]


def has_scan(plan: TrainingPlan) -> bool:
    """Whether the scan of the signed plan is there, and was not refused."""
    return (
        Evidence.objects.about(key_of(SUBJECT, plan))
        .filter(
            proofs__tag=SIGNED_PLAN.key,
            proofs__state__in=[ProofState.WAITING, ProofState.ACCEPTED],
        )
        .exists()
    )


def state_on(plan: TrainingPlan, day: date) -> PlanState:
    """How a plan stood on a day, as far as its days tell; read with `arrived_on`."""
    if plan.approved_on is not None and plan.approved_on <= day:
        return PlanState.APPROVED
    if plan.state == PlanState.RETURNED:
        return PlanState.RETURNED
    is_handed_in = plan.state in (PlanState.SUBMITTED, PlanState.APPROVED)
    if is_handed_in and plan.arrived_on is not None and plan.arrived_on <= day:  # type: ignore[attr-defined]
        return PlanState.SUBMITTED
    return PlanState.DRAFT


def suggestions(host_code: str, day: date) -> QuerySet[PlannedTraining]:
    """What the host's approved plan of the day's year foresees from that month on."""
    return (
        PlannedTraining.objects.filter(
            plan__street=host_code,
            plan__year=day.year,
            plan__state=PlanState.APPROVED,
            month__gte=day.month,
        )
        .select_related("plan")
        .order_by("month", "pk")
    )


def plan_names(keys: Iterable[str]) -> dict[str, str]:
    """Keys → what plans are called in the trail."""
    found = TrainingPlan.objects.filter(pk__in=set(keys)).select_related("street")
    return {str(one.pk): f"{one.street.name}{one.year}年培训方案" for one in found}
