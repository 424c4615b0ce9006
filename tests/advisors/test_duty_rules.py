"""A span of duty made from a rule: who is there when, and what saving it leaves alone.

Today is Friday 20 September 2024. The Mid-autumn holiday (15–17) is over; Sunday the 29th is
worked for the National Day.
"""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from advisors.duty.planning import RuleFacts
from advisors.duty.rules import draft, save_rule
from advisors.enums import DutyDays, DutyMode, DutySession, TurnEvery
from advisors.models import Advisor, DutyRule, DutyShift
from audit.models import Entry
from core.versions import ChangedMeanwhile
from tests import factories as make
from tests.cast import Cast

HALVES = [DutySession.MORNING, DutySession.AFTERNOON]


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


def people(cast: Cast, *names: str) -> list[Advisor]:
    return [make.AdvisorFactory(street=cast.a.unit, name=name) for name in names]


def rule(turn: list[Advisor], starts: str, ends: str, **facts: Any) -> RuleFacts:
    return RuleFacts(
        **{
            "mode": DutyMode.ROTATION,
            "starts_on": day(starts),
            "ends_on": day(ends),
            "days": DutyDays.WORKDAYS,
            "sessions": [DutySession.ALL_DAY],
            "turn_every": TurnEvery.DAY,
            "turn": turn,
            **facts,
        }
    )


def told(cast: Cast, facts: RuleFacts) -> str:
    """`23甲 24乙`: the day and who; nobody is a dash."""
    slots = draft(cast.a.station, facts).slots
    return " ".join(f"{slot.day:%d}{slot.advisor.name if slot.advisor else '-'}" for slot in slots)


def save(cast: Cast, facts: RuleFacts, seat: str = "a_manager") -> Any:
    station = cast.a.station
    seen = draft(station, facts).fingerprint
    return save_rule(station=station, facts=facts, seen=seen, by=cast.actor(seat))


# Who is there ---------------------------------------------------------------------------------


def test_the_turn_goes_round_by_the_day_over_workdays_alone(cast: Cast) -> None:
    facts = rule(people(cast, "甲", "乙", "丙"), "09-20", "10-09")
    # Not on the 21st, 22nd and 28th, nor from 1 to 7 October; on Sunday the 29th yes.
    assert told(cast, facts) == "20甲 23乙 24丙 25甲 26乙 27丙 29甲 30乙 08丙 09甲"


def test_every_day_means_holidays_too(cast: Cast) -> None:
    facts = rule(people(cast, "甲", "乙"), "09-28", "10-02", days=DutyDays.EVERY_DAY)
    assert told(cast, facts) == "28甲 29乙 30甲 01乙 02甲"


def test_the_turn_may_go_round_by_the_session(cast: Cast) -> None:
    turn = people(cast, "甲", "乙", "丙")
    facts = rule(turn, "09-23", "09-24", sessions=HALVES, turn_every=TurnEvery.SESSION)
    assert told(cast, facts) == "23甲 23乙 24丙 24甲"


def test_by_the_day_one_has_both_halves(cast: Cast) -> None:
    facts = rule(people(cast, "甲", "乙"), "09-23", "09-24", sessions=HALVES)
    assert told(cast, facts) == "23甲 23甲 24乙 24乙"


def test_by_the_week_from_monday_on(cast: Cast) -> None:
    turn = people(cast, "甲", "乙")
    facts = rule(turn, "09-20", "10-09", turn_every=TurnEvery.WEEK)
    # The worked Sunday belongs to the week before it; the week of the holiday has the 30th only.
    assert told(cast, facts) == "20甲 23乙 24乙 25乙 26乙 27乙 29乙 30甲 08乙 09乙"


def test_whoever_stands_in_for_some_days_of_a_week_keeps_her_own_week(cast: Cast) -> None:
    turn = people(cast, "甲", "乙", "丙")
    make.LeaveFactory(advisor=turn[0], starts_on=day("09-23"), ends_on=day("09-23"))
    facts = rule(turn, "09-23", "10-09", turn_every=TurnEvery.WEEK)
    assert told(cast, facts) == "23乙 24甲 25甲 26甲 27甲 29甲 30乙 08丙 09丙"


def test_in_a_fixed_post_the_first_has_all_and_the_next_stands_in(cast: Cast) -> None:
    turn = people(cast, "甲", "乙")
    make.LeaveFactory(advisor=turn[0], starts_on=day("09-24"), ends_on=day("09-24"))
    facts = rule(turn, "09-23", "09-26", mode=DutyMode.FIXED_POST)
    assert told(cast, facts) == "23甲 24乙 25甲 26甲"


