"""An advisor's own hours, and how her street helps those who owe some."""

from datetime import date, time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from audit.models import Entry
from core.clock import acting_on
from core.todos import waiting_for
from orgs.models import Unit
from tests import factories as make
from tests.assessment.counting import Counting, transfer
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of
from training.hours.closing import closing
from training.hours.selectors import hours_of, own_hours
from training.hours.services import enrol_short, remind_short
from training.models import Enrolment, HoursReminder, TrainingSession

MINE = "/training/hours/mine/"
HELP = "/training/hours/help/310107017/"


def planned(host: Unit, day: date, minutes: int, topic: str, **fields: Any) -> TrainingSession:
    session: TrainingSession = make.TrainingSessionFactory(
        host=host, held_on=day, minutes=minutes, topic=topic, state="planned", **fields
    )
    return session


@pytest.fixture
def ahead(cast: Cast) -> list[TrainingSession]:
    """Three sessions that street A may join: 150, 240 and 90 minutes; B's own is none of them."""
    planned(cast.b.unit, date(2024, 10, 1), 480, "邻街的课")
    return [
        planned(cast.a.unit, date(2024, 9, 26), 150, "入户访谈"),
        planned(cast.district, date(2024, 11, 6), 240, "全区轮训"),
        planned(cast.a.unit, date(2024, 10, 17), 90, "个案会商"),
    ]


# The page -------------------------------------------------------------------------------------


def test_it_tells_what_is_done_and_owed_and_by_when(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("a_community"), MINE)
    assert "<b>3.3</b> <span>/ 12.0 课时</span>" in body  # 150 ÷ 45
    assert "还差 8.7 课时" in body
    assert "2024-12-31" in body
    assert "到年底 4.6 课时" in body  # 150 × 366 ÷ 264 = 207 minutes
    assert cast.a.session.topic in body


def test_the_fewest_sessions_that_close_the_gap_come_first(
    cast: Cast, sign_in, ahead: list[TrainingSession]
) -> None:
    body = text_of(sign_in("a_community"), MINE)
    # 390 minutes are owed: 240 + 150 are just enough, 90 is not needed.
    assert "报这 2 场就够了" in body
    assert body.index("入户访谈") < body.index("全区轮训") < body.index("个案会商")
    assert "报了共 6.6" in body  # 150 + 150
    assert "报了共 12.0" in body  # + 240
    assert "邻街的课" not in body


def test_what_she_is_enrolled_in_is_reckoned_with(
    cast: Cast, sign_in, ahead: list[TrainingSession]
) -> None:
    for session in ahead[:2]:
        make.EnrolmentFactory(session=session, advisor=cast.a.community_advisor)
    body = text_of(sign_in("a_community"), MINE)
    assert "参加后共 12.0" in body
    assert "课时就够了，不用再报" in body


def test_where_all_there_is_does_not_suffice_it_says_so(cast: Cast, sign_in) -> None:
    planned(cast.a.unit, date(2024, 9, 26), 150, "入户访谈")
    planned(cast.a.unit, date(2024, 9, 27), 400, "满员的课", capacity=1)
    make.EnrolmentFactory(session=TrainingSession.objects.get(topic="满员的课"))
    planned(cast.a.unit, date(2025, 1, 8), 400, "明年的课")
    body = text_of(sign_in("a_community"), MINE)
    # 390 − 150 = 240 minutes: 5.4 class hours, told as 12.0 − 6.6.
    assert "现在能报的只有这 1 场，报了还差 5.4 课时" in body
    assert "满员的课" not in body
    assert "明年的课" not in body


def test_one_button_enrols_her(cast: Cast, sign_in, ahead: list[TrainingSession]) -> None:
    client = sign_in("a_community")
    for _ in range(2):
        response = client.post(MINE, {"session": ahead[0].pk})
        assert (response.status_code, response.url) == (302, MINE)
    enrolment = Enrolment.objects.get()
    assert (enrolment.session, enrolment.advisor) == (ahead[0], cast.a.community_advisor)
    assert "已报名09月26日的“入户访谈”" in text_of(client, MINE)
    other = TrainingSession.objects.get(topic="邻街的课")
    assert client.post(MINE, {"session": other.pk}).status_code == 404


def test_a_refusal_says_why(cast: Cast, sign_in, ahead: list[TrainingSession]) -> None:
    advisor = cast.a.community_advisor
    make.LeaveFactory(advisor=advisor, starts_on=date(2024, 9, 25), ends_on=date(2024, 12, 1))
    client = sign_in("a_community")
    client.post(MINE, {"session": ahead[0].pk})
    assert "没有报名：您2024-09-26在长假中" in text_of(client, MINE)
    assert not Enrolment.objects.exists()


