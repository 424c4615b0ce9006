"""What a street sees of reminders, and the log."""

from datetime import date

import pytest

from reminders.models import Reminder
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, text_of
from tests.reminders.matters import MATTER, Papers

TITLE = "区里9月10日提醒：报送2024年度材料"


@pytest.fixture(autouse=True)
def reminders(cast: Cast, papers: Papers) -> None:
    for street in (cast.a, cast.b):
        make.ReminderFactory(
            unit=street.unit,
            matter=MATTER,
            sent_on=date(2024, 9, 10),
            text=f"请{street.unit.name}报送材料。",
        )


@pytest.mark.parametrize("name", ["a_manager", "a_advisor"])
def test_a_street_is_told_on_its_first_page_with_the_due_day_of_now(
    cast: Cast, sign_in, papers: Papers, name: str
) -> None:
    papers.due_on = date(2024, 9, 27)
    body = text_of(sign_in(name), "/")
    assert TITLE in body
    assert "请石泉路街道报送材料。" in body
    assert "9月27日前" in body
    assert "还有7天" in body
    assert "长寿路" not in body


def test_the_notice_goes_when_the_matter_is_done(cast: Cast, sign_in, papers: Papers) -> None:
    papers.done = {cast.a.unit.pk}
    assert "提醒：" not in text_of(sign_in("a_manager"), "/")


def test_only_the_last_reminder_of_a_matter_is_told(cast: Cast, sign_in) -> None:
    make.ReminderFactory(unit=cast.a.unit, matter=MATTER, sent_on=date(2024, 9, 18))
    body = text_of(sign_in("a_manager"), "/")
    assert "区里9月18日提醒" in body
    assert TITLE not in body


def test_a_day_before_the_reminder_shows_none(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    assert TITLE not in text_of(client, "/?as_of=2024-09-09")
    assert TITLE in text_of(client, "/?as_of=2024-09-10")


def test_a_community_is_not_told_what_its_street_was(cast: Cast, sign_in) -> None:
    assert "提醒：" not in text_of(sign_in("a_community"), "/")


def test_the_log_shows_the_district_all_and_a_street_its_own(cast: Cast, sign_in) -> None:
    every = text_of(sign_in("reviewer"), "/reminders/")
    assert "请石泉路街道报送材料。" in every
    assert "请长寿路街道报送材料。" in every
    own = text_of(sign_in("a_manager"), "/reminders/")
    assert "请石泉路街道报送材料。" in own
    assert "长寿路" not in own


def test_the_log_says_who_has_done_it_since(cast: Cast, sign_in, papers: Papers) -> None:
    client = sign_in("reviewer")
    assert "已办" not in text_of(client, "/reminders/").split("<tbody>")[1].split("</tbody>")[0]
    papers.done = {cast.a.unit.pk}
    body = text_of(client, f"/reminders/?street={cast.a.unit.pk}")
    assert "已办" in body
    assert "迟" not in body.split("<tbody>")[1].split("</tbody>")[0]


def test_the_log_ends_on_the_day_asked_for(cast: Cast, sign_in) -> None:
    assert "还没有发过提醒" in text_of(sign_in("reviewer"), "/reminders/?as_of=2024-09-09")


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    def add_rows() -> None:
        for n in range(30):
            make.ReminderFactory(matter=f"paper:{2000 + n}", sent_on=date(2024, 9, 1))
            make.ReminderFactory(unit=cast.a.unit, matter=f"paper:{2000 + n}")

    assert costs_the_same(sign_in("reviewer"), "/reminders/", add_rows)
    before = Reminder.objects.count()
    assert costs_the_same(sign_in("a_manager"), "/reminders/", add_rows)
    assert Reminder.objects.count() == before + 60
