"""Partners and volunteers: kept with their days, counted as of any of them (T6-3)."""

from datetime import date
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied

from advisors.helpers import services
from advisors.models import PartnerContract, VolunteerGroup
from audit.models import Entry
from core.measures import measures
from tests import factories as make
from tests.assessment.counting import Counting
from tests.cast import Cast
from tests.pages import costs_the_same, text_of
from tests.stations.browsing import filled, send

CREDIT_CODE = "91310000MA1FL0000X"
PARTNER = {
    "name": "同心社工事务所",
    "service": "每周两个半天驻站",
    "starts_on": "2024-03-01",
    "ends_on": "2024-10-31",
    "contact_name": "钱经理",
    "contact_phone": "13916880001",
}
GROUP = {"name": "邻里志愿队", "persons": "12人", "service": "代办跑腿", "starts_on": "2024-05-01"}


def url(cast: Cast) -> str:
    return "/advisors/helpers/"


def adding(cast: Cast, what: str) -> str:
    return f"/advisors/helpers/{what}/add/{cast.a.unit.code}/"


# The measure ---------------------------------------------------------------------------------


def test_each_of_the_two_counts_from_its_first_to_its_last_day(cast: Cast) -> None:
    street = cast.a.unit
    make.PartnerContractFactory(
        street=street, starts_on=date(2024, 3, 1), ends_on=date(2024, 8, 31)
    )
    make.VolunteerGroupFactory(street=street, starts_on=date(2024, 5, 1), ends_on=date(2024, 9, 15))
    expected = {
        date(2024, 2, 29): None,  # nothing on record yet
        date(2024, 3, 1): (1, 2),
        date(2024, 5, 1): (2, 2),
        date(2024, 8, 31): (2, 2),
        date(2024, 9, 1): (1, 2),  # the contract ended on the day before
        date(2024, 9, 15): (1, 2),
        date(2024, 9, 16): (0, 2),
    }
    assert {day: Counting.on(day).counts("T6-3", street) for day in expected} == expected
    points = [Counting.on(day).points("T6-3", street) for day in list(expected)[1:]]
    assert points == ["0.5000", "1.0000", "1.0000", "0.5000", "0.5000", "0.0000"]
    # The neighbour has none of it.
    assert Counting.on().counts("T6-3", cast.b.unit) is None


def test_a_volunteer_in_post_is_a_volunteer_too(cast: Cast) -> None:
    street = cast.a.unit
    volunteer = make.AdvisorFactory(
        street=street, staff_kind="volunteer", started_on=date(2024, 4, 1)
    )
    # Somebody a third party sent is no contract.
    make.AdvisorFactory(street=street, staff_kind="third_party")
    on = Counting.on(date(2024, 4, 1))
    assert (on.counts("T6-3", street), on.points("T6-3", street)) == ((1, 2), "0.5000")
    # Both a group and she: still one of the two things.
    make.VolunteerGroupFactory(street=street, starts_on=date(2024, 4, 1))
    assert Counting.on(date(2024, 4, 1)).counts("T6-3", street) == (1, 2)
    VolunteerGroup.objects.all().delete()
    # Away from 1 June for two months, and so not in post.
    make.LeaveFactory(advisor=volunteer, starts_on=date(2024, 6, 1), ends_on=date(2024, 7, 31))
    assert Counting.on(date(2024, 5, 31)).counts("T6-3", street) == (1, 2)
    assert Counting.on(date(2024, 6, 1)).counts("T6-3", street) == (0, 2)
    assert Counting.on(date(2024, 8, 1)).counts("T6-3", street) == (1, 2)


def test_what_is_missing_is_named(cast: Cast) -> None:
    street = cast.a.unit
    assert Counting.on().gap("T6-3", street) == (
        "还没有有效的第三方合作，也没有在岗的志愿者（队伍或顾问）。"
    )
    make.PartnerContractFactory(street=street)
    assert Counting.on().gap("T6-3", street) == "还没有在岗的志愿者（队伍或顾问）。"
    make.VolunteerGroupFactory(street=street)
    assert Counting.on().gap("T6-3", street) == ""


def test_what_was_counted_can_be_opened(cast: Cast, sign_in) -> None:
    partner = make.PartnerContractFactory(street=cast.a.unit, name="同心社工事务所")
    group = make.VolunteerGroupFactory(street=cast.a.unit, name="邻里志愿队", persons=12)
    make.AdvisorFactory(street=cast.a.unit, staff_kind="volunteer")
    (row,) = measures["T6-3"].items_of(Counting.on().question, cast.a.unit.code)
    assert row.counted
    cells = [column.value(row, cast.actor("reviewer")) for column in measures["T6-3"].columns]
    assert cells == ["石泉路街道", "同心社工事务所", "邻里志愿队（12 人）、在岗志愿者 1 名"]
    body = text_of(sign_in("reviewer"), f"/scores/{cast.a.unit.code}/T6-3/rows/")
    assert f"/advisors/helpers/partners/{partner.pk}/" in body
    assert f"/advisors/helpers/volunteers/{group.pk}/" in body