def test_corrections_are_told(cast: Cast, sign_in) -> None:
    advisor = cast.a.community_advisor
    make.CorrectionFactory(session=cast.a.session, advisor=advisor, minutes_before=180)
    # Not there after all: the session stays on her list, with no minutes.
    missed = make.TrainingSessionFactory(host=cast.a.unit, topic="没去成", held_on=date(2024, 6, 3))
    make.CorrectionFactory(
        session=missed, advisor=advisor, minutes_after=0, reason="当天请假",
        corrected_on=date(2024, 6, 5),
    )  # fmt: skip
    body = text_of(sign_in("a_community"), MINE)
    assert "5月7日由 180 分钟更正：提前离场" in body
    assert "没去成" in body
    assert "6月5日由 150 分钟更正：当天请假" in body
    assert "没去成" not in text_of(sign_in("a_community"), f"{MINE}?as_of=2024-06-04")


def test_without_a_file_it_says_whom_to_ask(cast: Cast, sign_in) -> None:
    client = sign_in("a_advisor")
    assert "还没有和顾问名册里的人对上" in text_of(client, MINE)
    assert client.post(MINE, {"session": 1}).status_code == 302
    assert "没有报名" in text_of(client, MINE)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"staff_kind": "volunteer"}, "志愿者不计入课时要求"),
        ({"staff_kind": "third_party"}, "第三方不计入课时要求"),
        ({"status": "on_leave"}, "请假期间不计入课时要求"),
        ({"started_on": date(2024, 10, 1)}, "2024-10-01 上岗"),
        ({"ended_on": date(2024, 8, 31), "status": "left"}, "2024-08-31 已离岗"),
    ],
)
def test_of_whom_nothing_is_asked_is_told_so(
    cast: Cast, sign_in, ahead: list[TrainingSession], change: dict[str, Any], words: str
) -> None:
    for name, value in change.items():
        setattr(cast.a.community_advisor, name, value)
    cast.a.community_advisor.save()
    body = text_of(sign_in("a_community"), MINE)
    assert words in body
    assert "能补上的培训" not in body


def test_two_at_once_are_not_advised(cast: Cast) -> None:
    day = date(2024, 10, 8)
    long = planned(cast.a.unit, day, 180, "甲", starts_at=time(9))
    same_time = planned(cast.a.unit, day, 170, "乙", starts_at=time(10))
    later = planned(cast.a.unit, day, 60, "丙", starts_at=time(13))
    found = closing([long, same_time, later], minutes=300, required=540)
    assert [step.session.topic for step in found.steps] == ["甲", "丙"]
    assert [step.running for step in found.steps] == [480, 540]
    assert found.left == 0
    # One that suffices alone is taken, the earliest of them, however long others are.
    alone = closing([later, long], minutes=490, required=540)
    assert [step.session.topic for step in alone.steps] == ["甲"]


# The street helps -----------------------------------------------------------------------------


def test_the_page_of_the_street_finds_who_will_miss_them(cast: Cast, sign_in) -> None:
    extra = make.TrainingSessionFactory(host=cast.a.unit, minutes=240, kind="supervision")
    make.AttendanceFactory(session=extra, advisor=cast.a.street_advisor)
    # 150 + 240 = 390 minutes will do by December, 150 and 0 will not.
    client = sign_in("a_manager")
    behind = text_of(client, "/training/hours/?show=behind")
    assert cast.a.street_advisor.name not in behind
    assert cast.a.community_advisor.name in behind
    assert '赶不上 <span class="chip-count">2</span>' in behind
    assert "3 人还差课时，其中 2 人按现在的进度年底补不齐" in behind
    by_owed = text_of(client, "/training/hours/?sort=-owed")
    names = ["石邻华", cast.a.community_advisor.name, cast.a.street_advisor.name]
    assert sorted(names, key=by_owed.index) == names


def test_the_district_and_communities_are_offered_no_help(cast: Cast, sign_in) -> None:
    for seat in ("reviewer", "a_community"):
        assert "hours/help" not in text_of(sign_in(seat), "/training/hours/")


