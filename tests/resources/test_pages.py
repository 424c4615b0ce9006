"""The pages of the pool: what is shown to whom, what is narrowed, and what it costs."""

from datetime import date

import pytest

from audit.models import Entry
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, text_of

LIST = "/resources/"
PHONE = "13812345678"
VIEWERS = ["reviewer", "district_admin", "a_manager", "a_admin", "a_advisor", "a_community"]


@pytest.fixture
def pool(cast: Cast):
    """A resource of street A, one of street B's, one of the district's."""
    return {
        "own": make.ResourceFactory(
            unit=cast.a.unit, name="石泉助浴", contact_name="钱联系", contact_phone=PHONE
        ),
        "neighbour": make.ResourceFactory(unit=cast.b.unit, name="长寿午餐"),
        "district": make.ResourceFactory(
            unit=cast.district, name="区级法援", category="basic_living", contact_name="区联系"
        ),
    }


def url(one) -> str:
    return f"{LIST}{one.pk}/"


@pytest.mark.parametrize("who", VIEWERS)
def test_a_unit_sees_its_own_and_the_districts(cast: Cast, sign_in, pool, who: str) -> None:
    client = sign_in(who)
    body = text_of(client, LIST)
    assert "石泉助浴" in body
    assert "区级法援" in body
    is_district = who in ("reviewer", "district_admin")
    assert ("长寿午餐" in body) is is_district
    assert client.get(url(pool["neighbour"])).status_code == (200 if is_district else 404)
    assert "石泉助浴" in text_of(client, url(pool["own"]))


def test_the_auditor_and_the_outsider_see_nothing(cast: Cast, sign_in, pool) -> None:
    for who in ("auditor", "outsider"):
        assert sign_in(who).get(LIST).status_code == 403
        assert sign_in(who).get(url(pool["own"])).status_code == 403


def test_whoever_it_is_offered_to_may_see_whom_to_call_and_that_is_written_down(
    cast: Cast, sign_in, pool
) -> None:
    client = sign_in("a_community")
    body = text_of(client, url(pool["own"]))
    assert "钱联系" in body
    assert PHONE not in body
    assert "138****5678" in body
    assert PHONE in client.post(url(pool["own"])).content.decode()
    line = Entry.objects.order_by("-id")[0]
    assert (line.action, line.subject) == ("revealed", f"resource:{pool['own'].pk}")
    assert PHONE not in str(line.detail)
    # The streets call at the district's; the district does not call at a street's.
    assert "区联系" in text_of(client, url(pool["district"]))
    reviewer = sign_in("reviewer")
    assert "钱联系" not in text_of(reviewer, url(pool["own"]))
    assert "钱**" in text_of(reviewer, url(pool["own"]))
    assert reviewer.post(url(pool["own"])).status_code == 403
    assert "区联系" in text_of(reviewer, url(pool["district"]))


def test_the_list_says_what_is_left_what_is_full_and_what_ends(cast: Cast, sign_in) -> None:
    unit = cast.a.unit
    often = make.ResourceFactory(
        unit=unit, name="甲助浴", capacity=3, per="month", capacity_unit="人次"
    )
    full = make.ResourceFactory(unit=unit, name="乙午餐", capacity=1, per="month")
    make.ResourceFactory(unit=unit, name="丙快完", ends_on=date(2024, 10, 2))
    make.ResourceFactory(unit=unit, name="丁过期", ends_on=date(2024, 9, 19))
    make.ResourceFactory(
        unit=unit, name="戊停用", stopped_on=date(2024, 9, 20), stop_reason="withdrawn"
    )
    make.ResourceFactory(unit=unit, name="己未到", starts_on=date(2024, 10, 1))
    for one in (often, full):
        make.PlaceFactory(resource=one)
    # Of another month: free again.
    make.PlaceFactory(resource=often, taken_on=date(2024, 8, 31))
    client = sign_in("a_advisor")
    body = text_of(client, LIST)
    assert "2 / 3 人次" in body
    assert "还有12天到期" in body
    for name in ("乙午餐", "丁过期", "戊停用", "己未到"):
        assert name not in body
    assert "本月已满" in text_of(client, f"{LIST}?show=full")
    assert "丙快完" in text_of(client, f"{LIST}?show=ending")
    assert "甲助浴" not in text_of(client, f"{LIST}?show=ending")
    over = text_of(client, f"{LIST}?show=over")
    assert "已停用（提供方退出）" in over
    assert "丁过期" in over
    assert "己未到" in text_of(client, f"{LIST}?show=all")
    # As of the day before: still offered, the place of September not yet the month's.
    before = text_of(client, f"{LIST}?as_of=2024-08-31")
    assert "丁过期" in before
    assert "2 / 3 人次" in before
    assert "戊停用" in before


