"""What the tests of support plans tell the form and the writer."""

from datetime import date
from typing import Any
from uuid import uuid4

from casework.models import PlanStep, SupportPlan
from casework.plans import services
from tests.cast import Cast

GOAL = "三个月内恢复就业。"


def made(cast: Cast, by: str = "a_community", **change: Any) -> SupportPlan:
    """A plan of street A's first household, by the writer itself."""
    facts = {
        "opened_on": date(2024, 9, 2),
        "advisor_id": cast.a.community_advisor.pk,
        "goal": GOAL,
        **change,
    }
    plan, _ = services.open_plan(
        key=uuid4(), household=cast.a.household, facts=facts, by=cast.actor(by)
    )
    return SupportPlan.objects.get(pk=plan.pk)


def step(cast: Cast, plan: SupportPlan, by: str = "a_community", **change: Any) -> PlanStep:
    """One more step of it."""
    facts = {
        "what": "推荐岗位。",
        "who": "石泉职介所",
        "due_on": date(2024, 9, 13),
        "provider": None,
        "provider_kind": "department",
        **change,
    }
    return services.add_step(plan=plan, facts=facts, by=cast.actor(by))[0]


def close(cast: Cast, plan: SupportPlan, by: str = "a_community", **change: Any) -> SupportPlan:
    """Close it with its goal reached."""
    told = {"closed_on": date(2024, 9, 20), "result": "achieved", "result_note": "", **change}
    return services.close_plan(plan=plan, by=cast.actor(by), **told)
