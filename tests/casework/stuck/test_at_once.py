"""Two at the same moment, with real threads: one closes the matter, the other is told."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from casework.models import StuckCase
from casework.stuck import services
from casework.stuck.facts import Closing
from tests.casework.stuck.telling import facts, received
from tests.cast import DAY, Cast
from tests.plans.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_close_at_once_close_once(cast: Cast) -> None:
    case = received(cast)

    def close(name: str, outcome: str) -> Any:
        closing = Closing(DAY, outcome, f"{outcome}，已办。")
        return lambda: services.close(case=case, closing=closing, by=cast.actor(name))

    came = at_once(close("a_manager", "solved"), close("a_community", "unsolved"))
    refused = [one for one in came if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [PermissionDenied]
    assert "现在的状态是“已办结”" in str(refused[0])
    case.refresh_from_db()
    kept = next(one for one in came if not isinstance(one, Exception))
    assert (case.outcome, case.result) == (kept.outcome, kept.result)


def test_approved_and_refused_at_once_is_one_of_them(cast: Cast) -> None:
    case = received(cast)
    services.ask_extension(
        case=case,
        extended_until=DAY.replace(month=10),
        extension_reason="等回函。",
        by=cast.actor("a_community"),
    )

    def decide(is_approved: bool) -> Any:
        manager = cast.actor("a_manager")
        return lambda: services.decide_extension(case=case, is_approved=is_approved, by=manager)

    came = at_once(decide(True), decide(False))
    assert [type(one) for one in came].count(PermissionDenied) == 1


def test_one_form_sent_twice_at_once_is_one_matter(cast: Cast) -> None:
    key = uuid4()

    def receive() -> Any:
        return services.receive(
            key=key, unit=cast.a.communities[0], facts=facts(), by=cast.actor("a_community")
        )[1]

    assert sorted(at_once(receive, receive)) == [False, True]
    assert StuckCase.objects.count() == 1