def test_only_those_who_owe_are_listed_most_owed_first(
    cast: Cast, sign_in, ahead: list[TrainingSession]
) -> None:
    make.AttendanceFactory(
        session=make.TrainingSessionFactory(host=cast.a.unit, minutes=390),
        advisor=cast.a.street_advisor,
    )
    body = text_of(sign_in("a_manager"), HELP)
    assert cast.a.street_advisor.name not in body
    assert body.index("石邻华") < body.index(cast.a.community_advisor.name)
    assert "给谁报名“入户访谈”" in body
    # Another can be chosen, of the district too; not the neighbour's.
    assert "给谁报名“全区轮训”" in text_of(sign_in("a_manager"), f"{HELP}?session={ahead[1].pk}")
    other = TrainingSession.objects.get(topic="邻街的课")
    text_of(sign_in("a_manager"), f"{HELP}?session={other.pk}", status=404)


def chosen(client: Client, url: str, *people: Any, **more: Any) -> None:
    response = client.post(url, {"advisors": [str(one.pk) for one in people], **more})
    assert response.status_code == 302


def test_it_enrols_those_chosen_and_says_why_others_not(
    cast: Cast, sign_in, ahead: list[TrainingSession]
) -> None:
    client, session = sign_in("a_manager"), ahead[0]
    url = f"{HELP}?session={session.pk}"
    chosen(client, url, cast.a.community_advisor, cast.a.street_advisor)
    enrolled = set(Enrolment.objects.values_list("session", "advisor"))
    assert enrolled == {
        (session.pk, cast.a.community_advisor.pk), (session.pk, cast.a.street_advisor.pk),
    }  # fmt: skip
    body = text_of(client, url)
    assert "已给 2 名顾问报名“入户访谈”。" in body
    assert body.count("已报名这一场") == 2
    # Once more: nobody twice, and it is said.
    chosen(client, url, cast.a.community_advisor)
    assert Enrolment.objects.count() == 2
    assert "有 1 名没有办，为什么写在下面" in text_of(client, url)


def test_as_many_as_there_are_seats_most_owed_first(cast: Cast) -> None:
    session = planned(cast.a.unit, date(2024, 9, 26), 150, "小班", capacity=2)
    people = [cast.a.community_advisor, cast.a.street_advisor]
    other = make.AdvisorFactory(street=cast.a.unit)
    keys = {one.pk for one in (*people, other)}
    helped = enrol_short(
        session=session, street=cast.a.unit, advisors=keys, by=cast.actor("a_manager")
    )
    assert (helped.done, helped.left) == (2, 1)
    # She has none of the 540 minutes, the two others 150 each.
    assert other.pk in set(Enrolment.objects.values_list("advisor", flat=True))
    assert not [one for one in Enrolment.objects.with_place() if one.waiting]


@pytest.mark.parametrize("why", ["enough", "elsewhere", "leave", "neighbour"])
def test_others_are_left_alone(cast: Cast, ahead: list[TrainingSession], why: str) -> None:
    advisor, session = cast.a.community_advisor, ahead[0]
    session.starts_at = time(9)
    session.save()
    if why == "enough":
        full = make.TrainingSessionFactory(host=cast.a.unit, minutes=390)
        make.AttendanceFactory(session=full, advisor=advisor)
    elif why == "elsewhere":
        other = planned(cast.a.unit, session.held_on, 60, "同时", starts_at=time(10))
        make.EnrolmentFactory(session=other, advisor=advisor)
    elif why == "leave":
        make.LeaveFactory(advisor=advisor, starts_on=date(2024, 9, 25), ends_on=date(2024, 12, 1))
    else:
        advisor = cast.b.community_advisor
    helped = enrol_short(
        session=session, street=cast.a.unit, advisors={advisor.pk}, by=cast.actor("a_manager")
    )
    assert (helped.done, helped.left) == (0, 1)
    assert not Enrolment.objects.filter(session=session).exists()


@pytest.mark.parametrize("seat", ["reviewer", "district_admin", "b_manager", "a_community"])
def test_nobody_but_the_street_may(cast: Cast, ahead: list[TrainingSession], seat: str) -> None:
    keys, by = {cast.a.community_advisor.pk}, cast.actor(seat)
    with pytest.raises(PermissionDenied):
        enrol_short(session=ahead[0], street=cast.a.unit, advisors=keys, by=by)
    with pytest.raises(PermissionDenied):
        remind_short(street=cast.a.unit, advisors=keys, text="补课", by=by)


def test_nobody_ticked_is_told(cast: Cast, sign_in, ahead: list[TrainingSession]) -> None:
    response = sign_in("a_manager").post(f"{HELP}?session={ahead[0].pk}")
    assert response.status_code == 200
    assert "请至少选一个人" in response.content.decode()


