"""The roster of households as the offices keep it."""

from datetime import date

from audit.models import Entry
from casework.models import Household
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, rows_of

URL = "/casework/households/export/"
PHONE, ID_NUMBER = "13787654321", "310107198703074321"


def filled(cast: Cast) -> Household:
    """Street A's household with everything that must not go out."""
    household = cast.a.household
    household.phone, household.address = PHONE, "石泉路1弄2号3室"
    household.save()
    head = household.members.get()
    head.set_id_number(ID_NUMBER)
    head.save()
    make.HouseholdTierFactory(household=household)
    return household


def test_it_is_in_the_offices_layout(cast: Cast, sign_in) -> None:
    household = filled(cast)
    rows = rows_of(sign_in("a_manager").get(URL).content)
    assert rows[0][0] == "困难对象名册"
    assert rows[2] == [
        "序号", "街镇", "居村", "户编号", "户主", "类别", "人数", "身份证号", "联系电话", "分层",
        "走访频次", "责任顾问", "协助顾问", "列入日期", "移出日期", "上次走访", "应走访",
    ]  # fmt: skip
    own = next(row for row in rows[3:] if row[3] == household.number)
    assert [str(cell)[:10] if isinstance(cell, date) else cell for cell in own[1:]] == [
        cast.a.unit.name, cast.a.communities[0].name, household.number, "石**", "低保", 2,
        "310107********4321", "137****4321", "重点", "每季3次", cast.a.community_advisor.name,
        None, "2024-01-01", None, "2024-09-02", "2024-08-31",
    ]  # fmt: skip


def test_nothing_of_it_is_in_clear_for_anybody(cast: Cast, sign_in) -> None:
    household = filled(cast)
    for seat in ("a_community", "a_manager", "a_admin", "reviewer", "district_admin"):
        text = str(rows_of(sign_in(seat).get(URL).content))
        assert household.number in text
        for secret in (PHONE, ID_NUMBER, household.head_name, "石泉路1弄"):
            assert secret not in text, (seat, secret)


def test_the_foot_says_so(cast: Cast, sign_in) -> None:
    foot = rows_of(sign_in("a_manager").get(URL).content)[-1][0]
    assert "遮住了中间几位" in foot
    assert "住址不导出" in foot


def test_it_is_narrowed_as_the_list_is(cast: Cast, sign_in) -> None:
    ended = make.HouseholdFactory(community=cast.a.communities[0], listed_on=False)
    make.ListingFactory(household=ended, ends_on=date(2024, 8, 31))
    client = sign_in("a_manager")

    def numbers(query: str) -> list[str]:
        return [row[3] for row in rows_of(client.get(f"{URL}?{query}").content)[3:-1]]

    other = Household.objects.get(head_name="石邻户")
    assert numbers("") == [cast.a.household.number, other.number]
    assert numbers("state=ended") == [ended.number]
    assert numbers("q=石户") == [cast.a.household.number]
    assert numbers(f"community={cast.a.communities[1].pk}") == [other.number]


def test_the_neighbours_are_in_no_roster(cast: Cast, sign_in) -> None:
    text = str(rows_of(sign_in("a_manager").get(f"{URL}?state=all").content))
    assert cast.b.household.number not in text
    community = str(rows_of(sign_in("a_community").get(f"{URL}?state=all").content))
    assert Household.objects.get(head_name="石邻户").number not in community
    assert sign_in("auditor").get(URL).status_code == 403


def test_it_leaves_a_line_without_names(cast: Cast, sign_in) -> None:
    sign_in("a_manager").get(f"{URL}?q={cast.a.household.head_name}&state=all")
    entry = Entry.objects.order_by("-id").first()
    assert (entry.action, entry.subject) == (Entry.Action.EXPORTED, "困难对象名册")
    assert entry.detail["rows"] == 1
    assert entry.detail["state"] == "全部"
    assert cast.a.household.head_name not in str(entry.detail)


def test_a_formula_is_text(cast: Cast, sign_in) -> None:
    make.HouseholdFactory(community=cast.a.communities[0], number="=1+1")
    cells = [cell for row in rows_of(sign_in("a_manager").get(URL).content) for cell in row]
    assert "=1+1" in cells


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    def add() -> None:
        for _ in range(9):
            make.CareFactory(household=make.HouseholdFactory(community=cast.a.communities[0]))

    assert costs_the_same(sign_in("a_manager"), URL, add)
