"""Enrolment: seats in the order of time, the waiting list, and who may not."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from advisors.models import Advisor
from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import text_of
from training.models import Enrolment, TrainingSession
from training.sessions import selectors, services

TOMORROW = DAY + timedelta(days=1)


@pytest.fixture
def session(cast: Cast) -> TrainingSession:
    """Two seats, tomorrow from nine to eleven."""
    return planned(cast, capacity=2)


def planned(cast: Cast, **facts: Any) -> TrainingSession:
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


def people(cast: Cast, count: int) -> list[Advisor]:
    return [make.AdvisorFactory(street=cast.a.unit, name=f"石甲{n}") for n in range(count)]


def waiting(session: TrainingSession) -> list[tuple[str, int]]:
    """Everybody in order, with the place on the waiting list."""
    rows = Enrolment.objects.filter(session=session).with_place().order_by("place")
    return [(row.advisor.name, row.waiting) for row in rows.select_related("advisor")]


def seats_left(session: TrainingSession) -> int | None:
    return TrainingSession.objects.with_seats_left().get(pk=session.pk).seats_left


def test_the_first_have_a_seat_and_the_later_wait(cast: Cast, session: TrainingSession) -> None:
    by = cast.actor("a_manager")
    left = [seats_left(session)]
    for one in people(cast, 4):
        services.enrol(session=session, advisor=one, by=by)
        left.append(seats_left(session))
    assert left == [2, 1, 0, 0, 0]
    assert waiting(session) == [("石甲0", 0), ("石甲1", 0), ("石甲2", 1), ("石甲3", 2)]


def test_who_withdraws_moves_all_behind_up(cast: Cast, session: TrainingSession) -> None:
    by, four = cast.actor("a_manager"), people(cast, 4)
    services.enrol_several(session=session, advisors=four, by=by)
    assert services.withdraw_enrolment(session=session, advisor=four[0], by=by)
    assert waiting(session) == [("石甲1", 0), ("石甲2", 0), ("石甲3", 1)]
    assert not services.withdraw_enrolment(session=session, advisor=four[0], by=by)
    # Back again, she is last.
    services.enrol(session=session, advisor=four[0], by=by)
    assert waiting(session)[-1] == ("石甲0", 2)


def test_more_seats_let_those_waiting_in(cast: Cast, session: TrainingSession) -> None:
    by = cast.actor("a_manager")
    services.enrol_several(session=session, advisors=people(cast, 4), by=by)
    TrainingSession.objects.filter(pk=session.pk).update(capacity=3)
    assert [place for _, place in waiting(session)] == [0, 0, 0, 1]
    TrainingSession.objects.filter(pk=session.pk).update(capacity=None)
    assert [place for _, place in waiting(session)] == [0, 0, 0, 0]
    assert seats_left(session) is None


def test_pressed_twice_she_is_enrolled_once_and_keeps_her_place(
    cast: Cast, sign_in, session: TrainingSession
) -> None:
    client, url = sign_in("a_community"), f"/training/{session.pk}/enrol/"
    assert "已报名，有您的名额" in client.post(url, follow=True).content.decode()
    services.enrol_several(session=session, advisors=people(cast, 2), by=cast.actor("a_manager"))
    assert "已报名，有您的名额" in client.post(url, follow=True).content.decode()
    assert [name for name, _ in waiting(session)] == ["石居芳", "石甲0", "石甲1"]


def test_an_advisor_is_told_her_place_and_may_withdraw(
    cast: Cast, sign_in, session: TrainingSession
) -> None:
    services.enrol_several(session=session, advisors=people(cast, 3), by=cast.actor("a_manager"))
    client, page = sign_in("a_community"), f"/training/{session.pk}/"
    body = text_of(client, page)
    assert "报名候补" in body
    assert "石甲0" not in body
    body = client.post(f"{page}enrol/", follow=True).content.decode()
    assert "您排在候补第2位" in body
    assert "候补第2位" in text_of(client, "/training/")
    assert "已取消报名" in client.post(f"{page}withdraw/", follow=True).content.decode()
    assert len(waiting(session)) == 3


def test_a_street_enrols_several_at_once_and_is_told_who_could_not(
    cast: Cast, sign_in, session: TrainingSession
) -> None:
    on_leave, *others = people(cast, 3)
    make.LeaveFactory(advisor=on_leave, starts_on=date(2024, 9, 1), ends_on=date(2024, 10, 15))
    client, url = sign_in("a_manager"), f"/training/{session.pk}/people/"
    chosen = [str(one.pk) for one in (on_leave, *others, cast.a.street_advisor)]
    body = client.post(url, {"advisor": chosen}, follow=True).content.decode()
    assert "已替3人报名，其中1人排在候补" in body
    assert "石甲0没有报上：石甲02024-09-21在长假中" in body
    again = client.post(url, {"advisor": chosen[1:]}, follow=True).content.decode()
    assert "都已报过名" in again
    assert "还没有勾选" in client.post(url).content.decode()
    stranger = {"advisor": [str(cast.b.street_advisor.pk)]}
    assert "还没有勾选" in client.post(url, stranger).content.decode()


def test_a_street_takes_one_of_its_people_off(
    cast: Cast, sign_in, session: TrainingSession
) -> None:
    row = make.EnrolmentFactory(session=session, advisor=cast.a.street_advisor)
    url = f"/training/{session.pk}/withdraw/"
    assert sign_in("b_manager").post(url, {"enrolment": row.pk}).status_code == 404
    assert sign_in("a_community").post(url, {"enrolment": row.pk}).status_code == 404
    sign_in("a_manager").post(url, {"enrolment": row.pk})
    assert waiting(session) == []


def why_not(session: TrainingSession, advisor: Advisor, cast: Cast) -> str:
    with pytest.raises(ValidationError) as caught:
        services.enrol(session=session, advisor=advisor, by=cast.actor("a_manager"))
    assert not Enrolment.objects.filter(session=session, advisor=advisor).exists()
    return caught.value.messages[0]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"held_on": DAY - timedelta(days=1)}, "培训日（2024-09-19）已过"),
        ({"state": "cancelled"}, "这场培训已取消：讲师生病"),
        ({"state": "held"}, "这场培训已经办过了"),
    ],
)
def test_when_it_is_over_nobody_enrols(cast: Cast, facts: dict[str, Any], words: str) -> None:
    assert words in why_not(planned(cast, **facts), cast.a.street_advisor, cast)


def test_on_the_day_itself_one_still_may(cast: Cast) -> None:
    by = cast.actor("a_manager")
    services.enrol(session=planned(cast, held_on=DAY), advisor=cast.a.street_advisor, by=by)


def test_who_is_not_in_post_that_day_does_not_enrol(cast: Cast, session: TrainingSession) -> None:
    late = make.AdvisorFactory(street=cast.a.unit, name="石新", started_on=date(2024, 9, 22))
    assert "石新2024-09-22上岗，2024-09-21还没有上岗" in why_not(session, late, cast)
    gone = make.AdvisorFactory(street=cast.a.unit, name="石走", ended_on=DAY)
    assert "石走2024-09-20已离岗" in why_not(session, gone, cast)
    induction = planned(cast, kind="induction")
    services.enrol(session=induction, advisor=late, by=cast.actor("a_manager"))


def test_two_sessions_at_once_name_the_other(cast: Cast, session: TrainingSession) -> None:
    advisor, by = cast.a.community_advisor, cast.actor("a_manager")
    services.enrol(session=session, advisor=advisor, by=by)
    at_once = planned(cast, topic="另一场", starts_at=time(10, 59))
    assert why_not(at_once, advisor, cast) == (
        f"石居芳同一时间已报名“{session.topic}”（2024-09-21 09:00–11:00），一个人不能同时参加两场。"
    )
    for fine in (
        planned(cast, starts_at=time(7)),
        planned(cast, starts_at=None),
        planned(cast, held_on=TOMORROW + timedelta(days=1)),
    ):
        services.enrol(session=fine, advisor=advisor, by=by)
    TrainingSession.objects.filter(pk=session.pk).update(state="cancelled", cancel_reason="改期")
    services.enrol(session=at_once, advisor=advisor, by=by)


def test_one_person_with_two_files_is_one_person(cast: Cast) -> None:
    there = cast.a.community_advisor
    moved = make.AdvisorFactory(street=cast.b.unit, name=there.name)
    Advisor.objects.filter(pk=moved.pk).update(person=there.person)
    moved.refresh_from_db()
    make.EnrolmentFactory(session=planned(cast), advisor=there)
    district = planned(cast, host=cast.district)
    with pytest.raises(ValidationError, match="一个人不能同时参加两场"):
        services.enrol(session=district, advisor=moved, by=cast.actor("b_manager"))


def test_a_streets_session_is_its_own_peoples_and_the_districts_everybodys(
    cast: Cast, session: TrainingSession
) -> None:
    theirs, by = cast.b.street_advisor, cast.actor("b_manager")
    with pytest.raises(ValidationError, match="由石泉路街道举办"):
        services.enrol(session=session, advisor=theirs, by=by)
    services.enrol(session=planned(cast, host=cast.district), advisor=theirs, by=by)
    with pytest.raises(PermissionDenied, match="不在您的单位"):
        services.enrol(session=session, advisor=theirs, by=cast.actor("a_manager"))
    with pytest.raises(PermissionDenied, match="只能给自己报名"):
        services.enrol(session=session, advisor=cast.a.street_advisor, by=cast.actor("a_community"))


def test_who_signed_in_can_not_withdraw(cast: Cast) -> None:
    session, advisor = planned(cast, held_on=DAY), cast.a.community_advisor
    make.EnrolmentFactory(session=session, advisor=advisor)
    make.AttendanceFactory(session=session, advisor=advisor)
    with pytest.raises(ValidationError, match="已经签到"):
        services.withdraw_enrolment(session=session, advisor=advisor, by=cast.actor("a_community"))


def test_open_sessions_are_those_one_may_join_from_the_day_on(cast: Cast) -> None:
    own = planned(cast, capacity=1)
    district = planned(cast, host=cast.district, held_on=DAY)
    planned(cast, host=cast.b.unit)
    planned(cast, held_on=DAY - timedelta(days=1))
    planned(cast, state="cancelled")
    make.EnrolmentFactory(session=own, advisor=cast.a.street_advisor)
    found = selectors.open_sessions(cast.actor("a_community"), DAY)
    assert [(one.pk, one.seats_left) for one in found] == [(district.pk, None), (own.pk, 0)]
