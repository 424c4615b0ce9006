"""What a street's training plan still lacks, in words (T8-1)."""

from core.measures import Question
from core.workdays import workdays_between
from training.enums import PlanState
from training.models import TrainingPlan
from training.plans.dues import due_day_of
from training.plans.selectors import state_on


def of_plan(question: Question, street_code: str) -> str:
    """Where the plan stands on the day, and how late it is; nothing once approved in time."""
    year, day = question.cycle_end.year, question.as_of
    plan = TrainingPlan.objects.with_arrival().filter(street=street_code, year=year).first()
    due_on = due_day_of(plan or TrainingPlan(year=year))
    state = state_on(plan, day) if plan else None
    if plan is None or state in (PlanState.DRAFT, PlanState.RETURNED):
        words = {None: "还没有编写", PlanState.RETURNED: "退回待改"}.get(state, "还没有提交")
        late = workdays_between(due_on, day)
        so_far = f"，目前迟 {late} 个工作日" if late else ""
        return f"年度培训方案{words}，期限 {due_on}{so_far}。"
    late = workdays_between(due_on, plan.arrived_on)
    words = f"迟 {late} 个工作日提交。" if late else ""
    if state == PlanState.APPROVED:
        return words
    waits_for = "区里认可补录" if plan.paper_on else "街镇负责人批准"
    return f"待批准：{plan.arrived_on} 已提交，等{waits_for}。{words}"
