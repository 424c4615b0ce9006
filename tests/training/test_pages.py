"""The pages of training, and its ledger."""

from datetime import date

import pytest

from standards.asked import ask
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, rows_of, text_of
from training.hours import selectors
from training.models import TrainingSession

DAY = date(2024, 9, 20)


@pytest.fixture
def district_session(cast: Cast) -> TrainingSession:
    """A training of the district that people of both streets attended."""
    session = make.TrainingSessionFactory(
        host=cast.district, topic="全区轮训", minutes=389, held_on=date(2024, 6, 20)
    )
    for street in (cast.a, cast.b):
        make.AttendanceFactory(session=session, advisor=street.street_advisor)
    return session


def test_the_list_tells_minutes_and_class_hours(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("a_manager"), "/training/")
    assert cast.a.session.topic in body
    assert ">150<" in body
    assert ">3.3<" in body


def test_it_lists_the_cycle_up_to_the_day(cast: Cast, sign_in) -> None:
    make.TrainingSessionFactory(host=cast.a.unit, topic="去年的课", held_on=date(2023, 12, 31))
    client = sign_in("a_manager")
    assert cast.a.session.topic not in text_of(client, "/training/?as_of=2024-05-05")
    body = text_of(client, "/training/?as_of=2024-05-06")
    assert cast.a.session.topic in body
    assert "去年的课" not in body


def test_kinds_are_filtered(cast: Cast, sign_in) -> None:
    make.TrainingSessionFactory(host=cast.a.unit, topic="骨干课", kind="peer_led")
    client = sign_in("a_manager")
    peer_led = text_of(client, "/training/?kind=peer_led")
    assert "骨干课" in peer_led
    assert cast.a.session.topic not in peer_led
    assert "没有符合条件的培训" in text_of(client, "/training/?kind=other")


def test_what_is_ahead_stands_first_and_is_joined_there(cast: Cast, sign_in) -> None:
    ahead = {"state": "planned", "held_on": date(2024, 9, 27), "capacity": 3}
    make.TrainingSessionFactory(host=cast.a.unit, topic="下周的课", **ahead)
    make.TrainingSessionFactory(host=cast.b.unit, topic="邻街的课", **ahead)
    client = sign_in("a_community")
    body = text_of(client, "/training/")
    assert body.index("即将举办") < body.index("下周的课") < body.index(">今年办过的<")
    assert "余 <b>3</b> 个名额" in body
    assert "报名" in body
    assert "邻街的课" not in body
    # What was not held is in no list of those held.
    assert "下周的课" not in text_of(client, "/training/?as_of=2024-09-28")


def test_what_waits_for_its_list_stands_first_for_its_host_alone(cast: Cast, sign_in) -> None:
    make.TrainingSessionFactory(
        host=cast.a.unit, topic="没登记的课", state="planned", held_on=date(2024, 9, 12)
    )
    body = text_of(sign_in("a_manager"), "/training/")
    assert "等着登记名单" in body
    assert "登记名单" in body[body.index("没登记的课") :]
    assert "没登记的课" not in text_of(sign_in("a_community"), "/training/")


def test_an_advisor_of_a_community_has_one_button(cast: Cast, sign_in) -> None:
    session = make.TrainingSessionFactory(
        host=cast.a.unit, state="planned", held_on=DAY, topic="今天的课"
    )
    client, page = sign_in("a_community"), f"/training/{session.pk}/"
    assert "您还没有报名" in text_of(client, page)
    client.post(f"{page}enrol/")
    body = text_of(client, page)
    assert "您已报名" in body
    assert body[body.index("<h1") :].count("btn-primary") == 1
    assert "去签到" in body
    assert "去签到" in text_of(client, "/training/")
    make.AttendanceFactory(session=session, advisor=cast.a.community_advisor)
    assert "已签到" in (listed := text_of(client, "/training/"))
    assert "去签到" not in listed
    for action in (f"{page}change/", "替人报名", "签到屏", "登记名单"):
        assert action not in body


