"""What a street's plan, layout list and leadership still lack, in words (P2-1, T1-1, R1-1)."""

from datetime import date

from core.measures import Question
from orgs.models import Unit
from plans.clocks import clocks_of, handed_in_by
from plans.dues import first_due_of
from plans.models import ConstructionPlan, LeadershipGroup, LeadershipMeeting, PlanVersion
from plans.selectors import left_out, versions_of


def of_plan(question: Question, street_code: str) -> str:
    """P2-1: where the plan stands, and how late it is so far; nothing once approved in time."""
    plan, versions = _plan(question, street_code)
    if plan is None:
        return "还没有起草建设方案。"
    day = question.as_of
    # Versions know their own due day.
    due_on = None if handed_in_by(plan, versions, day) else first_due_of(plan.year)
    late = clocks_of(plan, versions, day, due_on).late_days
    where = _where(plan, versions, day, due_on)
    if not where:
        return f"通过时共迟 {late} 个工作日。" if late else ""
    return f"{where}，目前迟 {late} 个工作日。" if late else f"{where}。"


def of_layout(question: Question, street_code: str) -> str:
    """T1-1: whether the list was handed in late, lacks communities, or is not approved yet."""
    plan, versions = _plan(question, street_code)
    handed_in = handed_in_by(plan, versions, question.as_of) if plan else []
    if plan is None or not handed_in:
        return "布点清单随建设方案报送，还没有报送。"
    lacking = []
    first = clocks_of(plan, [handed_in[0][0]], handed_in[0][1]).late_days
    if first:
        lacking.append(f"清单迟 {first} 个工作日报送")
    listed = handed_in[-1][0].layout_codes
    names = [one.short_name for one in left_out(_street(street_code), listed, question.as_of)]
    if names:
        lacking.append(f"{len(names)} 个居村不在清单上：{'、'.join(names)}")
    if plan.approved_on is None or plan.approved_on > question.as_of:
        lacking.append("方案还没有通过")
    return "；".join(lacking)


def of_leadership(question: Question, street_code: str) -> str:
    """R1-1: which of lead, contact and meeting is not there."""
    group = LeadershipGroup.objects.filter(
        street=street_code, year=question.cycle_end.year, named_on__lte=question.as_of
    ).first()
    has_met = LeadershipMeeting.objects.filter(
        street=street_code, held_on__gte=question.cycle_start, held_on__lte=question.as_of
    ).exists()
    lacking = [
        words
        for words, is_there in (
            ("负责人", group and group.lead_name),
            ("联系人", group and group.contact_name),
            ("本周期的会议记录", has_met),
        )
        if not is_there
    ]
    return f"还没有{'、'.join(lacking)}。" if lacking else ""


def _where(
    plan: ConstructionPlan, versions: list[PlanVersion], day: date, due_on: date | None
) -> str:
    """Where the plan stands on a day; empty once it is approved."""
    handed_in = handed_in_by(plan, versions, day)
    if not handed_in:
        return f"建设方案起草中，还没有报送，期限 {due_on}"
    latest, arrived = handed_in[-1]
    if latest.reviewed_on is None or latest.reviewed_on > day:
        return f"已报送待审：第{latest.number}稿，{arrived} 报送"
    if not latest.is_approved:
        return f"退回待改：{latest.reviewed_on} 退回，新期限 {latest.new_due_on}"
    return ""


def _plan(
    question: Question, street_code: str
) -> tuple[ConstructionPlan | None, list[PlanVersion]]:
    year = question.cycle_end.year
    plan = ConstructionPlan.objects.filter(street=street_code, year=year).first()
    return plan, list(versions_of(plan)) if plan else []


def _street(code: str) -> Unit:
    return Unit.objects.get(pk=code)
