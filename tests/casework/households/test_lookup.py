"""The household of an ID number: found within scope alone, by POST alone."""

import pytest

from audit.models import Entry
from casework.models import Household
from ledgers.identifiers import id_check_digit
from tests import factories as make
from tests.cast import Cast
from tests.pages import text_of

URL = "/casework/lookup/"


def right(first_17: str) -> str:
    """The number with its check digit."""
    return first_17 + id_check_digit(first_17)


NUMBER, UNKNOWN = right("31010719870307005"), right("31010719900101001")


@pytest.fixture
def household(cast: Cast) -> Household:
    make.MemberFactory(household=cast.a.household, name="石小芳", id_number=NUMBER)
    return cast.a.household


def asked(sign_in, seat: str, number: str) -> str:
    answer = sign_in(seat).post(URL, {"number": number})
    assert answer.status_code == 200
    body: str = answer.content.decode()
    return body


@pytest.mark.parametrize("seat", ["a_community", "a_advisor", "a_manager", "reviewer"])
def test_it_finds_the_household_masked(
    cast: Cast, sign_in, household: Household, seat: str
) -> None:
    body = asked(sign_in, seat, NUMBER)
    assert "查到 1 户" in body
    assert f"/casework/households/{household.pk}/" in body
    assert "石**" in body
    for hidden in (household.head_name, "石小芳", NUMBER):
        assert hidden not in body


def test_blanks_and_a_small_x_do_not_matter(cast: Cast, sign_in) -> None:
    with_x = next(
        number for n in range(100) if (number := right(f"310107198703071{n:02d}")).endswith("X")
    )
    make.MemberFactory(household=cast.a.household, id_number=with_x)
    typed = f" {with_x[:6]} {with_x[6:14]}-{with_x[14:].lower()}　"
    assert "查到 1 户" in asked(sign_in, "a_manager", typed)


@pytest.mark.parametrize("seat", ["b_manager", "b_community"])
def test_elsewhere_it_is_not_on_record(
    cast: Cast, sign_in, household: Household, seat: str
) -> None:
    elsewhere = asked(sign_in, seat, NUMBER)
    assert "在您的范围内没有这个身份证号的家庭档案" in elsewhere
    assert household.number not in elsewhere
    unknown = asked(sign_in, seat, UNKNOWN)
    start = elsewhere.index("<main")
    assert "没有这个身份证号" in unknown[start:]


def test_a_community_finds_no_other_of_its_street(cast: Cast, sign_in) -> None:
    other = Household.objects.get(head_name="石邻户")
    make.MemberFactory(household=other, id_number=NUMBER)
    assert "在您的范围内没有" in asked(sign_in, "a_community", NUMBER)
    assert "查到 1 户" in asked(sign_in, "a_manager", NUMBER)


def test_a_duplicate_leads_to_the_one_that_stands(cast: Cast, sign_in) -> None:
    duplicate = make.HouseholdFactory(community=cast.a.communities[0], merged_into=cast.a.household)
    make.MemberFactory(household=duplicate, id_number=NUMBER)
    body = asked(sign_in, "a_manager", NUMBER)
    assert "查到 1 户" in body
    assert cast.a.household.number in body
    assert duplicate.number not in body


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "请填写身份证号"),
        ("31010719870307", "少4位"),
        ("310107198713070050", "出生日期"),
        (NUMBER[:17] + ("1" if NUMBER[17] != "1" else "2"), "最后一位对不上"),
        ("石户明", "18位"),
    ],
)
def test_a_number_that_is_none_is_told(cast: Cast, sign_in, number: str, words: str) -> None:
    body = asked(sign_in, "a_manager", number)
    assert words in body
    assert "查到" not in body[body.index("</form>", body.index("<main")) :]
    assert not Entry.objects.filter(subject="household").exists()


def test_the_line_tells_how_many_and_not_which(cast: Cast, sign_in, household: Household) -> None:
    asked(sign_in, "a_community", NUMBER)
    asked(sign_in, "a_community", UNKNOWN)
    lines = list(Entry.objects.filter(subject="household").order_by("id"))
    assert [(one.action, one.detail["count"]) for one in lines] == [("seen", 1), ("seen", 0)]
    assert NUMBER not in str([one.detail for one in lines])


def test_by_get_it_only_asks(cast: Cast, sign_in, household: Household) -> None:
    client = sign_in("a_manager")
    assert household.number not in text_of(client, URL)
    answer = client.get(URL, {"number": NUMBER})
    assert answer.headers["Location"] == URL, "no number stays in the address"
    assert not Entry.objects.filter(subject="household").exists()


@pytest.mark.parametrize("seat", ["a_admin", "district_admin", "auditor"])
def test_who_reads_no_records_finds_none(cast: Cast, sign_in, seat: str) -> None:
    assert sign_in(seat).post(URL, {"number": NUMBER}).status_code == 403