def test_filters_narrow_the_scope_and_never_leave_it(cast: Cast, sign_in, pool) -> None:
    one, two = cast.a.communities[:2]
    only_two = make.ResourceFactory(unit=cast.a.unit, name="只给二居", category="education")
    make.ResourceAreaFactory(resource=only_two, community=two)
    client = sign_in("a_manager")
    assert "只给二居" in text_of(client, f"{LIST}?community={two.code}")
    body = text_of(client, f"{LIST}?community={one.code}")
    assert "只给二居" not in body
    assert "石泉助浴" in body
    assert "区级法援" in body
    body = text_of(client, f"{LIST}?category=education")
    assert "只给二居" in body
    assert "石泉助浴" not in body
    assert "没有符合条件" in text_of(client, f"{LIST}?kind=volunteer")
    assert "石泉助浴" in text_of(client, f"{LIST}?q=助浴")
    assert client.get(f"{LIST}?street={cast.b.unit.code}").status_code == 404
    body = text_of(sign_in("reviewer"), f"{LIST}?street={cast.b.unit.code}")
    assert "长寿午餐" in body
    assert "石泉助浴" not in body


def test_a_number_is_not_searched_for_and_leaves_the_address(cast: Cast, sign_in, pool) -> None:
    client = sign_in("a_manager")
    for page in (LIST, f"{LIST}providers/"):
        response = client.get(f"{page}?q={PHONE}", follow=True)
        assert PHONE not in response.redirect_chain[-1][0]
        assert "请不要填" in response.content.decode()
        assert PHONE not in response.content.decode()


def test_empty_lists_say_what_to_do_first(cast: Cast, sign_in) -> None:
    assert "还没有可用的资源" in text_of(sign_in("a_manager"), LIST)
    assert "登记资源" in text_of(sign_in("a_manager"), LIST)
    assert "由街镇登记" in text_of(sign_in("a_community"), LIST)
    assert "还没有这样的提供方" in text_of(sign_in("a_manager"), f"{LIST}providers/")


def test_a_provider_shows_what_it_offers(cast: Cast, sign_in, pool) -> None:
    provider = pool["own"].provider
    body = text_of(sign_in("a_advisor"), f"{LIST}providers/")
    assert provider.name in body
    assert pool["neighbour"].provider.name not in body
    page = f"{LIST}providers/{provider.pk}/"
    assert "石泉助浴" in text_of(sign_in("a_advisor"), page)
    assert sign_in("b_manager").get(page).status_code == 404


def test_a_volunteers_name_stands_in_no_title(cast: Cast, sign_in) -> None:
    person = make.ProviderFactory(unit=cast.a.unit, name="孙志愿", kind="volunteer")
    body = text_of(sign_in("a_advisor"), f"{LIST}providers/{person.pk}/")
    assert "孙志愿" in body
    assert "孙志愿" not in body[: body.index("</title>")]


def test_the_lists_stay_flat(cast: Cast, sign_in, pool) -> None:
    def more() -> None:
        for n in range(12):
            one = make.ResourceFactory(unit=cast.a.unit, capacity=3, per="month")
            make.ResourceAreaFactory(resource=one, community=cast.a.communities[n % 3])
            make.PlaceFactory(resource=one)

    client = sign_in("a_manager")
    assert costs_the_same(client, f"{LIST}?show=all", more)
    assert costs_the_same(client, f"{LIST}providers/", more)
    assert costs_the_same(client, url(pool["own"]), more)
    assert costs_the_same(client, f"{LIST}providers/{pool['own'].provider.pk}/", more)
    assert costs_the_same(client, f"{LIST}add/", more)
    assert costs_the_same(sign_in("reviewer"), LIST, more)
