"""Training plans to be read: the streets' plans of the year, one plan, its printed sheet."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core.clock import page_day, portal_day
from core.measures import Question
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from core.workdays import workdays_between
from evidence.subjects import key_of
from orgs.models import Unit
from orgs.selectors import streets_of
from standards.asked import asked, question_of
from training.enums import PlanState
from training.hours.reckoning import class_hours_in
from training.models import PlannedTraining, TrainingPlan
from training.permissions import TrainingPermission
from training.plans import selectors
from training.plans.dues import due_day, due_day_of
from training.plans.forms import AnswerForm, PaperForm
from training.plans.policies import may_begin, may_write
from training.plans.tags import SUBJECT
from training.plans.workflow import MACHINE

may_view = actor_required(TrainingPermission.VIEW)
# State of a plan → key of core.badges.STATES.
BADGES = {
    PlanState.DRAFT: "draft",
    PlanState.SUBMITTED: "awaiting_review",
    PlanState.RETURNED: "returned",
    PlanState.APPROVED: "done",
}
LIST_COLUMNS = (
    Column("方案"),
    Column("状态"),
    Column("期限"),
    Column("计划课时", is_numeric=True),
    Column("批准日期"),
)
TRAINING_COLUMNS = (
    Column("月份"),
    Column("培训主题"),
    Column("类型"),
    Column("课时", is_numeric=True),
    Column("参加对象"),
)
ANSWERS = ("approve", "return", "accept_paper", "refuse_paper")


@may_view
@require_GET
def plans(request: ActorRequest) -> HttpResponse:
    """The district: every street's plan of the year; a street: her own years."""
    actor, day, question = request.actor, page_day(request), question_of(request)
    own = actor.street_code
    if own:
        years = selectors.with_minutes(selectors.plans_of(actor)).order_by("-year")
        pairs: list[tuple[Unit, TrainingPlan | None]] = [(one.street, one) for one in years]
    else:
        pairs = selectors.streets_with_plan(actor, day)
    street = next(iter(streets_of(actor, day)), None) if own else None
    there = {plan.year for _, plan in pairs if plan}
    this_year = portal_day().year
    context = {
        "street": street,
        "year": day.year,
        "day": day,
        "columns": LIST_COLUMNS,
        "rows": _rows(pairs, question),
        "due_on": due_day(asked(request).book, this_year),
        "begin_years": [
            year
            for year in (this_year, this_year + 1)
            if street and year not in there and may_begin(actor, street)
        ],
    }
    return render(request, "training/plans.html", context)


@may_view
@require_GET
def plan(request: ActorRequest, pk: int) -> HttpResponse:
    """One plan: its state and days, its trainings, what one may do with it now."""
    return plan_page(request, found_plan(request, pk))


def plan_page(
    request: ActorRequest,
    found: TrainingPlan,
    *,
    answer: AnswerForm | None = None,
    paper: PaperForm | None = None,
) -> HttpResponse:
    """The page of a plan, with its small forms as they stand."""
    actor, question = request.actor, question_of(request)
    ways = {one.name: one for one in MACHINE.open_to(actor, found)}
    submitting = MACHINE.may(actor, found, "submit")
    is_writable = may_write(actor, found)
    context = {
        **facts_of(found, question),
        "clause": question_clause(request),
        "day": page_day(request),
        "badge_state": BADGES[PlanState(found.state)],
        "due_on": due_day_of(found),
        "subject": key_of(SUBJECT, found),
        "may_write": is_writable,
        "submitting": "submit" in ways,
        "not_yet": getattr(submitting, "reason", "") if is_writable else "",
        "withdrawing": "withdraw" in ways,
        "answers": [ways[name] for name in ANSWERS if name in ways],
        "answer_form": answer or AnswerForm(),
        "paper_form": paper or PaperForm(initial={"paper_on": found.paper_on}),
        "show_proofs": found.paper_on is not None and not actor.is_community,
        "crumbs": crumbs_of(request, found),
    }
    return render(request, "training/plan.html", context)


@may_view
@require_GET
def sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """The plan on paper."""
    found = found_plan(request, pk)
    context = {
        **facts_of(found, question_of(request)),
        "crumbs": crumbs_of(request, found, "打印"),
    }
    return render(request, "training/plan_sheet.html", context)


def found_plan(request: ActorRequest, pk: int) -> TrainingPlan:
    """A plan that the actor may read, or 404."""
    found: TrainingPlan = get_object_or_404(selectors.plans_of(request.actor), pk=pk)
    return found


def crumbs_of(request: ActorRequest, found: TrainingPlan, here: str = "") -> list[Link]:
    """The way back; `here` is the page below the plan's own."""
    own = f"{found.street.short_name} {found.year} 年"
    path = [Link("培训方案", address(request, "training:plans"))]
    if not here:
        return [*path, Link(own)]
    return [*path, Link(own, address(request, "training:plan", found.pk)), Link(here)]


def facts_of(found: TrainingPlan, question: Question) -> dict[str, Any]:
    """What a plan says, with its class hours; one query."""
    trainings = selectors.trainings_of(found)
    return {
        "plan": found,
        "title": f"{found.street.name} {found.year} 年培训方案",
        "columns": TRAINING_COLUMNS,
        "trainings": [(one, class_hours_in(one.minutes, question)) for one in trainings],
        **sums_of(trainings, question),
    }


def sums_of(trainings: Iterable[PlannedTraining], question: Question) -> dict[str, Any]:
    """The class hours planned, against what the year asks of each advisor; the kinds missing."""
    rows = list(trainings)
    minutes = sum(one.minutes for one in rows)
    required = int(question.settings["class_hours_required"])
    required_minutes = required * int(question.settings["class_minutes"])
    return {
        "planned_hours": class_hours_in(minutes, question),
        "required_hours": required,
        "is_enough": minutes >= required_minutes,
        "missing_kinds": selectors.missing_kinds(one.kind for one in rows),
    }


def question_clause(request: ActorRequest) -> Any:
    """T8-1 in its own words."""
    book = asked(request).book
    return book.clause("T8-1") if book else None


def _rows(
    pairs: list[tuple[Unit, TrainingPlan | None]], question: Question
) -> list[dict[str, Any]]:
    """The lines of the list; the due day of a year is looked up once."""
    due_of = cache(lambda year: due_day_of(TrainingPlan(year=year)))
    return [_row(unit, plan, question, due_of) for unit, plan in pairs]


def _row(
    unit: Unit, plan: Any, question: Question, due_of: Callable[[int], date]
) -> dict[str, Any]:
    """One line; a street without a plan has only its due day."""
    year = plan.year if plan else question.as_of.year
    state = selectors.state_on(plan, question.as_of) if plan else None
    due_on = (plan.due_on if plan else None) or due_of(year)
    return {
        "street": unit,
        "plan": plan,
        "year": year,
        "badge": BADGES[state] if state else "no_data",
        "word": str(state.label) if state else "还没有编写",
        "due_on": due_on,
        "done_on": plan.arrived_on if state == PlanState.APPROVED else None,
        # Handed in, and not approved yet: what counts is the day it came.
        "waits_since": plan.arrived_on if state == PlanState.SUBMITTED else None,
        "late": workdays_between(due_on, plan.arrived_on) if state == PlanState.SUBMITTED else 0,
        "hours": class_hours_in(plan.planned_minutes, question) if plan else None,
        "approved_on": plan.approved_on if state == PlanState.APPROVED else None,
    }