def test_without_a_session_the_first_step_is_told(cast: Cast, sign_in) -> None:
    assert "还没有可以报名的培训" in text_of(sign_in("a_manager"), HELP)


def test_a_reminder_reaches_those_who_owe_until_they_have_enough(cast: Cast, sign_in) -> None:
    client, advisor = sign_in("a_manager"), cast.a.community_advisor
    url = f"{HELP}?do=remind"
    assert text_of(client, url).count("还没有账号，在平台上看不到提醒") == 2
    people = (advisor, cast.a.street_advisor)
    chosen(client, url, *people, text="请报九月的课。")
    reminder = HoursReminder.objects.get()
    assert (reminder.advisor, reminder.year, reminder.reminded_on) == (advisor, 2024, DAY)
    assert "已提醒 1 名顾问" in text_of(client, url)
    # Friday: three workdays on is Wednesday, for Sunday was none.
    assert "9月25日起可以再提醒" in text_of(client, url)
    chosen(client, url, advisor, text="再催一次。")
    assert HoursReminder.objects.count() == 1
    home = text_of(sign_in("a_community"), "/")
    assert "街镇9月20日提醒" in home
    assert "请报九月的课。" in home
    full = make.TrainingSessionFactory(host=cast.a.unit, minutes=390)
    make.AttendanceFactory(session=full, advisor=advisor)
    assert "请报九月的课。" not in text_of(sign_in("a_community"), "/")
    line = Entry.objects.get(subject="hoursreminder:2024")
    assert (line.detail["count"], line.username) == (1, "a_manager")


def test_after_the_pause_she_may_be_reminded_again(cast: Cast) -> None:
    make.HoursReminderFactory(advisor=cast.a.community_advisor, reminded_on=date(2024, 9, 20))
    said = {"street": cast.a.unit, "advisors": {cast.a.community_advisor.pk}, "text": "补课"}
    by = cast.actor("a_manager")
    with acting_on(date(2024, 9, 24)):
        assert remind_short(**said, by=by).done == 0
    with acting_on(date(2024, 9, 25)):
        assert remind_short(**said, by=by).done == 1


@pytest.mark.parametrize("text", ["", "  ", "长" * 201])
def test_a_reminder_says_something(cast: Cast, sign_in, text: str) -> None:
    keys, by = {cast.a.community_advisor.pk}, cast.actor("a_manager")
    with pytest.raises(ValidationError):
        remind_short(street=cast.a.unit, advisors=keys, text=text, by=by)
    response = sign_in("a_manager").post(
        f"{HELP}?do=remind", {"advisors": [str(pk) for pk in keys], "text": text}
    )
    assert response.status_code == 200
    assert not HoursReminder.objects.exists()


# To-dos, home, certificate --------------------------------------------------------------------


class Asking:
    """Somebody who asks for her to-dos on a day."""

    def __init__(self, cast: Cast, seat: str, day: date) -> None:
        self.actor, self.asked_day = cast.actor(seat), day


def test_from_september_on_the_manager_is_told_who_will_miss_them(cast: Cast, sign_in) -> None:
    def told(day: date) -> list[Any]:
        todos = waiting_for(Asking(cast, "a_manager", day))
        return [one for one in todos if "不足12课时" in one.title]

    assert told(date(2024, 8, 31)) == []
    (todo,) = told(date(2024, 9, 1))
    # 150 minutes × 366 ÷ 245 are 224, and one has nothing at all.
    assert todo.title == "3人按现在的进度年底不足12课时"
    assert "/training/hours/?show=behind" in text_of(sign_in("a_manager"), "/")


def test_home_tells_the_hours_and_the_next_session(
    cast: Cast, sign_in, ahead: list[TrainingSession]
) -> None:
    make.EnrolmentFactory(session=ahead[1], advisor=cast.a.community_advisor)
    make.EnrolmentFactory(session=ahead[2], advisor=cast.a.community_advisor)
    body = text_of(sign_in("a_community"), "/")
    assert "下一场已报名" in body
    assert "个案会商" in body
    assert "全区轮训" not in body
    assert f'href="{MINE}"' in body


def certificate_of(advisor: Any) -> str:
    return f"/training/hours/{advisor.pk}/certificate/"