def test_a_leave_of_a_single_day_passes_the_turn_on(cast: Cast) -> None:
    turn = people(cast, "甲", "乙", "丙")
    make.LeaveFactory(advisor=turn[1], starts_on=day("09-24"), ends_on=day("09-24"))
    assert told(cast, rule(turn, "09-23", "09-27")) == "23甲 24丙 25甲 26乙 27丙"


def test_who_has_not_begun_or_has_left_or_is_away_without_days_is_passed_over(cast: Cast) -> None:
    first, second, third, fourth = people(cast, "甲", "乙", "丙", "丁")
    Advisor.objects.filter(pk=first.pk).update(started_on=day("09-25"))
    Advisor.objects.filter(pk=second.pk).update(ended_on=day("09-24"))
    Advisor.objects.filter(pk=third.pk).update(status="on_leave")
    turn = list(Advisor.objects.filter(pk__in=[first.pk, second.pk, third.pk, fourth.pk]))
    turn.sort(key=lambda one: "甲乙丙丁".index(one.name))
    assert told(cast, rule(turn, "09-23", "09-27")) == "23乙 24丁 25甲 26丁 27甲"


def test_nobody_there_is_a_gap(cast: Cast) -> None:
    turn = people(cast, "甲", "乙")
    for one in turn:
        make.LeaveFactory(advisor=one, starts_on=day("09-24"), ends_on=day("09-25"))
    facts = rule(turn, "09-23", "09-26")
    assert told(cast, facts) == "23甲 24- 25- 26乙"
    made = save(cast, facts)
    assert (made.added, made.gaps) == (2, 2)


def test_a_session_that_somebody_has_by_hand_is_left_to_her(cast: Cast) -> None:
    turn = people(cast, "甲", "乙")
    other = make.AdvisorFactory(street=cast.a.unit)
    make.DutyShiftFactory(
        station=cast.a.station, advisor=other, day=day("09-24"), session="morning"
    )
    facts = rule(turn, "09-23", "09-25", sessions=HALVES)
    assert told(cast, facts) == "23甲 23甲 24乙 25甲 25甲"


def test_whoever_is_on_duty_at_another_station_is_not_there(cast: Cast) -> None:
    turn = people(cast, "甲", "乙")
    extra = make.StationFactory(street=cast.a.unit, kind="extra", official_name="分站")
    make.DutyShiftFactory(station=extra, advisor=turn[0], day=day("09-23"), session="morning")
    assert told(cast, rule(turn, "09-23", "09-24")) == "23乙 24甲"


def test_only_days_on_which_the_station_is_open(cast: Cast) -> None:
    cast.a.station.opened_on = day("09-25")
    assert told(cast, rule(people(cast, "甲", "乙"), "09-23", "09-27")) == "25甲 26乙 27甲"


# Saving ---------------------------------------------------------------------------------------


def test_saving_replaces_what_rules_made_from_today_on(cast: Cast) -> None:
    turn = people(cast, "甲", "乙")
    earlier = make.DutyRuleFactory(station=cast.a.station)
    facts: dict[str, Any] = {"station": cast.a.station, "advisor": turn[0], "session": "all_day"}
    past = make.DutyShiftFactory(day=day("09-19"), rule=earlier, **facts)
    by_hand = make.DutyShiftFactory(day=day("09-24"), **facts)
    gone = make.DutyShiftFactory(day=day("09-25"), rule=earlier, **facts)
    beyond = make.DutyShiftFactory(day=day("09-30"), rule=earlier, **facts)
    elsewhere = make.DutyShiftFactory(
        station=make.StationFactory(street=cast.a.unit, kind="extra", official_name="分站"),
        day=day("09-26"),
        advisor=make.AdvisorFactory(street=cast.a.unit),
        rule=earlier,
    )
    made = save(cast, rule(turn, "09-19", "09-27"))
    # 20, 23, 25, 26, 27; the 24th is somebody's by hand.
    assert (made.added, made.removed, made.gaps) == (5, 1, 0)
    kept = {past.pk, by_hand.pk, beyond.pk, elsewhere.pk}
    assert set(DutyShift.objects.filter(pk__in=kept).values_list("pk", flat=True)) == kept
    assert not DutyShift.objects.filter(pk=gone.pk).exists()
    entry = Entry.objects.get(subject__startswith="dutyrule:")
    assert (entry.detail["added"], entry.detail["removed"]) == (5, 1)
    assert "甲" not in str(entry.detail)


