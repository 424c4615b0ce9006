"""What plans and leadership groups give the score: P1-3, P2-1, T1-1, R1-1."""

from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    Func,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least

from core.measures import ItemColumn, Measure, MilestoneFact, Question, register, true_when
from core.workdays import workday_number
from orgs.models import Unit
from plans import gaps
from plans.models import ConstructionPlan, LeadershipGroup, LeadershipMeeting, PlanVersion


def year_plans(question: Question) -> QuerySet[Any]:
    """The plans of the cycle's year that were there by the day.

    `started_on` is when the street began, or the day of its paper once that is accepted (补录).
    """
    started = Case(
        When(paper_accepted_on__isnull=False, then=Least("paper_on", "begun_on")),
        default="begun_on",
    )
    return (
        ConstructionPlan.objects.filter(year=question.cycle_end.year)
        .annotate(street_code=F("street_id"), started_on=started)
        .filter(started_on__lte=question.as_of)
    )


def versions_by(question: Question) -> QuerySet[Any]:
    """The versions that reached the district by the day and were not taken back by then.

    `arrived_on` is the day of submission; for the first one of an accepted paper the paper's
    day. `late_days` are the workdays from its due day to that.
    """
    standing = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=question.as_of)
    earlier = PlanVersion.objects.filter(
        standing, plan=OuterRef("plan"), number__lt=OuterRef("number")
    )
    is_paper = Q(plan__paper_accepted_on__isnull=False) & ~Exists(earlier)
    arrived = Case(
        When(is_paper, then=Least("plan__paper_on", "submitted_on")), default="submitted_on"
    )
    cycle = (question.cycle_start, question.cycle_end)
    return (
        PlanVersion.objects.filter(standing)
        .annotate(arrived_on=arrived)
        .filter(arrived_on__lte=question.as_of)
        .annotate(
            late_days=Greatest(
                workday_number(F("arrived_on"), *cycle) - workday_number(F("due_on"), *cycle), 0
            )
        )
    )


def _of_plan(question: Question) -> QuerySet[Any]:
    return versions_by(question).filter(plan=OuterRef("pk"))


def _first(question: Question, field: str) -> Subquery:
    return Subquery(_of_plan(question).order_by("number").values(field)[:1])


def begun_plans(question: Question) -> QuerySet[Any]:
    """P1-3: a draft is enough."""
    return year_plans(question).annotate(counted=true_when(Q(pk__isnull=False)))


def approved_plans(question: Question) -> QuerySet[Any]:
    """P2-1: every plan of the year, and whether it was approved by the day.

    `late_days` sums the first submission's and those after each return; days at the district
    are in none of them.
    """
    late = _of_plan(question).order_by().values("plan").annotate(sum=Sum("late_days"))
    return year_plans(question).annotate(
        first_on=_first(question, "arrived_on"),
        late_days=Coalesce(Subquery(late.values("sum")), 0),
        counted=true_when(Q(approved_on__lte=question.as_of)),
    )


def lateness(question: Question) -> QuerySet[Any]:
    """P2-1: the workdays late of each approved plan; before approval there is no figure."""
    approved = approved_plans(question).filter(counted=True)
    return approved.annotate(numerator=F("late_days"), denominator=Value(1))


def layouts(question: Question) -> QuerySet[Any]:
    """T1-1: each plan with the step its layout list has reached.

    0 not handed in; 1 handed in; 2 handed in on time, approved by the day, and every community
    of the day on it. What a listed one was split into or merged to is on it too.
    """
    listed = Subquery(_of_plan(question).order_by("-number").values("layout_codes")[:1])
    descent: Any = Unit.predecessors.through.objects.annotate(
        place=_place_in(OuterRef(OuterRef("listed")), "to_unit_id")
    )
    left_out = (
        Unit.objects.communities()
        .valid_on(question.as_of)
        .filter(parent=OuterRef("street_id"))
        .annotate(place=_place_in(OuterRef("listed"), "code"))
        .filter(~Exists(descent.filter(from_unit=OuterRef("pk"), place__isnull=False)))
        .filter(place__isnull=True)
    )
    is_full = Q(first_late=0, approved_on__lte=question.as_of, is_covering=True)
    return (
        year_plans(question)
        .annotate(
            listed=listed,
            first_on=_first(question, "arrived_on"),
            first_late=_first(question, "late_days"),
        )
        .annotate(is_covering=~Exists(left_out))
        .annotate(
            step=Case(
                When(Q(listed__isnull=True) | Q(listed__len=0), then=0),
                When(is_full, then=2),
                default=1,
                output_field=IntegerField(),
            )
        )
        .annotate(counted=true_when(Q(step__gt=0)))
    )


def _place_in(codes: Any, code: str) -> Func:
    return Func(codes, F(code), function="array_position", output_field=IntegerField())


def layout_steps(question: Question) -> QuerySet[Any]:
    """T1-1: the step of each street's list, of 2."""
    return layouts(question).annotate(numerator=F("step"), denominator=Value(2))


def waiting_plans(question: Question) -> QuerySet[Any]:
    """P2-1: plans whose last version the district had not answered by the day."""
    unanswered = Q(reviewed_on__isnull=True) | Q(reviewed_on__gt=question.as_of)
    return year_plans(question).filter(Exists(_of_plan(question).filter(unanswered)))


