"""The room's pages: who sees what, what stands in them, how many queries they take."""

import json
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from assessment import boards
from assessment.models import ScoreLine, ScoreRun
from audit.models import Entry
from standards.loading import load_standard, standard_file
from tests import factories as make
from tests.cast import Cast
from tests.pages import text_of

SignIn = Callable[[str], Client]
A, B = "310107017", "310107015"
STREET_PAGES = (
    "/scores/{street}/",
    "/scores/{street}/parts/T8/",
    "/scores/{street}/T8-4/",
    "/scores/{street}/T3-1/",
    "/scores/{street}/T8-4/rows/",
    "/scores/{street}/T3-1/rows/",
)
PAGES = (
    "/scores/",
    *(page.format(street=A) for page in STREET_PAGES),
    "/clauses/",
    "/clauses/T8-4/",
    "/clauses/T1-2/",
    "/clauses/G-1/",
    "/timeline/",
    "/timeline/?show=all",
    "/runs/",
)


# Who sees what ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["reviewer", "district_admin", "auditor", "a_manager", "a_admin", "a_advisor"]
)
def test_those_who_may_see_scores(sign_in: SignIn, name: str) -> None:
    client = sign_in(name)
    for page in PAGES:
        text_of(client, page)


def test_a_community_advisor_is_told_why_not(sign_in: SignIn) -> None:
    client = sign_in("a_community")
    for page in PAGES:
        assert "不能查看评分" in text_of(client, page, 403)


def test_nobody_signed_in_is_sent_to_sign_in(cast: Cast) -> None:
    for page in PAGES:
        answer = Client().get(page)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", ["a_manager", "a_admin", "a_advisor"])
def test_another_streets_address_is_not_found(cast: Cast, sign_in: SignIn, name: str) -> None:
    client = sign_in(name)
    for page in STREET_PAGES:
        text = text_of(client, page.format(street=B), 404)
        assert "长寿路" not in text
        assert not [secret for secret in cast.b.secrets if secret in text]


def test_what_does_not_exist_is_not_found(sign_in: SignIn) -> None:
    client = sign_in("reviewer")
    text_of(client, "/scores/310107999/", 404)
    text_of(client, "/scores/310115001/T8-4/", 404)
    text_of(client, f"/scores/{A}/T99-1/", 404)
    text_of(client, f"/scores/{A}/parts/X/", 404)
    text_of(client, "/clauses/T99-1/", 404)
    text_of(client, "/runs/999/", 404)


def test_a_street_sees_only_herself(sign_in: SignIn) -> None:
    for page in ("/scores/", "/timeline/", "/clauses/T8-4/"):
        text = text_of(sign_in("a_manager"), page)
        assert "石泉路" in text
        assert "长寿路" not in text


def test_names_are_whole_at_home_and_masked_elsewhere(cast: Cast, sign_in: SignIn) -> None:
    page = f"/scores/{A}/T8-4/rows/"
    own, district = text_of(sign_in("a_manager"), page), text_of(sign_in("reviewer"), page)
    assert cast.a.street_advisor.name in own
    assert cast.a.street_advisor.name not in district
    assert "石**" in district


# The board -------------------------------------------------------------------------------------


def order_of(text: str) -> list[str]:
    return re.findall(r'href="/scores/(\d{9})/(?:\?[^"]*)?"', text.partition('id="panel"')[0])


def test_the_board_stands_in_official_order(sign_in: SignIn) -> None:
    assert order_of(text_of(sign_in("reviewer"), "/scores/")) == [B, A]


def test_it_sorts_when_asked(cast: Cast, sign_in: SignIn) -> None:
    for community in cast.a.communities[1:]:
        make.ServicePointFactory(community=community)
    client = sign_in("reviewer")
    assert order_of(text_of(client, "/scores/?sort=-total")) == [A, B]
    assert order_of(text_of(client, "/scores/?sort=total")) == [B, A]
    assert order_of(text_of(client, "/scores/?sort=-T1")) == [A, B]
    assert order_of(text_of(client, "/scores/?sort=nonsense")) == [B, A]


