"""Two people press at the same moment: one follows the other, and nobody gets an error page."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from core.actor import Actor
from plans import services
from plans.models import ConstructionPlan, PlanVersion
from plans.services import ChangedMeanwhile
from plans.services import handing_in as handing_in_service
from reminders.models import Reminder
from reminders.services import remind
from tests.cast import Cast
from tests.plans.writing import answered, begun, fill, parts_of, submitted

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each of the deeds, begun together, gave or was refused with, in the order named."""
    ready = threading.Barrier(len(deeds))
    came: list[Any] = [None] * len(deeds)

    def do(place: int) -> None:
        ready.wait()
        try:
            came[place] = deeds[place]()
        except Exception as error:  # told by the test
            came[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[place]) for place in range(len(deeds))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return came


@pytest.fixture
def draft(cast: Cast, manager: Actor) -> ConstructionPlan:
    """Street A's plan, filled and not handed in."""
    plan = begun(cast.a.unit, manager)
    fill(plan, manager, cast.a.communities)
    return plan


def test_a_plan_begun_twice_is_there_once(cast: Cast, manager: Actor) -> None:
    def begin() -> Any:
        return services.begin_plan(street=cast.a.unit, year=2024, by=manager)[1]

    assert sorted(at_once(begin, begin)) == [False, True]
    assert ConstructionPlan.objects.count() == 1


def test_a_plan_handed_in_twice_has_one_version(draft: ConstructionPlan, manager: Actor) -> None:
    def hand_in() -> Any:
        return services.submit_plan(plan=draft, by=manager)

    first, second = at_once(hand_in, hand_in)
    assert first == second
    assert PlanVersion.objects.count() == 1


def test_a_part_saved_by_two_keeps_the_first(draft: ConstructionPlan, cast: Cast) -> None:
    part = parts_of(draft)["space"]

    def save(name: str, seats: str) -> Callable[[], Any]:
        content = {**part.content, "asks": {**part.content["asks"], "seats": seats}}
        by = cast.actor(name)
        return lambda: services.save_part(
            plan=draft, kind="space", content=content, version=part.version, by=by
        )

    came = at_once(save("a_manager", "21"), save("a_advisor", "22"))
    assert [type(one) for one in came].count(ChangedMeanwhile) == 1
    kept = next(place for place, one in enumerate(came) if not isinstance(one, Exception))
    assert parts_of(draft)["space"].content["asks"]["seats"] == ("21", "22")[kept]


def test_taken_back_or_taken_up_but_not_both(cast: Cast, manager: Actor, reviewer: Actor) -> None:
    plan = submitted(cast.a.unit, cast.a.communities, manager)
    came = at_once(
        lambda: services.withdraw_plan(plan=plan, by=manager),
        lambda: services.begin_review(plan=plan, by=reviewer),
    )
    assert [type(one) for one in came].count(PermissionDenied) == 1
    plan.refresh_from_db()
    version = PlanVersion.objects.get()
    if plan.state == "draft":
        assert (version.withdrawn_on, version.review_begun_on) == (date(2024, 9, 20), None)
    else:
        assert plan.state == "under_review"
        assert (version.withdrawn_on, version.review_begun_on) == (None, date(2024, 9, 20))


def test_two_reviewers_end_a_round_once(cast: Cast, manager: Actor, reviewer: Actor) -> None:
    plan = submitted(cast.a.unit, cast.a.communities, manager)
    answered(plan, reviewer, ["money"])

    def end(day: int) -> Callable[[], Any]:
        due_on = date(2024, 9, day)
        return lambda: services.finish_review(plan=plan, new_due_on=due_on, by=reviewer)

    came = at_once(end(27), end(28))
    assert [type(one) for one in came].count(PermissionDenied) == 1
    plan.refresh_from_db()
    kept = next(one for one in came if not isinstance(one, Exception))
    assert (plan.state, plan.due_on) == ("returned", kept.due_on)


def test_a_reminder_and_a_submission_do_not_wait_for_each_other_for_ever(
    draft: ConstructionPlan,
    cast: Cast,
    manager: Actor,
    reviewer: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The plan is held from here on, and the street wanted later.
    is_held, name_group = threading.Event(), handing_in_service.name_group

    def slowly(*args: Any) -> Any:
        is_held.set()
        threading.Event().wait(0.5)
        return name_group(*args)

    monkeypatch.setattr(handing_in_service, "name_group", slowly)

    def remind_meanwhile() -> Any:
        is_held.wait(10)
        return remind(matter="plan:2024", units=[cast.a.unit], text="请报送", by=reviewer)

    version, answer = at_once(
        lambda: services.submit_plan(plan=draft, by=manager), remind_meanwhile
    )
    assert isinstance(version, PlanVersion), version
    assert (answer.sent, answer.done) == ([], [cast.a.unit])
    assert not Reminder.objects.exists()
