"""Sessions by hand: planned, changed, cancelled, closed; and what the score makes of them."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from audit.models import Entry
from audit.telling import told
from core.todos import waiting_for
from ledgers.batches import enter_batch, receive
from ledgers.models import Batch
from standards.asked import ask
from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of
from training.enums import CameBy, SessionState
from training.indicators.sessions import kinds_gap, sessions_of_streets
from training.models import Attendance, TrainingSession
from training.sessions import services

TOMORROW = DAY + timedelta(days=1)


def typed(**change: Any) -> dict[str, Any]:
    """What somebody types into the form of a session."""
    return {
        "kind": "supervision",
        "topic": "低保政策新变化",
        "held_on": "2024-09-27",
        "starts_at": "09:00",
        "minutes": "2课时",
        "mode": "on_site",
        "place": "街道三楼会议室",
        "capacity": "30",
        "version": "0",
        **change,
    }


def add_url(cast: Cast) -> str:
    return f"/training/add/{cast.a.unit.pk}/"


def latest() -> TrainingSession:
    session = TrainingSession.objects.order_by("-pk").first()
    assert session
    return session


def test_a_street_plans_a_session_in_its_own_words(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    response = client.post(add_url(cast), typed(), follow=True)
    assert "可以报名了" in response.content.decode()
    made = latest()
    assert (made.state, made.minutes, made.starts_at) == ("planned", 90, time(9))
    assert (made.host, made.capacity, made.held_on) == (cast.a.unit, 30, date(2024, 9, 27))


def test_sent_twice_there_is_one(cast: Cast, sign_in) -> None:
    client, before = sign_in("a_manager"), TrainingSession.objects.count()
    client.post(add_url(cast), typed())
    again = client.post(add_url(cast), typed(), follow=True)
    assert "没有重复登记" in again.content.decode()
    assert TrainingSession.objects.count() == before + 1


def test_a_course_fills_topic_and_length(cast: Cast, sign_in) -> None:
    course = make.CourseFactory(owner=cast.district, title="入户访谈", minutes=135)
    sign_in("a_manager").post(add_url(cast), typed(course=course.pk, topic="", minutes=""))
    made = latest()
    assert (made.topic, made.minutes, made.course) == ("入户访谈", 135, course)


def test_what_the_years_plan_foresees_fills_the_form(cast: Cast, sign_in) -> None:
    plan = make.TrainingPlanFactory(
        street=cast.a.unit, state="approved", submitted_on=DAY, approved_on=DAY
    )
    foreseen = make.PlannedTrainingFactory(plan=plan, month=10, topic="骨干经验", minutes=180)
    client = sign_in("a_manager")
    assert "10月 骨干经验" in text_of(client, add_url(cast))
    body = text_of(client, f"{add_url(cast)}?planned={foreseen.pk}")
    assert 'value="骨干经验"' in body
    assert 'value="180"' in body
    assert 'value="骨干经验"' not in text_of(client, f"{add_url(cast)}?planned=x")


def test_an_advisor_who_teaches_is_known_by_name_too(cast: Cast, sign_in) -> None:
    trainer = cast.a.street_advisor
    sign_in("a_manager").post(add_url(cast), typed(trainer=str(trainer.pk)))
    made = latest()
    assert (made.trainer, made.trainer_name) == (trainer, trainer.name)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"minutes": "25小时"}, "1天只有24小时，您填的是25小时"),
        ({"minutes": "500"}, "一天最多480分钟"),
        ({"minutes": "0"}, "应大于0"),
        ({"minutes": "一会儿"}, "认不出时长"),
        ({"minutes": ""}, "请填写时长，或选一门课程"),
        ({"topic": ""}, "请填写培训主题，或选一门课程"),
        ({"held_on": "2042-09-27"}, "离今天太远"),
        ({"ended_on": "2024-09-26"}, "结束日期不能早于培训日期"),
        ({"ended_on": "2024-11-27"}, "最多31天"),
        ({"starts_at": "九点"}, "请写成 09:00 这样的时间"),
        ({"capacity": "0"}, "名额至少为1"),
        ({"place": ""}, "请写明地点"),
    ],
)
def test_what_can_not_be_is_told_in_its_own_sentence(
    cast: Cast, sign_in, change: dict[str, str], words: str
) -> None:
    before = TrainingSession.objects.count()
    body = sign_in("a_manager").post(add_url(cast), typed(**change)).content.decode()
    assert words in body
    assert "街道三楼会议室" in body or "place" in change
    assert TrainingSession.objects.count() == before


def test_several_days_have_room_for_more_minutes(cast: Cast, sign_in) -> None:
    sign_in("a_manager").post(add_url(cast), typed(ended_on="2024-09-28", minutes="900"))
    assert (latest().minutes, latest().days, latest().minutes_a_day) == (900, 2, 450)


def test_a_trainer_not_in_post_that_day_is_refused(cast: Cast, sign_in) -> None:
    late = make.AdvisorFactory(street=cast.a.unit, started_on=date(2024, 10, 8))
    body = sign_in("a_manager").post(add_url(cast), typed(trainer=str(late.pk)))
    assert "2024-09-27不在岗" in body.content.decode()


def test_one_already_held_leads_to_the_list_of_those_who_came(cast: Cast, sign_in) -> None:
    response = sign_in("a_manager").post(add_url(cast), typed(held_on="2024-09-12"))
    assert response["Location"] == f"/training/{latest().pk}/close/"


@pytest.mark.parametrize("seat", ["reviewer", "district_admin"])
def test_the_district_keeps_its_own_and_not_a_streets(cast: Cast, sign_in, seat: str) -> None:
    client = sign_in(seat)
    assert client.get(add_url(cast)).status_code == 403
    client.post(f"/training/add/{cast.district.pk}/", typed())
    assert latest().host == cast.district


def test_the_second_to_change_is_told_and_loses_nothing(cast: Cast, sign_in) -> None:
    session = planned(cast, topic="旧主题")
    client, url = sign_in("a_manager"), f"/training/{session.pk}/change/"
    version = str(session.version)
    client.post(url, typed(topic="先改的", version=version))
    second = client.post(url, typed(topic="后改的", version=version))
    body = second.content.decode()
    assert second.status_code == 409
    assert "刚有人改过这场培训" in body
    assert "培训主题：先改的" in body
    assert 'value="后改的"' in body
    session.refresh_from_db()
    assert session.topic == "先改的"
    client.post(url, typed(topic="后改的", version=str(session.version)))
    session.refresh_from_db()
    assert session.topic == "后改的"


def test_once_held_its_day_and_length_stay(cast: Cast, sign_in) -> None:
    held = cast.a.session
    sign_in("a_manager").post(
        f"/training/{held.pk}/change/",
        typed(topic="改过的主题", minutes="480", version=str(held.version)),
    )
    held.refresh_from_db()
    assert (held.topic, held.minutes, held.held_on) == ("改过的主题", 150, date(2024, 5, 6))


def test_a_change_keeps_the_course_that_was_retired_since_and_names_who_left(
    cast: Cast, sign_in
) -> None:
    course, trainer = make.CourseFactory(owner=cast.a.unit), cast.a.street_advisor
    session = planned(cast, course=course, trainer=trainer, trainer_name=trainer.name)
    course.retired_on, trainer.ended_on = DAY, DAY
    course.save()
    trainer.save()
    client, url = sign_in("a_manager"), f"/training/{session.pk}/change/"
    body = text_of(client, url)
    assert f'value="{course.pk}" selected' in body
    assert f'value="{trainer.pk}" selected' in body
    sent = typed(course=course.pk, held_on=str(TOMORROW), version=str(session.version))
    refused = client.post(url, sent | {"trainer": str(trainer.pk)}).content.decode()
    assert f"这名顾问{TOMORROW}不在岗" in refused
    client.post(url, sent)
    session.refresh_from_db()
    assert (session.course, session.trainer) == (course, None)


def test_of_one_held_years_ago_the_place_can_still_be_put_right(cast: Cast, sign_in) -> None:
    held = make.TrainingSessionFactory(host=cast.a.unit, held_on=date(2021, 3, 8))
    sent = typed(place="二楼会议室", version=str(held.version))
    sign_in("a_manager").post(f"/training/{held.pk}/change/", sent)
    held.refresh_from_db()
    assert (held.place, held.held_on) == ("二楼会议室", date(2021, 3, 8))


def test_once_held_induction_stays_what_it_was_for_those_not_yet_in_post(
    cast: Cast, sign_in
) -> None:
    held = make.TrainingSessionFactory(host=cast.a.unit, held_on=date(2024, 5, 6))
    late = make.AdvisorFactory(street=cast.a.unit, started_on=date(2024, 5, 20))
    came = make.AttendanceFactory(session=held, advisor=late)
    client, url = sign_in("a_manager"), f"/training/{held.pk}/change/"
    sent = typed(kind="supervision", version=str(held.version))
    body = client.post(url, sent).content.decode()
    assert f"{late.name}2024-05-20上岗，2024-05-06还没有上岗" in body
    held.refresh_from_db()
    assert held.kind == "induction"
    came.delete()
    client.post(url, sent)
    held.refresh_from_db()
    assert held.kind == "supervision"


def test_what_was_cancelled_can_be_planned_again(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    client.post(add_url(cast), typed())
    first = latest()
    services.cancel(session=first, reason="讲师生病", by=cast.actor("a_manager"))
    client.post(add_url(cast), typed())
    second = latest()
    assert second.pk != first.pk
    assert (second.state, second.topic) == (SessionState.PLANNED, first.topic)


def test_a_cancelled_one_says_why_to_those_enrolled(cast: Cast, sign_in) -> None:
    session = planned(cast)
    make.EnrolmentFactory(session=session, advisor=cast.a.community_advisor)
    client, url = sign_in("a_manager"), f"/training/{session.pk}/cancel/"
    assert "1 人报名" in text_of(client, url)
    assert "请写明取消原因" in client.post(url, {"reason": " "}).content.decode()
    client.post(url, {"reason": "讲师生病"})
    session.refresh_from_db()
    assert session.state == SessionState.CANCELLED
    hers = sign_in("a_community")
    assert "已取消：讲师生病" in text_of(hers, f"/training/{session.pk}/")
    assert "取消原因：讲师生病" in text_of(hers, "/training/")
    assert client.post(url, {"reason": "又一次"}).status_code == 302
    assert client.get(f"/training/{session.pk}/change/").status_code == 403


def test_what_was_held_is_not_cancelled(cast: Cast) -> None:
    with pytest.raises(PermissionDenied, match="不能取消"):
        services.cancel(session=cast.a.session, reason="办错了", by=cast.actor("a_manager"))


def planned(cast: Cast, **facts: Any) -> TrainingSession:
    """A session of street A, planned for tomorrow at nine."""
    return make.TrainingSessionFactory(
        **{
            "host": cast.a.unit,
            "state": "planned",
            "held_on": TOMORROW,
            "starts_at": time(9),
            "kind": "supervision",
            "minutes": 120,
            "place": "三楼",
            **facts,
        }
    )


# Closing the list -------------------------------------------------------------------------------


def close(client: Client, session: TrainingSession, **minutes: Any) -> Any:
    """Tick people by key, with what stands beside each."""
    data: dict[str, Any] = {}
    for key, length in minutes.items():
        data |= {f"came-{key}": "on", f"minutes-{key}": length}
    return client.post(f"/training/{session.pk}/close/", data, follow=True)


def test_those_ticked_were_there_and_the_session_counts(cast: Cast, sign_in) -> None:
    session = planned(cast, held_on=DAY)
    a, b = cast.a.street_advisor, cast.a.community_advisor
    make.EnrolmentFactory(session=session, advisor=a)
    make.AttendanceFactory(session=session, advisor=b, came_by="code")
    client = sign_in("a_manager")
    body = text_of(client, f"/training/{session.pk}/close/")
    assert body.count(" checked") == 1
    done = close(client, session, **{str(a.pk): "90", str(b.pk): ""})
    assert "2人参训" in done.content.decode()
    session.refresh_from_db()
    assert session.state == SessionState.HELD
    rows = Attendance.objects.filter(session=session).order_by("minutes")
    assert [(row.advisor, row.minutes, row.came_by) for row in rows] == [
        (a, 90, CameBy.LIST),
        (b, 120, CameBy.CODE),
    ]
    again = close(client, session, **{str(a.pk): "10"})
    assert "没有重复登记" in again.content.decode()
    assert Attendance.objects.get(session=session, advisor=a).minutes == 90


def test_who_scanned_and_left_is_taken_off_by_the_organiser(cast: Cast, sign_in) -> None:
    session = planned(cast, held_on=DAY)
    make.AttendanceFactory(session=session, advisor=cast.a.community_advisor, came_by="code")
    close(sign_in("a_manager"), session, **{str(cast.a.street_advisor.pk): ""})
    names = Attendance.objects.filter(session=session).values_list("advisor__name", flat=True)
    assert list(names) == [cast.a.street_advisor.name]


def refused(cast: Cast, session: TrainingSession, advisor: Any, minutes: int) -> str:
    """Why she can't have been there so long."""
    with pytest.raises(ValidationError) as caught:
        services.hold(
            session=session,
            minutes_by_advisor={advisor.pk: minutes},
            by=cast.actor("a_manager"),
        )
    session.refresh_from_db()
    assert session.state == SessionState.PLANNED
    return "；".join(caught.value.messages)