def test_the_certificate_is_for_those_who_have_enough(cast: Cast, sign_in) -> None:
    advisor = cast.a.community_advisor
    extra = make.TrainingSessionFactory(host=cast.a.unit, minutes=400)
    attendance = make.AttendanceFactory(session=extra, advisor=advisor, minutes=389)
    client = sign_in("a_community")
    # 150 + 389 = 539 minutes: 11.9 class hours.
    assert "还差 0.1 课时" in text_of(client, certificate_of(advisor), status=403)
    attendance.minutes = 390
    attendance.save()
    for seat in ("a_community", "a_manager"):
        response = sign_in(seat).get(certificate_of(advisor))
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")
    lines = Entry.objects.filter(subject=f"advisor:{advisor.pk}", action="exported")
    assert set(lines.values_list("username", flat=True)) == {"a_community", "a_manager"}
    assert advisor.name not in str(list(lines.values()))
    # The district leaves it to the street, the neighbour finds nobody.
    assert sign_in("reviewer").get(certificate_of(advisor)).status_code == 403
    assert sign_in("b_manager").get(certificate_of(advisor)).status_code == 404
    assert certificate_of(advisor) in text_of(client, MINE)


def test_the_certificate_never_rounds_up(cast: Cast, sign_in, monkeypatch) -> None:
    said: dict[str, Any] = {}
    monkeypatch.setattr(
        "training.hours.certificates.certificate", lambda **data: said.update(data) or b"%PDF"
    )
    extra = make.TrainingSessionFactory(host=cast.a.unit, minutes=434)
    make.AttendanceFactory(session=extra, advisor=cast.a.community_advisor)
    sign_in("a_community").get(certificate_of(cast.a.community_advisor))
    # 150 + 434 = 584 minutes: 12.98 class hours are told as 12.9.
    assert "累计584分钟，折合12.9课时" in said["lines"][0]
    assert said["name"] == cast.a.community_advisor.name
    assert said["number"].startswith("课时〔2024〕017-")
    assert (said["issuer"], said["day"]) == (cast.a.unit.name, DAY)


def test_a_stations_sum_is_nobodys_own_certificate(cast: Cast, sign_in) -> None:
    extra = make.TrainingSessionFactory(host=cast.a.unit, minutes=400)
    make.AttendanceFactory(session=extra, advisor=cast.a.street_advisor)
    advisor, question = cast.a.community_advisor, Counting.on(class_hours_per="station").question
    # The station has 150 + 150 + 400 minutes; hers are 150: 3.3 class hours.
    counted = hours_of(advisor, question)
    assert (counted.minutes, counted.is_enough) == (700, True)
    own = own_hours(advisor, counted, question)
    assert (own.minutes, str(own.owed)) == (150, "8.7")


def test_who_came_from_another_street_sees_what_she_did_there(cast: Cast, sign_in) -> None:
    before = make.AdvisorFactory(street=cast.b.unit, ended_on=date(2024, 3, 31), status="left")
    transfer(before, cast.a.community_advisor)
    there = make.TrainingSessionFactory(
        host=cast.b.unit, held_on=date(2024, 3, 4), topic="调来前的课"
    )
    make.AttendanceFactory(session=there, advisor=before, minutes=60)
    body = text_of(sign_in("a_community"), MINE)
    assert "<b>4.6</b>" in body  # 150 + 60 = 210 minutes
    assert "调来前的课" in body
    # Its page is the other street's.
    assert f"/training/{there.pk}/" not in body


def test_the_cost_does_not_grow(cast: Cast, sign_in, ahead: list[TrainingSession]) -> None:
    def add() -> None:
        for n in range(10):
            session = planned(cast.a.unit, date(2024, 10, 20), 45, f"加开{n}")
            other = make.AdvisorFactory(street=cast.a.unit)
            make.EnrolmentFactory(session=session, advisor=other)
            make.EnrolmentFactory(session=session, advisor=cast.a.community_advisor)
            make.HoursReminderFactory(advisor=other)

    make.HoursReminderFactory(advisor=cast.a.community_advisor)
    make.EnrolmentFactory(session=ahead[0], advisor=cast.a.community_advisor)
    assert costs_the_same(sign_in("a_community"), MINE, add)
    for url in (HELP, f"{HELP}?do=remind", "/training/hours/?show=behind"):
        assert costs_the_same(sign_in("a_manager"), url, add_more(cast))


def add_more(cast: Cast) -> Any:
    def add() -> None:
        make.AttendanceFactory(
            session=cast.a.session, advisor=make.AdvisorFactory(street=cast.a.unit), minutes=5
        )

    return add
