"""Every state of a plan × every way × every role, against a table written by hand."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.models import Entry
from plans.models import ConstructionPlan
from plans.parts import PARTS
from plans.workflow import MACHINE
from tests import factories as make
from tests.cast import DAY, Cast
from tests.plans.writing import filled

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
# Scene → way → (who may take it, where it leads). What is not here nobody may.
TABLE: dict[str, dict[str, tuple[set[str], str]]] = {
    "draft": {"submit": ({"a_manager"}, "submitted")},
    "draft, one part not filled": {},
    "uploaded, without its file": {},
    "submitted": {
        "withdraw": ({"a_manager"}, "draft"),
        "begin_review": ({"reviewer"}, "under_review"),
    },
    "submitted again": {
        "withdraw_again": ({"a_manager"}, "returned"),
        "begin_review": ({"reviewer"}, "under_review"),
    },
    "under review, one part unanswered": {},
    "under review, all accepted": {"approve": ({"reviewer"}, "approved")},
    "under review, one returned": {"return_parts": ({"reviewer"}, "returned")},
    "returned": {"submit": ({"a_manager"}, "submitted")},
    "approved": {},
}
# What a transition writes beside the state.
FACTS: dict[str, dict[str, Any]] = {
    "return_parts": {"due_on": DAY},
    "approve": {"approved_on": DAY},
}
WAYS = ["submit", "withdraw", "withdraw_again", "begin_review", "return_parts", "approve"]


def scene(name: str, cast: Cast) -> ConstructionPlan:
    """Street A's plan in one of the scenes, made without the services."""
    state, _, more = name.partition(", ")
    facts: dict[str, Any] = {"state": state.replace(" again", "").replace(" ", "_")}
    if state in ("returned", "submitted again"):
        facts["due_on"] = DAY
    if state == "approved":
        facts["approved_on"] = DAY
    if state == "uploaded":
        facts |= {"state": "draft", "form": "uploaded"}
    plan = make.ConstructionPlanFactory(street=cast.a.unit, **facts)
    version = None
    if facts["state"] not in ("draft", "returned"):
        version = make.PlanVersionFactory(plan=plan)
    for kind, part in PARTS.items():
        held = make.PlanPartFactory.build(plan=plan, kind=kind)
        is_empty = kind == "projects" and more == "one part not filled"
        held.content = {} if is_empty else filled(part, cast.a.communities)
        held.state = "awaiting_review" if version else "open"
        held.save()
        is_skipped = kind == "projects" and more == "one part unanswered"
        if state == "under review" and not is_skipped:
            is_accepted = not (kind == "projects" and more == "one returned")
            make.PartAnswerFactory(
                version=version, kind=kind, is_accepted=is_accepted, comment="请补充。"
            )
    return plan


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", TABLE)
def test_who_may_take_a_plan_which_way(name: str, way: str, cast: Cast) -> None:
    plan = scene(name, cast)
    may, target = TABLE[name].get(way, (set(), ""))
    for role in ROLES:
        actor = cast.actor(role)
        assert bool(MACHINE.may(actor, plan, way)) == (role in may), role
        names = [one.name for one in MACHINE.open_to(actor, plan)]
        assert (way in names) == (role in may), role
        with transaction.atomic():
            if role in may:
                moved = MACHINE.carry_out(way, plan, by=actor, **FACTS.get(way, {}))
                assert moved.state == target
            else:
                with pytest.raises(PermissionDenied):
                    MACHINE.carry_out(way, plan, by=actor, **FACTS.get(way, {}))
            transaction.set_rollback(True)
        plan.refresh_from_db()


def test_the_table_names_every_way_there_is() -> None:
    assert [one.name for one in MACHINE.transitions] == WAYS
    assert {way for ways in TABLE.values() for way in ways} == set(WAYS)


@pytest.mark.parametrize(
    ("name", "way", "role", "reason"),
    [
        ("draft, one part not filled", "submit", "a_manager", "还没有填齐：项目。填齐之后再报送。"),
        (
            "uploaded, without its file",
            "submit",
            "a_manager",
            "还没有上传盖章的方案（Word 或 PDF）。上传之后再报送。",
        ),
        ("draft", "submit", "a_advisor", "您现在的身份是街镇顾问，不能报送建设方案。"),
        ("draft", "submit", "b_manager", "这个单位不在您的范围内。"),
        ("submitted", "submit", "a_manager", "现在的状态是“已报送”，不能报送方案。"),
        (
            "under review, all accepted",
            "withdraw",
            "a_manager",
            "现在的状态是“审核中”，不能撤回方案。",
        ),
        ("under review, one part unanswered", "approve", "reviewer", "还有部分没有审核：项目。"),
        ("under review, one returned", "approve", "reviewer", "有退回的部分，不能通过。"),
        (
            "under review, all accepted",
            "return_parts",
            "reviewer",
            "各部分都已接受，应当通过而不是退回。",
        ),
    ],
)
def test_a_refusal_says_why(name: str, way: str, role: str, reason: str, cast: Cast) -> None:
    answer = MACHINE.may(cast.actor(role), scene(name, cast), way)
    assert getattr(answer, "reason", "") == reason


def test_a_way_taken_leaves_its_line_in_the_trail(cast: Cast) -> None:
    plan = scene("submitted", cast)
    MACHINE.carry_out("begin_review", plan, by=cast.actor("reviewer"))
    line = Entry.objects.latest("id")
    assert (line.username, line.action) == ("reviewer", "changed")
    assert line.subject == f"constructionplan:{plan.pk}"
    assert line.detail == {"transition": "开始审核"}


def test_a_second_click_finds_it_done(cast: Cast) -> None:
    plan = scene("submitted", cast)
    reviewer = cast.actor("reviewer")
    MACHINE.carry_out("begin_review", plan, by=reviewer)
    # The second browser still holds the plan as it was.
    assert plan.state == "submitted"
    with pytest.raises(PermissionDenied, match="审核中"):
        MACHINE.carry_out("begin_review", plan, by=reviewer)
    assert Entry.objects.filter(detail__transition="开始审核").count() == 1
