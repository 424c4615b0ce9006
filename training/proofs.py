"""Training plans as subjects of evidence: the scan of a plan signed on paper (T8-1)."""

from evidence.subjects import Subject, register
from training.models import TrainingPlan
from training.plans.selectors import plans_of
from training.plans.tags import SIGNED_PLAN, SUBJECT


def _title_of(plan: TrainingPlan) -> str:
    return f"{plan.street.name}{plan.year}年培训方案"


register(
    Subject(
        kind=SUBJECT,
        label="培训方案",
        of=plans_of,
        unit_of=lambda plan: plan.street_id,
        title_of=_title_of,
        page="training:plan",
        tags_of=lambda plan: (SIGNED_PLAN,),
    ),
    SIGNED_PLAN,
)
