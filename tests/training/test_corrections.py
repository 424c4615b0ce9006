"""Corrections: what was put right after a session, why, and what the hours make of it."""

from datetime import date, time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from standards.asked import ask
from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import text_of
from training.hours.selectors import hours_of
from training.models import Attendance, Correction
from training.sessions import services


def put_right(cast: Cast, minutes: int, **change: Any) -> Correction | None:
    """The manager puts right how long the community's advisor was there."""
    return services.correct(
        **{
            "session": cast.a.session,
            "advisor": cast.a.community_advisor,
            "minutes": minutes,
            "reason": "提前离场",
            "by": cast.actor("a_manager"),
            **change,
        }
    )


def minutes_of_year(cast: Cast) -> int:
    return hours_of(cast.a.community_advisor, ask(DAY).book.question(DAY)).minutes


def test_fewer_minutes_count_from_then_on(cast: Cast) -> None:
    assert minutes_of_year(cast) == 150
    done = put_right(cast, 90)
    assert done
    assert (done.minutes_before, done.minutes_after, done.corrected_on) == (150, 90, DAY)
    assert (done.reason, done.corrected_by) == ("提前离场", "a_manager")
    assert minutes_of_year(cast) == 90
    assert put_right(cast, 90) is None
    assert Correction.objects.count() == 1


def test_who_was_not_there_is_off_the_list(cast: Cast) -> None:
    put_right(cast, 0)
    assert minutes_of_year(cast) == 0
    assert not Attendance.objects.filter(advisor=cast.a.community_advisor).exists()


def test_who_was_forgotten_is_put_on_it(cast: Cast) -> None:
    put_right(cast, 0)
    done = put_right(cast, 120, reason="名单漏登")
    assert done
    assert (done.minutes_before, done.minutes_after) == (0, 120)
    assert minutes_of_year(cast) == 120


@pytest.mark.parametrize(
    ("minutes", "change", "words"),
    [
        (90, {"reason": "  "}, "请写明更正的原因"),
        (151, {}, "应在1到150分钟之间"),
    ],
)
def test_what_can_not_be_is_refused(
    cast: Cast, minutes: int, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        put_right(cast, minutes, **change)
    assert minutes_of_year(cast) == 150


def test_who_was_not_in_post_or_elsewhere_is_not_put_on(cast: Cast) -> None:
    late = make.AdvisorFactory(street=cast.a.unit, name="石新", started_on=date(2024, 5, 7))
    session = make.TrainingSessionFactory(
        host=cast.a.unit, kind="supervision", starts_at=time(9), topic="督训"
    )
    with pytest.raises(ValidationError, match="石新2024-05-07上岗，2024-05-06还没有上岗"):
        put_right(cast, 60, session=session, advisor=late)
    cast.a.session.starts_at = time(10)
    cast.a.session.save()
    with pytest.raises(ValidationError, match="一个人不能同时参加两场"):
        put_right(cast, 60, session=session)


def test_only_the_host_puts_right_and_only_its_people(cast: Cast) -> None:
    for name in ("reviewer", "b_manager", "a_community"):
        with pytest.raises(PermissionDenied):
            put_right(cast, 90, by=cast.actor(name))
    with pytest.raises(PermissionDenied, match="不在您的单位范围内"):
        put_right(cast, 90, advisor=cast.b.community_advisor)


def test_before_it_was_held_the_list_itself_is_open(cast: Cast) -> None:
    planned = make.TrainingSessionFactory(host=cast.a.unit, state="planned")
    with pytest.raises(PermissionDenied, match="还没有登记为已举办"):
        put_right(cast, 90, session=planned)


def test_the_page_puts_right_and_tells_what_was(cast: Cast, sign_in) -> None:
    client, url = sign_in("a_manager"), f"/training/{cast.a.session.pk}/correct/"
    advisor = str(cast.a.community_advisor.pk)
    wrong = client.post(url, {"advisor": advisor, "minutes": "", "reason": ""})
    assert "没有参加的填0" in wrong.content.decode()
    assert "请写明更正的原因" in wrong.content.decode()
    typed = {"advisor": advisor, "minutes": "90", "reason": "提前离场"}
    body = client.post(url, typed, follow=True).content.decode()
    assert "已更正" in body
    assert "150 分钟 → 90 分钟" in body
    assert "提前离场" in body
    again = client.post(url, typed, follow=True).content.decode()
    assert "没有改动" in again
    hers = text_of(sign_in("a_community"), f"/training/{cast.a.session.pk}/")
    assert "150 分钟 → 90 分钟" in hers
    assert "记 90 分钟" in hers


def test_somebody_elses_correction_is_not_hers_to_read(cast: Cast, sign_in) -> None:
    put_right(cast, 90, advisor=cast.a.street_advisor)
    assert "更正记录" not in text_of(sign_in("a_community"), f"/training/{cast.a.session.pk}/")
