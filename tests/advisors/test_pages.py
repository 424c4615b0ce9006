"""The roster, an advisor's file, and the roster as a ledger."""

from datetime import date

import pytest

from advisors.models import Advisor
from audit.models import Entry
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, rows_of, text_of


def test_names_are_whole_at_home_and_phones_never(cast: Cast, sign_in) -> None:
    advisor = cast.a.street_advisor
    body = text_of(sign_in("a_manager"), "/advisors/")
    assert advisor.name in body
    assert advisor.masked_phone in body
    assert advisor.phone not in body


def test_the_roster_is_the_one_of_the_day(cast: Cast, sign_in) -> None:
    joined = make.AdvisorFactory(street=cast.a.unit, name="石新来", started_on=date(2024, 6, 1))
    gone = make.AdvisorFactory(
        street=cast.a.unit, name="石已离", status="left", ended_on=date(2024, 5, 31)
    )
    client = sign_in("a_manager")
    before = text_of(client, "/advisors/?as_of=2024-05-31")
    after = text_of(client, "/advisors/?as_of=2024-06-01")
    assert gone.name in before
    assert joined.name not in before
    assert gone.name not in after
    assert joined.name in after
    assert gone.name in text_of(client, "/advisors/?show=left")


def test_somebody_on_leave_stands_apart(cast: Cast, sign_in) -> None:
    make.AdvisorFactory(street=cast.a.unit, name="石暂离", status="on_leave")
    client = sign_in("a_manager")
    assert "石暂离" not in text_of(client, "/advisors/")
    assert "石暂离" in text_of(client, "/advisors/?show=on_leave")


@pytest.mark.parametrize(
    ("missing", "label"),
    [
        ({"sex": ""}, "性别"),
        ({"education": ""}, "学历"),
        ({"phone": ""}, "联系电话"),
        ({"staff_kind": ""}, "人员性质"),
    ],
)
def test_an_incomplete_file_says_what_is_missing(
    cast: Cast, sign_in, missing: dict[str, str], label: str
) -> None:
    advisor = make.AdvisorFactory(street=cast.a.unit, name="石不全", **missing)
    client = sign_in("a_manager")
    assert f"缺 {label}" in text_of(client, "/advisors/?show=incomplete")
    file = text_of(client, f"/advisors/{advisor.pk}/")
    assert f"还缺：{label}" in file
    assert "去补" in file


