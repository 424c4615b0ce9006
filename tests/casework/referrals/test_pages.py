"""The list of referrals, a referral's page, and what waits: what is shown to whom."""

from datetime import date

import pytest

from audit.models import Entry
from casework.models import Referral
from casework.referrals import selectors, services
from casework.referrals.selectors import asked_by_when_silent, state_on
from core.workdays import workdays_between
from tests import factories as make
from tests.casework.referrals.telling import (
    LIST,
    PHONE,
    REQUEST,
    a_resource,
    accepted,
    offer,
    offered,
    rejected,
)
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, rows_of, text_of


def made(cast: Cast, **changes: object) -> Referral:
    """One of street A's household, not written by the services."""
    need = make.NeedFactory(household=cast.a.household, registered_on=date(2024, 7, 1))
    told = {"advisor": cast.a.community_advisor, "resource": a_resource_of(cast), **changes}
    referral: Referral = make.ReferralFactory(need=need, **told)
    return referral


def a_resource_of(cast: Cast) -> object:
    return make.ResourceFactory(unit=cast.a.unit)


def many(cast: Cast, count: int) -> None:
    for _ in range(count):
        made(cast)


def test_those_that_wait_come_first_the_oldest_first(cast: Cast, sign_in) -> None:
    young = made(cast, offered_on=date(2024, 9, 5))
    old = made(cast, offered_on=date(2024, 8, 5), consent_on=date(2024, 8, 5))
    over = made(cast, state="done", answered_on=date(2024, 9, 4), closed_on=date(2024, 9, 10))
    body = text_of(sign_in("a_manager"), f"{LIST}?show=all")
    assert body.index(old.receipt) < body.index(young.receipt)
    assert body.index(over.receipt) > body.index(old.receipt)
    assert "石**" in body
    assert cast.a.household.head_name not in body


@pytest.mark.parametrize(
    ("show", "count"),
    [("open", 3), ("offered", 2), ("accepted", 1), ("silent", 1), ("fallen", 2), ("done", 1),
     ("all", 6)],
)  # fmt: skip
def test_each_chip_leaves_its_own(cast: Cast, sign_in, show: str, count: int) -> None:
    made(cast, offered_on=date(2024, 9, 19))
    made(cast, offered_on=date(2024, 9, 3))  # silent since more than five workdays
    answered = {"answered_on": date(2024, 9, 4)}
    made(cast, state="accepted", **answered)
    made(cast, state="rejected", reason="other", closed_on=date(2024, 9, 4), **answered)
    made(cast, state="revoked", reason="other", closed_on=date(2024, 9, 5))
    made(cast, state="done", closed_on=date(2024, 9, 6), **answered)
    body = text_of(sign_in("a_manager"), f"{LIST}?show={show}")
    assert body.count('<th scope="row">') == count


def test_an_earlier_day_shows_what_it_was_then(cast: Cast, sign_in) -> None:
    referral = made(
        cast,
        state="failed",
        reason="declined",
        answered_on=date(2024, 9, 4),
        closed_on=date(2024, 9, 10),
    )
    days = [(3, "offered"), (4, "accepted"), (9, "accepted"), (10, "failed")]
    assert [state_on(referral, date(2024, 9, day)) for day, _ in days] == [s for _, s in days]
    body = text_of(sign_in("a_manager"), f"{LIST}?as_of=2024-09-05")
    assert "已接" in body
    assert referral.receipt in body
    assert referral.receipt not in text_of(
        sign_in("a_manager"), f"{LIST}?as_of=2024-09-02&show=all"
    )


def test_five_workdays_of_silence(cast: Cast) -> None:
    first = asked_by_when_silent(DAY)
    assert workdays_between(first, DAY) == 5
    made(cast, offered_on=first, consent_on=first)
    rows = Referral.objects.filter(selectors.is_silent_on(DAY))
    assert not rows.exists()
    Referral.objects.update(offered_on=date(2024, 9, 11), consent_on=date(2024, 9, 11))
    assert workdays_between(date(2024, 9, 11), DAY) > 5
    assert rows.exists()


def test_the_district_counts_streets_and_sees_no_name(cast: Cast, sign_in) -> None:
    referral = offered(cast)
    body = text_of(sign_in("reviewer"), LIST)
    assert "各街镇的资源对接" in body
    assert cast.a.household.reference in body
    assert cast.a.household.head_name not in body
    assert REQUEST not in body
    assert f"{LIST}{referral.pk}/" not in body
    assert referral.receipt not in text_of(sign_in("b_manager"), f"{LIST}?show=all")
    assert sign_in("b_manager").get(f"{LIST}?street={cast.a.unit.code}").status_code == 404


