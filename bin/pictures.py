"""Takes the pictures of README and docs/guide.md from a running demo.

`make demo` in one window, then `make pictures` in another. Pictures are PNG files of 1,440 or
360 CSS pixels; people in them are the demo's invented ones.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

BASE = os.environ.get("DEMO_URL", "http://127.0.0.1:8000")
FOLDER = Path("docs/pictures")
PASSWORD = "putuo-demo-2024"  # noqa: S105 - of the demo
WIDE = {"width": 1440, "height": 860}
PHONE = {"width": 360, "height": 740}


@dataclass(frozen=True)
class Picture:
    """One page of the demo, seen by one account; `upload` is a workbook to put in there."""

    name: str
    username: str
    path: str
    is_phone: bool = False
    upload: str = ""


PICTURES = (
    Picture("board", "reviewer", "/scores/310107017/parts/T8/"),
    Picture("clause", "reviewer", "/scores/310107017/T8-4/"),
    Picture("indicator", "reviewer", "/clauses/T8-4/"),
    Picture("timeline", "reviewer", "/timeline/"),
    Picture("home-street", "manager", "/"),
    Picture("street", "manager", "/scores/310107017/"),
    Picture("ledgers", "dataadmin", "/ledgers/"),
    Picture(
        "preview",
        "dataadmin",
        "/ledgers/",
        upload="tests/ledgers/fixtures/顾问名册-全区-2024.xlsx",
    ),
    Picture("plans", "reviewer", "/plans/"),
    Picture("review", "reviewer", "/plans/5/review/layout/"),
    Picture("photo-review", "reviewer", "/evidence/review/"),
    Picture("plan-part", "manager", "/plans/5/parts/layout/"),
    Picture("staffing", "manager", "/advisors/staffing/"),
    Picture("duty", "manager", "/advisors/duty/"),
    Picture("desk", "manager", "/casework/"),
    Picture("households", "manager", "/casework/households/"),
    Picture("resources", "manager", "/resources/"),
    Picture("need", "manager", "/casework/needs/"),
    Picture("stuck", "manager", "/casework/stuck/"),
    Picture("records", "manager", "/casework/records/"),
    Picture("mine-phone", "community", "/casework/mine/", is_phone=True),
    Picture("visit-phone", "community", "/casework/phone/", is_phone=True),
    Picture("my-hours-phone", "community", "/training/hours/mine/", is_phone=True),
    Picture("hand-in-phone", "advisor", "/evidence/add/station:7/", is_phone=True),
    Picture("home-phone", "community", "/", is_phone=True),
)


def take(browser: Browser, picture: Picture) -> None:
    """Sign in, open the page, upload where asked, keep what is in view."""
    context = browser.new_context(
        viewport=PHONE if picture.is_phone else WIDE, locale="zh-CN", device_scale_factor=1
    )
    page = context.new_page()
    page.goto(f"{BASE}/sign-in/")
    page.fill("[name=username]", picture.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{BASE}/")
    page.goto(BASE + picture.path)
    if picture.upload:
        page.set_input_files("input[type=file]", picture.upload)
        page.get_by_role("button", name="上传并核对").click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    context.close()


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for picture in PICTURES:
            take(browser, picture)
        browser.close()


if __name__ == "__main__":
    main()
