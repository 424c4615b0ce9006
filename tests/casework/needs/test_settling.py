"""A need is registered, settled in each of its ways, and opened again."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from casework.consultations.applying import change_application, remove_application
from casework.consultations.facts import ApplicationFacts
from casework.models import Need, ServiceRecord
from casework.needs import services
from casework.needs.facts import NeedFacts, Settling
from casework.needs.services import AlreadyWaiting
from tests import factories as make
from tests.casework.needs.scenes import added, need_of, referral_of, served, settled
from tests.cast import DAY, Cast


@pytest.fixture
def need(cast: Cast) -> Need:
    return need_of(cast.a)


def application_of(cast: Cast, **changes: Any) -> Any:
    facts = {"household": cast.a.household, "submitted_on": date(2024, 9, 12), **changes}
    return make.ApplicationFactory(unit=cast.a.unit, advisor=cast.a.street_advisor, **facts)


# Registering ----------------------------------------------------------------------------------


def test_it_is_registered_once_by_one_form(cast: Cast) -> None:
    key, by = uuid4(), cast.actor("a_community")
    facts = NeedFacts("education", date(2024, 9, 18))
    add = {"key": key, "household": cast.a.household, "facts": facts, "by": by}
    need, is_new = services.add_need(**add)
    again, is_again_new = services.add_need(**add)
    assert (is_new, is_again_new, again.pk) == (True, False, need.pk)
    assert (need.community_id, need.visit) == (cast.a.communities[0].code, None)
    line = Entry.objects.get(action="created", subject=f"household:{cast.a.household.pk}")
    assert line.detail == {"need": need.receipt}


def test_a_visit_names_a_category_once(cast: Cast) -> None:
    there = added(cast, visit=cast.a.visit, registered_on=date(2024, 9, 2))
    again = added(cast, visit=cast.a.visit, registered_on=date(2024, 9, 2))
    assert again.pk == there.pk


def test_a_visit_to_another_household_brings_none_to_light(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="请重新打开这一页再填"):
        added(cast, visit=cast.b.visit)
    assert not Need.objects.exists()


def test_one_that_waits_already_is_told_before_another(cast: Cast, need: Need) -> None:
    with pytest.raises(AlreadyWaiting) as there:
        added(cast)
    assert there.value.need == need
    assert added(cast, is_another=True) != need
    settled(cast, need)
    Need.objects.exclude(pk=need.pk).delete()
    assert added(cast).pk, "settled, it waits no more"


def test_days_that_can_not_be(cast: Cast) -> None:
    for day, words in (
        (date(2024, 9, 21), "还没有到"),
        (date(2018, 12, 31), "请核对年份"),
    ):
        with pytest.raises(ValidationError, match=words):
            added(cast, registered_on=day)
    with pytest.raises(ValidationError, match="2024-09-02走访才发现"):
        added(cast, registered_on=date(2024, 9, 1), visit=cast.a.visit)


def test_it_counts_where_the_household_lived(cast: Cast) -> None:
    other = cast.a.communities[1]
    cast.a.household.listings.update(community=other)
    assert added(cast, "a_manager").community == other
    with pytest.raises(ValidationError, match="请由那里的顾问登记"):
        added(cast, category="education")


@pytest.mark.parametrize("name", ["b_manager", "b_community", "reviewer", "a_admin", "auditor"])
def test_who_registers_nothing(cast: Cast, name: str) -> None:
    with pytest.raises(PermissionDenied):
        added(cast, name)


# Settling -------------------------------------------------------------------------------------


def test_an_application_settles_it_on_its_day(cast: Cast, need: Need) -> None:
    one = application_of(cast)
    settled(cast, need, settlement="application", application=one, note="")
    assert (need.application, need.settled_on) == (one, date(2024, 9, 12))
    assert not ServiceRecord.objects.filter(need=need).exists(), "the application wrote its own"


def test_one_handed_in_before_settles_it_from_the_start(cast: Cast, need: Need) -> None:
    one = application_of(cast, submitted_on=date(2024, 8, 20))
    settled(cast, need, settlement="application", application=one)
    assert need.settled_on == need.registered_on


def test_a_service_of_ones_own_is_a_service_record(cast: Cast, need: Need) -> None:
    served(cast, need)
    assert (need.settled_advisor, need.settlement_note) == (
        cast.a.community_advisor,
        "陪他去配了药",
    )
    record = ServiceRecord.objects.get(need=need)
    assert (record.service_type, record.given_on) == ("emotional_support", date(2024, 9, 10))
    assert record.unit == cast.a.communities[0]
    line = Entry.objects.get(action="changed", subject=f"household:{cast.a.household.pk}")
    assert line.detail == {"need": need.receipt, "settlement": "顾问自己服务了"}


def test_refused_or_mistaken_it_is_no_service(cast: Cast, need: Need) -> None:
    settled(cast, need)
    other = settled(cast, need_of(cast.a, category="education"), settlement="mistaken")
    assert (need.settlement, other.settlement, other.settled_on) == (
        "refused",
        "mistaken",
        date(2024, 9, 10),
    )
    assert not ServiceRecord.objects.exclude(need=None).exists()
    assert list(Need.objects.standing()) == [need]


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"settlement": ""}, "settlement", "请选择怎么了结的"),
        ({"settlement": "application"}, "application", "请选这户的一份救助申请"),
        ({"settled_on": None}, "settled_on", "请填写哪一天"),
        ({"settled_on": date(2024, 9, 21)}, "settled_on", "还没有到"),
        ({"settled_on": date(2024, 9, 1)}, "settled_on", "2024-09-02才登记"),
        ({"note": " "}, "note", "为什么谢绝"),
        ({"settlement": "mistaken", "note": ""}, "note", "错在哪里"),
        ({"settlement": "own_service"}, "own_service", "哪一类服务"),
        ({"settlement": "own_service"}, "advisor", "哪位顾问"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, need: Need, told: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        settled(cast, need, **told)
    assert words in str(refused.value.message_dict[field])
    need.refresh_from_db()
    assert need.settlement == ""


def test_an_application_has_to_fit(cast: Cast, need: Need) -> None:
    theirs = make.ApplicationFactory(
        unit=cast.b.unit, advisor=cast.b.street_advisor, household=cast.b.household
    )
    back = application_of(cast, result="withdrawn", result_on=DAY)
    old = application_of(
        cast, submitted_on=date(2024, 8, 1), result="approved", result_on=date(2024, 8, 20)
    )
    for one, words in ((theirs, "这户的一份"), (back, "已撤回"), (old, "就有了结果")):
        with pytest.raises(ValidationError, match=words):
            settled(cast, need, settlement="application", application=one)


def test_an_application_that_was_deleted_meanwhile_settles_nothing(cast: Cast, need: Need) -> None:
    one = application_of(cast)
    remove_application(
        application=one, reason="重复登记", by=cast.actor("a_manager")
    )  # fmt: skip
    with pytest.raises(ValidationError, match="请选这户的一份救助申请"):
        settled(cast, need, settlement="application", application=one)
    need.refresh_from_db()
    assert need.settlement == ""


def test_who_was_not_there_served_nobody(cast: Cast, need: Need) -> None:
    gone = make.AdvisorFactory(street=cast.a.unit, ended_on=date(2024, 9, 9))
    for advisor in (gone, cast.b.community_advisor):
        with pytest.raises(ValidationError, match="不在岗"):
            served(cast, need, "a_manager", advisor=advisor)


def test_settled_once_it_is_not_settled_again(cast: Cast, need: Need) -> None:
    settled(cast, need)
    with pytest.raises(PermissionDenied, match="2024-09-10已了结（本人谢绝）"):
        served(cast, need)


@pytest.mark.parametrize(
    ("state", "words"),
    [("offered", "待接"), ("accepted", "已接"), ("done", "办成"), ("rejected", ""), ("failed", "")],
)
def test_what_a_referral_holds_is_not_settled(
    cast: Cast, need: Need, state: str, words: str
) -> None:
    referral_of(need, state)
    if not words:
        assert settled(cast, need).settlement == "refused"
        return
    with pytest.raises(PermissionDenied, match=words):
        settled(cast, need)


@pytest.mark.parametrize("name", ["b_manager", "b_community", "reviewer", "a_admin", "auditor"])
def test_who_settles_and_opens_nothing(cast: Cast, need: Need, name: str) -> None:
    with pytest.raises(PermissionDenied):
        settled(cast, need, name)
    settled(cast, need)
    with pytest.raises(PermissionDenied):
        services.reopen_need(need=need, reason="结果填错了", by=cast.actor(name))
    need.refresh_from_db()
    assert need.settlement == "refused"


# Opening again --------------------------------------------------------------------------------


def test_opened_again_nothing_of_it_is_left(cast: Cast, need: Need) -> None:
    served(cast, need)
    by = cast.actor("a_manager")
    assert services.reopen_need(need=need, reason="帮了还不够", by=by)
    assert not services.reopen_need(need=need, reason="帮了还不够", by=by)
    need.refresh_from_db()
    assert (need.settlement, need.settled_on, need.own_service) == ("", None, "")
    assert (need.settled_advisor, need.settlement_note) == (None, "")
    assert not ServiceRecord.objects.filter(need=need).exists()
    line = Entry.objects.filter(subject=f"household:{need.household_id}").order_by("pk").last()
    assert line
    assert line.detail["reason"] == "帮了还不够"


def test_why_has_to_be_said(cast: Cast, need: Need) -> None:
    settled(cast, need)
    with pytest.raises(ValidationError, match="为什么重新打开"):
        services.reopen_need(need=need, reason="", by=cast.actor("a_manager"))


def test_an_application_that_settled_a_need_stays(cast: Cast, need: Need) -> None:
    one, by = application_of(cast), cast.actor("a_manager")
    settled(cast, need, settlement="application", application=one)
    with pytest.raises(ValidationError, match=f"了结了需求 {need.receipt}，不能删除"):
        remove_application(application=one, reason="重复登记", by=by)
    other = make.HouseholdFactory(community=cast.a.communities[0])
    facts = ApplicationFacts(one.kind, one.submitted_on, one.advisor, household=other)
    with pytest.raises(ValidationError, match="不能改到别的户"):
        change_application(application=one, version=one.version, facts=facts, by=by)
    services.reopen_need(need=need, reason="结果填错了", by=by)
    remove_application(application=one, reason="重复登记", by=by)


def test_settling_tells_nobody_what_was_said(cast: Cast, need: Need) -> None:
    settled(cast, need, note="他女儿说不用来了")
    lines = Entry.objects.filter(subject=f"household:{need.household_id}")
    assert "女儿" not in str([one.detail for one in lines])
    assert Settling("refused").note == ""