def test_not_yet_in_post_is_refused_but_for_induction(cast: Cast) -> None:
    late = make.AdvisorFactory(street=cast.a.unit, name="石新来", started_on=date(2024, 9, 21))
    session = planned(cast, held_on=DAY)
    assert refused(cast, session, late, 120) == (
        "石新来2024-09-21上岗，2024-09-20还没有上岗。上岗前只能参加岗前培训。"
    )
    induction = planned(cast, held_on=DAY, kind="induction")
    assert services.hold(
        session=induction, minutes_by_advisor={late.pk: 120}, by=cast.actor("a_manager")
    )


def test_gone_before_the_day_is_refused(cast: Cast) -> None:
    gone = make.AdvisorFactory(
        street=cast.a.unit, name="石走", ended_on=date(2024, 9, 19), status="left"
    )
    assert "石走2024-09-19已离岗" in refused(cast, planned(cast, held_on=DAY), gone, 120)


def test_twenty_five_hours_in_a_day_are_refused(cast: Cast) -> None:
    advisor = cast.a.street_advisor
    morning = planned(cast, held_on=DAY, minutes=400, starts_at=None)
    make.AttendanceFactory(
        session=make.TrainingSessionFactory(host=cast.a.unit, held_on=DAY, minutes=150),
        advisor=advisor,
    )
    # 150 + 330 = 480 is a day's work, one more is not.
    assert refused(cast, morning, advisor, 331) == (
        f"{advisor.name}2024-09-20已有150分钟培训，加上这场331分钟共481分钟，超过一天480分钟。"
    )
    assert services.hold(
        session=morning, minutes_by_advisor={advisor.pk: 330}, by=cast.actor("a_manager")
    )


