"""Two at the same moment, with real threads: one acknowledgment holds, the other is told."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.links import LinkRefused
from accounts.models import OneTimeLink
from audit.models import Entry
from casework.handovers import services
from casework.handovers.linking import acknowledge_by_link
from casework.models import Handover
from tests.casework.handovers.telling import facts, linked, sent
from tests.cast import DAY, Cast
from tests.plans.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_link_answered_many_times_at_once_answers_once(cast: Cast) -> None:
    one = sent(cast)
    url = linked(cast, one)

    def answer(words: str) -> Any:
        return lambda: Client().post(url, {"clerk": "窗口甲", "answer": words}).status_code

    came = at_once(*[answer(f"第{n}次") for n in range(5)])
    assert sorted(came) == [200, 410, 410, 410, 410]
    one.refresh_from_db()
    assert one.answer == f"第{came.index(200)}次"
    changed = Entry.objects.filter(subject=f"handover:{one.pk}", action="changed")
    assert changed.count() == 1


def test_the_counter_or_the_advisor_but_not_both(cast: Cast) -> None:
    """Each locks the handover before the link, so that they can't lock each other out."""
    by = cast.actor("a_advisor")
    for _ in range(5):
        one = sent(cast)
        linked(cast, one)
        link = OneTimeLink.objects.select_related("unit").latest("made_at")

        def by_link(link: OneTimeLink = link) -> Any:
            return acknowledge_by_link(link=link, clerk="窗口甲", answer="链接")

        def by_account(one: Handover = one) -> Any:
            return services.acknowledge(
                handover=one, acknowledged_on=DAY, clerk="窗口乙", answer="账号", by=by
            )

        came = at_once(by_link, by_account)
        refused = [type(found) for found in came if isinstance(found, Exception)]
        assert refused in ([LinkRefused], [PermissionDenied])
        one.refresh_from_db()
        link.refresh_from_db()
        assert one.answer == ("账号" if refused == [LinkRefused] else "链接")
        assert bool(link.used_at) is (one.answer == "链接")


def test_taken_back_or_acknowledged_by_its_link_but_not_both(cast: Cast) -> None:
    one = sent(cast)
    linked(cast, one)
    link = OneTimeLink.objects.select_related("unit").get()
    by = cast.actor("a_advisor")
    acknowledged, withdrawn = at_once(
        lambda: acknowledge_by_link(link=link, clerk="窗口甲"),
        lambda: services.withdraw(handover=one, reason="登记有误", by=by),
    )
    one.refresh_from_db()
    if isinstance(acknowledged, LinkRefused):
        assert one.state == "withdrawn"
    else:
        # The counter was quicker, and what it said the manager alone takes back.
        assert isinstance(withdrawn, PermissionDenied)
        assert one.state == "acknowledged"


def test_one_form_sent_twice_at_once_is_one_handover(cast: Cast) -> None:
    key, by = uuid4(), cast.actor("a_advisor")

    def send() -> Any:
        return services.send_handover(key=key, unit=cast.a.unit, facts=facts(cast.a), by=by)[1]

    assert sorted(at_once(send, send)) == [False, True]
    assert Handover.objects.count() == 1


def test_two_links_made_at_once_leave_one_open(cast: Cast) -> None:
    one = sent(cast)
    first, second = at_once(lambda: linked(cast, one), lambda: linked(cast, one))
    assert sorted(Client().get(url).status_code for url in (first, second)) == [200, 410]
