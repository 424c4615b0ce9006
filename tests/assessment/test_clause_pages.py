"""A cell of the board, a clause of a street, the rows behind it."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests import factories as make
from tests.cast import Cast
from tests.pages import text_of

SignIn = Callable[[str], Client]
A = "310107017"


def test_a_cell_opens_beside_the_board_and_by_itself(sign_in: SignIn) -> None:
    client, page = sign_in("reviewer"), f"/scores/{A}/parts/T8/"
    whole, panel = text_of(client, page), text_of(client, page, **{"HX-Request": "true"})
    for text in (whole, panel):
        assert 'id="panel"' in text
        assert "开展一系列培训" in text
    assert "<html" in whole
    assert 'aria-current="true"' in whole
    assert "<html" not in panel
    assert "<table" not in panel


def test_the_way_back_gets_the_whole_page(sign_in: SignIn) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    for page in (f"/scores/{A}/parts/T8/", f"/scores/{A}/T8-4/"):
        assert "<html" in text_of(sign_in("reviewer"), page, **headers)


def test_a_clause_is_explained(cast: Cast, sign_in: SignIn) -> None:
    for session_minutes in (540, 539):
        advisor = make.AdvisorFactory(street=cast.a.unit)
        make.AttendanceFactory(session=cast.a.session, advisor=advisor, minutes=session_minutes)
    text = text_of(sign_in("a_manager"), f"/scores/{A}/T8-4/")
    assert "“每年培训课时不少于12课时”" in text
    assert "沪普社救联办〔2024〕4号 三、主要任务 8" in text
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    # 1 of 5 has 540 minutes.
    assert "1 名课时达标 ÷ 5 名在岗 = 20% 占比 → 0% 得分率 × 4 满分 = 0.0 得分" in plain
    assert "4 人课时不足，共差" in text
    assert "去看课时" in text
    assert "5 条，计入 1 条" in text


def test_a_clause_without_records_says_what_will_count(sign_in: SignIn) -> None:
    text = text_of(sign_in("a_manager"), f"/scores/{A}/T3-1/")
    assert "尚无记录" in text
    assert "佐证：" in text


def test_no_button_leads_to_a_refusal(sign_in: SignIn) -> None:
    page = f"/scores/{A}/T8-4/"
    assert "/training/hours/" in text_of(sign_in("reviewer"), page)
    assert "/training/hours/" not in text_of(sign_in("auditor"), page)


def test_the_rows_of_class_hours_say_who_owes_how_much(cast: Cast, sign_in: SignIn) -> None:
    for minutes in (540, 539):
        advisor = make.AdvisorFactory(street=cast.a.unit, name=f"石满{minutes}")
        make.AttendanceFactory(session=cast.a.session, advisor=advisor, minutes=minutes)
    make.AttendanceFactory(session__host=cast.a.unit, advisor=cast.a.community_advisor, minutes=45)
    text = text_of(sign_in("a_manager"), f"/scores/{A}/T8-4/rows/")
    rows = [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr>.*?</tr>", text, re.S)
    ]
    # Those who owe most first; 539 minutes are 11.9 class hours, not 12.
    assert [[cell for cell in row if cell] for row in rows[1:]] == [
        ["石邻华", "石里2居委", "0.0", "12.0", "未计入"],
        ["石街明", "街镇站", "3.3", "8.7", "未计入"],
        ["石居芳", "石里1居委", "4.3", "7.7", "未计入"],
        ["石满539", "街镇站", "11.9", "0.1", "未计入"],
        ["石满540", "街镇站", "12.0", "0.0", "计入"],
    ]
    assert f'href="/advisors/{cast.a.street_advisor.pk}/"' in text
    # The auditor may read the row, but not the file behind it.
    assert "/advisors/" not in text_of(sign_in("auditor"), f"/scores/{A}/T8-4/rows/")


def test_a_part_leads_straight_to_the_rows(sign_in: SignIn) -> None:
    text = text_of(sign_in("reviewer"), f"/scores/{A}/parts/T8/")
    assert re.search(rf'href="/scores/{A}/T8-4/rows/"[^>]*>看 3 条<', text)
    assert f"/scores/{A}/T8-1/rows/" not in text


def test_a_button_says_what_the_actor_can_do_about_the_records(sign_in: SignIn) -> None:
    page = f"/scores/{A}/T1-5/"
    text = text_of(sign_in("a_manager"), page)
    assert f'href="/stations/points/?street={A}&amp;show=missing">看未设的居村<' in text
    text = text_of(sign_in("a_admin"), page)
    assert 'href="/ledgers/">去导入站点台账<' in text
    assert "看未设的居村" not in text


def test_the_district_is_told_why_names_are_masked(sign_in: SignIn) -> None:
    page = f"/scores/{A}/T8-4/rows/"
    assert "区级只看到姓氏" in text_of(sign_in("reviewer"), page)
    assert "只看到姓氏" not in text_of(sign_in("a_manager"), page)


def test_what_is_due_is_explained_where_it_differs(cast: Cast, sign_in: SignIn) -> None:
    page = f"/scores/{A}/"
    assert "首期未满" not in text_of(sign_in("a_manager"), page)
    cast.a.station.opened_on = date(2024, 9, 2)
    cast.a.station.save()
    assert "从站点启用起算，首期未满" in text_of(sign_in("a_manager"), page)
    assert "所以各街镇的应得不一样" in text_of(sign_in("reviewer"), "/scores/")


def test_rows_can_be_narrowed(cast: Cast, sign_in: SignIn) -> None:
    client, page = sign_in("a_manager"), f"/scores/{A}/T1-5/rows/"
    assert "共 3 行" in text_of(client, page)
    missing = text_of(client, f"{page}?show=open")
    assert "共 2 行" in missing
    assert "石里1居委会" not in missing
    assert "共 1 行" in text_of(client, f"{page}?show=counted")


@pytest.mark.parametrize("page", [f"/scores/{A}/G-2/", "/clauses/G-2/"])
def test_the_three_abilities_are_shown_without_points(
    cast: Cast, sign_in: SignIn, page: str
) -> None:
    make.LeadFactory(community=cast.a.communities[0], source="data")
    text = text_of(sign_in("reviewer"), page)
    for words in ("顾问发现的线索", "从咨询到答复", "会商个案已解决", "只看走势，不计分"):
        assert words in text
    assert "还没有会商个案" in text
    assert 'href="/casework/abilities/"' in text
    # Its trend is the district's: no button leads a street to a refusal.
    assert "/casework/abilities/" not in text_of(sign_in("a_manager"), page)


def test_other_clauses_have_no_board(sign_in: SignIn) -> None:
    assert "顾问发现的线索" not in text_of(sign_in("reviewer"), f"/scores/{A}/G-1/")
