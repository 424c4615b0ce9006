"""What can't be true of a visit, each with its own sentence: for the form, the phone, the writer."""

from collections.abc import Collection
from datetime import date

from casework.enums import Finding
from casework.models import Visit

# Before the advisors' work began in the city; older days are mostly a mistyped year.
EARLIEST_YEAR = 2019
SHORTEST_NOTE = 5

SAYS_NOTHING = f"请勾选看到的情况或做了什么，或在情况说明里写至少{SHORTEST_NOTE}个字。"
ABSENT_AND_STABLE = "勾了“没有遇到人”，就不知道“情况稳定”，请去掉一个。"


def against(
    *,
    visited_on: date | None,
    findings: Collection[str],
    deeds: Collection[str],
    note: str,
    next_visit_on: date | None,
    is_old_confirmed: bool,
    today: date,
) -> dict[str, str]:
    """What is wrong with a visit by itself: the field → its sentence."""
    wrong: dict[str, str] = {}
    if visited_on and visited_on > today:
        wrong["visited_on"] = f"{visited_on}还没有到，走访要在今天（{today}）或以前。"
    elif visited_on and visited_on.year < EARLIEST_YEAR and not is_old_confirmed:
        wrong["is_old_confirmed"] = (
            f"{visited_on}早于{EARLIEST_YEAR}年，请核对年份；没有写错的，请勾选确认。"
        )
    if visited_on and next_visit_on and next_visit_on <= visited_on:
        wrong["next_visit_on"] = f"下次走访要晚于这次（{visited_on}）。"
    if not findings and not deeds and len(note.strip()) < SHORTEST_NOTE:
        wrong["note"] = SAYS_NOTHING
    if Finding.ABSENT in findings and Finding.STABLE in findings:
        wrong["findings"] = ABSENT_AND_STABLE
    return wrong


def second_that_day(other: Visit) -> str:
    """Asks about a second visit to one household on one day, and tells the first."""
    return (
        f"{other.visited_on}已登记过一次走访这户（{other.get_mode_display()}，"
        f"编号 {other.receipt}）。确实又去了一次的，请勾选确认；重复的不用再登记。"
    )


def not_in_post(name: str, day: date) -> str:
    """An advisor who was not in post on the day, or whom the writer can't name."""
    return f"{name}{day}不在岗，请核对走访日期，或另选走访人。"


def lived_elsewhere(day: date, community: str) -> str:
    """The household belonged to another community on the day."""
    return f"{day}这户还在{community}，不在您的范围内，请由那里的顾问登记。"