# Keeping them --------------------------------------------------------------------------------


def test_a_contract_goes_in_through_the_browser_once(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    for _ in range(2):
        assert client.post(adding(cast, "partners"), PARTNER).status_code == 302
    (partner,) = PartnerContract.objects.all()
    assert (partner.street, partner.name, partner.ends_on) == (
        cast.a.unit,
        "同心社工事务所",
        date(2024, 10, 31),
    )
    assert partner.contact_phone == "13916880001"
    assert b"13916880001" not in bytes(partner.contact_phone_sealed)
    (line,) = Entry.objects.filter(subject=f"partnercontract:{partner.pk}")
    assert (line.action, line.detail) == ("created", {"unit": cast.a.unit.code})
    body = text_of(client, url(cast))
    # 41 days from 20 September to 31 October.
    assert "还有 41 天结束" in body
    assert "钱经理" in body
    assert "13916880001" not in body


def test_a_group_goes_in_as_people_write_it(cast: Cast, sign_in) -> None:
    client = sign_in("a_manager")
    assert client.post(adding(cast, "volunteers"), GROUP).status_code == 302
    assert VolunteerGroup.objects.get().persons == 12
    assert "共 12 人" in text_of(client, url(cast))
    body = client.post(adding(cast, "volunteers"), {**GROUP, "persons": "0"}).content.decode()
    assert "人数须大于0。" in body


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends_on": "2024-02-29"}, "合作结束 2024-02-29 早于合作开始 2024-03-01，请核对。"),
        ({"credit_code": "9131"}, "信用代码应为18位，现在是4位，少14位。"),
        ({"credit_code": "91310000MA1FL0000I"}, "信用代码里不会有I"),
        ({"contact_phone": "1391688"}, "电话"),
        ({"name": ""}, "请填写机构名称"),
        ({"starts_on": "2024-13-01"}, "2024-13-01"),
    ],
)
def test_each_mistake_has_its_sentence_and_nothing_typed_is_lost(
    cast: Cast, sign_in, changes: dict[str, str], sentence: str
) -> None:
    response = sign_in("a_manager").post(adding(cast, "partners"), PARTNER | changes)
    body = response.content.decode()
    assert response.status_code == 200
    assert sentence in body
    assert "每周两个半天驻站" in body
    assert not PartnerContract.objects.exists()


def made(cast: Cast) -> PartnerContract:
    partner = make.PartnerContractFactory(street=cast.a.unit, name="同心社工事务所")
    partner.contact_phone = "13916880001"
    partner.save()
    partner.refresh_from_db()
    return partner


def page(pk: UUID) -> str:
    return f"/advisors/helpers/partners/{pk}/"


def test_a_contract_ends_and_its_phone_stays(cast: Cast, sign_in) -> None:
    partner, client = made(cast), sign_in("a_manager")
    assert send(client, page(partner.pk), ends_on="2024-09-19").status_code == 302
    partner.refresh_from_db()
    assert (partner.ends_on, partner.contact_phone) == (date(2024, 9, 19), "13916880001")
    line = Entry.objects.get(subject=f"partnercontract:{partner.pk}")
    assert line.detail["fields"] == ["ends_on"]
    assert "没有进行中的第三方合作" in text_of(client, url(cast))
    assert partner.name in text_of(client, f"{url(cast)}?show=ended")
    # As of the day before it runs.
    assert partner.name in text_of(client, f"{url(cast)}?as_of=2024-09-19")
    send(client, page(partner.pk), drop_phone="on")
    partner.refresh_from_db()
    assert partner.contact_phone == ""


def test_a_phone_is_shown_whole_within_the_street_and_that_is_written_down(
    cast: Cast, sign_in
) -> None:
    partner = made(cast)
    manager, reviewer = sign_in("a_manager"), sign_in("reviewer")
    for client in (manager, reviewer):
        body = text_of(client, page(partner.pk))
        assert "139****0001" in body
        assert "13916880001" not in body
    assert "13916880001" in manager.post(page(partner.pk), {"action": "phone"}).content.decode()
    assert Entry.objects.filter(action="revealed", username="a_manager").count() == 1
    assert reviewer.post(page(partner.pk), {"action": "phone"}).status_code == 403
    assert "钱经理" not in text_of(reviewer, page(partner.pk))