def test_the_filing_date_counts_once_the_street_enters_it(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    assert "备案日期" not in text_of(client, "/advisors/")
    Advisor.objects.filter(pk=cast.a.street_advisor.pk).update(filed_on=date(2024, 5, 1))
    assert "缺 备案日期" in text_of(client, "/advisors/?show=incomplete")
    assert "缺 备案日期" not in text_of(client, "/advisors/?as_of=2024-04-30")


def test_it_is_narrowed_by_level_kind_and_name(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    street = text_of(client, "/advisors/?level=street")
    assert cast.a.street_advisor.name in street
    assert cast.a.community_advisor.name not in street
    assert "没有符合条件的顾问" in text_of(client, "/advisors/?staff_kind=volunteer")
    found = text_of(client, f"/advisors/?q={cast.a.community_advisor.name}")
    assert cast.a.community_advisor.name in found
    assert cast.a.street_advisor.name not in found


def test_phones_and_id_numbers_find_nobody(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    answer = client.get(f"/advisors/?q={cast.a.street_advisor.phone}&level=street")
    assert answer.headers["Location"] == "/advisors/?level=street", "no number in the address"
    body = text_of(client, "/advisors/?level=street")
    assert "只能按姓名找" in body
    assert cast.a.street_advisor.name in body, "the words are not used at all"


@pytest.mark.parametrize("seat", ["reviewer", "district_admin"])
def test_a_masked_name_is_not_confirmed_by_a_search(cast: Cast, sign_in, seat: str) -> None:
    client = sign_in(seat)
    assert 'type="search"' not in text_of(client, "/advisors/")
    answer = client.get(f"/advisors/?q={cast.a.street_advisor.name}&level=street")
    assert answer.headers["Location"] == "/advisors/?level=street", "no name in the address"
    body = text_of(client, "/advisors/?level=street")
    assert "也不能按姓名找" in body
    hit, miss = (
        rows_of(client.get(f"/advisors/export/?q={words}").content)[3:-1]
        for words in (cast.a.street_advisor.name, "查无此人")
    )
    assert hit == miss
    assert len(hit) == 6


def test_a_street_has_its_search(cast: Cast, sign_in) -> None:
    assert 'type="search"' in text_of(sign_in("a_manager"), "/advisors/")


def test_unknown_choices_count_as_none(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("a_manager"), "/advisors/?level=king&show=nobody&sort=hat&page=99")
    assert cast.a.street_advisor.name in body


def test_without_a_roster_the_page_tells_the_first_step(cast: Cast, sign_in) -> None:
    empty = make.StreetFactory()
    user = make.UserFactory(username="empty")
    make.MembershipFactory(user=user, unit=empty)
    cast.users["empty"] = user
    body = text_of(sign_in("empty"), "/advisors/")
    assert "还没有顾问名册" in body
    assert "T6-1" in body


def test_the_file_shows_assignments_stars_and_the_way_to_the_hours(cast: Cast, sign_in) -> None:
    advisor = cast.a.community_advisor
    body = text_of(sign_in("a_manager"), f"/advisors/{advisor.pk}/")
    assert cast.a.communities[0].name in body
    assert "3 星" in body
    assert f"/training/hours/?advisor={advisor.pk}" in body


def test_a_month_is_not_made_a_day(cast: Cast, sign_in) -> None:
    advisor = make.AdvisorFactory(street=cast.a.unit, started_on_precision="month")
    body = text_of(sign_in("a_manager"), f"/advisors/{advisor.pk}/")
    assert "2023-03<" in body
    assert "2023-03-01" not in body


def test_a_phone_is_shown_to_colleagues_and_that_is_written_down(cast: Cast, sign_in) -> None:
    advisor = cast.a.street_advisor
    url = f"/advisors/{advisor.pk}/phone/"
    response = sign_in("a_manager").post(url)
    assert advisor.phone in response.content.decode()
    entry = Entry.objects.order_by("-id").first()
    assert (entry.action, entry.username) == (Entry.Action.REVEALED, "a_manager")
    assert entry.subject == f"advisor:{advisor.pk}"
    assert advisor.phone not in str(entry.detail)


def test_the_district_gets_no_phone(cast: Cast, sign_in) -> None:
    advisor = cast.a.street_advisor
    client = sign_in("reviewer")
    assert "显示电话" not in text_of(client, f"/advisors/{advisor.pk}/")
    response = client.post(f"/advisors/{advisor.pk}/phone/")
    assert response.status_code == 403
    assert advisor.phone not in response.content.decode()


def test_the_neighbour_finds_no_phone(cast: Cast, sign_in) -> None:
    url = f"/advisors/{cast.a.street_advisor.pk}/phone/"
    assert sign_in("b_manager").post(url).status_code == 404
    assert not Entry.objects.filter(action=Entry.Action.REVEALED).exists()


def test_looking_is_no_revealing(cast: Cast, sign_in) -> None:
    url = f"/advisors/{cast.a.street_advisor.pk}/phone/"
    assert sign_in("a_manager").get(url).status_code == 405


def test_the_ledger_is_in_the_offices_layout(cast: Cast, sign_in) -> None:
    advisor = cast.a.community_advisor
    response = sign_in("a_manager").get("/advisors/export/?level=community&show=all")
    rows = rows_of(response.content)
    assert rows[2][:9] == [
        "序号", "街道（镇）", "居委", "姓名", "性别", "身份证号码", "联系方式", "类别", "人员性质",
    ]  # fmt: skip
    own = next(row for row in rows[3:] if row[3] == advisor.name)
    assert own[2] == cast.a.communities[0].name
    assert own[6] == advisor.masked_phone
    assert own[11] == "3星"
    assert advisor.phone not in str(rows)
    assert cast.a.street_advisor.name not in str(rows)


def test_the_neighbours_people_are_in_no_ledger(cast: Cast, sign_in) -> None:
    text = str(rows_of(sign_in("a_manager").get("/advisors/export/?show=all").content))
    assert not [secret for secret in cast.b.secrets if secret in text]


def test_an_exported_formula_is_text(cast: Cast, sign_in) -> None:
    make.AdvisorFactory(street=cast.a.unit, name='=HYPERLINK("x")', note="+1", position="@x")
    response = sign_in("a_manager").get("/advisors/export/")
    cells = [cell for row in rows_of(response.content) for cell in row]
    assert '=HYPERLINK("x")' in cells


def test_an_export_leaves_a_line_without_names(cast: Cast, sign_in) -> None:
    sign_in("a_manager").get(f"/advisors/export/?q={cast.a.street_advisor.name}")
    entry = Entry.objects.order_by("-id").first()
    assert entry.action == Entry.Action.EXPORTED
    assert entry.detail["rows"] == 1
    assert cast.a.street_advisor.name not in str(entry.detail)


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    client = sign_in("reviewer")

    def add() -> None:
        for n in range(20, 50):
            community = make.CommunityFactory(parent=cast.a.unit, number=n)
            assignment = make.AssignmentFactory(community=community)
            make.StarRatingFactory(advisor=assignment.advisor)

    assert costs_the_same(client, "/advisors/", add)
    assert costs_the_same(client, "/advisors/export/", lambda: make.AdvisorFactory.create_batch(9))
    url = f"/advisors/{cast.a.community_advisor.pk}/"
    assert costs_the_same(
        client,
        url,
        lambda: make.AssignmentFactory(
            advisor=cast.a.community_advisor, community=cast.a.communities[2]
        ),
    )


def test_stars_stand_on_the_roster_from_the_day_they_were_decided(cast: Cast, sign_in) -> None:
    rated = make.AdvisorFactory(street=cast.a.unit, name="石新星")
    make.StarRatingFactory(advisor=rated, year=2024, level=5, decided_on=date(2024, 8, 31))
    client = sign_in("a_manager")
    assert "5 星" not in text_of(client, "/advisors/?as_of=2024-08-30")
    assert "5 星" in text_of(client, "/advisors/?as_of=2024-08-31")


def test_a_few_days_off_take_nobody_off_the_incomplete_files(cast: Cast, sign_in) -> None:
    advisor = make.AdvisorFactory(street=cast.a.unit, name="石病假", education="")
    make.LeaveFactory(advisor=advisor, starts_on=date(2024, 9, 18), ends_on=date(2024, 9, 24))
    client = sign_in("a_manager")
    for shown in ("active", "incomplete", "on_leave"):
        assert "石病假" in text_of(client, f"/advisors/?show={shown}"), "as T6-1 and T6-6 count"
