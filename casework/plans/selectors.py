"""What the pages of support plans read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When

from casework.conferences.selectors import open_actions_on
from casework.enums import PlanState
from casework.models import Household, PlanStep, SupportPlan
from core.actor import Actor
from resources.models import Provider

# Lists hold no sealed texts, and so read none.
SEALED = ("goal_sealed", "result_note_sealed")
_OPEN_STEP = Q(done_on__isnull=True, dropped_on__isnull=True)


def plan_names(keys: Iterable[str]) -> dict[str, str]:
    """Support plans as the trail tells them: by number."""
    found = SupportPlan.objects.filter(pk__in=list(keys)).defer(*SEALED).order_by("pk")
    return {str(one.pk): str(one) for one in found}


def plans_of(actor: Actor) -> QuerySet[SupportPlan]:
    """The plans of the actor's unit."""
    found: QuerySet[SupportPlan] = SupportPlan.objects.visible_to(actor)
    return found.select_related("household__community", "community__parent", "advisor")


def open_of(household: Household) -> SupportPlan | None:
    """The plan that runs for a household; there is one at most."""
    found: SupportPlan | None = SupportPlan.objects.open().filter(household=household).first()
    return found


# The list ------------------------------------------------------------------------------------


def is_open_on(day: date) -> Q:
    """Not closed by a day."""
    return Q(state=PlanState.OPEN) | Q(state=PlanState.CLOSED, closed_on__gt=day)


def is_closed_on(day: date) -> Q:
    """Closed with a result by a day."""
    return Q(state=PlanState.CLOSED, closed_on__lte=day)


def has_late_step(day: date) -> Q:
    """Open, with a step whose day is over and that is neither done nor dropped."""
    late = PlanStep.objects.filter(_OPEN_STEP, plan=OuterRef("pk"), due_on__lt=day)
    return Q(state=PlanState.OPEN) & Q(Exists(late))


def listed(actor: Actor, day: date) -> QuerySet[SupportPlan]:
    """Plans made by a day: those that run first, then the latest closed."""
    found: QuerySet[SupportPlan] = SupportPlan.objects.visible_to(actor).filter(opened_on__lte=day)
    steps = PlanStep.objects.defer("what_sealed").order_by("due_on", "pk")
    return (
        found.select_related("household", "community__parent", "advisor")
        .prefetch_related(Prefetch("steps", steps))
        .defer(*SEALED)
        .order_by(
            Case(When(is_open_on(day), then=Value(0)), default=Value(1)),
            F("closed_on").desc(nulls_last=True),
            "-opened_on",
            "pk",
        )
    )


# One plan ------------------------------------------------------------------------------------


def steps_of(plan: SupportPlan) -> list[PlanStep]:
    """Its steps in the order they are due, those dropped last."""
    found = PlanStep.objects.filter(plan=plan).select_related("provider")
    return list(found.order_by(F("dropped_on").asc(nulls_first=True), "due_on", "pk"))


def all_steps_of(actor: Actor) -> QuerySet[PlanStep]:
    """The steps of the plans of the actor's unit."""
    found: QuerySet[PlanStep] = PlanStep.objects.visible_to(actor)
    return found.select_related("plan__household", "provider")


def kinds_of(steps: Sequence[PlanStep]) -> list[str]:
    """The kinds of provider that take part (T5-4), in words; what was dropped took no part."""
    words = {
        one.provider_kind: str(one.get_provider_kind_display())
        for one in steps
        if one.provider_kind and one.dropped_on is None
    }
    return [words[kind] for kind in sorted(words)]


@dataclass(frozen=True)
class Unfinished:
    """What keeps a plan from being closed: its own open steps, and resolutions on the household."""

    steps: int
    actions: int

    def __bool__(self) -> bool:
        return bool(self.steps or self.actions)

    @property
    def words(self) -> str:
        """One sentence: how many, and what to do first."""
        left = []
        if self.steps:
            left.append(f"{self.steps}个步骤没有做完，也没有写明不做了")
        if self.actions:
            left.append(f"这户还有{self.actions}项会商决议没有办结")
        return f"现在不能结案：{'；'.join(left)}。请先办完，再来结案。"


def unfinished_of(plan: SupportPlan) -> Unfinished:
    """Two queries; resolutions of a conference that was cancelled keep nothing open."""
    steps = PlanStep.objects.filter(_OPEN_STEP, plan=plan).count()
    return Unfinished(steps, open_actions_on(plan.household_id).count())


def providers_for(actor: Actor) -> list[Provider]:
    """Who may be named in a step: the street's providers and the district's."""
    found = Provider.objects.visible_to(actor).only("name", "kind", "unit_id")
    return list(found.order_by("kind", "name", "pk"))
