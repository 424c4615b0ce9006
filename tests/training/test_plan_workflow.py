"""Every state of a training plan × every way × every role, against a table written by hand."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from tests import factories as make
from tests.cast import DAY, Cast
from training.models import TrainingPlan
from training.plans.workflow import MACHINE

ROLES = [
    "reviewer",
    "district_admin",
    "auditor",
    "a_manager",
    "a_admin",
    "a_advisor",
    "a_community",
    "b_manager",
    "b_community",
]
WRITERS = {"a_manager", "a_admin", "a_advisor"}
SUBMIT = {"submit": (WRITERS, "submitted")}
WITHDRAW = {"withdraw": (WRITERS, "draft")}
# Scene → way → (who may take it, where it leads). What is not here nobody may.
TABLE: dict[str, dict[str, tuple[set[str], str]]] = {
    "draft": SUBMIT,
    "draft, nothing planned": {},
    "draft, on paper": SUBMIT,
    "draft, on paper without its scan": {},
    "submitted": {
        **WITHDRAW,
        "approve": ({"a_manager"}, "approved"),
        "return": ({"a_manager"}, "returned"),
    },
    "submitted, on paper": {
        **WITHDRAW,
        "accept_paper": ({"reviewer"}, "approved"),
        "refuse_paper": ({"reviewer"}, "returned"),
    },
    "returned": SUBMIT,
    "approved": {},
    "approved, on paper": {},
}
# What a transition writes beside the state.
FACTS: dict[str, dict[str, Any]] = {
    "submit": {"submitted_on": DAY},
    "approve": {"approved_on": DAY},
    "accept_paper": {"approved_on": DAY},
}
WAYS = ["submit", "withdraw", "approve", "return", "accept_paper", "refuse_paper"]


def scene(name: str, cast: Cast) -> TrainingPlan:
    """Street A's plan in one of the scenes, made without the services."""
    state, _, more = name.partition(", ")
    facts: dict[str, Any] = {"state": state, "measures": "站长负责。"}
    if state in ("submitted", "approved"):
        facts["submitted_on"] = DAY
    if state == "approved":
        facts["approved_on"] = DAY
    if more.startswith("on paper"):
        facts["paper_on"] = DAY
    plan: TrainingPlan = make.TrainingPlanFactory(street=cast.a.unit, **facts)
    if more != "nothing planned":
        make.PlannedTrainingFactory(plan=plan)
    if more == "on paper":
        evidence = make.EvidenceFactory(subject=f"training_plan:{plan.pk}", unit=cast.a.unit)
        make.ProofFactory(evidence=evidence, tag="signed_training_plan")
    return plan


@pytest.mark.parametrize("name", TABLE)
def test_who_may_take_a_plan_which_way(name: str, cast: Cast) -> None:
    plan = scene(name, cast)
    for way in WAYS:
        may, target = TABLE[name].get(way, (set(), ""))
        for role in ROLES:
            actor = cast.actor(role)
            assert bool(MACHINE.may(actor, plan, way)) == (role in may), (way, role)
            with transaction.atomic():
                if role in may:
                    moved = MACHINE.carry_out(way, plan, by=actor, **FACTS.get(way, {}))
                    assert moved.state == target
                else:
                    with pytest.raises(PermissionDenied):
                        MACHINE.carry_out(way, plan, by=actor)
                transaction.set_rollback(True)
            plan.refresh_from_db()


def test_the_table_names_every_way_there_is() -> None:
    assert [one.name for one in MACHINE.transitions] == WAYS
    assert {way for ways in TABLE.values() for way in ways} == set(WAYS)


@pytest.mark.parametrize(
    ("name", "way", "role", "reason"),
    [
        ("draft, nothing planned", "submit", "a_manager", "还没有写计划培训。写好再提交。"),
        (
            "draft, on paper without its scan",
            "submit",
            "a_manager",
            "还没有上传签批的方案。上传之后再提交。",
        ),
        ("draft", "submit", "reviewer", "年度培训方案由街镇自己编写和提交。"),
        ("submitted", "approve", "a_advisor", "您现在的身份是街镇顾问，不能批准培训方案。"),
        ("submitted, on paper", "approve", "a_manager", "这是补录的纸质方案，由区里认可。"),
        (
            "submitted",
            "accept_paper",
            "reviewer",
            "这份方案不是补录的，由街镇负责人批准。",
        ),
        ("approved", "withdraw", "a_manager", "现在的状态是“已批准”，不能撤回方案。"),
    ],
)
def test_a_refusal_says_why(name: str, way: str, role: str, reason: str, cast: Cast) -> None:
    answer = MACHINE.may(cast.actor(role), scene(name, cast), way)
    assert getattr(answer, "reason", "") == reason