def test_the_list_is_narrowed(cast: Cast, sign_in) -> None:
    one = offered(cast)
    manager = sign_in("a_manager")
    kind = one.resource.provider.kind
    here, there = (one.code for one in cast.a.communities[:2])
    for query, is_there in (
        (f"community={here}", True),
        (f"community={there}", False),
        ("category=health", True),
        ("category=donation", False),
        (f"kind={kind}", True),
        ("kind=department", False),
    ):
        assert (one.receipt in text_of(manager, f"{LIST}?{query}")) is is_there, query


def test_an_empty_list_says_what_to_do_first(cast: Cast, sign_in) -> None:
    body = text_of(sign_in("a_manager"), LIST)
    assert "还没有进行中的对接" in body
    assert "/casework/needs/" in body


def test_a_referrals_page_is_read_by_those_who_serve_and_written_down(cast: Cast, sign_in) -> None:
    referral = accepted(cast)
    body = text_of(sign_in("a_community"), f"{LIST}{referral.pk}/")
    for words in (REQUEST, cast.a.household.head_name, "姓名、联系电话", "当面口头"):
        assert words in body
    assert PHONE not in body
    title = body[body.index("<title>") : body.index("</title>")]
    assert cast.a.household.head_name not in title
    line = Entry.objects.filter(action="seen", detail__referral=referral.receipt).get()
    assert (line.subject, line.username) == (
        f"household:{cast.a.household.pk}",
        "a_community",
    )


def test_the_pages_cost_few_queries_however_many_there_are(cast: Cast, sign_in) -> None:
    referral = offered(cast)
    client = sign_in("a_manager")
    for url in (f"{LIST}?show=all", f"{LIST}{referral.pk}/", f"{LIST}{referral.pk}/sheet/"):
        assert costs_the_same(client, url, lambda: many(cast, 12))
    assert costs_the_same(sign_in("reviewer"), f"{LIST}?show=all", lambda: many(cast, 3))
    need = make.NeedFactory(household=cast.a.household, category="donation")
    url = f"/casework/needs/{need.pk}/offer/{a_resource(cast, name='别的').pk}/"
    assert costs_the_same(client, url, lambda: many(cast, 3))


def test_the_list_is_handed_out_as_the_offices_keep_it(cast: Cast, sign_in) -> None:
    referral = rejected(cast)
    make.ReferralFactory()
    answer = sign_in("a_manager").get(f"{LIST}export/?category=health")
    rows = rows_of(answer.content)
    told = next(row for row in rows if referral.need.receipt in row)
    assert {"上门护理", "未接", "名额已满"} <= set(told)
    cells = " ".join(str(cell) for row in rows for cell in row)
    for words in (cast.a.household.head_name, REQUEST, PHONE):
        assert words not in cells
    line = Entry.objects.filter(action="exported").get()
    assert line.detail["rows"] == 1
    assert rows_of(sign_in("a_manager").get(f"{LIST}export/?category=donation").content) != rows
    assert sign_in("auditor").get(f"{LIST}export/").status_code == 403


# What waits -----------------------------------------------------------------------------------


def test_who_serves_there_is_reminded_of_silent_providers(cast: Cast, sign_in) -> None:
    silent = made(cast, offered_on=date(2024, 9, 3))
    fresh = made(cast, offered_on=date(2024, 9, 19))
    body = text_of(sign_in("a_community"), "/")
    assert f"{silent}：发出" in body
    assert f"{LIST}{silent.pk}/" in body
    assert str(fresh) not in body
    assert str(silent) in text_of(sign_in("a_manager"), "/")
    for name in ("b_manager", "reviewer"):
        assert str(silent) not in text_of(sign_in(name), "/")
    slow = made(
        cast,
        state="accepted",
        offered_on=date(2024, 8, 1),
        consent_on=date(2024, 8, 1),
        answered_on=date(2024, 8, 5),
    )
    assert f"{slow}：2024-08-05 接下，还没有结果" in text_of(sign_in("a_community"), "/")


def test_a_need_whose_referral_fell_through_waits_until_it_is_met(cast: Cast, sign_in) -> None:
    client, fallen = sign_in("a_community"), rejected(cast)
    words = f"{fallen}未接，需求还在，请另找资源"
    body = text_of(client, "/")
    assert words in body
    assert f"/casework/needs/{fallen.need_id}/" in body
    again = offer(cast, fallen.need, a_resource(cast, name="陪诊服务"))
    assert words not in text_of(client, "/")
    services.revoke_referral(referral=again, reason="declined", by=cast.actor("a_community"))
    body = text_of(client, "/")
    assert words not in body, "the latest alone"
    assert f"{again}已撤回，需求还在" in body
    fallen.need.settlement, fallen.need.settled_on = "refused", DAY
    fallen.need.save()
    assert "需求还在" not in text_of(client, "/")


def test_many_are_told_as_one(cast: Cast, sign_in) -> None:
    many(cast, 6)
    for _ in range(6):
        made(cast, state="revoked", reason="other", closed_on=date(2024, 9, 5))
    body = text_of(sign_in("a_manager"), "/")
    assert "6个对接还没有消息" in body
    assert "6项需求对接没有成" in body