def test_a_street_sees_the_districts_training_and_its_own_people_in_it(
    cast: Cast, sign_in, district_session: TrainingSession
) -> None:
    client = sign_in("a_manager")
    assert district_session.topic in text_of(client, "/training/")
    body = text_of(client, f"/training/{district_session.pk}/")
    assert cast.a.street_advisor.name in body
    assert cast.b.street_advisor.name not in body
    assert "1 人" in body


def test_hours_are_the_people_the_score_counts(
    cast: Cast, sign_in, district_session: TrainingSession
) -> None:
    make.AdvisorFactory(street=cast.a.unit, name="石志愿", staff_kind="volunteer")
    client = sign_in("a_manager")
    everybody = text_of(client, "/training/hours/")
    assert "石志愿" not in everybody
    # 150 + 389 minutes: one short of 12 class hours.
    short = text_of(client, "/training/hours/?show=short")
    assert cast.a.street_advisor.name in short
    assert ">11.9 " in short
    assert ">0.1<" in short
    make.AttendanceFactory(
        session=make.TrainingSessionFactory(host=cast.a.unit, minutes=1),
        advisor=cast.a.street_advisor,
    )
    enough = text_of(client, "/training/hours/?show=enough")
    assert cast.a.street_advisor.name in enough
    assert ">12.0 " in enough


def test_who_attended_nothing_is_found(cast: Cast, sign_in) -> None:
    untrained = text_of(sign_in("a_manager"), "/training/hours/?show=untrained")
    assert "石邻华" in untrained
    assert cast.a.street_advisor.name not in untrained


def test_hours_are_as_of_the_day(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    assert cast.a.street_advisor.name in text_of(
        client, "/training/hours/?show=untrained&as_of=2024-05-05"
    )


def test_ones_hours_stand_session_by_session(cast: Cast, sign_in) -> None:
    url = f"/training/hours/?advisor={cast.a.community_advisor.pk}"
    body = text_of(sign_in("a_community"), url)
    assert cast.a.session.topic in body
    assert ">3.3<" in body
    assert ">8.7<" in body


@pytest.mark.parametrize("key", ["nobody", "00000000-0000-0000-0000-000000000000"])
def test_nobody_has_no_hours(cast: Cast, sign_in, key: str) -> None:
    text_of(sign_in("a_manager"), f"/training/hours/?advisor={key}", status=404)


def test_hours_of_one_for_the_home_page(cast: Cast) -> None:
    question = ask(DAY).book.question(DAY)
    hours = selectors.hours_of(cast.a.community_advisor, question)
    assert (hours.minutes, hours.required_minutes) == (150, 540)
    assert selectors.hours_of(make.AdvisorFactory(), question).minutes == 0


def test_without_training_the_page_tells_the_first_step(cast: Cast, sign_in) -> None:
    TrainingSession.objects.all().delete()
    body = text_of(sign_in("a_manager"), "/training/")
    assert "还没有培训台账" in body
    assert "T8-4" in body


def test_the_ledger_is_in_the_offices_layout(
    cast: Cast, sign_in, district_session: TrainingSession
) -> None:
    rows = rows_of(sign_in("a_manager").get("/training/export/").content)
    assert rows[2] == [
        "序号", "街镇", "培训时间", "培训内容", "培训类型", "授课人", "课时", "参训人数",
        "参训人员", "备注",
    ]  # fmt: skip
    own = next(row for row in rows[3:] if row[3] == cast.a.session.topic)
    assert own[6] == "150分钟"
    assert own[8] == f"{cast.a.street_advisor.name}、{cast.a.community_advisor.name}"
    assert not [secret for secret in cast.b.secrets if secret in str(rows)]


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    client = sign_in("reviewer")

    def add() -> None:
        for _ in range(20):
            make.AttendanceFactory(session=make.TrainingSessionFactory(host=cast.a.unit))

    for url in (
        "/training/",
        "/training/hours/",
        "/training/export/",
        f"/training/{cast.a.session.pk}/",
        f"/training/hours/?advisor={cast.a.street_advisor.pk}",
    ):
        assert costs_the_same(client, url, add)


def test_before_a_standard_is_out_the_page_says_so(cast: Cast, sign_in, settings) -> None:
    settings.PORTAL_DAY = date(2023, 6, 30)
    assert "还没有发布的标准" in text_of(sign_in("a_manager"), "/training/hours/", status=403)
