"""Providers and resources: put on record, changed, stopped, offered again."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from core.versions import ChangedMeanwhile
from resources import services
from resources.models import Provider, Resource, ResourceArea
from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import text_of
from tests.resources.pool import code_of, resource_form
from tests.stations.browsing import filled, send

ADD = "/resources/add/"
ADD_PROVIDER = "/resources/providers/add/"


def body(response: Any) -> str:
    return str(response.content.decode())


# Putting on record -----------------------------------------------------------------------------


def test_a_resource_comes_with_its_provider(cast: Cast, sign_in) -> None:
    one, two = cast.a.communities[:2]
    client = sign_in("a_advisor")
    assert "登记新的提供方" in text_of(client, ADD)
    response = client.post(
        ADD, resource_form(areas=[one.code, two.code], eligible=["dibao"], value_yuan="1.2万")
    )
    resource = Resource.objects.get()
    assert response.headers["Location"] == f"/resources/{resource.pk}/"
    assert (resource.unit, resource.provider.name) == (cast.a.unit, "乐助社工中心")
    assert (resource.capacity, resource.per, resource.capacity_unit) == (20, "month", "人次")
    assert (resource.contact_phone, resource.eligible) == ("13812345678", ["dibao"])
    assert resource.value_yuan == Decimal(12_000)
    assert set(resource.areas.all()) == {one, two}
    page = text_of(client, f"/resources/{resource.pk}/")
    for words in ("20 / 20 人次", "低保家庭", one.name, "2024-01-01 至 2024-12-31"):
        assert words in page
    lines = Entry.objects.filter(action="created").values_list("subject", flat=True)
    assert {f"resource:{resource.pk}", f"provider:{resource.provider_id}"} <= set(lines)
    told = str(list(Entry.objects.values()))
    assert "钱联系" not in told
    assert "13812345678" not in told


def test_the_same_form_twice_is_one_resource(cast: Cast, sign_in) -> None:
    client, form = sign_in("a_advisor"), resource_form()
    client.post(ADD, form)
    response = client.post(ADD, form, follow=True)
    assert "没有重复登记" in body(response)
    assert (Resource.objects.count(), Provider.objects.count()) == (1, 1)


def test_the_district_has_resources_of_its_own(cast: Cast, sign_in) -> None:
    assert "服务范围" not in text_of(sign_in("reviewer"), ADD)
    sign_in("reviewer").post(ADD, resource_form())
    assert Resource.objects.get().unit == cast.district
    # A street offers something of the district's provider, under its own name.
    provider = Provider.objects.get()
    sign_in("a_manager").post(ADD, resource_form(provider=str(provider.pk), name="另一项"))
    assert Resource.objects.get(name="另一项").unit == cast.a.unit


@pytest.mark.parametrize("who", ["a_community", "auditor"])
def test_who_does_not_keep_the_pool_adds_nothing(cast: Cast, sign_in, who: str) -> None:
    for url in (ADD, ADD_PROVIDER):
        assert sign_in(who).get(url).status_code == 403
        assert sign_in(who).post(url, resource_form()).status_code == 403
    assert not Provider.objects.exists()


WRONG = [
    ({"provider": ""}, "请选择提供方"),
    ({"provider_name": ""}, "登记新的提供方要填名称"),
    ({"provider_kind": ""}, "登记新的提供方要填主体类型"),
    ({"credit_code": ""}, "除志愿者外都要填统一社会信用代码"),
    ({"credit_code": "5231010"}, "信用代码应为18位"),
    ({"credit_code": code_of()[:-1] + ("A" if code_of()[-1] != "A" else "B")}, "最后一位对不上"),
    ({"credit_code": code_of("91")}, "一般是“爱心企业”，现在选的是“社会组织”"),
    ({"provider_kind": "volunteer"}, "志愿者没有信用代码"),
    ({"name": ""}, "请填写资源名称"),
    ({"category": ""}, "请选择资源类别"),
    ({"per": ""}, "要选每月、每季、每年还是整个期限"),
    ({"capacity": "很多"}, "应填数字"),
    ({"capacity": "0"}, "应在1到1000000之间"),
    ({"value_yuan": "-3"}, "金额不能是负数"),
    ({"value_yuan": "99999999999"}, "金额太大"),
    ({"ends_on": "2023-12-31"}, "有效期止2023-12-31早于有效期起2024-01-01"),
    ({"contact_name": ""}, "请填写联系人"),
    ({"contact_phone": ""}, "请填写联系电话"),
    ({"contact_phone": "1381234"}, "手机号应为11位"),
    ({"areas": ["310107015001"]}, "选择一个有效的选项"),
    ({"key": "x"}, "UUID"),
    ({"key": ""}, "请重新打开“登记资源”再填"),
]


@pytest.mark.parametrize(("change", "words"), WRONG, ids=[words[:12] for _, words in WRONG])
def test_what_is_wrong_is_said_at_its_place_and_nothing_is_lost(
    cast: Cast, sign_in, change: dict[str, Any], words: str
) -> None:
    response = sign_in("a_advisor").post(ADD, resource_form(**change))
    assert response.status_code == 200
    assert words in body(response)
    assert "打电话预约" in body(response)
    assert not Resource.objects.exists()
    assert not Provider.objects.exists()


def test_a_kind_that_the_code_does_not_speak_for_is_confirmed(cast: Cast, sign_in) -> None:
    client, form = sign_in("a_advisor"), resource_form(credit_code=code_of("91"))
    assert "已核对，主体类型没有选错" in body(client.post(ADD, form))
    client.post(ADD, form | {"kind_is_right": "on"})
    assert Provider.objects.get().kind == "social_organisation"


def test_a_volunteer_has_no_code(cast: Cast, sign_in) -> None:
    sign_in("a_advisor").post(ADD, resource_form(provider_kind="volunteer", credit_code=""))
    assert Provider.objects.get().credit_code == ""


def test_without_a_number_there_is_no_period(cast: Cast, sign_in) -> None:
    sign_in("a_advisor").post(ADD, resource_form(capacity=""))
    resource = Resource.objects.get()
    assert (resource.capacity, resource.per, resource.capacity_unit) == (None, "", "")


# A provider is there once ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"provider_name": "乐助（普陀）中心"}, "已经登记在“乐助社工中心”名下"),
        ({"credit_code": code_of(tail="MJ11111")}, "“乐助社工中心”已经登记过了"),
        (
            {"provider_name": "乐助 社工中心", "credit_code": code_of(tail="MJ11111")},
            "“乐助社工中心”已经登记过了",
        ),
    ],
)
def test_a_provider_is_known_by_its_name_and_by_its_code(
    cast: Cast, sign_in, change: dict[str, str], words: str
) -> None:
    client = sign_in("a_advisor")
    client.post(ADD, resource_form())
    response = client.post(ADD, resource_form(name="另一项", **change))
    assert words in body(response)
    assert Provider.objects.count() == 1
    # The neighbour's is another one.
    sign_in("b_manager").post(ADD, resource_form())
    assert Provider.objects.count() == 2


def test_a_resource_is_there_once_of_a_provider(cast: Cast, sign_in) -> None:
    client = sign_in("a_advisor")
    client.post(ADD, resource_form())
    assert "登记过同名的资源" in body(client.post(ADD, resource_form()))
    assert Resource.objects.count() == 1


def test_a_provider_is_added_and_changed(cast: Cast, sign_in) -> None:
    client = sign_in("a_advisor")
    facts = {"name": "爱心面馆", "kind": "enterprise", "credit_code": code_of("92"), "version": "0"}
    assert "没有重复登记" not in body(client.post(ADD_PROVIDER, facts, follow=True))
    assert "没有重复登记" in body(client.post(ADD_PROVIDER, facts, follow=True))
    provider = Provider.objects.get()
    change = f"/resources/providers/{provider.pk}/change/"
    assert "没有改动" in body(client.post(change, filled(client, change), follow=True))
    send(client, change, name="爱心面馆二店")
    provider.refresh_from_db()
    assert (provider.name, provider.version) == ("爱心面馆二店", 2)
    other = make.ProviderFactory(unit=cast.a.unit, name="邻家", credit_code=code_of())
    taken = send(client, change, name=other.name)
    assert "“邻家”已经登记过了" in body(taken)
    assert sign_in("b_manager").get(change).status_code == 404
    assert sign_in("reviewer").get(change).status_code == 403


def test_who_is_slower_sees_both(cast: Cast, sign_in) -> None:
    provider = make.ProviderFactory(unit=cast.a.unit, name="原名", kind="volunteer")
    change = f"/resources/providers/{provider.pk}/change/"
    client = sign_in("a_advisor")
    mine = filled(client, change, name="我的名")
    send(sign_in("a_manager"), change, name="他的名")
    late = client.post(change, mine)
    assert late.status_code == 409
    assert "刚有人改过" in body(late)
    assert "他的名" in body(late)
    provider.refresh_from_db()
    assert provider.name == "他的名"


# Changing, stopping ----------------------------------------------------------------------------


@pytest.fixture
def resource(cast: Cast) -> Resource:
    made: Resource = make.ResourceFactory(
        unit=cast.a.unit, name="助浴", contact_phone="13812345678", capacity=5, per="month"
    )
    return made


def test_a_change_keeps_the_phone_unless_one_is_typed(
    cast: Cast, sign_in, resource: Resource
) -> None:
    client, change = sign_in("a_advisor"), f"/resources/{resource.pk}/change/"
    assert "13812345678" not in text_of(client, change)
    send(client, change, capacity="9", areas=[cast.a.communities[1].code])
    resource.refresh_from_db()
    assert (resource.capacity, resource.contact_phone) == (9, "13812345678")
    assert ResourceArea.objects.get().community == cast.a.communities[1]
    line = Entry.objects.order_by("-id")[0]
    assert sorted(line.detail["fields"]) == ["areas", "capacity"]
    send(client, change, contact_phone="13912345678", areas=[])
    resource.refresh_from_db()
    assert resource.contact_phone == "13912345678"
    assert not ResourceArea.objects.exists()
    assert "没有改动" in body(client.post(change, filled(client, change), follow=True))


def test_a_change_of_what_somebody_changed_meanwhile_is_shown_beside(
    cast: Cast, sign_in, resource: Resource
) -> None:
    client, change = sign_in("a_advisor"), f"/resources/{resource.pk}/change/"
    mine = filled(client, change, name="我的名")
    send(sign_in("a_manager"), change, name="他的名", capacity="8")
    late = client.post(change, mine)
    assert late.status_code == 409
    assert "他的名" in body(late)
    assert 'value="我的名"' in body(late)
    with pytest.raises(ChangedMeanwhile):
        services.change_resource(
            resource=resource, version=1, facts={"name": "三名"}, by=cast.actor("a_advisor")
        )


def test_nobody_changes_what_is_not_of_the_own_unit(
    cast: Cast, sign_in, resource: Resource
) -> None:
    shared = make.ResourceFactory(unit=cast.district)
    for tail in ("change/", "stop/"):
        assert sign_in("b_manager").get(f"/resources/{resource.pk}/{tail}").status_code == 404
        assert sign_in("reviewer").get(f"/resources/{resource.pk}/{tail}").status_code == 403
        assert sign_in("a_manager").get(f"/resources/{shared.pk}/{tail}").status_code == 403
        assert sign_in("a_community").get(f"/resources/{resource.pk}/{tail}").status_code == 403
    with pytest.raises(PermissionDenied):
        services.stop_resource(
            resource=resource, stopped_on=DAY, reason="ended", by=cast.actor("b_manager")
        )
    with pytest.raises(PermissionDenied):
        services.change_resource(
            resource=resource,
            version=1,
            facts={},
            areas=[cast.b.communities[0]],
            by=cast.actor("a_manager"),
        )
    with pytest.raises(ValidationError, match="不是本单位的"):
        services.change_resource(
            resource=resource,
            version=1,
            facts={},
            provider=make.ProviderFactory(unit=cast.b.unit),
            by=cast.actor("a_manager"),
        )


def test_a_resource_is_stopped_with_a_reason_and_offered_again(
    cast: Cast, sign_in, resource: Resource
) -> None:
    client, page = sign_in("a_manager"), f"/resources/{resource.pk}/"
    send(client, f"{page}stop/", reason="withdrawn")
    resource.refresh_from_db()
    assert (resource.stopped_on, resource.stop_reason) == (DAY, "withdrawn")
    assert "已停用（提供方退出）" in text_of(client, page)
    again = client.post(f"{page}stop/", {"stopped_on": DAY, "reason": "ended"}, follow=True)
    assert "已经停用了" in body(again)
    assert client.get(f"{page}change/").status_code == 403
    late = client.post(f"{page}change/", resource_form(provider=str(resource.provider_id)))
    assert late.status_code == 409
    assert "打电话预约" in body(late)
    assert "已恢复" in body(client.post(f"{page}resume/", follow=True))
    assert "没有停用" in body(client.post(f"{page}resume/", follow=True))
    resource.refresh_from_db()
    assert (resource.stopped_on, resource.stop_reason) == (None, "")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"stopped_on": "2024-09-21"}, "2024-09-21还没有到"),
        ({"stopped_on": "2023-12-31"}, "2024-01-01才开始"),
        ({"stopped_on": "2024-09-02"}, "2024-09-02和以后还占用了1个名额"),
        ({"reason": ""}, "请选择停用原因"),
        ({"stopped_on": ""}, "请填写停用日期"),
    ],
)
def test_what_stops_no_resource(
    cast: Cast, sign_in, resource: Resource, change: dict[str, str], words: str
) -> None:
    make.PlaceFactory(resource=resource, taken_on=date(2024, 9, 2))
    form = {"stopped_on": "2024-09-20", "reason": "ended"} | change
    assert words in body(sign_in("a_manager").post(f"/resources/{resource.pk}/stop/", form))
    resource.refresh_from_db()
    assert resource.stopped_on is None