def test_filters_say_what_they_hide(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("reviewer")
    # Were T1-2 all that the portal can count, only A, without a station, would lack records.
    monkeypatch.setattr(boards, "measures", {"T1-2": boards.measures["T1-2"]})
    cast.a.station.delete()
    text = text_of(client, "/scores/?show=incomplete")
    assert order_of(text) == [A]
    assert "已隐藏 1 个街镇" in text
    assert "全部显示" in text
    assert order_of(text_of(client, "/scores/?show=nonsense")) == [B, A]


def test_a_part_without_records_is_a_dash_and_one_with_nothing_earned_a_nought(
    sign_in: SignIn,
) -> None:
    text = text_of(sign_in("reviewer"), "/scores/")
    cell = re.search(r'<a href="/scores/310107017/parts/T3/.*?</a>', text)
    assert cell
    assert "–" in cell[0]
    cell = re.search(r'<a href="/scores/310107017/parts/T1/.*?</a>', text)
    assert cell
    assert "2.4" in cell[0]


def test_the_board_says_where_its_figures_come_from(sign_in: SignIn) -> None:
    text = text_of(sign_in("reviewer"), "/scores/")
    assert "2024 年度第 1 版（沪普社救联办〔2024〕4号）" in text
    assert "82 条里现在有 27 条查得到记录" in text


def test_the_day_stays_in_every_link(sign_in: SignIn) -> None:
    text = text_of(sign_in("reviewer"), "/scores/?as_of=2024-06-30")
    links = re.findall(r'href="(/scores/\d[^"]*)"', text)
    assert links
    assert all("as_of=2024-06-30" in link for link in links)


def test_a_street_behind_is_late_by_workdays(cast: Cast, sign_in: SignIn) -> None:
    # No plan since 31 March. From Monday 1 April to Friday 20 September 2024 there are 25 weeks
    # of five days; less 4–5 April, 1–3 May, 10 June, 16–17 September; plus the shifted days
    # 7 and 28 April, 11 May and 14 September: 125 − 8 + 4. On 3 July: 68 − 6 + 3.
    assert "迟121个工作日" in text_of(sign_in("a_manager"), "/scores/")
    assert "迟65个工作日" in text_of(sign_in("a_manager"), "/scores/?as_of=2024-07-03")


# The standard, the timeline ------------------------------------------------------------------------


def test_the_standard_shows_its_clauses_and_how_it_is_read(sign_in: SignIn) -> None:
    text = text_of(sign_in("reviewer"), "/clauses/")
    assert len(re.findall(r'href="/clauses/[A-Z]\d*-\d+/', text)) == 82
    assert "每名顾问对应户籍人口：<b>10000</b>" in text
    assert "课时按谁计：<b>每名顾问</b>" in text
    bonus = text_of(sign_in("reviewer"), "/clauses/?show=bonus")
    assert len(re.findall(r'href="/clauses/[A-Z]\d*-\d+/', bonus)) == 10


def test_an_indicator_is_drawn_from_its_table(sign_in: SignIn) -> None:
    text = text_of(sign_in("reviewer"), "/clauses/T1-5/")
    data = re.search(r'<script id="streets"[^>]*>(.*?)</script>', text)
    assert data
    chart = json.loads(data[1])
    assert [(bar["label"], round(bar["value"], 1)) for bar in chart["bars"]] == [
        ("长寿路", 33.3),
        ("石泉路", 33.3),
    ]
    assert (chart["full"], round(chart["mark"], 1)) == (100, 33.3)


def test_the_timeline_hides_what_no_record_can_tell(sign_in: SignIn) -> None:
    client = sign_in("reviewer")
    text = text_of(client, "/timeline/")
    assert "已隐藏 4 个节点" in text
    assert "2024-04-04" in text
    assert "制定工作流程" in text_of(client, "/timeline/?show=all")
    one_day = text_of(client, "/timeline/?show=2024-06-30")
    assert "已隐藏 9 个节点" in one_day


# Handed out, kept, compared ------------------------------------------------------------------------


def test_the_board_is_exported_with_every_clause(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in("reviewer").post("/scores/export/?as_of=2024-09-20")
    assert answer.status_code == 200
    assert "filename*=utf-8''%E8%AF%84%E5%88%86%E8%A1%A8" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["评分表", "条款明细"]
    assert [row[0].value for row in book["评分表"].iter_rows(min_row=4)] == [
        "长寿路街道",
        "石泉路街道",
    ]
    assert book["条款明细"].max_row == 3 + 2 * 82
    entry = Entry.objects.get(action=Entry.Action.EXPORTED)
    assert (entry.subject, entry.username) == ("scores:评分表", "reviewer")
    assert entry.detail == {"as_of": "2024-09-20", "streets": 2}


def test_an_export_holds_only_the_own_street(sign_in: SignIn) -> None:
    for page in ("/scores/export/", "/clauses/T8-4/export/"):
        book = load_workbook(BytesIO(sign_in("a_manager").post(page).content))
        words = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row}
        assert "石泉路街道" in words
        assert "长寿路街道" not in words


def test_no_cell_is_a_formula(cast: Cast, sign_in: SignIn) -> None:
    cast.a.unit.name = "=HYPERLINK(1)"
    cast.a.unit.save()
    for page in ("/scores/export/", "/clauses/T8-4/export/"):
        book = load_workbook(BytesIO(sign_in("a_manager").post(page).content))
        kinds = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row}
        assert "f" not in kinds


def test_looking_writes_nothing(sign_in: SignIn) -> None:
    client = sign_in("reviewer")
    for page in ("/scores/export/", "/clauses/T8-4/export/", "/runs/record/"):
        assert client.get(page).status_code == 405


