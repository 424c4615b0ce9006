"""A real browser in front of the portal, on a database of its own.

Where no Chromium is found these tests are passed over and say so; E2E=required makes that a
failure. CHROMIUM names another program than the `chromium` on PATH.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Error, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast

PASSWORD = "mulan-2024-xi"
AXE = Path("node_modules/axe-core/axe.min.js")
# WCAG 2.2 AA and what it rests on.
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HEIGHT = 900
PATIENCE_MS = 10_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that stands in this folder drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


def do_without(reason: str) -> None:
    """Pass the test over, or fail it where browser tests are compulsory."""
    if os.environ.get("E2E") == "required":
        pytest.fail(f"E2E=required, but {reason}")
    pytest.skip(f"browser tests are passed over: {reason}")


class Visitor:
    """Somebody at a screen; what the browser complains of is kept."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        page.on("request", self._watch)

    def open(self, path: str) -> None:
        """Go to an address of the portal."""
        self.page.goto(f"{self.server}{path}")

    def sign_in(self, username: str) -> None:
        """By the form, as everybody does."""
        self.open("/sign-in/")
        self.page.get_by_label("账号").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(f"{self.server}/")

    def barriers(self) -> list[str]:
        """What axe finds on the page as it stands: rule, and where."""
        # Evaluated, not put into the page: its security policy stays in force.
        self.page.evaluate((django_settings.BASE_DIR / AXE).read_text())
        found: dict[str, Any] = self.page.evaluate(
            "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", STANDARDS
        )
        return [
            f"{one['id']}: {one['help']}: {', '.join(node['html'][:120] for node in one['nodes'])}"
            for one in found["violations"]
        ]

    @property
    def scrolls_sideways(self) -> bool:
        """Whether the page is wider than the screen."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _watch(self, request: Any) -> None:
        if not request.url.startswith((self.server, "data:")):
            self.complaints.append(f"asked outside: {request.url}")


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """One Chromium for the tests of a file.

    While it is there Playwright runs a loop in this thread, where Django would refuse its
    database; so it is there no longer than it is needed.
    """
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        do_without("no Chromium was found; install it, or name it in CHROMIUM")
    if not (django_settings.BASE_DIR / AXE).exists():
        do_without(f"{AXE} is missing; run make setup")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        try:
            # In a container, as root, Chromium has no sandbox.
            chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        except Error as error:
            do_without(f"{program} does not start: {error.message.splitlines()[0]}")
        yield chromium
        chromium.close()


@pytest.fixture
def visitor(
    browser: Browser,
    live_server: LiveServer,
    cast: Cast,
    settings: Settings,
) -> Iterator[Callable[[int], Visitor]]:
    """`visitor(360)`: somebody in front of a screen that wide; everybody of the cast can sign in.

    At the end the browser must have had nothing to complain of: no broken script, nothing that
    the security policy refused, nothing asked of another server.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for user in cast.users.values():
        user.set_password(PASSWORD)
        user.save()
    visitors = []

    def at_screen(width: int) -> Visitor:
        page = browser.new_page(
            viewport={"width": width, "height": HEIGHT},
            locale="zh-CN",
            accept_downloads=True,
            # A button that fades from one colour to the next has neither contrast on its way.
            reduced_motion="reduce",
        )
        visitors.append(Visitor(page, live_server.url))
        return visitors[-1]

    yield at_screen
    for one in visitors:
        one.page.close()
        assert one.complaints == []
