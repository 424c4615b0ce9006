"""A phone, an address, an ID number: shown one at a time, for a reason, and written down."""

from collections.abc import Mapping

import pytest
from django.http import HttpResponse

from audit.models import Entry
from casework.models import Member
from tests import factories as make
from tests.cast import Cast

PHONE, ADDRESS, ID_NUMBER, OWN_PHONE = (
    "13787654321",
    "石泉路1弄2号3室",
    "310107198703074321",
    "13612345678",
)


@pytest.fixture
def member(cast: Cast) -> Member:
    """A member with all numbers, of a household with a phone and an address."""
    household = cast.a.household
    household.phone, household.address = PHONE, ADDRESS
    household.save()
    member: Member = make.MemberFactory(household=household, name="石小芳", id_number=ID_NUMBER)
    member.phone = OWN_PHONE
    member.save()
    return member


def ask(cast: Cast, sign_in, seat: str, data: Mapping[str, str]) -> HttpResponse:
    url = f"/casework/households/{cast.a.household.pk}/reveal/"
    answer: HttpResponse = sign_in(seat).post(url, data)
    return answer


def lines(cast: Cast) -> list[Entry]:
    return list(Entry.objects.filter(action=Entry.Action.REVEALED).order_by("id"))


def clear_in(answer: HttpResponse) -> list[str]:
    body = answer.content.decode()
    return [secret for secret in (PHONE, ADDRESS, ID_NUMBER, OWN_PHONE) if secret in body]


@pytest.mark.parametrize(
    ("what", "of_member", "shown", "detail"),
    [
        ("phone", False, PHONE, {"field": "phone"}),
        ("address", False, ADDRESS, {"field": "address"}),
        ("id_number", True, ID_NUMBER, {"field": "id_number", "member": 2}),
        ("phone", True, OWN_PHONE, {"field": "phone", "member": 2}),
    ],
)
def test_one_item_is_shown_once_and_the_reason_kept(
    cast: Cast,
    sign_in,
    member: Member,
    what: str,
    of_member: bool,
    shown: str,
    detail: dict[str, object],
) -> None:
    data = {"what": what, "reason": "visit"}
    if of_member:
        data["member"] = str(member.pk)
    answer = ask(cast, sign_in, "a_community", data)
    assert clear_in(answer) == [shown]
    (line,) = lines(cast)
    assert line.subject == f"household:{cast.a.household.pk}"
    assert line.detail == {"reason": "联系走访", **detail}
    again = sign_in("a_community").get(f"/casework/households/{cast.a.household.pk}/")
    assert clear_in(again) == []


def test_nothing_is_kept_in_the_session(cast: Cast, sign_in, member: Member) -> None:
    client = sign_in("a_manager")
    url = f"/casework/households/{cast.a.household.pk}/reveal/"
    client.post(url, {"what": "phone", "reason": "visit"})
    assert PHONE not in str(dict(client.session))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "请选一个查看原因"),
        ({"reason": "other"}, "请写明是什么原因"),
        ({"reason": "other", "words": "给石小芳打电话"}, "不要写姓名"),
        ({"reason": "other", "words": "310107198703074321"}, "不要写电话、证件号等号码"),
    ],
)
def test_without_a_good_reason_nothing_is_shown(
    cast: Cast, sign_in, member: Member, given: dict[str, str], words: str
) -> None:
    answer = ask(cast, sign_in, "a_manager", {"what": "phone", **given})
    assert answer.status_code == 200
    body = answer.content.decode()
    assert words in body
    assert "<title>错误：" in body
    assert clear_in(answer) == []
    assert lines(cast) == []


def test_a_reason_in_words_is_kept(cast: Cast, sign_in, member: Member) -> None:
    ask(cast, sign_in, "a_manager", {"what": "phone", "reason": "other", "words": "送慰问品"})
    assert lines(cast)[0].detail["reason"] == "送慰问品"


@pytest.mark.parametrize("seat", ["reviewer", "a_admin", "district_admin", "auditor"])
def test_who_does_not_serve_the_household_gets_nothing(
    cast: Cast, sign_in, member: Member, seat: str
) -> None:
    answer = ask(cast, sign_in, seat, {"what": "phone", "reason": "visit"})
    assert answer.status_code == 403
    assert clear_in(answer) == []
    assert lines(cast) == []


@pytest.mark.parametrize("seat", ["b_manager", "b_community"])
def test_the_neighbour_finds_nothing(cast: Cast, sign_in, member: Member, seat: str) -> None:
    assert ask(cast, sign_in, seat, {"what": "phone", "reason": "visit"}).status_code == 404


def test_only_items_of_this_household(cast: Cast, sign_in, member: Member) -> None:
    stranger = make.MemberFactory(household=cast.b.household, id_number="310107199001011234")
    other = {"what": "id_number", "member": str(stranger.pk), "reason": "visit"}
    assert ask(cast, sign_in, "a_manager", other).status_code == 404
    for what in ("id_number", "head_name", "community", "", "condition"):
        answer = ask(cast, sign_in, "a_manager", {"what": what, "reason": "visit"})
        assert answer.status_code == 404, what
    odd = {"what": "address", "member": str(member.pk), "reason": "visit"}
    assert ask(cast, sign_in, "a_manager", odd).status_code == 404
    assert lines(cast) == []


def test_looking_is_no_revealing(cast: Cast, sign_in, member: Member) -> None:
    page = f"/casework/households/{cast.a.household.pk}/"
    answer = sign_in("a_manager").get(f"{page}reveal/?what=phone&reason=visit")
    assert answer.headers["Location"] == page
    assert lines(cast) == []
