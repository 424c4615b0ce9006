"""Duty by hand: who may be put on duty when, each refusal with its sentence; swaps; to-dos.

Today is Friday 20 September 2024; the earliest day to be filed afterwards is 20 August.
"""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from advisors.duty import services
from advisors.duty.presence import Presence
from advisors.duty.selectors import on_duty
from advisors.duty.todos import uncovered_workdays
from advisors.models import Advisor, DutyShift, Leave
from audit.models import Entry
from core.todos import waiting_for
from core.versions import ChangedMeanwhile
from tests import factories as make
from tests.advisors.test_duty_rules import day
from tests.cast import Cast


@pytest.fixture
def assign(cast: Cast) -> Callable[..., tuple[DutyShift, bool]]:
    """Put 石街明 on duty on the morning of 23 September, or something else."""

    def write(seat: str = "a_manager", on: str = "09-23", **facts: Any) -> tuple[DutyShift, bool]:
        return services.assign(
            by=cast.actor(seat),
            day=day(on),
            **{
                "station": cast.a.station,
                "session": "morning",
                "advisor": cast.a.street_advisor,
                "mode": "rotation",
                **facts,
            },
        )

    return write


@pytest.fixture
def other(cast: Cast) -> Advisor:
    """A colleague."""
    return make.AdvisorFactory(street=cast.a.unit, name="石邻强")


@pytest.fixture
def extra(cast: Cast) -> Any:
    """Another station of the street."""
    return make.StationFactory(street=cast.a.unit, kind="extra", official_name="石泉路分站")


def test_the_same_form_twice_makes_one_shift(assign) -> None:
    first, is_new = assign()
    assert is_new
    assert assign() == (first, False)
    assert DutyShift.objects.count() == 1
    entry = Entry.objects.get(subject=f"dutyshift:{first.pk}")
    assert (entry.detail["day"], entry.detail["session"]) == ("2024-09-23", "morning")
    assert "backfilled" not in entry.detail
    assert "石" not in str(entry.detail)


def test_two_may_share_a_session_and_one_may_have_both_halves(assign, cast, other) -> None:
    assign()
    assign(advisor=other)
    assign(session="afternoon")
    assert [shift.advisor.name for shift in on_duty(cast.a.station, day("09-23"))] == [
        "石街明",
        "石邻强",
        "石街明",
    ]


def test_a_roster_may_be_filed_for_a_month_gone_by(assign) -> None:
    shift, _ = assign(on="08-20")
    assert Entry.objects.get(subject=f"dutyshift:{shift.pk}").detail["backfilled"] is True
    with pytest.raises(ValidationError, match="只能补登最近 31 天的值守，最早 2024-08-20"):
        assign(on="08-19")


def test_a_year_that_is_too_far_is_asked_about(assign, cast) -> None:
    assign()
    with pytest.raises(ValidationError, match="最晚 2025-09-21；请核对 2026-09-23 的年份"):
        services.assign(
            station=cast.a.station,
            day=date(2026, 9, 23),
            session="morning",
            advisor=cast.a.street_advisor,
            mode="rotation",
            by=cast.actor("a_manager"),
        )


@pytest.mark.parametrize(
    ("there", "asked", "words"),
    [
        ("morning", "morning", "上午已经排在本站"),
        ("all_day", "morning", "已排全天，不能再排上午"),
        ("afternoon", "all_day", "已排下午，不能再排全天"),
    ],
)
def test_one_person_is_once_in_a_session(assign, there: str, asked: str, words: str) -> None:
    assign(session=there, note="已排")
    with pytest.raises(ValidationError, match=words):
        assign(session=asked)


def test_nobody_is_in_one_session_at_two_stations(assign, extra) -> None:
    assign(station=extra)
    with pytest.raises(ValidationError, match="上午已排在“石泉路分站”，同一班不能排在两个站"):
        assign()
    assign(session="afternoon")


