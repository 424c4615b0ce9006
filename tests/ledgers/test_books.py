"""What the rooms' books make of rows: which record is meant, what is news, what is written."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import advisors.books
from advisors.models import Advisor, Assignment, StarRating
from core.actor import Actor
from ledgers.batches import check_for, receive
from ledgers.comparing import compare
from ledgers.enums import Outcome
from ledgers.models import Batch
from stations.models import ServicePoint, Station
from tests import factories as make
from tests.cast import Cast
from tests.ledgers.books import book
from tests.ledgers.scenes import (
    GOOD,
    POINT,
    ROSTER_HEADER,
    STATION,
    entered,
    facts,
    roster,
    sites,
    training,
)
from training.models import Attendance, TrainingSession

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("district_admin")


def news(content: bytes, admin: Actor) -> list[tuple[str, str, str]]:
    """What a workbook would change, as the preview tells it."""
    batch: Batch = receive(file_name="台账.xlsx", content=content, by=admin).batch
    assert batch.counts["rejected"] == 0, [row.content for row in batch.rows.order_by("position")]
    rows = batch.rows.filter(outcome=Outcome.CHANGED).order_by("position")
    return [
        (one["label"], one["old"], one["new"]) for row in rows for one in row.content["differences"]
    ]


def is_no_news(content: bytes, admin: Actor) -> bool:
    compared = compare(check_for(content, by=admin))
    return {one.outcome for one in compared} == {Outcome.SAME}


def with_columns(row: dict[str, Any], **more: Any) -> bytes:
    """A roster of one row with further columns."""
    header = [*ROSTER_HEADER, *more]
    return book(("名册", [["2024年"], header, [{**row, **more}.get(key) for key in header]]))


# 顾问名册 ------------------------------------------------------------------------------------


def test_the_same_name_in_two_streets_is_two_people(admin: Actor, cast: Cast) -> None:
    other = {"街镇": cast.b.unit.name, "居村": "寿里1居委会"}
    entered(roster({}, other), admin)
    assert Advisor.objects.filter(name="丁小一").count() == 2
    assert is_no_news(roster(other, {}), admin)


def test_two_rows_of_one_person_make_one_file_with_two_communities(admin: Actor) -> None:
    content = roster({}, {"居村": "石里2居委会"})
    entered(content, admin)
    assert Advisor.objects.filter(name="丁小一").count() == 1
    assert Assignment.objects.filter(advisor__name="丁小一").count() == 2
    assert is_no_news(roster({"居村": "石里2居委会"}, {}), admin)


def test_a_month_is_no_news_to_who_knows_the_day(admin: Actor) -> None:
    entered(roster({"上岗日期": "2024-03-05"}), admin)
    assert is_no_news(roster({"上岗日期": "2024年3月"}), admin)
    entered(roster({"上岗日期": "2024年3月", "学历": "大专"}), admin)
    advisor = Advisor.objects.get(name="丁小一")
    assert (advisor.started_on, advisor.started_on_precision) == (date(2024, 3, 5), "day")


def test_a_day_is_news_to_who_knows_the_month(admin: Actor) -> None:
    entered(roster({"上岗日期": "2024年3月"}), admin)
    assert news(roster({"上岗日期": "2024-03-05"}), admin) == [
        ("上岗日期", "2024-03-01", "2024-03-05"),
        ("上岗日期精度", "月", "日"),
    ]


def test_who_left_is_found_again_with_her_communities(admin: Actor) -> None:
    left = with_columns(GOOD, 离岗日期="2024-08-31", 状态="离岗")
    entered(left, admin)
    assignment = Assignment.objects.get(advisor__name="丁小一")
    assert assignment.ends_on == date(2024, 8, 31)
    assert is_no_news(with_columns(GOOD, 状态="离岗", 离岗日期="2024-08-31"), admin)


def test_who_comes_back_has_no_last_day_and_a_new_spell(admin: Actor) -> None:
    entered(with_columns(GOOD, 离岗日期="2024-08-31", 状态="离岗"), admin)
    assert ("状态", "离岗", "在岗") in news(roster({"上岗日期": "2024-03-05"}), admin)
    entered(with_columns(GOOD, 状态="在岗"), admin)
    advisor = Advisor.objects.get(name="丁小一")
    assert (advisor.status, advisor.ended_on) == ("active", None)
    spells = advisor.assignments.order_by("starts_on").values_list("starts_on", "ends_on")
    assert list(spells) == [
        (date(2024, 3, 5), date(2024, 8, 31)),
        (date(2024, 9, 1), None),
    ]


def test_stars_belong_to_the_ledgers_year(admin: Actor) -> None:
    entered(roster({"星级": "三星"}), admin)
    entered(roster({"星级": "四星"}, title="顾问名册（2025年度）"), admin)
    stars = StarRating.objects.filter(advisor__name="丁小一").order_by("year")
    assert list(stars.values_list("year", "level")) == [(2024, 3), (2025, 4)]


@pytest.mark.parametrize("is_kept", [False, True])
def test_id_numbers_are_kept_only_where_the_standard_says_so(
    admin: Actor, is_kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advisors.books, "keeps_id_numbers", lambda: is_kept)
    number = "310107190012319995"
    entered(with_columns(GOOD, 身份证号=number), admin)
    advisor = Advisor.objects.get(name="丁小一")
    assert advisor.id_number == (number if is_kept else "")
    assert is_no_news(with_columns(GOOD, 身份证号=number), admin)


def test_an_id_number_that_differs_is_another_person(
    admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advisors.books, "keeps_id_numbers", lambda: True)
    entered(with_columns(GOOD, 身份证号="310107190012319995"), admin)
    other = {**GOOD, "联系电话": "13922220002"}
    entered(with_columns(other, 身份证号="11010519491231002X"), admin)
    assert Advisor.objects.filter(name="丁小一").count() == 2


# 站点台账 ------------------------------------------------------------------------------------


def test_sites_are_written_and_found_again(admin: Actor, cast: Cast) -> None:
    entered(sites(POINT, STATION), admin)
    point = ServicePoint.objects.get(community=cast.a.communities[1])
    assert (point.status, point.opened_on) == ("open", date(2024, 5, 6))
    station = Station.objects.get(street=cast.a.unit)
    assert (station.pk, station.area_m2) == (cast.a.station.pk, 40)
    assert is_no_news(sites(STATION, POINT), admin)


def test_studios_of_one_name_in_two_streets_are_two(admin: Actor, cast: Cast) -> None:
    studio = {**STATION, "类型": "工作室", "站点名称": "永兴工作室"}
    both = sites(studio, {**studio, "街镇": cast.b.unit.name})
    entered(both, admin)
    assert Station.objects.filter(kind="studio").count() == 2
    assert news(sites({**studio, "街镇": cast.b.unit.name, "面积": "50"}), admin) == [
        ("面积", "40", "50")
    ]


def test_a_streets_main_station_keeps_its_record_under_a_new_name(admin: Actor, cast: Cast) -> None:
    Station.objects.filter(pk=cast.a.station.pk).update(official_name="石泉救助站")
    told = news(sites(STATION), admin)
    assert told[-1] == ("站点名称", "石泉救助站", "普陀区石泉路街道社区救助顾问服务站")
    entered(sites({**STATION, "面积": "40.0"}), admin)
    station = Station.objects.get(street=cast.a.unit)
    assert station.pk == cast.a.station.pk
    assert station.official_name == STATION["站点名称"]


def test_an_area_is_kept_to_a_tenth_and_then_the_same(admin: Actor, cast: Cast) -> None:
    entered(sites({**STATION, "面积": "40.26"}), admin)
    assert Station.objects.get(pk=cast.a.station.pk).area_m2 == Decimal("40.3")
    assert is_no_news(sites({**STATION, "面积": 40.26}), admin)


def test_a_point_that_closes_is_the_one_that_was_open(admin: Actor, cast: Cast) -> None:
    entered(sites(POINT), admin)
    closed = {**POINT, "关闭日期": "2024-10-31", "状态": "关闭"}
    assert ("状态", "开放", "关闭") in news(sites(closed), admin)
    entered(sites({**closed, "负责人": "丁小二"}), admin)
    assert ServicePoint.objects.filter(community=cast.a.communities[1]).count() == 1
    assert is_no_news(sites({**closed, "负责人": "丁 小 二"}), admin)


def test_a_community_may_open_again_after_a_point_closed(admin: Actor, cast: Cast) -> None:
    entered(sites({**POINT, "关闭日期": "2024-10-31", "状态": "关闭"}), admin)
    entered(sites({**POINT, "启用日期": "2024-11-11"}), admin)
    points = ServicePoint.objects.filter(community=cast.a.communities[1])
    assert [point.closed_on for point in points.order_by("opened_on")] == [date(2024, 10, 31), None]


# 培训台账 ------------------------------------------------------------------------------------


def test_a_session_and_its_list_are_written_and_found_again(admin: Actor, cast: Cast) -> None:
    entered(training({}), admin)
    session = TrainingSession.objects.get(topic="低保政策")
    assert session.minutes == 90
    assert session.attendances.count() == 2
    assert is_no_news(training({"参训人员": "石居芳、石街明"}), admin)


def test_somebody_who_joins_is_news(admin: Actor) -> None:
    entered(training({}), admin)
    batch = receive(
        file_name="a.xlsx", content=training({"参训人员": "石街明、石居芳、石邻华"}), by=admin
    ).batch
    [told] = batch.rows.get().content["differences"]
    assert told == {"label": "参训人员", "old": "", "new": "石邻华", "is_added": True}


def test_a_name_written_twice_attends_once(admin: Actor) -> None:
    entered(training({"参训人员": "石街明、石街明、石居芳"}), admin)
    assert Attendance.objects.filter(session__topic="低保政策").count() == 2


def test_one_row_for_each_person_makes_one_session(admin: Actor) -> None:
    rows = training({"参训人员": "石街明"}, {"参训人员": "石居芳"}, {"参训人员": "石邻华"})
    batch = entered(rows, admin)
    assert batch.counts["new"] == 3
    session = TrainingSession.objects.get(topic="低保政策")
    assert session.attendances.count() == 3
    assert is_no_news(training({"参训人员": "石邻华"}, {"参训人员": "石街明"}), admin)


def test_each_person_has_her_own_minutes_and_result(admin: Actor) -> None:
    rows = training(
        {"参训人员": "石街明", "时长": "90分钟", "考核结果": "合格"},
        {"参训人员": "石居芳", "时长": "45分钟", "考核结果": "优秀"},
    )
    entered(rows, admin)
    session = TrainingSession.objects.get(topic="低保政策")
    attended = session.attendances.order_by("minutes").values_list("minutes", "result")
    assert (session.minutes, list(attended)) == (90, [(45, "优秀"), (90, "合格")])
    again = training(
        {"参训人员": "石居芳", "时长": "45分钟", "考核结果": "优秀"},
        {"参训人员": "石街明", "时长": "90分钟", "考核结果": "合格"},
    )
    assert is_no_news(again, admin)


def test_a_length_put_right_counts_for_everybody_on_the_list(admin: Actor) -> None:
    entered(training({}), admin)
    assert news(training({"时长": "135分钟"}), admin) == [("时长", "90分钟", "135分钟")]
    entered(training({"时长": "135分钟", "考核结果": "合格"}), admin)
    session = TrainingSession.objects.get(topic="低保政策")
    assert session.minutes == 135
    assert set(session.attendances.values_list("minutes", "result")) == {(135, "合格")}


def test_a_blank_place_does_not_bring_an_online_training_into_a_room(admin: Actor) -> None:
    entered(training({"地点": "腾讯会议"}), admin)
    assert TrainingSession.objects.get(topic="低保政策").mode == "online"
    assert is_no_news(training({"地点": None}), admin)
    assert ("方式", "线上", "现场") in news(training({"地点": "三楼"}), admin)


def test_a_teacher_who_is_an_advisor_is_known_unless_two_may_be_meant(
    admin: Actor, cast: Cast
) -> None:
    entered(training({"授课人": "石邻华"}, {"培训主题": "心理", "授课人": "李老师"}), admin)
    teachers = TrainingSession.objects.filter(trainer__isnull=False)
    assert [session.topic for session in teachers.order_by("pk")] == ["低保政策"]
    make.AdvisorFactory(street=cast.a.unit, name="石邻华")
    entered(training({"授课人": "石邻华", "培训主题": "家境"}), admin)
    assert TrainingSession.objects.get(topic="家境").trainer is None


def test_the_neighbours_rows_stay_as_they_are(admin: Actor, cast: Cast) -> None:
    before = facts()
    entered(training({}), admin)
    after = facts()
    kept = {row["id"]: row for row in after["TrainingSession"]}
    assert all(kept[row["id"]] == row for row in before["TrainingSession"])
    assert all(row in after["Attendance"] for row in before["Attendance"])


def test_a_ledger_of_either_street_leaves_a_transfer_as_it_is(cast: Cast, admin: Actor) -> None:
    entered(roster({}), admin)
    old = Advisor.objects.get(name="丁小一")
    new = make.AdvisorFactory(
        street=cast.b.unit, name="丁小一", person=old.person, started_on=date(2024, 7, 1), phone=""
    )
    new.set_phone("13911110001")
    new.save()
    old.ended_on, old.status, old.end_reason = date(2024, 6, 30), "left", "transferred"
    old.save()
    make.TransferFactory(
        advisor=old,
        to_street=cast.b.unit,
        state="taken",
        answered_on=date(2024, 6, 24),
        new_file=new,
    )
    there = {"街镇": "长寿路街道", "居村": cast.b.communities[0].name}
    entered(roster({"学历": "大专"}, {**there, "学历": "大专"}), admin)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, old.ended_on, old.education) == ("left", date(2024, 6, 30), "college")
    assert (new.status, new.started_on, new.education) == ("active", date(2024, 7, 1), "college")