def test_two_people_at_one_contract_lose_nothing(cast: Cast, sign_in) -> None:
    partner, manager, admin = made(cast), sign_in("a_manager"), sign_in("a_admin")
    seen = filled(manager, page(partner.pk))
    send(admin, page(partner.pk), service="个案会商")
    clash = manager.post(page(partner.pk), {**seen, "name": "同心社会工作事务所"})
    assert clash.status_code == 409
    body = clash.content.decode()
    assert "刚有人改过这条登记，还没有保存。" in body
    assert "现在登记的是“个案会商”。" in body
    assert "同心社会工作事务所" in body
    partner.refresh_from_db()
    assert (partner.name, partner.service) == ("同心社工事务所", "个案会商")


def test_what_was_a_mistake_is_removed_with_its_reason(cast: Cast, sign_in) -> None:
    partner, client = made(cast), sign_in("a_manager")
    body = client.post(page(partner.pk), {"action": "remove", "reason": ""}).content.decode()
    assert "请填写删除的原因" in body
    sent = make.AdvisorFactory(street=cast.a.unit, staff_kind="third_party", partner=partner)
    remove = {"action": "remove", "reason": "登记了两次"}
    assert "有 1 名顾问由这家机构派出" in client.post(page(partner.pk), remove).content.decode()
    sent.delete()
    assert client.post(page(partner.pk), remove).status_code == 302
    assert not PartnerContract.objects.exists()
    assert Entry.objects.get(action="deleted").detail["reason"] == "登记了两次"


@pytest.mark.parametrize("seat", ["reviewer", "a_advisor", "a_community", "b_manager"])
def test_others_keep_nothing(cast: Cast, seat: str) -> None:
    facts = {"name": "某所", "service": "某事", "starts_on": date(2024, 1, 1), "ends_on": None}
    with pytest.raises(PermissionDenied):
        services.add_helper(
            model=PartnerContract, street=cast.a.unit, facts=facts, by=cast.actor(seat)
        )


# The page ------------------------------------------------------------------------------------


def test_people_on_file_are_read_from_the_roster(cast: Cast, sign_in) -> None:
    partner = made(cast)
    make.AdvisorFactory(
        street=cast.a.unit, staff_kind="third_party", name="派来人", partner=partner
    )
    make.AdvisorFactory(street=cast.a.unit, staff_kind="volunteer", name="志愿人")
    make.AdvisorFactory(
        street=cast.a.unit, staff_kind="volunteer", name="离岗人", ended_on=date(2024, 9, 19)
    )
    make.AdvisorFactory(street=cast.b.unit, staff_kind="volunteer", name="邻街人")
    body = text_of(sign_in("a_manager"), url(cast))
    assert all(name in body for name in ("派来人", "志愿人"))
    assert not any(name in body for name in ("离岗人", "邻街人"))
    assert "离岗人" in text_of(sign_in("a_manager"), f"{url(cast)}?as_of=2024-09-19")
    body = text_of(sign_in("reviewer"), url(cast))
    assert not any(name in body for name in ("派来人", "志愿人", "邻街人"))


def test_a_contract_about_to_end_waits_for_the_street(cast: Cast, sign_in) -> None:
    make.PartnerContractFactory(street=cast.a.unit, name="快到期社", ends_on=date(2024, 10, 20))
    make.PartnerContractFactory(street=cast.a.unit, name="还早社", ends_on=date(2024, 10, 21))
    make.PartnerContractFactory(street=cast.b.unit, name="邻街社", ends_on=date(2024, 10, 1))
    advisor = cast.a.street_advisor
    advisor.contract_ends_on = date(2024, 9, 30)
    advisor.save()
    # Renewed already: nothing to do.
    make.PartnerContractFactory(street=cast.a.unit, name="已续签社", ends_on=date(2024, 10, 1))
    renewed = {"starts_on": date(2024, 10, 2), "ends_on": date(2025, 10, 1)}
    make.PartnerContractFactory(street=cast.a.unit, name="已续签社", **renewed)
    home = text_of(sign_in("a_manager"), "/")
    assert "与快到期社的合作快到期" in home
    assert "已续签社" not in home
    assert f"顾问{advisor.name}的合同快到期" in home
    assert "还早社" not in home
    assert "邻街社" not in home
    # The page itself warns of the two that end within 60 days, not of the renewed one.
    assert text_of(sign_in("a_manager"), url(cast)).count("续签的，请登记新的一份") == 2
    assert "快到期社" not in text_of(sign_in("a_advisor"), "/")
    assert "快到期社" not in text_of(sign_in("reviewer"), "/")


def test_the_page_costs_the_same_with_more_rows(cast: Cast, sign_in) -> None:
    def more() -> None:
        for street in (cast.a.unit, cast.b.unit):
            partner = make.PartnerContractFactory(street=street)
            make.VolunteerGroupFactory(street=street)
            make.AdvisorFactory(street=street, staff_kind="third_party", partner=partner)

    more()
    assert costs_the_same(sign_in("reviewer"), url(cast), more)
