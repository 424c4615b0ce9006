"""Today is Shanghai's; a page's day is the one asked for, else the portal's."""

from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core import clock
from core.middleware import AsOfMiddleware


def test_today_begins_when_it_does_in_shanghai(settings) -> None:
    settings.PORTAL_DAY = None
    late_evening_in_utc = datetime(2024, 9, 19, 16, 30, tzinfo=UTC)
    with patch("django.utils.timezone.now", return_value=late_evening_in_utc):
        assert clock.today() == clock.portal_day() == date(2024, 9, 20)


def test_the_portals_day_moves_pages_but_not_what_people_may_enter(settings) -> None:
    settings.PORTAL_DAY = date(2024, 9, 20)
    assert clock.portal_day() == date(2024, 9, 20)
    assert clock.today() > date(2024, 9, 20)


@pytest.mark.parametrize(
    ("query", "day"),
    [
        ("", None),
        ("?as_of=2024-09-20", date(2024, 9, 20)),
        ("?as_of=2024-02-30", None),
        ("?as_of=soon", None),
        ("?as_of=", None),
    ],
)
def test_the_day_asked_for_stands_in_the_address(query: str, day: date | None) -> None:
    request = RequestFactory().get(f"/scores/{query}")
    AsOfMiddleware(lambda _: HttpResponse())(request)
    assert request.asked_day == day