def test_a_run_keeps_the_day_and_shows_what_changed(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("reviewer")
    answer = client.post("/runs/record/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/runs/")
    run = ScoreRun.objects.get()
    assert ScoreLine.objects.filter(run=run).count() == 2 * 82
    assert "0 条有变化" in text_of(client, f"/runs/{run.pk}/")
    make.AdvisorFactory(street=cast.a.unit)
    text = text_of(client, f"/runs/{run.pk}/")
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    assert "T6-1 街镇顾问配备率 1 ÷ 9 名 2 ÷ 9 名 0.4 0.9 +0.4" in plain
    client.post("/runs/record/")
    second = ScoreRun.objects.order_by("pk").last()
    assert second
    assert "T6-1" in text_of(client, f"/runs/{run.pk}/?with={second.pk}")
    assert "0 条有变化" in text_of(client, f"/runs/{second.pk}/?with=now")
    text_of(client, f"/runs/{run.pk}/?with=xyz", 404)


def test_whoever_kept_a_run_is_named(cast: Cast, sign_in: SignIn) -> None:
    cast.users["reviewer"].name = "王科长"
    cast.users["reviewer"].save()
    client = sign_in("reviewer")
    client.post("/runs/record/")
    assert '<td data-label="存档人">王科长</td>' in text_of(client, "/runs/")
    assert "王科长 于" in text_of(client, f"/runs/{ScoreRun.objects.get().pk}/")


def test_only_the_reviewer_keeps_runs(sign_in: SignIn) -> None:
    answer = sign_in("a_manager").post("/runs/record/")
    assert answer.status_code == 403
    assert not ScoreRun.objects.exists()


def test_a_run_shows_a_street_only_herself(sign_in: SignIn) -> None:
    sign_in("reviewer").post("/runs/record/")
    text = text_of(sign_in("a_manager"), f"/runs/{ScoreRun.objects.get().pk}/")
    assert "石泉路" in text
    assert "长寿路" not in text


# Nothing there yet ---------------------------------------------------------------------------------


def test_a_day_before_any_standard_says_which_years_there_are(sign_in: SignIn) -> None:
    client = sign_in("reviewer")
    for page in ("/scores/", "/"):
        text = text_of(client, f"{page}?as_of=2019-05-01")
        assert "2024-01-01 至 2024-12-31" in text
        assert f'href="{page}">回到今天<' in text
        assert "装入标准" not in text


def test_a_day_that_does_not_exist_is_told_once(sign_in: SignIn) -> None:
    client = sign_in("reviewer")
    text = text_of(client, "/scores/?as_of=2024-02-31")
    assert text.count("没有这一天，已按 2024-09-20 显示") == 1
    assert "2024-02-31" not in text
    assert "没有这一天" not in text_of(client, "/scores/")


@pytest.mark.django_db
def test_before_a_standard_is_published_the_pages_say_so() -> None:
    client = reviewer_of_an_empty_portal()
    for page in ("/scores/", "/clauses/", "/timeline/", f"/scores/{A}/T8-4/"):
        assert "还没有已发布的建设标准" in text_of(client, page)


@pytest.mark.django_db
def test_before_anything_is_recorded_the_board_says_what_to_do_first() -> None:
    load_standard(standard_file("putuo", 2024), publish=True)
    make.StreetFactory(code=A)
    client = reviewer_of_an_empty_portal()
    assert "先导入顾问名册" in text_of(client, "/scores/")
    for page in PAGES:
        text_of(client, page)


def reviewer_of_an_empty_portal() -> Client:
    user = make.UserFactory()
    make.MembershipFactory(user=user, unit=make.DistrictFactory(), role="district_reviewer")
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


# How much it costs ---------------------------------------------------------------------------------

QUERIES = {
    "/scores/": 8,
    f"/scores/{A}/": 14,
    f"/scores/{A}/parts/T8/": 9,
    f"/scores/{A}/T8-4/": 11,
    f"/scores/{A}/T8-4/rows/": 9,
    "/clauses/": 8,
    "/clauses/T8-4/": 8,
    "/timeline/": 6,
}


@pytest.mark.parametrize(("page", "most"), QUERIES.items())
def test_pages_take_few_queries_however_many_rows(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: object, page: str, most: int
) -> None:
    client = sign_in("reviewer")
    client.get(page)  # the published standard is read once for each process
    with django_assert_max_num_queries(most) as few:  # type: ignore[operator]
        client.get(page)
    for _ in range(3):
        street = make.StreetFactory()
        for advisor in make.AdvisorFactory.create_batch(5, street=street):
            make.AttendanceFactory(session=cast.a.session, advisor=advisor)
    for advisor in make.AdvisorFactory.create_batch(30, street=cast.a.unit):
        make.AttendanceFactory(session=cast.a.session, advisor=advisor)
    with django_assert_max_num_queries(most) as many:  # type: ignore[operator]
        client.get(page)
    # Other clauses may be the ones worth most then, and what they lack is another question.
    assert len(many) <= len(few) + 1