def test_her_file_in_another_street_is_the_same_person(assign, cast) -> None:
    double = make.AdvisorFactory(street=cast.b.unit, person=cast.a.street_advisor.person)
    make.DutyShiftFactory(station=cast.b.station, advisor=double, day=day("09-23"))
    with pytest.raises(ValidationError, match="同一班不能排在两个站"):
        assign()


def test_on_leave_not_begun_and_gone_are_each_told(assign, cast) -> None:
    advisor = cast.a.street_advisor
    leave = make.LeaveFactory(advisor=advisor, starts_on=day("09-23"), ends_on=day("09-23"))
    with pytest.raises(ValidationError, match="2024-09-23 请假（2024-09-23 至 2024-09-23）"):
        assign()
    assign(on="09-24")
    Leave.objects.filter(pk=leave.pk).update(ends_on=None)
    with pytest.raises(ValidationError, match="请假（2024-09-23 至 未定）"):
        assign(on="10-08")
    leave.delete()
    advisor.started_on = day("09-24")
    with pytest.raises(ValidationError, match="2024-09-24 才上岗，2024-09-23 不能值守"):
        assign()
    advisor.started_on, advisor.ended_on = day("03-01"), day("09-20")
    with pytest.raises(ValidationError, match="2024-09-20 已离岗，2024-09-23 不能值守"):
        assign()
    advisor.ended_on, advisor.status = None, "on_leave"
    with pytest.raises(ValidationError, match="2024-09-23 请假，不能值守"):
        assign()


def test_the_station_must_be_open_that_day(assign, cast) -> None:
    cast.a.station.opened_on = day("09-24")
    with pytest.raises(ValidationError, match="2024-09-24 才启用，2024-09-23 不能排班"):
        assign()
    cast.a.station.opened_on, cast.a.station.closed_on = day("04-04"), day("09-20")
    with pytest.raises(ValidationError, match="2024-09-20 是开放的最后一天"):
        assign()
    cast.a.station.opened_on = None
    with pytest.raises(ValidationError, match="还没有登记启用日期"):
        assign()


def test_only_the_streets_own_people_at_its_own_station(assign, cast) -> None:
    with pytest.raises(ValidationError, match="只能安排本街镇的顾问"):
        assign(advisor=cast.b.street_advisor)
    with pytest.raises(PermissionDenied):
        assign(station=cast.b.station, advisor=cast.b.street_advisor)
    for seat in ("reviewer", "a_admin", "a_community", "b_manager"):
        with pytest.raises(PermissionDenied):
            assign(seat)
    assert assign("a_advisor")[1]


# Changed and taken off --------------------------------------------------------------------------


def change(cast: Cast, shift: DutyShift, **facts: Any) -> bool:
    now = {"session": shift.session, "advisor": shift.advisor, "mode": shift.mode}
    seen = facts.pop("seen", services.state_of(shift))
    return services.change_shift(
        shift=shift, seen=seen, by=cast.actor("a_manager"), **(now | facts)
    )


def test_what_is_changed_by_hand_is_no_rules_any_more(assign, cast, other) -> None:
    shift, _ = assign()
    rule = make.DutyRuleFactory(station=cast.a.station)
    DutyShift.objects.update(rule=rule)
    assert not change(cast, shift)
    assert DutyShift.objects.get().rule == rule
    assert change(cast, shift, advisor=other)
    held = DutyShift.objects.get()
    assert (held.advisor, held.rule) == (other, None)


def test_a_change_is_checked_like_a_new_shift(assign, cast, other) -> None:
    shift, _ = assign()
    assign(session="afternoon", advisor=other)
    with pytest.raises(ValidationError, match="已排下午，不能再排全天"):
        change(cast, shift, session="all_day", advisor=other)
    assert change(cast, shift, session="all_day")