def test_minutes_of_several_days_are_shared_out(cast: Cast) -> None:
    advisor = cast.a.street_advisor
    two_days = make.TrainingSessionFactory(
        host=cast.a.unit, held_on=DAY, ended_on=TOMORROW, minutes=600
    )
    make.AttendanceFactory(session=two_days, advisor=advisor)
    # 300 of the 600 fall on the day: 180 more are 480, 181 are one too many.
    session = planned(cast, held_on=DAY, minutes=200)
    assert "已有300分钟" in refused(cast, session, advisor, 181)
    by = cast.actor("a_manager")
    assert services.hold(session=session, minutes_by_advisor={advisor.pk: 180}, by=by)


def test_two_sessions_at_once_are_refused(cast: Cast) -> None:
    advisor = cast.a.street_advisor
    other = make.TrainingSessionFactory(
        host=cast.a.unit, topic="另一场", held_on=DAY, starts_at=time(10, 59), minutes=60
    )
    make.AttendanceFactory(session=other, advisor=advisor)
    session = planned(cast, held_on=DAY)
    words = refused(cast, session, advisor, 120)
    assert "“另一场”（2024-09-20 10:59–11:59），一个人不能同时参加两场" in words
    other.starts_at = time(11)
    other.save()
    by = cast.actor("a_manager")
    assert services.hold(session=session, minutes_by_advisor={advisor.pk: 120}, by=by)


