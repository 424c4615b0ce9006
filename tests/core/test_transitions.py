"""The engine of transitions: it locks, asks again, writes, tells."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from core import transitions
from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from core.transitions import Machine, Transition, listen
from stations.models import DelayRequest
from stations.permissions import StationsPermission
from tests.cast import DAY, Cast


def _with_an_answer(request: Any, actor: Actor) -> Answer:
    return Allowed() if request.answer else Denied("请先写明答复。")


MACHINE = Machine(
    transitions=(
        Transition(
            "accept",
            "接受",
            frozenset({"awaiting_review"}),
            "accepted",
            StationsPermission.REVIEW,
        ),
        Transition(
            "refuse",
            "不接受",
            frozenset({"awaiting_review"}),
            "refused",
            StationsPermission.REVIEW,
            requires=_with_an_answer,
        ),
    ),
    unit_of=lambda request: request.street_id,
    labels={"awaiting_review": "待审", "accepted": "已接受", "refused": "未通过"},
)


@pytest.fixture
def asked(cast: Cast) -> DelayRequest:
    return DelayRequest.objects.create(
        street=cast.a.unit, year=2024, reason="装修", asked_on=DAY, asked_by="a_manager"
    )


def test_a_way_is_taken_with_its_facts(cast: Cast, asked: DelayRequest) -> None:
    held = MACHINE.carry_out("accept", asked, by=cast.actor("reviewer"), answered_on=DAY)
    assert held.state == "accepted"
    asked.refresh_from_db()
    assert (asked.state, asked.answered_on) == ("accepted", DAY)


def test_the_row_is_asked_again_under_its_lock(cast: Cast, asked: DelayRequest) -> None:
    DelayRequest.objects.update(state="accepted", answered_on=DAY)
    assert asked.state == "awaiting_review"
    with pytest.raises(PermissionDenied, match="现在的状态是“已接受”，不能接受。"):
        MACHINE.carry_out("accept", asked, by=cast.actor("reviewer"), answered_on=DAY)


def test_it_refuses_in_the_order_of_permission_unit_state_and_reason(
    cast: Cast, asked: DelayRequest
) -> None:
    reviewer = cast.actor("reviewer")
    strange = Actor(1, "x", "x", reviewer.role, "310115", "浦东", permissions=reviewer.permissions)
    reasons = [
        MACHINE.may(cast.actor("a_manager"), asked, "accept"),
        MACHINE.may(strange, asked, "accept"),
        MACHINE.may(reviewer, asked, "refuse"),
    ]
    assert [getattr(one, "reason", "") for one in reasons] == [
        "您现在的身份是街镇负责人，不能审核自查和延期说明。",
        "这个单位不在您的范围内。",
        "请先写明答复。",
    ]
    assert [way.name for way in MACHINE.open_to(reviewer, asked)] == ["accept"]


def test_a_room_that_writes_less_than_its_rules_want_is_stopped(
    cast: Cast, asked: DelayRequest
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        MACHINE.carry_out("accept", asked, by=cast.actor("reviewer"))


def test_listeners_are_told_and_may_stop_it(
    cast: Cast, asked: DelayRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transitions, "_listeners", [])
    told = []

    def listener(subject: Any, way: Transition, before: str, by: Actor) -> None:
        told.append((subject.state, way.name, before, by.username))
        raise ValueError("no room left in the trail")

    listen(listener)
    with pytest.raises(ValueError, match="no room"):
        MACHINE.carry_out("accept", asked, by=cast.actor("reviewer"), answered_on=DAY)
    assert told == [("accepted", "accept", "awaiting_review", "reviewer")]
    asked.refresh_from_db()
    assert asked.state == "awaiting_review"


def test_an_unknown_way_is_a_mistake(cast: Cast, asked: DelayRequest) -> None:
    with pytest.raises(StopIteration):
        MACHINE.may(cast.actor("reviewer"), asked, "no such way")