def test_two_who_change_one_shift_are_told(assign, cast, other) -> None:
    shift, _ = assign()
    seen = services.state_of(shift)
    change(cast, shift, note="代班")
    with pytest.raises(ChangedMeanwhile):
        change(cast, shift, advisor=other, seen=seen)


def test_a_shift_is_taken_off_with_a_line(assign, cast) -> None:
    shift, _ = assign()
    services.remove_shift(shift=shift, by=cast.actor("a_manager"))
    assert not DutyShift.objects.exists()
    assert Entry.objects.filter(action="deleted", subject=f"dutyshift:{shift.pk}").count() == 1
    with pytest.raises(ChangedMeanwhile):
        services.remove_shift(shift=shift, by=cast.actor("a_manager"))
    old = make.DutyShiftFactory(
        station=cast.a.station, advisor=cast.a.street_advisor, day=day("08-19")
    )
    with pytest.raises(ValidationError, match="最近 31 天"):
        services.remove_shift(shift=old, by=cast.actor("a_manager"))


# Swapped ----------------------------------------------------------------------------------------


def swap(cast: Cast, first: DutyShift, second: DutyShift) -> None:
    services.swap(first=first, second=second, reason="区里开会", by=cast.actor("a_manager"))


def people_of(*shifts: DutyShift) -> list[str]:
    rows = DutyShift.objects.select_related("advisor").in_bulk([one.pk for one in shifts])
    return [rows[one.pk].advisor.name for one in shifts]


def test_two_take_each_others_shift_and_the_reason_is_kept(assign, cast, other) -> None:
    first, _ = assign()
    second, _ = assign(on="09-24", advisor=other, session="all_day")
    DutyShift.objects.update(rule=make.DutyRuleFactory(station=cast.a.station))
    swap(cast, first, second)
    assert people_of(first, second) == ["石邻强", "石街明"]
    assert not DutyShift.objects.filter(rule__isnull=False).exists()
    told = Entry.objects.filter(subject=f"dutyshift:{first.pk}", action="changed").get()
    assert (told.detail["reason"], told.detail["swapped"]) == ("区里开会", True)


def test_a_half_and_the_whole_of_one_day_are_swapped(assign, cast, other) -> None:
    first, _ = assign()
    second, _ = assign(session="all_day", advisor=other)
    swap(cast, first, second)
    assert people_of(first, second) == ["石邻强", "石街明"]


def test_who_is_away_or_busy_then_cannot_swap(assign, cast, other) -> None:
    first, _ = assign()
    second, _ = assign(on="09-24", advisor=other)
    leave = make.LeaveFactory(advisor=other, starts_on=day("09-23"), ends_on=day("09-23"))
    with pytest.raises(ValidationError, match="2024-09-23 请假"):
        swap(cast, first, second)
    leave.delete()
    assign(session="all_day", advisor=make.AdvisorFactory(street=cast.a.unit))
    assign(on="09-23", session="afternoon", advisor=other)
    third, _ = assign(on="09-25", session="all_day", advisor=other)
    DutyShift.objects.filter(pk=first.pk).update(session="all_day")
    with pytest.raises(ValidationError, match="已排下午，不能再排全天"):
        swap(cast, DutyShift.objects.get(pk=first.pk), third)
    assert people_of(first, second, third) == ["石街明", "石邻强", "石邻强"]


def test_a_swap_that_is_none_is_refused(assign, cast, other) -> None:
    first, _ = assign()
    mine, _ = assign(on="09-24")
    same, _ = assign(advisor=other)
    with pytest.raises(ValidationError, match="两班是同一个人"):
        swap(cast, first, mine)
    with pytest.raises(ValidationError, match="两人在同一班"):
        swap(cast, first, same)
    foreign = make.DutyShiftFactory(station=cast.b.station, advisor=cast.b.street_advisor)
    with pytest.raises(ValidationError, match="只能在同一个街镇"):
        swap(cast, first, foreign)
    with pytest.raises(PermissionDenied):
        swap(cast, foreign, first)
    second, _ = assign(on="09-25", advisor=other)
    DutyShift.objects.filter(pk=second.pk).delete()
    with pytest.raises(ValidationError, match="刚被改过或移除"):
        swap(cast, first, second)