@pytest.mark.parametrize("minutes", [0, 121])
def test_longer_than_the_session_is_refused(cast: Cast, minutes: int) -> None:
    session = planned(cast, held_on=DAY)
    assert "应在1到120分钟之间" in refused(cast, session, cast.a.street_advisor, minutes)


def test_the_form_shows_beside_whom_it_is_wrong(cast: Cast, sign_in) -> None:
    session, key = planned(cast, held_on=DAY), str(cast.a.street_advisor.pk)
    body = close(sign_in("a_manager"), session, **{key: "500"}).content.decode()
    assert "应在1到120分钟之间" in body
    assert 'value="500"' in body
    nobody = close(sign_in("a_manager"), session).content.decode()
    assert "还没有勾选到场的人" in nobody


def test_people_of_another_street_are_on_no_list_of_this_one(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        services.hold(
            session=planned(cast, held_on=DAY),
            minutes_by_advisor={cast.b.street_advisor.pk: 60},
            by=cast.actor("a_manager"),
        )


def test_before_the_day_the_list_stays_closed(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("a_manager"), f"/training/{planned(cast).pk}/close/", status=403)
    assert "培训还没有结束" in body


def test_what_is_not_closed_waits_for_its_host_from_the_day_on(cast: Cast, rf) -> None:
    planned(cast, topic="没登记完", held_on=DAY)
    planned(cast, topic="明天的")
    planned(cast, topic="取消的", held_on=DAY, state="cancelled")

    def waiting(name: str) -> list[Any]:
        request = rf.get("/")
        request.actor, request.asked_day = cast.actor(name), None
        return [one for one in waiting_for(request) if "登记完" in one.title]

    [todo] = waiting("a_manager")
    assert (todo.title, todo.due_on) == ("把“没登记完”登记完", DAY)
    assert waiting("b_manager") == waiting("a_community") == []


# The score --------------------------------------------------------------------------------------


def kinds_held(cast: Cast, day: date = DAY) -> int:
    """How many of the three kinds T8-3 counts for street A."""
    return sessions_of_streets(ask(day).book.question(day)).get(code=cast.a.unit.pk).numerator


def test_only_what_was_held_counts_for_the_three_kinds(cast: Cast) -> None:
    assert kinds_held(cast) == 1
    session = planned(cast, held_on=DAY)
    planned(cast, held_on=DAY, kind="peer_led", state="cancelled")
    make.AttendanceFactory(session=session, advisor=cast.a.street_advisor)
    assert kinds_held(cast) == 1
    services.hold(
        session=session,
        minutes_by_advisor={cast.a.street_advisor.pk: 120},
        by=cast.actor("a_manager"),
    )
    question = ask(DAY).book.question(DAY)
    assert kinds_gap(question, cast.a.unit.pk) == "今年还没有办过骨干带训"
    assert kinds_gap(question, cast.b.unit.pk) == "今年还没有办过日常督训、骨干带训"
    # Two of three kinds: 2/3 of the clause's 2 points.
    assert kinds_held(cast) == 2
    assert kinds_held(cast, DAY - timedelta(days=1)) == 1
    assert round(Decimal(2) * 2 / 3, 2) == Decimal("1.33")


# Pages and the ledger ---------------------------------------------------------------------------


def test_the_pages_cost_the_same_whatever_their_rows(cast: Cast, sign_in) -> None:
    session, held = planned(cast, held_on=DAY), cast.a.session
    client = sign_in("a_advisor")

    def add() -> None:
        for _ in range(15):
            advisor = make.AdvisorFactory(street=cast.a.unit)
            make.EnrolmentFactory(session=session, advisor=advisor)
            make.EnrolmentFactory(session=held, advisor=advisor)
            make.CorrectionFactory(session=held, advisor=advisor)
            planned(cast)

    for url in (
        "/training/",
        f"/training/{session.pk}/",
        f"/training/{held.pk}/",
        f"/training/{session.pk}/close/",
        f"/training/{session.pk}/people/",
        f"/training/{session.pk}/screen/",
        f"/training/{held.pk}/correct/",
    ):
        assert costs_the_same(client, url, add)


def test_the_exported_ledger_reads_back_as_the_same(cast: Cast, sign_in) -> None:
    session = planned(cast, held_on=DAY, ended_on=TOMORROW, minutes=300, trainer_name="宋老师")
    cast.a.session.trainer_name = "李老师"
    cast.a.session.save()
    session.state = SessionState.HELD
    session.save()
    make.AttendanceFactory(session=session, advisor=cast.a.street_advisor, minutes=300)
    content = sign_in("a_admin").get("/training/export/").content
    batch: Batch = receive(
        file_name="培训台账.xlsx", content=content, by=cast.actor("a_admin")
    ).batch
    assert [row.outcome for row in batch.rows.order_by("number")] == ["same", "same"]


def test_a_planned_session_in_the_ledger_was_held(cast: Cast, sign_in) -> None:
    session = planned(cast, held_on=DAY, trainer_name="")
    session.state = SessionState.HELD
    session.save()
    make.AttendanceFactory(session=session, advisor=cast.a.street_advisor, minutes=120)
    content = sign_in("a_admin").get("/training/export/").content
    Attendance.objects.filter(session=session).delete()
    session.state = SessionState.PLANNED
    session.save()
    batch: Batch = receive(
        file_name="培训台账.xlsx", content=content, by=cast.actor("a_admin")
    ).batch
    outcomes = [row.outcome for row in batch.rows.order_by("number")]
    assert sorted(outcomes) == ["changed", "same"]
    enter_batch(batch=batch, by=cast.actor("a_admin"))
    session.refresh_from_db()
    came = Attendance.objects.get(session=session)
    assert (session.state, came.advisor, came.came_by) == (
        SessionState.HELD,
        cast.a.street_advisor,
        CameBy.LEDGER,
    )


def test_the_trail_tells_which_session_it_was(cast: Cast) -> None:
    session = planned(cast)
    services.cancel(session=session, reason="讲师生病", by=cast.actor("a_manager"))
    (line,) = told(list(Entry.objects.filter(subject=f"trainingsession:{session.pk}")))
    assert line.subject == f"{cast.a.unit.name}2024-09-21的培训（{session.pk}）"