def waiting_layouts(question: Question) -> QuerySet[Any]:
    """T1-1: of these, the lists that only want the approval."""
    waiting = waiting_plans(question).values("pk")
    return layouts(question).filter(pk__in=waiting, first_late=0, is_covering=True)


def leaderships(question: Question) -> QuerySet[Any]:
    """R1-1: streets that have named a lead or a contact, or held a meeting in the cycle."""
    group = LeadershipGroup.objects.filter(
        street=OuterRef("pk"), year=question.cycle_end.year, named_on__lte=question.as_of
    )
    met = LeadershipMeeting.objects.filter(
        street=OuterRef("pk"), held_on__gte=question.cycle_start, held_on__lte=question.as_of
    )
    first_met = met.order_by().values("street").annotate(first=Min("held_on")).values("first")
    return (
        Unit.objects.streets()
        .valid_on(question.as_of)
        .annotate(
            street_code=F("pk"),
            lead=Coalesce(Subquery(group.values("lead_name")[:1]), Value("")),
            contact=Coalesce(Subquery(group.values("contact_name")[:1]), Value("")),
            named_on=Subquery(group.values("named_on")[:1]),
            met_on=Subquery(first_met),
        )
        .annotate(kinds=_one(~Q(lead="")) + _one(~Q(contact="")) + _one(Q(met_on__isnull=False)))
        .filter(kinds__gt=0)
        .annotate(counted=true_when(Q(kinds=3)))
    )


def _one(condition: Q) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def leadership_kinds(question: Question) -> QuerySet[Any]:
    """R1-1: how many of lead, contact and meeting are there."""
    return leaderships(question).annotate(numerator=F("kinds"), denominator=Value(3))


def plan_begun(question: Question) -> QuerySet[Any]:
    """P1-3: the day a street's plan was begun."""
    return year_plans(question).annotate(met_on=F("started_on"))


def plan_submitted(question: Question) -> QuerySet[Any]:
    """P2-1: the day the plan first reached the district."""
    return year_plans(question).annotate(met_on=_first(question, "arrived_on"))


def layout_submitted(question: Question) -> QuerySet[Any]:
    """T1-1: the day a layout list first did."""
    listed = _of_plan(question).filter(layout_codes__len__gt=0)
    first = Subquery(listed.order_by("number").values("arrived_on")[:1])
    return year_plans(question).annotate(met_on=first)


def leadership_settled(question: Question) -> QuerySet[Any]:
    """R1-1: the day the last of lead, contact and first meeting was there."""
    complete = leaderships(question).filter(counted=True)
    return complete.annotate(settled_on=Greatest("named_on", "met_on")).values(
        "street_code", met_on=F("settled_on")
    )


_PLAN = ItemColumn("方案", lambda plan, actor: f"{plan.year}年建设方案", page="plans:plan")
_FIRST_ON = ItemColumn("首次报送", lambda plan, actor: plan.first_on or "未报送")
_APPROVED_ON = ItemColumn("通过日期", lambda plan, actor: plan.approved_on or "未通过")
_PAGE: dict[str, Any] = {"records": "plans:list", "records_label": "看建设方案"}

register(
    Measure(
        key="P1-3",
        items=begun_plans,
        columns=(_PLAN, ItemColumn("起草日期", lambda plan, actor: plan.started_on)),
        is_count=True,
        **_PAGE,
    ),
    Measure(
        key="P2-1",
        items=approved_plans,
        columns=(
            _PLAN,
            _FIRST_ON,
            _APPROVED_ON,
            ItemColumn("迟（工作日）", lambda plan, actor: plan.late_days, is_number=True),
            ItemColumn("补录", lambda plan, actor: "补录" if plan.paper_accepted_on else ""),
        ),
        totals=lateness,
        gap=gaps.of_plan,
        waiting=waiting_plans,
        **_PAGE,
    ),
    Measure(
        key="T1-1",
        items=layouts,
        columns=(
            _PLAN,
            _FIRST_ON,
            _APPROVED_ON,
            ItemColumn("清单居村数", lambda plan, actor: len(plan.listed or ()), is_number=True),
            ItemColumn("覆盖全部居村", lambda plan, actor: "是" if plan.is_covering else "否"),
        ),
        totals=layout_steps,
        gap=gaps.of_layout,
        waiting=waiting_layouts,
        **_PAGE,
    ),
    Measure(
        key="R1-1",
        items=leaderships,
        columns=(
            ItemColumn(
                "组长",
                lambda unit, actor: actor.shown_name(unit.lead, unit.pk) or "未明确",
                page="plans:leadership",
            ),
            ItemColumn(
                "联系人", lambda unit, actor: actor.shown_name(unit.contact, unit.pk) or "未明确"
            ),
            ItemColumn("首次会议", lambda unit, actor: unit.met_on or "没有"),
        ),
        totals=leadership_kinds,
        gap=gaps.of_leadership,
        **_PAGE,
    ),
    MilestoneFact("plans.begun", plan_begun, **_PAGE),
    MilestoneFact("plans.submitted", plan_submitted, **_PAGE),
    MilestoneFact("plans.layout_submitted", layout_submitted, **_PAGE),
    MilestoneFact("plans.led", leadership_settled, **_PAGE),
)
