"""Signing in by a code that changes every 30 seconds."""

import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import text_of
from training.enums import CameBy
from training.models import Attendance, Enrolment, TrainingSession
from training.sessions import codes, services

# The first second of a half-minute.
START = 1_726_790_400


@pytest.fixture
def session(cast: Cast) -> TrainingSession:
    """Today from nine, two seats."""
    return make.TrainingSessionFactory(
        host=cast.a.unit,
        state="planned",
        held_on=DAY,
        starts_at=time(9),
        topic="今天的课",
        minutes=120,
        capacity=2,
    )


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`clock(seconds)`: so long after START."""

    def set_to(seconds: int) -> None:
        monkeypatch.setattr(codes, "time", lambda: START + seconds)

    set_to(0)
    return set_to


def scan_url(session: TrainingSession, window: int | None = None) -> str:
    token = codes.token_of(session.pk, codes.window_now() if window is None else window)
    return f"/training/{session.pk}/scan/{token}/"


def came(session: TrainingSession) -> list[Attendance]:
    return list(Attendance.objects.filter(session=session).order_by("pk"))


def test_scanned_and_pressed_she_is_there(cast: Cast, sign_in, session: TrainingSession) -> None:
    client = sign_in("a_community")
    body = client.get(scan_url(session), follow=True).content.decode()
    assert "签到：今天的课" in body
    assert came(session) == []
    body = client.post(f"/training/{session.pk}/sign-in/", follow=True).content.decode()
    assert "签到成功" in body
    [row] = came(session)
    assert (row.advisor, row.minutes, row.came_by) == (
        cast.a.community_advisor,
        120,
        CameBy.CODE,
    )
    assert row.signed_in_at
    assert Enrolment.objects.get(session=session).advisor == cast.a.community_advisor


def test_signing_in_twice_is_once_and_told_kindly(
    cast: Cast, sign_in, session: TrainingSession
) -> None:
    client = sign_in("a_community")
    client.get(scan_url(session))
    for words in ("签到成功", "您已经签过到了"):
        response = client.post(f"/training/{session.pk}/sign-in/", follow=True)
        assert words in response.content.decode()
    assert len(came(session)) == 1


def test_a_code_is_good_for_its_half_minute_and_the_next(session: TrainingSession, clock) -> None:
    token = codes.token_of(session.pk, codes.window_now())
    for seconds, is_fresh in ((0, True), (29, True), (59, True), (60, False), (-1, False)):
        clock(seconds)
        assert codes.is_fresh(session.pk, token) is is_fresh, seconds


def test_an_old_code_is_to_be_scanned_again(cast: Cast, sign_in, session: TrainingSession) -> None:
    client = sign_in("a_community")
    old = scan_url(session, codes.window_now() - 2)
    assert "二维码已过期，请再扫一次" in client.get(old, follow=True).content.decode()
    client.post(f"/training/{session.pk}/sign-in/")
    assert came(session) == []


def test_the_code_of_another_session_opens_nothing(
    cast: Cast, sign_in, session: TrainingSession
) -> None:
    other = make.TrainingSessionFactory(host=cast.a.unit, state="planned", held_on=DAY)
    client = sign_in("a_community")
    client.get(scan_url(other))
    client.post(f"/training/{session.pk}/sign-in/")
    token = codes.token_of(other.pk, codes.window_now())
    client.get(f"/training/{session.pk}/scan/{token}/")
    client.post(f"/training/{session.pk}/sign-in/")
    assert came(session) == []


def test_who_must_first_sign_in_to_the_portal_does_not_lose_it(
    cast: Cast, session: TrainingSession, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    response = client.get(scan_url(session), follow=True)
    assert response.redirect_chain[-1][0] == f"/sign-in/?next=/training/{session.pk}/sign-in/"
    clock(120)
    client.force_login(cast.users["a_community"], "django.contrib.auth.backends.ModelBackend")
    url = f"/training/{session.pk}/sign-in/"
    assert "签到：今天的课" in text_of(client, url)
    now = __import__("time").time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 601)
    assert "签到：今天的课" not in text_of(client, url)
    assert "二维码已过期，请再扫一次" in client.post(url).content.decode()
    assert came(session) == []


def test_the_screen_shows_code_digits_and_count(
    cast: Cast, sign_in, session: TrainingSession, clock
) -> None:
    make.EnrolmentFactory(session=session, advisor=cast.a.street_advisor)
    make.AttendanceFactory(session=session, advisor=cast.a.street_advisor)
    client = sign_in("a_manager")
    body = text_of(client, f"/training/{session.pk}/screen/")
    assert "今天的课" in body
    digits = codes.digits_of(session.pk, codes.window_now())
    assert f"{digits[:3]} {digits[3:]}" in body
    assert "<b>1</b> 人" in body
    assert "报名 1 人" in body
    now = text_of(client, f"/training/sign-in-now/{session.pk}/")
    assert digits[:3] in now
    assert "<html" not in now
    clock(30)
    assert digits[:3] not in text_of(client, f"/training/sign-in-now/{session.pk}/")


def test_the_drawing_is_an_image_of_its_own_never_kept(
    cast: Cast, sign_in, session: TrainingSession, clock
) -> None:
    client, url = sign_in("a_manager"), f"/training/{session.pk}/screen/code.svg"
    first = client.get(url)
    assert first["Content-Type"] == "image/svg+xml"
    assert "no-store" in first["Cache-Control"]
    assert not re.search(rb"style|href|script", first.content)
    clock(30)
    assert client.get(url).content != first.content


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"held_on": DAY + timedelta(days=1)}, "当天才能签到"),
        ({"held_on": DAY - timedelta(days=1)}, "不能再签到"),
        ({"state": "cancelled", "cancel_reason": "停电"}, "这场培训已取消：停电"),
        ({"state": "held"}, "名单已登记完"),
    ],
)
def test_on_no_other_day_and_in_no_other_state(
    cast: Cast, sign_in, session: TrainingSession, facts: dict[str, Any], words: str
) -> None:
    TrainingSession.objects.filter(pk=session.pk).update(**facts)
    client = sign_in("a_community")
    assert words in client.get(scan_url(session), follow=True).content.decode()
    client.post(f"/training/{session.pk}/sign-in/")
    assert came(session) == []
    assert sign_in("a_manager").get(f"/training/{session.pk}/screen/").status_code == 403


def test_who_has_no_file_is_told_whom_to_ask(cast: Cast, sign_in, session: TrainingSession) -> None:
    client = sign_in("a_advisor")
    body = client.get(scan_url(session), follow=True).content.decode()
    assert "还没有对应的备案信息" in body
    client.post(f"/training/{session.pk}/sign-in/")
    assert came(session) == []
    assert sign_in("a_manager").get(f"/training/{session.pk}/sign-in/").status_code == 403


def test_without_a_free_seat_the_organiser_must_list_her(
    cast: Cast, session: TrainingSession
) -> None:
    make.EnrolmentFactory(session=session, advisor=cast.a.street_advisor)
    make.EnrolmentFactory(session=session, advisor=make.AdvisorFactory(street=cast.a.unit))
    advisor, by = cast.a.community_advisor, cast.actor("a_community")
    with pytest.raises(ValidationError, match="名额已满"):
        services.sign_in(session=session, advisor=advisor, by=by)
    services.enrol(session=session, advisor=advisor, by=by)
    with pytest.raises(ValidationError, match="候补第1位"):
        services.sign_in(session=session, advisor=advisor, by=by)
    services.withdraw_enrolment(
        session=session, advisor=cast.a.street_advisor, by=cast.actor("a_manager")
    )
    assert services.sign_in(session=session, advisor=advisor, by=by)


def test_nobody_signs_in_at_two_at_once(cast: Cast, session: TrainingSession) -> None:
    advisor, by = cast.a.community_advisor, cast.actor("a_community")
    services.sign_in(session=session, advisor=advisor, by=by)
    other = make.TrainingSessionFactory(
        host=cast.a.unit, state="planned", held_on=DAY, starts_at=time(10), minutes=60
    )
    with pytest.raises(ValidationError, match="已在“今天的课”签到"):
        services.sign_in(session=other, advisor=advisor, by=by)


# The digits -------------------------------------------------------------------------------------


def send(client: Client, session: TrainingSession, digits: str) -> str:
    url = f"/training/{session.pk}/sign-in/"
    return client.post(url, {"digits": digits}, follow=True).content.decode()


def test_the_digits_do_as_well(cast: Cast, sign_in, session: TrainingSession, clock) -> None:
    digits = codes.digits_of(session.pk, codes.window_now())
    assert re.fullmatch(r"\d{6}", digits)
    clock(31)
    body = send(sign_in("a_community"), session, f"{digits[:3]} {digits[3:]}")
    assert "签到成功" in body
    assert len(came(session)) == 1


def test_guessing_ends_after_five_times(
    cast: Cast, sign_in, session: TrainingSession, clock
) -> None:
    client = sign_in("a_community")
    right = codes.digits_of(session.pk, codes.window_now())
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _ in range(5):
        assert "数字不对，或者已经换了新的" in send(client, session, wrong)
    assert "已经错了5次" in send(client, session, right)
    assert came(session) == []
    assert "请填写二维码下面的6位数字" in send(sign_in("a_community"), session, "")
