"""Sessions: new at sign-in, over at sign-out, and never longer than they should be."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import actor_of
from accounts.middleware import MEMBERSHIP_KEY
from accounts.models import Membership, User
from accounts.services import change_own_password, reset_password
from accounts.sessions import SEEN_COOKIE
from audit.models import Entry
from core.clock import today
from core.permissions import Role
from orgs.models import Unit
from tests import factories as make
from tests.accounts.browsers import PASSWORD, Browser

pytestmark = pytest.mark.django_db

MINUTE = 60
HOUR = 60 * MINUTE
NEW_PASSWORD = "baiyulan-77-kai"
FIRST_CHANGE = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
CHANGE = {"old_password": PASSWORD, **FIRST_CHANGE}


@pytest.fixture
def browser(zhou: User) -> Browser:
    """Signed in."""
    browser = Browser()
    assert browser.sign_in() == 302
    return browser


def key(browser: Browser) -> str:
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def after(seconds: float) -> Iterator[None]:
    with patch("accounts.sessions.time", return_value=time.time() + seconds):
        yield


def test_the_session_is_a_new_one_after_signing_in(zhou: User) -> None:
    browser = Browser()
    planted = browser.session
    planted["planted"] = True
    planted.save()
    before = key(browser)
    browser.sign_in()
    assert key(browser) != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_cookie_kept_from_before_signing_out_opens_nothing(browser: Browser) -> None:
    stolen = Browser()
    stolen.cookies.load(browser.cookies.output(header=""))
    assert stolen.is_in
    assert browser.post("/sign-out/").status_code == 302
    assert not stolen.is_in
    assert not browser.is_in
    assert Entry.objects.latest("id").action == "signed_out"


def test_following_a_link_signs_nobody_out(browser: Browser) -> None:
    assert browser.get("/sign-out/").status_code == 405
    assert browser.is_in


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(browser: Browser) -> None:
    elsewhere = Browser("10.0.0.2")
    elsewhere.sign_in()
    before = key(browser)
    assert browser.post("/password/", CHANGE).status_code == 302
    assert browser.is_in
    assert key(browser) != before
    assert not elsewhere.is_in
    assert Browser("10.0.0.3").sign_in(password=PASSWORD) == 200
    assert Browser("10.0.0.3").sign_in(password=NEW_PASSWORD) == 302


def test_a_reset_password_ends_every_session(browser: Browser, zhou: User, street: Unit) -> None:
    admin = make.MembershipFactory(unit=street, role=Role.DATA_ADMIN.value)
    reset_password(user=zhou, by=actor_of(admin))
    assert not browser.is_in


def test_an_account_that_is_ended_is_out_at_once(browser: Browser, zhou: User) -> None:
    User.objects.filter(pk=zhou.pk).update(is_active=False)
    assert not browser.is_in


def test_after_half_an_hour_without_a_request_it_is_over(browser: Browser) -> None:
    with after(29 * MINUTE):
        assert browser.is_in
    with after(58 * MINUTE):
        assert browser.is_in
    with after(89 * MINUTE):
        assert not browser.is_in
    assert Entry.objects.latest("id").action == "signed_out"
    assert not browser.is_in


@pytest.mark.parametrize("cookie", ["", "rubbish", "9999999999:forged"])
def test_without_its_cookie_it_lasts_no_longer(browser: Browser, cookie: str) -> None:
    """A browser closed and opened again has lost it; a thief would leave it out."""

    def leave_it_out() -> None:
        browser.cookies[SEEN_COOKIE] = cookie

    leave_it_out()
    with after(29 * MINUTE):
        assert browser.is_in
    leave_it_out()
    with after(31 * MINUTE):
        assert not browser.is_in


def test_the_cookie_of_another_session_keeps_none_alive(browser: Browser) -> None:
    other = Browser("10.0.0.2")
    with after(40 * MINUTE):
        other.sign_in()
        browser.cookies[SEEN_COOKIE] = other.cookies[SEEN_COOKIE].value
        assert not browser.is_in


def test_after_half_a_day_it_is_over_however_busy_one_was(browser: Browser, zhou: User) -> None:
    own = str(zhou.memberships.get().pk)
    for minutes in range(29, 12 * 60, 29):
        with after(minutes * MINUTE):
            # This changes the session, so that Django moves its own end on.
            assert browser.post("/membership/", {"membership": own})["Location"] == "/"
    with after(12 * HOUR + MINUTE):
        assert not browser.is_in


def test_its_cookies_are_kept_from_scripts_and_strangers(browser: Browser) -> None:
    for name in (settings.SESSION_COOKIE_NAME, SEEN_COOKIE):
        assert browser.cookies[name]["httponly"]
        assert browser.cookies[name]["samesite"] == "Lax"


def test_looking_at_a_page_writes_nothing(browser: Browser) -> None:
    with CaptureQueriesContext(connection) as captured:
        browser.get("/password/")
    assert [query["sql"][:6] for query in captured if query["sql"][:6] != "SELECT"] == []


@pytest.fixture
def newcomer(street: Unit) -> User:
    """With a first password from a slip."""
    user = User.objects.create_user("newcomer", PASSWORD, must_change_password=True)
    make.MembershipFactory(user=user, unit=street)
    return user


def test_the_first_sign_in_leads_to_a_new_password_and_nowhere_else(newcomer: User) -> None:
    browser = Browser()
    browser.sign_in("newcomer")
    for address in ("/", "/membership/", "/advisors/", "/admin/", "/no-such-page/"):
        assert browser.get(address)["Location"] == "/password/", address
        assert browser.post(address)["Location"] == "/password/", address
    assert "先换一个密码" in browser.get("/password/").content.decode()
    assert browser.post("/password/", FIRST_CHANGE).status_code == 302
    assert browser.get("/membership/").status_code == 200
    newcomer.refresh_from_db()
    assert not newcomer.must_change_password


def test_the_first_password_is_not_kept(newcomer: User) -> None:
    browser = Browser()
    browser.sign_in("newcomer")
    answer = browser.post("/password/", {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert answer.status_code == 200
    assert "不能与原来的密码相同" in answer.content.decode()
    newcomer.refresh_from_db()
    assert newcomer.must_change_password


@pytest.mark.parametrize("old", ["", "wrong"])
def test_an_open_browser_is_not_enough_for_a_new_password(browser: Browser, old: str) -> None:
    answer = browser.post("/password/", CHANGE | {"old_password": old})
    assert answer.status_code == 200
    assert Browser("10.0.0.3").sign_in(password=PASSWORD) == 302


def test_whoever_must_change_may_still_leave(newcomer: User) -> None:
    browser = Browser()
    browser.sign_in("newcomer")
    assert browser.post("/sign-out/")["Location"] == "/sign-in/"
    assert not browser.is_in


@pytest.mark.parametrize(
    ("starts", "ends", "status"),
    [
        (-1, None, 200),
        (0, None, 200),
        (-9, 0, 200),
        (1, None, 403),
        (-9, -1, 403),
    ],
)
def test_a_membership_holds_from_its_first_day_to_its_last(
    street: Unit, zhou: User, starts: int, ends: int | None, status: int
) -> None:
    zhou.memberships.update(
        starts_on=today() + timedelta(days=starts),
        ends_on=None if ends is None else today() + timedelta(days=ends),
    )
    browser = Browser()
    browser.sign_in()
    answer = browser.get("/membership/")
    assert answer.status_code == status
    if status == 403:
        assert "还没有任职单位" in answer.content.decode()


def test_moving_to_another_street_takes_effect_on_the_next_click(
    browser: Browser, zhou: User
) -> None:
    assert "石泉路街道" in browser.get("/membership/").content.decode()
    zhou.memberships.update(unit=make.StreetFactory(name="长寿路街道"))
    page = browser.get("/membership/").content.decode()
    assert "石泉路街道" not in page
    assert "长寿路街道" in page


@pytest.fixture
def second(zhou: User) -> Membership:
    """Zhou also stands in at another street."""
    return make.MembershipFactory(user=zhou, unit=make.StreetFactory(name="长寿路街道"))


def acting_in(browser: Browser) -> str:
    return browser.get("/membership/").wsgi_request.actor.unit_name


def test_one_acts_in_the_membership_one_chose(browser: Browser, second: Membership) -> None:
    assert acting_in(browser) == "石泉路街道"
    browser.post("/membership/", {"membership": second.pk})
    assert acting_in(browser) == "长寿路街道"


def test_a_chosen_membership_that_has_ended_falls_back_to_the_other(
    browser: Browser, second: Membership
) -> None:
    browser.post("/membership/", {"membership": second.pk})
    Membership.objects.filter(pk=second.pk).update(ends_on=second.starts_on)
    assert acting_in(browser) == "石泉路街道"


@pytest.mark.parametrize("chosen", ["another's", "0", "-1", "x", "", "9" * 40])
def test_choosing_what_is_not_ones_own_changes_nothing(
    browser: Browser, second: Membership, chosen: str
) -> None:
    anothers = make.MembershipFactory(
        unit=make.DistrictFactory(), role=Role.DISTRICT_REVIEWER.value
    )
    if chosen == "another's":
        chosen = str(anothers.pk)
    assert browser.post("/membership/", {"membership": chosen}).status_code == 302
    assert acting_in(browser) == "石泉路街道"
    assert MEMBERSHIP_KEY not in browser.session


def test_a_changed_password_is_written_down_without_it(zhou: User) -> None:
    change_own_password(user=zhou, password=NEW_PASSWORD, by=None)
    entry = Entry.objects.get()
    assert (entry.action, entry.subject) == ("password_set", "user:zhou")
    assert NEW_PASSWORD not in str(vars(entry))
