"""Leaves by hand: 29 days and 30, what they touch, what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from advisors.leaves import services
from advisors.models import Advisor, Assignment, Leave
from audit.models import Entry
from tests import factories as make
from tests.cast import Cast
from tests.pages import text_of
from tests.stations.browsing import send

FIRST = date(2024, 9, 1)


@pytest.fixture
def manager(cast: Cast, sign_in):
    return sign_in("a_manager")


@pytest.fixture
def url(cast: Cast) -> str:
    return f"/advisors/{cast.a.community_advisor.pk}/leave/"


def take(manager, url: str, starts_on: object, ends_on: object = "", kind: str = "sick"):
    return send(manager, url, kind=kind, starts_on=str(starts_on), ends_on=str(ends_on))


@pytest.mark.parametrize(
    ("days", "counts", "words"),
    [(29, True, "不到 30 天，仍算在岗"), (30, False, "是长假"), (None, False, "按长假计")],
)
def test_from_thirty_days_on_she_does_not_count(
    cast: Cast, manager, url: str, days: int | None, counts: bool, words: str
) -> None:
    advisor = cast.a.community_advisor
    last = FIRST + timedelta(days - 1) if days else ""
    response = take(manager, url, FIRST, last)
    assert response.status_code == 302
    assert words in text_of(manager, url)
    for day in (FIRST, date(2024, 9, 20)):
        assert Advisor.objects.in_post(day).filter(pk=advisor.pk).exists() is counts
        served = Assignment.objects.running_on(day).filter(advisor=advisor)
        assert served.exists() is counts
    assert Advisor.objects.in_post(FIRST - timedelta(1)).filter(pk=advisor.pk).exists()
    after = FIRST + timedelta(30)
    assert Advisor.objects.in_post(after).filter(pk=advisor.pk).exists() is (days is not None)


def test_the_list_tells_what_is_touched(cast: Cast, manager, url: str) -> None:
    advisor, community = cast.a.community_advisor, cast.a.communities[0]
    for day in (date(2024, 8, 31), FIRST, date(2024, 9, 30), date(2024, 10, 1)):
        make.DutyShiftFactory(station=cast.a.station, advisor=advisor, day=day)
    take(manager, url, FIRST, "2024-09-30")
    page = text_of(manager, url)
    assert "值守 2 班" in page
    assert "30 天" in page
    assert f"{community.name}那段时间没有别的顾问" in page
    make.AssignmentFactory(community=community, starts_on=date(2024, 9, 30))
    assert "那段时间没有别的顾问" not in text_of(manager, url)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "sentence"),
    [
        ("2024-09-05", "2024-09-04", "最后一天 2024-09-04 早于第一天 2024-09-05"),
        ("2024-07-03", "2024-07-09", "和 2024-07-01 到 2024-07-03的请假重叠"),
        ("2023-02-28", "2023-03-02", "2023-03-01 才上岗"),
        ("2024-13-01", "", "日期"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    cast: Cast, manager, url: str, starts_on: str, ends_on: str, sentence: str
) -> None:
    make.LeaveFactory(advisor=cast.a.community_advisor)
    response = take(manager, url, starts_on, ends_on)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert Leave.objects.count() == 1


def test_after_the_last_day_there_is_no_leave(cast: Cast, manager, url: str) -> None:
    Advisor.objects.filter(pk=cast.a.community_advisor.pk).update(ended_on="2024-08-31")
    response = take(manager, url, FIRST, FIRST)
    assert "2024-08-31 已是在岗的最后一天" in response.content.decode()


def test_sent_twice_it_is_one(manager, cast: Cast, url: str) -> None:
    for _ in range(2):
        take(manager, url, FIRST, FIRST)
    assert Leave.objects.count() == 1


def test_it_is_changed_and_cancelled(cast: Cast, manager, url: str) -> None:
    leave = make.LeaveFactory(advisor=cast.a.community_advisor)
    assert send(manager, f"{url}{leave.pk}/", ends_on="2024-08-15").status_code == 302
    leave.refresh_from_db()
    assert (leave.starts_on, leave.ends_on) == (date(2024, 7, 1), date(2024, 8, 15))
    assert manager.post(f"{url}{leave.pk}/cancel/").status_code == 302
    assert not Leave.objects.exists()


def test_a_leave_without_days_gets_them(cast: Cast, manager, url: str) -> None:
    advisor = cast.a.community_advisor
    Advisor.objects.filter(pk=advisor.pk).update(status="on_leave")
    assert "没有写日子" in text_of(manager, url)
    take(manager, url, "2024-06-01", "2024-07-15", kind="maternity")
    advisor.refresh_from_db()
    assert advisor.status == "active"
    in_post = [
        Advisor.objects.in_post(day).filter(pk=advisor.pk).exists()
        for day in (date(2024, 5, 31), date(2024, 6, 1), date(2024, 7, 15), date(2024, 7, 16))
    ]
    assert in_post == [True, False, False, True]


def test_a_leave_without_days_is_ended(cast: Cast, manager, url: str) -> None:
    advisor = cast.a.community_advisor
    Advisor.objects.filter(pk=advisor.pk).update(status="on_leave")
    manager.post(f"{url}undated/")
    advisor.refresh_from_db()
    assert advisor.status == "active"
    assert not Leave.objects.exists()


def test_a_leave_that_came_along_with_a_transfer_is_ended(cast: Cast, manager, url: str) -> None:
    advisor = cast.a.community_advisor
    leave = make.LeaveFactory(advisor=advisor, starts_on=date(2023, 1, 9), ends_on=None)
    page = f"{url}{leave.pk}/"
    assert send(manager, page, ends_on="2024-08-15").status_code == 302
    leave.refresh_from_db()
    assert (leave.starts_on, leave.ends_on) == (date(2023, 1, 9), date(2024, 8, 15))
    refused = send(manager, page, starts_on="2023-01-10").content.decode()
    assert "2023-03-01 才上岗" in refused, "another first day is asked as any"


def test_what_a_colleague_cancelled_is_neither_changed_nor_cancelled_again(cast: Cast) -> None:
    leave = make.LeaveFactory(advisor=cast.a.community_advisor)
    by = cast.actor("a_manager")
    services.cancel_leave(leave=leave, by=by)
    lines = Entry.objects.count()
    services.cancel_leave(leave=leave, by=by)
    assert Entry.objects.count() == lines
    with pytest.raises(ValidationError, match="刚被别人取消"):
        services.change_leave(leave=leave, kind="sick", starts_on=FIRST, ends_on=FIRST, by=by)


@pytest.mark.parametrize(("kind", "status"), [("annual", 200), ("personal", 200), ("sick", 302)])
def test_a_holiday_has_a_last_day(cast: Cast, manager, url: str, kind: str, status: int) -> None:
    response = take(manager, url, "2024-10-08", kind=kind)
    assert response.status_code == status
    is_told = "年休假和事假请写最后一天" in response.content.decode()
    assert is_told == (status == 200)