# What the database and Python say of one day are the same ------------------------------------------


@pytest.mark.parametrize(
    ("file", "leave", "away"),
    [
        ({}, None, ""),
        ({"started_on": day("09-24")}, None, "not_begun"),
        ({"started_on": day("09-23")}, None, ""),
        ({"ended_on": day("09-22")}, None, "left"),
        ({"ended_on": day("09-23")}, None, ""),
        ({"status": "on_leave"}, None, "on_leave"),
        ({}, ("09-23", "09-23"), "on_leave"),
        ({}, ("09-20", "09-22"), ""),
        ({}, ("09-24", None), ""),
        ({}, ("08-01", None), "on_leave"),
    ],
)
def test_who_is_there_is_told_alike(cast, other, file, leave, away: str) -> None:
    for name, value in file.items():
        setattr(other, name, value)
    other.save()
    if leave:
        make.LeaveFactory(
            advisor=other, starts_on=day(leave[0]), ends_on=day(leave[1]) if leave[1] else None
        )
    make.DutyShiftFactory(station=cast.a.station, advisor=other, day=day("09-23"))
    assert DutyShift.objects.with_away().get().away == away
    assert Presence.of([other], day("09-01"), day("09-30")).away(other, day("09-23")) == away
    assert bool(on_duty(cast.a.station, day("09-23"))) is not bool(away)


# What waits ---------------------------------------------------------------------------------------


def waiting(cast: Cast, seat: str, on: str = "09-20") -> list[tuple[str, date | None]]:
    asker = SimpleNamespace(actor=cast.actor(seat), asked_day=day(on))
    return [(todo.title, todo.due_on) for todo in uncovered_workdays(asker)]


def test_workdays_of_the_next_seven_days_without_anybody_wait(assign, cast) -> None:
    assert waiting(cast, "a_manager") == [("未来 7 天有 5 个工作日没人值守", day("09-23"))]
    assign()
    assign(on="09-25")
    assert waiting(cast, "a_advisor") == [("未来 7 天有 3 个工作日没人值守", day("09-24"))]
    make.LeaveFactory(advisor=cast.a.street_advisor, starts_on=day("09-23"), ends_on=day("09-23"))
    assert waiting(cast, "a_manager") == [("未来 7 天有 4 个工作日没人值守", day("09-23"))]
    # From the 30th to 7 October there is one workday, the 30th, if asked on Sunday the 29th.
    assert waiting(cast, "a_manager", "09-30") == []
    assert waiting(cast, "a_manager", "09-29") == [("未来 7 天有 1 个工作日没人值守", day("09-30"))]


def test_nothing_waits_for_others_or_without_a_station(cast) -> None:
    for seat in ("reviewer", "a_admin", "a_community", "auditor"):
        assert waiting(cast, seat) == []
    cast.a.station.opened_on = day("09-26")
    cast.a.station.save()
    assert waiting(cast, "a_manager") == [("未来 7 天有 2 个工作日没人值守", day("09-26"))]
    cast.a.station.delete()
    assert waiting(cast, "a_manager") == []


def test_what_waits_takes_two_queries(cast, django_assert_num_queries) -> None:
    request = SimpleNamespace(actor=cast.actor("a_manager"), asked_day=None)
    list(uncovered_workdays(request))
    with django_assert_num_queries(2):
        assert list(uncovered_workdays(request))


def test_it_stands_among_what_waits_at_home(cast) -> None:
    asker = SimpleNamespace(actor=cast.actor("a_manager"), asked_day=None)
    found = {todo.title: todo for todo in waiting_for(asker)}
    # It leads to the month of the first of these days.
    assert found["未来 7 天有 5 个工作日没人值守"].query == (("month", "2024-09"),)
