"""Resources whose term ends soon wait for whoever keeps them."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.clock import page_day
from core.todos import Todo
from resources.todos import ending_resources
from tests import factories as make
from tests.cast import DAY, Cast


def waiting(cast: Cast, who: str) -> list[Todo]:
    asker = SimpleNamespace(actor=cast.actor(who), asked_day=DAY)
    page_day(asker)  # the standard in force, which every page has read by then
    with CaptureQueriesContext(connection) as captured:
        found = list(ending_resources(asker))
    assert len(captured) <= 1
    return found


@pytest.fixture
def ending(cast: Cast) -> None:
    for name, day in (("甲", date(2024, 9, 20)), ("乙", date(2024, 10, 20))):
        make.ResourceFactory(unit=cast.a.unit, name=name, ends_on=day)
    for name, day in (("过", date(2024, 9, 19)), ("远", date(2024, 10, 21))):
        make.ResourceFactory(unit=cast.a.unit, name=name, ends_on=day)
    make.ResourceFactory(
        unit=cast.a.unit, name="停", ends_on=DAY, stopped_on=DAY, stop_reason="ended"
    )
    make.ResourceFactory(unit=cast.district, name="区", ends_on=DAY)


def test_the_street_is_told_of_its_own(cast: Cast, ending: None) -> None:
    for who in ("a_manager", "a_advisor", "a_admin"):
        assert [one.title for one in waiting(cast, who)] == [
            "资源“甲”快到期",
            "资源“乙”快到期",
        ]
    assert [one.title for one in waiting(cast, "reviewer")] == ["资源“区”快到期"]
    for who in ("a_community", "auditor", "b_manager"):
        assert waiting(cast, who) == []


def test_many_are_told_as_one(cast: Cast, ending: None) -> None:
    for n in range(4):
        make.ResourceFactory(unit=cast.a.unit, name=f"多{n}", ends_on=date(2024, 10, 1))
    [one] = waiting(cast, "a_manager")
    assert (one.title, one.due_on) == ("6个资源30天内到期", DAY)
    assert one.query == (("show", "ending"),)
