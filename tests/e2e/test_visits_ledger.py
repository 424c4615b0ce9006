"""Rosters and the shared visit ledger go in through the browser; the board tells what adds up."""

import io
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import openpyxl
import pytest

from casework.models import Household, Visit
from orgs.loading import DISTRICTS, load_units
from orgs.models import Unit
from tests import factories as make
from tests.casework import byhand
from tests.casework.byhand import Listed
from tests.e2e.conftest import Visitor
from tests.e2e.test_walk import LEDGERS, enter_ledger

ROSTER = LEDGERS[0]
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VISITS = ("走访台账-2024.xlsx", 465, 25)
HEADER = ("街镇", "居村", "户编号", "户主", "类别", "责任顾问", "走访频次", "起", "止")
# Street, its sheet in the visit ledger, the day its station opened.
STREETS = (
    ("310107020", "宜川走访", "YC", date(2024, 3, 1)),
    ("310107014", "长风走访", "CF", date(2024, 5, 20)),
)


LAST_DAY = date(2024, 12, 31)


@pytest.fixture
def putuo(visitor: Callable[[int], Visitor]) -> None:
    """The real units, and a station in each of the two streets."""
    load_units(DISTRICTS["putuo"])
    for code, _, _, opened_on in STREETS:
        make.StationFactory(street=Unit.objects.get(pk=code), opened_on=opened_on)


def roster_workbook(rosters: dict[str, list[Listed]]) -> bytes:
    """A sheet for each street, as an office would write it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for street, roster in rosters.items():
        sheet = book.create_sheet(street)
        sheet.append([f"{street}困难对象名册（2024年）"])
        sheet.append(HEADER)
        for one in roster:
            often = {1: "每季度1次", 3: "每月1次"}[one.asked]
            whose = (street, one.community, one.number, one.name, one.category)
            sheet.append([*whose, one.advisor, often, one.first, one.last])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def enter(admin: Visitor, name: str, content: bytes, rows: int, rejected: int = 0) -> None:
    """Upload, look at the preview, confirm."""
    page = admin.page
    admin.open("/ledgers/")
    file: Any = {"name": name, "mimeType": MIME, "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并核对").click()
    summary = page.get_by_text("核对没有写入任何数据")
    summary.wait_for()
    numbers = re.search(r"入账 (\d+) 行，退回 (\d+) 行，(\d+) 行待选", summary.inner_text())
    assert numbers
    writing, returned, to_choose = map(int, numbers.groups())
    assert (writing, returned + to_choose) == (rows - rejected, rejected)
    assert admin.barriers() == []
    page.get_by_role("button", name=f"入账 {writing} 行", exact=True).click()
    page.get_by_text("已入账").first.wait_for()


def told(reviewer: Visitor, street: str, clause: str) -> tuple[str, ...]:
    """The two numbers of a clause on its page."""
    reviewer.open(f"/scores/{street}/{clause}/?as_of={LAST_DAY}")
    terms = reviewer.page.locator(".sum-term b").all_inner_texts()
    return tuple(terms[:2])


def shown(numbers: tuple[Fraction, int], like: Sequence[str]) -> tuple[str, ...]:
    """Both as the page writes them: with as many places as it has."""
    wanted = []
    for number, text in zip(numbers, like, strict=True):
        places = Decimal(text.replace(",", "")).normalize().as_tuple().exponent
        exact = Decimal(Fraction(number).numerator) / Decimal(Fraction(number).denominator)
        rounded = round(exact, max(-int(places), 0))
        wanted.append(f"{rounded.normalize():f}")
    return tuple(wanted)


def test_the_board_equals_hand_arithmetic_from_the_rows(
    visitor: Callable[[int], Visitor], putuo: None
) -> None:
    visits = {code: byhand.rows_of(sheet) for code, sheet, _, _ in STREETS}
    rosters = {code: byhand.roster_for(visits[code], tag) for code, _, tag, _ in STREETS}
    assert all(len(byhand.communities_of(rows)) > 15 for rows in visits.values())
    admin = visitor(1440)
    admin.sign_in("district_admin")
    enter_ledger(admin, *ROSTER)
    before = Household.objects.count()
    by_name = {Unit.objects.get(pk=code).name: roster for code, roster in rosters.items()}
    count = sum(map(len, rosters.values()))
    enter(admin, "困难对象名册-2024.xlsx", roster_workbook(by_name), count)
    assert Household.objects.count() == before + count
    name, *numbers = VISITS
    enter(admin, name, (byhand.FIXTURES / name).read_bytes(), *numbers)
    assert Visit.objects.filter(source="ledger").count() == VISITS[1] - VISITS[2]
    # The two streets' were all on the roster; the third street's files were opened.
    for code, rows in visits.items():
        assert Visit.objects.filter(community__parent=code).count() == len(rows)
        assert Household.objects.filter(community__parent=code).count() == len(rosters[code])

    reviewer = visitor(1440)
    reviewer.sign_in("reviewer")
    for code, _, _, opened_on in STREETS:
        communities = Unit.objects.communities().valid_on(LAST_DAY).filter(parent=code)
        # Whoever visited is of a community, so that each visit is that community's support.
        levels = set(Visit.objects.filter(community__parent=code).values_list("advisor__level"))
        assert levels == {("community",)}
        by_hand = {
            "T7-1": byhand.kinds_in_a_quarter(visits[code]),
            "T7-3": byhand.visited_enough(visits[code], rosters[code]),
            "T7-4": byhand.with_reference(visits[code], opened_on),
            "T7-7": byhand.in_touch(visits[code], len(communities)),
        }
        for clause, numbers in by_hand.items():
            found = told(reviewer, code, clause)
            plain = tuple(f"{Decimal(one.replace(',', '')).normalize():f}" for one in found)
            assert plain == shown(numbers, found), (code, clause)
        # A visit is no duty of the station, and no survey; without a lead there is none to decide.
        for clause, zero in (("T7-2", "0"), ("T7-5", "0")):
            assert told(reviewer, code, clause)[0] == zero, clause
        reviewer.open(f"/scores/{code}/T7-6/?as_of={LAST_DAY}")
        assert reviewer.page.get_by_text("不适用").count()
        # The mean of shares is none of the ends.
        assert 0 < by_hand["T7-3"][0] < by_hand["T7-3"][1]
    assert reviewer.barriers() == []
