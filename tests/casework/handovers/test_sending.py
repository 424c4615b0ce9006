"""Handovers written down: what is kept, what is refused, each with its own sentence."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from casework.handovers import services
from casework.models import Handover, ServiceRecord
from tests import factories as make
from tests.casework.handovers.telling import LIST, MATTER, facts, sent, typed
from tests.cast import DAY, Cast
from tests.pages import text_of
from tests.secrecy import dump

pytestmark = pytest.mark.django_db


def add_url(cast: Cast) -> str:
    return f"{LIST}add/{cast.a.unit.pk}/"


def test_what_is_sent_waits_and_its_texts_are_sealed(cast: Cast) -> None:
    one = sent(cast, clerk="窗口甲")
    assert (one.state, one.acknowledged_on, one.matter) == ("sent", None, MATTER)
    assert (one.unit, one.written_by.username) == (cast.a.unit, "a_advisor")
    assert [table for table, rows in dump().items() if "材料已齐" in rows] == []
    line = Entry.objects.get(subject=f"handover:{one.pk}")
    assert (line.action, line.detail) == ("created", {"unit": cast.a.unit.pk})


def test_with_both_ends_known_it_is_acknowledged_at_once(cast: Cast) -> None:
    one = sent(cast, clerk="窗口甲", sent_on=DAY - timedelta(days=2), acknowledged_on=DAY)
    assert (one.state, one.acknowledged_on, one.acknowledged_by) == (
        "acknowledged", DAY, "a_advisor",
    )  # fmt: skip


def test_a_household_is_named_by_its_file_alone(cast: Cast) -> None:
    assert sent(cast, person_name="陆一鸣").person_name == ""
    assert sent(cast, household=None, person_name="陆一鸣").person_name == "陆一鸣"


def test_what_the_counter_reads_names_nobody_of_the_household(cast: Cast) -> None:
    make.MemberFactory(household=cast.a.household, name="石小芳")
    for name in ("石小芳", cast.a.household.head_name):
        with pytest.raises(ValidationError, match="里面写了当事人的姓名"):
            sent(cast, household=cast.a.household, matter=f"{name}的医疗救助材料已齐")
    assert not Handover.objects.exists()


def test_no_service_is_recorded_for_it(cast: Cast) -> None:
    before = ServiceRecord.objects.count()
    sent(cast)
    assert ServiceRecord.objects.count() == before


def test_one_form_sent_twice_is_one_handover(cast: Cast) -> None:
    key, by = uuid4(), cast.actor("a_advisor")
    told: dict[str, Any] = {"key": key, "unit": cast.a.unit, "facts": facts(cast.a)}
    first = services.send_handover(by=by, **told)
    assert services.send_handover(by=by, **told) == (first[0], False)
    with pytest.raises(ValidationError, match="这份表单已经用过了"):
        services.send_handover(by=cast.actor("a_manager"), **told)
    assert Handover.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"sent_on": DAY + timedelta(days=1)}, "sent_on", "2024-09-21还没有到"),
        ({"sent_on": DAY.replace(year=2004)}, "sent_on", "早于2019年"),
        ({"sent_on": DAY.replace(year=2022)}, "advisor", "不在岗"),
        (
            {"acknowledged_on": DAY + timedelta(days=1), "clerk": "窗口甲"},
            "acknowledged_on",
            "2024-09-21还没有到",
        ),
        (
            {"acknowledged_on": DAY - timedelta(days=1), "clerk": "窗口甲"},
            "acknowledged_on",
            "确认日期2024-09-19早于送出日期2024-09-20",
        ),
        ({"household": None}, "household", "至少填一项"),
        ({"acknowledged_on": DAY}, "clerk", "请写明是哪位窗口人员"),
        ({"way": "from_counter"}, "clerk", "哪位窗口人员转的"),
        ({"matter": "请联系13812345678。"}, "matter", "电话号码"),
        ({"matter": "证件31010719800101123X，请受理。"}, "matter", "身份证号"),
        ({"matter": "石户明的材料已齐。"}, "matter", "当事人的姓名"),
    ],
)
def test_what_cannot_be_is_refused(
    cast: Cast, changes: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        sent(cast, **changes)
    assert list(refused.value.message_dict) == [field]
    assert words in refused.value.message_dict[field][0]
    assert not Handover.objects.exists()


def test_a_household_of_elsewhere_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="不在您的范围内"):
        sent(cast, household=cast.b.household)
    point = cast.a.communities[1]
    with pytest.raises(ValidationError, match="不在石里2"):
        sent(cast, unit=point)


def test_what_comes_from_the_counter_stays_and_may_name_him(cast: Cast) -> None:
    one = sent(cast, way="from_counter", clerk="窗口甲", matter="石户明来窗口，请上门看看。")
    assert one.matter.startswith("石户明")


@pytest.mark.parametrize("name", ["reviewer", "district_admin", "a_admin", "auditor", "b_manager"])
def test_nobody_else_writes_one(cast: Cast, name: str) -> None:
    with pytest.raises(PermissionDenied):
        sent(cast, by=name)


def test_a_community_writes_for_its_own_point_alone(cast: Cast) -> None:
    point, own = cast.a.communities[0], cast.a.community_advisor
    one = sent(cast, by="a_community", unit=point, advisor=own)
    assert one.unit == point
    with pytest.raises(PermissionDenied):
        sent(cast, by="a_community", advisor=own)


# The page ----------------------------------------------------------------------------------------


def test_the_form_writes_one_and_says_by_when(cast: Cast, sign_in) -> None:
    client = sign_in("a_advisor")
    body = text_of(client, add_url(cast))
    assert "2个工作日内确认算及时" in body
    answer = client.post(add_url(cast), typed(cast), follow=True)
    one = Handover.objects.get()
    assert answer.redirect_chain == [(f"{LIST}{one.pk}/", 302)]
    assert "已登记，2024-09-24前确认（2个工作日）。" in answer.content.decode()


def test_the_same_form_again_says_so(cast: Cast, sign_in) -> None:
    client, told = sign_in("a_advisor"), typed(cast)
    client.post(add_url(cast), told)
    again = client.post(add_url(cast), told, follow=True)
    assert "已经登记过了，没有重复登记" in again.content.decode()
    assert Handover.objects.count() == 1


def test_a_refusal_keeps_what_was_typed(cast: Cast, sign_in) -> None:
    wrong = typed(cast, matter="请联系13812345678办理。", sent_on="2024-09-31")
    body = sign_in("a_advisor").post(add_url(cast), wrong).content.decode()
    assert "请联系13812345678办理。" in body
    assert 'value="2024-09-31"' in body
    assert not Handover.objects.exists()
    # One thing after the other: the day first, for it can't even be read.
    body = (
        sign_in("a_advisor").post(add_url(cast), wrong | {"sent_on": "2024-09-20"}).content.decode()
    )
    assert "里面有电话号码，看到的人不止一个" in body


def test_a_household_is_handed_on_by_its_page(cast: Cast, sign_in) -> None:
    client = sign_in("a_advisor")
    url = f"{add_url(cast)}?household={cast.a.household.pk}"
    body = text_of(client, url)
    assert cast.a.household.reference in body
    assert 'name="person_name"' not in body
    client.post(url, typed(cast))
    assert Handover.objects.get().household == cast.a.household
    assert client.get(f"{add_url(cast)}?household={cast.b.household.pk}").status_code == 404


def test_other_units_have_no_form(cast: Cast, sign_in) -> None:
    for name, code in (
        ("a_advisor", cast.b.unit.pk), ("a_community", cast.a.unit.pk), ("a_manager", "310107"),
    ):  # fmt: skip
        assert sign_in(name).get(f"{LIST}add/{code}/").status_code == 404


def test_a_number_is_looked_up_within_the_unit(cast: Cast, sign_in) -> None:
    make.HouseholdFactory(community=cast.b.communities[0], number="HX77")
    told = typed(cast, household="HX77")
    body = sign_in("a_advisor").post(add_url(cast), told).content.decode()
    assert "没有找到这个户编号" in body
