"""The pages of the duty: the month, a rule and its preview, a day, a swap, the wall, the ledger."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from advisors.models import Advisor, DutyRule, DutyShift
from audit.models import Entry
from tests import factories as make
from tests.advisors.test_duty_rules import day
from tests.cast import Cast
from tests.pages import costs_the_same, rows_of, text_of
from tests.stations.browsing import drawn, filled, send

SignIn = Callable[[str], Client]
MONTH = "/advisors/duty/"
RULE = "/advisors/duty/rule/310107017/"
DAY = "/advisors/duty/shift/310107017/?day=2024-09-23"
SWAP = "/advisors/duty/swap/310107017/"
SHEET = "/advisors/duty/sheet/310107017/"
EXPORT = "/advisors/duty/export/"


def shift(cast: Cast, on: str = "09-23", **facts: Any) -> DutyShift:
    made: DutyShift = make.DutyShiftFactory(
        **{
            "station": cast.a.station,
            "advisor": cast.a.street_advisor,
            "day": day(on),
            **facts,
        }
    )
    return made


def rule_form(cast: Cast, client: Client, **changes: Any) -> dict[str, Any]:
    """A form for the week from the 23rd, 石街明 and 石居芳 in turn."""
    asked = {
        "starts_on": "2024-09-23",
        "ends_on": "2024-09-27",
        "sessions": ["all_day"],
        "turn_1": str(cast.a.street_advisor.pk),
        "turn_2": str(cast.a.community_advisor.pk),
        "way": "preview",
    }
    return filled(client, RULE, **(asked | changes))


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


# The month ----------------------------------------------------------------------------------------


def test_the_month_shows_who_rests_why_and_who_is_missing(cast: Cast, sign_in: SignIn) -> None:
    shift(cast)
    shift(cast, "09-24", advisor=cast.a.community_advisor)
    make.LeaveFactory(
        advisor=cast.a.community_advisor, starts_on=day("09-24"), ends_on=day("09-24")
    )
    body = text_of(sign_in("a_manager"), MONTH)
    assert "2024年9月" in body
    assert "中秋节调休上班" in body
    assert "国庆节调休上班" in body
    assert body.count("中秋节休息") == 3
    # 21 workdays; one has somebody, one only somebody who is away.
    assert body.count("没人值守</p>") == 20
    assert "石居芳" in body
    assert body.count('aria-current="date"') == 1
    assert f"{DAY}&amp;month=2024-09" in body
    assert "请假" in body
    october = text_of(sign_in("a_manager"), f"{MONTH}?month=2024-10")
    assert october.count("国庆节休息") == 7
    assert october.count("没人值守</p>") == 19
    assert "石街明" not in october


@pytest.mark.parametrize("month", ["2024-13", "abc", "0001-01", "9999-12"])
def test_a_month_that_cannot_be_read_is_this_one(cast: Cast, sign_in: SignIn, month: str) -> None:
    assert "2024年9月" in text_of(sign_in("a_manager"), f"{MONTH}?month={month}")


def test_names_are_whole_in_the_street_and_masked_outside(cast: Cast, sign_in: SignIn) -> None:
    shift(cast)
    for seat in ("a_advisor", "a_admin", "a_community"):
        assert "石街明" in text_of(sign_in(seat), MONTH)
    reviewer = sign_in("reviewer")
    for page in (f"{MONTH}?street=310107017", SHEET):
        body = text_of(reviewer, page)
        assert "石街明" not in body
        assert "石**" in body
    assert "指定<" not in text_of(sign_in("a_admin"), MONTH)
    assert "石街明" not in text_of(sign_in("b_manager"), MONTH)
    text_of(sign_in("b_manager"), f"{MONTH}?street=310107017", 404)
    text_of(sign_in("b_manager"), f"{MONTH}?station={cast.a.station.pk}", 404)


def test_the_district_sees_all_streets_at_a_glance(cast: Cast, sign_in: SignIn) -> None:
    shift(cast, "09-02")
    shift(cast, "09-28", advisor=cast.a.community_advisor)  # a Saturday
    cast.b.station.opened_on = day("09-26")
    cast.b.station.save()
    body = words_of(sign_in("reviewer").get(MONTH))
    assert "20天没人" in body
    assert "4天没人" in body  # 26, 27, 29, 30
    cast.b.station.delete()
    assert "站未启用" in words_of(sign_in("reviewer").get(MONTH))


def test_before_any_station_is_open_the_page_says_so(cast: Cast, sign_in: SignIn) -> None:
    cast.a.station.delete()
    client = sign_in("a_manager")
    for page in (MONTH, RULE, SHEET):
        assert "还没有启用的服务站" in text_of(client, page)
    assert client.get(DAY).status_code == 302
    assert rows_of(client.get(EXPORT).content)[3:] == []


def test_a_second_station_has_its_own_month(cast: Cast, sign_in: SignIn) -> None:
    extra = make.StationFactory(street=cast.a.unit, kind="extra", official_name="石泉路分站")
    shift(cast, station=extra)
    client = sign_in("a_manager")
    body = text_of(client, MONTH)
    assert "石泉路分站" in body
    assert "石街明" not in body
    assert "石街明" in text_of(client, f"{MONTH}?station={extra.pk}")


def test_a_month_takes_as_many_queries_with_many_shifts(cast: Cast, sign_in: SignIn) -> None:
    shift(cast)

    def fill() -> None:
        for number in range(2, 28):
            shift(cast, f"09-{number:02d}", session="afternoon")

    assert costs_the_same(sign_in("a_manager"), MONTH, fill)
    assert costs_the_same(sign_in("reviewer"), MONTH, lambda: shift(cast, "09-30"))


# A rule -------------------------------------------------------------------------------------------


def test_a_rule_is_looked_at_before_it_is_saved(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_manager")
    make.LeaveFactory(advisor=cast.a.street_advisor, starts_on=day("09-25"), ends_on=day("09-25"))
    preview = client.post(RULE, rule_form(cast, client))
    body = words_of(preview)
    assert "石街明 2 班，石居芳 3 班" in body
    assert "石街明不在" in body
    assert not DutyShift.objects.exists()
    saved = client.post(RULE, drawn(preview) | {"way": "save"}, follow=True)
    assert "已保存 5 班。" in words_of(saved)
    rows = DutyShift.objects.order_by("day").values_list("day", "advisor__name", "mode")
    assert list(rows) == [
        (day("09-23"), "石街明", "rotation"),
        (day("09-24"), "石居芳", "rotation"),
        (day("09-25"), "石居芳", "rotation"),
        (day("09-26"), "石街明", "rotation"),
        (day("09-27"), "石居芳", "rotation"),
    ]
    # The button pressed twice.
    again = client.post(RULE, drawn(preview) | {"way": "save"}, follow=True)
    assert "和现在的排班一样，没有改动" in words_of(again)
    assert DutyRule.objects.count() == 1
    # The next rule begins as this one went.
    assert filled(client, RULE)["turn_2"] == [str(cast.a.community_advisor.pk)]


def test_back_from_the_preview_nothing_is_lost(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_manager")
    preview = client.post(RULE, rule_form(cast, client, mode="fixed_post"))
    again = drawn(client.post(RULE, drawn(preview) | {"way": "edit"}))
    assert (again["mode"], again["ends_on"]) == (["fixed_post"], ["2024-09-27"])
    assert again["turn_2"] == [str(cast.a.community_advisor.pk)]


def test_a_preview_that_is_out_of_date_is_shown_again(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_manager")
    preview = client.post(RULE, rule_form(cast, client))
    make.LeaveFactory(advisor=cast.a.street_advisor, starts_on=day("09-23"), ends_on=day("09-23"))
    late = client.post(RULE, drawn(preview) | {"way": "save"})
    assert late.status_code == 409
    assert "还没有保存" in words_of(late)
    assert not DutyShift.objects.exists()
    assert client.post(RULE, drawn(late) | {"way": "save"}).status_code == 302
    assert DutyShift.objects.count() == 5


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_on": "2024-01-01", "ends_on": "2024-12-31"}, "这条规则长 366 天"),
        ({"ends_on": "2024-09-20"}, "结束日期不能早于开始日期"),
        ({"ends_on": "2024-09"}, "请写明是哪一天"),
        ({"sessions": []}, "请至少选一个班次"),
        ({"sessions": ["morning", "all_day"]}, "选了全天，就不要再选上午或下午"),
        ({"turn_1": "", "turn_2": ""}, "请至少选一名值守的顾问"),
        ({"turn_1": ""}, "轮岗至少要两名顾问"),
        ({"turn_3": "the first again"}, "第3位：这名顾问前面已经选过"),
    ],
)
def test_a_rule_is_refused_at_its_field(
    cast: Cast, sign_in: SignIn, changes: dict[str, Any], words: str
) -> None:
    client = sign_in("a_manager")
    if changes.get("turn_3"):
        changes = {"turn_3": str(cast.a.street_advisor.pk)}
    body = words_of(client.post(RULE, rule_form(cast, client, **changes)))
    assert words in body
    assert "errorsummary" in body
    assert not DutyShift.objects.exists()


def test_nobody_of_another_street_can_be_sent_in(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_manager")
    foreign = str(cast.b.street_advisor.pk)
    body = words_of(client.post(RULE, rule_form(cast, client, turn_1=foreign)))
    assert "errorsummary" in body
    assert cast.b.street_advisor.name not in body
    send(client, DAY, advisor=foreign)
    assert not DutyShift.objects.exists()


# A day --------------------------------------------------------------------------------------------


def test_a_gap_is_filled_with_whom_the_page_suggests(cast: Cast, sign_in: SignIn) -> None:
    shift(cast, "09-02")
    client = sign_in("a_advisor")
    form = filled(client, DAY)
    # Of the three at hand 石街明 has a shift already this month; 石居芳 comes before 石邻华.
    first = Advisor.objects.get(pk=form["advisor"][0])
    assert (first.street, first.name != "石街明") == (cast.a.unit, True)
    assert (form["session"], form["mode"]) == (["all_day"], ["rotation"])
    answer = client.post(DAY, form, follow=True)
    assert "已排班：09-23 周一。" in words_of(answer)
    assert DutyShift.objects.get(day=day("09-23")).advisor == first
    assert "已经排过了，没有重复" in words_of(client.post(DAY, form, follow=True))


def test_the_half_that_is_missing_is_suggested(cast: Cast, sign_in: SignIn) -> None:
    shift(cast)
    assert filled(sign_in("a_manager"), DAY)["session"] == ["afternoon"]


def test_a_refusal_stands_at_its_field_and_keeps_what_was_chosen(
    cast: Cast, sign_in: SignIn
) -> None:
    make.LeaveFactory(advisor=cast.a.street_advisor, starts_on=day("09-23"), ends_on=day("09-23"))
    client = sign_in("a_manager")
    assert "石街明（请假）" in text_of(client, DAY)
    answer = send(client, DAY, advisor=str(cast.a.street_advisor.pk), note="顶班")
    assert "2024-09-23 请假（2024-09-23 至 2024-09-23），不能值守" in words_of(answer)
    assert (drawn(answer)["note"], answer.status_code) == (["顶班"], 200)


def test_a_day_gone_by_is_filed_afterwards(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_manager")
    page = "/advisors/duty/shift/310107017/?day=2024-09-02"
    assert "补登值守人" in text_of(client, page)
    answer = client.post(page, filled(client, page), follow=True)
    assert "已补登：09-02 周一。" in words_of(answer)
    august = "/advisors/duty/shift/310107017/?day=2024-08-01&month=2024-08"
    assert "只能补登最近 31 天的值守" in words_of(send(client, august))
    # Days out of reach have no button.
    assert "补登<" not in text_of(client, f"{MONTH}?month=2024-07")


@pytest.mark.parametrize("asked", ["9999-12-31", "0001-01-01", "x"])
def test_a_day_that_cannot_be_is_today(cast: Cast, sign_in: SignIn, asked: str) -> None:
    page = f"/advisors/duty/shift/310107017/?day={asked}"
    assert "9月20日 周五" in text_of(sign_in("a_manager"), page)


def test_a_shift_is_given_away_and_taken_off(cast: Cast, sign_in: SignIn) -> None:
    found = shift(cast)
    client, page = sign_in("a_manager"), f"/advisors/duty/shifts/{found.pk}/"
    assert "没有改动" in words_of(client.post(page, filled(client, page), follow=True))
    before = filled(client, page, advisor=str(cast.a.community_advisor.pk))
    assert client.post(page, before).status_code == 302
    found.refresh_from_db()
    assert found.advisor == cast.a.community_advisor
    # Somebody else had the older page open.
    clash = client.post(page, before | {"note": "代班"})
    assert clash.status_code == 409
    assert "刚有人改过这一班" in words_of(clash)
    gone = client.post(page, {"way": "remove"}, follow=True)
    assert "已移除 09-23 周一 的一班" in words_of(gone)
    assert not DutyShift.objects.exists()


def test_one_of_long_ago_is_not_taken_off(cast: Cast, sign_in: SignIn) -> None:
    found = shift(cast, "08-01")
    page = f"/advisors/duty/shifts/{found.pk}/"
    answer = sign_in("a_manager").post(page, {"way": "remove"}, follow=True)
    assert "没有移除：只能补登最近 31 天" in words_of(answer)
    assert DutyShift.objects.filter(pk=found.pk).exists()


# A swap, the wall, the ledger -----------------------------------------------------------------------


def test_two_shifts_are_swapped_with_a_reason(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_advisor")
    assert "没有可以换的两班" in text_of(client, SWAP)
    first = shift(cast)
    second = shift(cast, "09-24", advisor=cast.a.community_advisor)
    foreign = shift(cast, station=cast.b.station, advisor=cast.b.street_advisor)
    page = f"{SWAP}?first={first.pk}"
    assert filled(client, page)["first"] == [str(first.pk)]
    assert "请填写换班原因" in words_of(send(client, page, second=second.pk))
    refused = words_of(send(client, page, second=first.pk, reason="开会"))
    assert "选的是同一班" in refused
    assert send(client, page, second=foreign.pk, reason="开会").status_code == 200
    answer = client.post(page, filled(client, page, second=second.pk, reason="开会"), follow=True)
    assert "已换班" in words_of(answer)
    first.refresh_from_db()
    assert first.advisor == cast.a.community_advisor
    assert Entry.objects.filter(detail__reason="开会").count() == 2


def test_the_sheet_is_what_hangs(cast: Cast, sign_in: SignIn) -> None:
    shift(cast)
    shift(cast, "09-24", advisor=cast.a.community_advisor)
    make.LeaveFactory(
        advisor=cast.a.community_advisor, starts_on=day("09-24"), ends_on=day("09-24")
    )
    body = text_of(sign_in("a_manager"), SHEET)
    assert cast.a.station.official_name in body
    assert cast.a.station.phone in body
    assert cast.a.station.opening_hours in body
    assert "2024年9月值守安排" in body
    assert "石街明" in body
    assert "石居芳" not in body  # she is away
    assert cast.a.street_advisor.phone not in body


def test_the_ledger_goes_out_in_the_offices_layout(cast: Cast, sign_in: SignIn) -> None:
    shift(cast, session="afternoon", note="代班")
    shift(cast, advisor=cast.a.community_advisor, mode="fixed_post")
    shift(cast, "10-08")
    answer = sign_in("a_manager").get(f"{EXPORT}?month=2024-09")
    rows = rows_of(answer.content)
    assert rows[0][0] == "值守排班表"
    assert rows[2] == ["序号", "日期", "星期", "班次", "值守人", "值守方式", "备注"]
    assert [[str(cell or "") for cell in row][2:] for row in rows[3:]] == [
        ["一", "上午", "石居芳", "定岗", ""],
        ["一", "下午", "石街明", "轮岗", "代班"],
    ]
    entry = Entry.objects.get(action="exported")
    assert (entry.detail["rows"], entry.detail["month"]) == (2, "2024-09")
    masked = rows_of(sign_in("reviewer").get(f"{EXPORT}?street=310107017").content)
    assert [row[4] for row in masked[3:]] == ["石**", "石**"]