def test_days_gone_by_move_the_turn_on(cast: Cast) -> None:
    # 18 and 19 September were 甲's and 乙's turn.
    assert told(cast, rule(people(cast, "甲", "乙", "丙"), "09-18", "09-23")) == "20丙 23甲"


def test_the_same_rule_twice_changes_nothing(cast: Cast) -> None:
    facts = rule(people(cast, "甲", "乙"), "09-23", "09-27")
    assert save(cast, facts).is_changed
    before = set(DutyShift.objects.values_list("pk", flat=True))
    assert not save(cast, facts).is_changed
    assert set(DutyShift.objects.values_list("pk", flat=True)) == before
    assert DutyRule.objects.count() == 1


def test_a_leave_entered_since_the_preview_is_told(cast: Cast) -> None:
    turn = people(cast, "甲", "乙")
    facts = rule(turn, "09-23", "09-24")
    seen = draft(cast.a.station, facts).fingerprint
    make.LeaveFactory(advisor=turn[0], starts_on=day("09-23"), ends_on=day("09-23"))
    with pytest.raises(ChangedMeanwhile):
        save_rule(station=cast.a.station, facts=facts, seen=seen, by=cast.actor("a_manager"))
    assert not DutyShift.objects.exists()


def test_a_quarter_is_written_in_few_queries(cast: Cast, django_assert_max_num_queries) -> None:
    facts = rule(people(cast, "甲", "乙", "丙"), "10-01", "12-31", sessions=HALVES)
    with django_assert_max_num_queries(24):
        made = save(cast, facts)
    # October has 19 workdays, November 21, December 22.
    assert made.added == 2 * (19 + 21 + 22)


@pytest.mark.parametrize("seat", ["reviewer", "a_admin", "a_community", "b_manager"])
def test_only_the_street_itself_schedules(cast: Cast, seat: str) -> None:
    with pytest.raises(PermissionDenied):
        save(cast, rule(people(cast, "甲", "乙"), "09-23", "09-27"), seat)
    assert not DutyShift.objects.exists()


def test_an_advisor_of_the_street_may_schedule(cast: Cast) -> None:
    assert save(cast, rule(people(cast, "甲", "乙"), "09-23", "09-27"), "a_advisor").added == 5


# Bad input, each with its sentence --------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"ends": "09-22"}, "结束日期不能早于开始日期"),
        ({"starts": "01-01", "ends": "12-31"}, "这条规则长 366 天；一次最多排 92 天"),
        ({"ends": "12-24"}, "这条规则长 93 天"),
        ({"starts": "09-02", "ends": "09-19"}, "这段日期已经过去"),
        ({"sessions": [DutySession.MORNING, DutySession.ALL_DAY]}, "选了全天，就不要再选"),
        ({"size": 0}, "请至少选一名值守的顾问"),
        ({"size": 1}, "轮岗至少要两名顾问"),
        ({"twice": True}, "同一名顾问选了两次"),
    ],
)
def test_a_rule_is_refused_with_its_own_sentence(
    cast: Cast, facts: dict[str, Any], words: str
) -> None:
    turn = people(cast, "甲", "乙")[: facts.pop("size", 2)]
    if facts.pop("twice", False):
        turn = [*turn, turn[0]]
    starts, ends = facts.pop("starts", "09-23"), facts.pop("ends", "09-27")
    with pytest.raises(ValidationError, match=words):
        draft(cast.a.station, rule(turn, starts, ends, **facts))


def test_ninety_two_days_are_a_quarter(cast: Cast) -> None:
    assert draft(cast.a.station, rule(people(cast, "甲", "乙"), "10-01", "12-31")).taken


def test_a_rule_far_ahead_or_beyond_the_stations_end_is_refused(cast: Cast) -> None:
    turn = people(cast, "甲", "乙")
    far = rule(turn, "09-23", "09-27")
    far = RuleFacts(**{**vars(far), "starts_on": date(2026, 1, 5), "ends_on": date(2026, 1, 9)})
    with pytest.raises(ValidationError, match="最多提前一年排班"):
        draft(cast.a.station, far)
    cast.a.station.closed_on = day("09-25")
    with pytest.raises(ValidationError, match="2024-09-25 是开放的最后一天"):
        draft(cast.a.station, rule(turn, "09-23", "09-27"))
    with pytest.raises(ValidationError, match="只能安排本街镇的顾问"):
        draft(cast.b.station, rule(turn, "09-23", "09-27"))
