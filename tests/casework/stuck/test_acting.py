"""What becomes of an unresolved matter: handed on, extended, closed, called back, taken back."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from casework.models import StuckCase
from casework.stuck import services
from casework.stuck.facts import Closing
from casework.stuck.workflow import EXTENSION, MACHINE
from tests import factories as make
from tests.casework.stuck.telling import closed, old_case, received, url_of
from tests.cast import DAY, Cast
from tests.pages import text_of
from tests.stations.browsing import filled, send


@pytest.fixture
def case(cast: Cast) -> StuckCase:
    return received(cast)


# Closed ---------------------------------------------------------------------------------------


def test_it_is_closed_with_day_outcome_and_what_was_done(
    cast: Cast, sign_in: Any, case: StuckCase
) -> None:
    client, url = sign_in("a_community"), url_of(case, "close/")
    response = send(client, url, outcome="solved", result="补齐材料，已受理。")
    assert response["Location"] == url_of(case)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_on) == ("closed", "solved", DAY)
    assert case.result == "补齐材料，已受理。"
    page = text_of(client, url_of(case))
    assert "已办结，按期" in page
    assert "还没有回访" in page
    line = Entry.objects.get(subject=f"stuckcase:{case.pk}", action=Entry.Action.CHANGED)
    assert line.detail == {"transition": "办结"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"outcome": ""}, "请选择办理结果"),
        ({"result": ""}, "请填写怎么办的"),
        ({"result": "办"}, "至少写2个字"),
        ({"closed_on": "2024-09-21"}, "2024-09-21还没有到，请核对办结日期"),
        ({"closed_on": "2024-09-10"}, "办结日期2024-09-10早于接待日期2024-09-12"),
        ({"closed_on": "2024-09-12"}, "办结日期2024-09-12早于转办日期2024-09-13"),
    ],
)
def test_a_bad_end_is_told_and_nothing_lost(
    cast: Cast, sign_in: Any, changes: dict[str, str], sentence: str
) -> None:
    case = old_case(cast, date(2024, 9, 12), handed_to="区医保中心", handed_on=date(2024, 9, 13))
    typed = {"outcome": "explained", "result": "讲清了政策，他理解。", **changes}
    response = send(sign_in("a_community"), url_of(case, "close/"), **typed)
    body = response.content.decode()
    assert response.status_code == 200
    assert sentence in body
    assert typed["result"] in body
    case.refresh_from_db()
    assert case.state == "open"


def test_the_second_who_closes_it_is_told_and_keeps_what_she_typed(
    cast: Cast, sign_in: Any, case: StuckCase
) -> None:
    manager, url = sign_in("a_manager"), url_of(case, "close/")
    typed = filled(manager, url, outcome="unsolved", result="可别丢了。")
    closed(cast, case)
    response = manager.post(url, typed)
    body = response.content.decode()
    assert response.status_code == 409
    assert "已在 2024-09-20 办结，结果是“已解决”" in body
    assert "可别丢了" in body
    case.refresh_from_db()
    assert case.outcome == "solved"
    assert manager.get(url).status_code == 403


@pytest.mark.parametrize(
    ("who", "ways"),
    [
        ("a_manager", "close hand_on withdraw"),
        ("a_advisor", "close hand_on"),
        ("a_community", "close hand_on withdraw"),  # who received it
        ("a_admin", ""),
        ("reviewer", ""),
        ("b_manager", ""),
        ("b_community", ""),
    ],
)
def test_the_ways_of_a_matter(cast: Cast, who: str, ways: str) -> None:
    actor = cast.actor(who)
    for state in ("open", "closed", "withdrawn"):
        end = {"closed_on": DAY, "outcome": "solved"} if state == "closed" else {}
        case = old_case(cast, DAY, state=state, **end)
        wanted = {"open": ways, "closed": "reopen" if who == "a_manager" else ""}.get(state, "")
        assert [one.name for one in MACHINE.open_to(actor, case)] == wanted.split()


# Handed on ------------------------------------------------------------------------------------


def test_it_is_handed_on_and_stays_open_here(cast: Cast, sign_in: Any, case: StuckCase) -> None:
    client, url = sign_in("a_community"), url_of(case, "hand-on/")
    typed = {"handed_to": "区医保中心", "handed_on": "2024-09-20"}
    assert client.post(url, typed).status_code == 302
    assert client.post(url, typed).status_code == 302  # no news
    case.refresh_from_db()
    assert (case.handed_to, case.handed_on, case.state) == ("区医保中心", DAY, "open")
    lines = Entry.objects.filter(subject=f"stuckcase:{case.pk}", detail__transition="转办")
    assert lines.count() == 1
    assert "转区医保中心" in text_of(client, url_of(case))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"handed_to": ""}, "请填写转给哪个单位"),
        ({"handed_to": "医保 13812345678"}, "里面有电话号码"),
        ({"handed_to": "陪陆一鸣去医保"}, "里面写了当事人的姓名"),
        ({"handed_on": "2024-09-21"}, "2024-09-21还没有到，请核对转办日期"),
        ({"handed_on": "2024-09-19"}, "早于接待日期2024-09-20"),
    ],
)
def test_where_it_goes_names_nobody(
    cast: Cast, sign_in: Any, case: StuckCase, changes: dict[str, str], sentence: str
) -> None:
    typed = {"handed_to": "区医保中心", "handed_on": "2024-09-20", **changes}
    response = sign_in("a_community").post(url_of(case, "hand-on/"), typed)
    assert sentence in response.content.decode()
    case.refresh_from_db()
    assert case.handed_to == ""


def test_where_it_goes_names_nobody_of_a_household_on_file(cast: Cast) -> None:
    case = make.StuckCaseFactory(
        unit=cast.a.communities[0], household=cast.a.household, received_on=DAY
    )
    make.MemberFactory(household=cast.a.household, name="石小芳")
    for name in ("石小芳", cast.a.household.head_name):
        with pytest.raises(ValidationError, match="里面写了当事人的姓名"):
            services.hand_on(
                case=case, handed_to=f"陪{name}去医保", handed_on=DAY, by=cast.actor("a_advisor")
            )


def test_what_is_closed_is_not_handed_on_and_the_words_stay(
    cast: Cast, sign_in: Any, case: StuckCase
) -> None:
    closed(cast, case)
    typed = {"handed_to": "区医保中心", "handed_on": "2024-09-20"}
    body = sign_in("a_community").post(url_of(case, "hand-on/"), typed).content.decode()
    assert "现在的状态是“已办结”，不能转办" in body
    assert 'value="区医保中心"' in body


# Extended -------------------------------------------------------------------------------------


def asked_for(client: Any, case: StuckCase, until: str = "2024-10-15") -> Any:
    typed = {"extended_until": until, "extension_reason": "等区医保中心回函。"}
    return client.post(url_of(case, "extend/"), typed)


def test_an_extension_counts_once_the_manager_approves_it(
    cast: Cast, sign_in: Any, case: StuckCase
) -> None:
    client, manager = sign_in("a_community"), sign_in("a_manager")
    assert asked_for(client, case).status_code == 302
    page = text_of(client, url_of(case))
    assert "申请延到 2024-10-15" in page
    assert "<dt>办结时限</dt><dd>2024-09-27 <span" in page  # the usual limit still
    assert "批延期" not in page
    assert "申请延期到 2024-10-15" in text_of(manager, "/")
    assert "批延期" in text_of(manager, url_of(case))
    url = url_of(case, "extend/decide/")
    for _ in range(2):
        assert manager.post(url, {"decision": "approve"}).status_code == 302
    case.refresh_from_db()
    assert (case.extension, case.extension_decided_on) == ("approved", DAY)
    assert case.extension_decided_by == "a_manager"
    assert "<dt>办结时限</dt><dd>2024-10-15 <span" in text_of(client, url_of(case))
    lines = Entry.objects.filter(subject=f"stuckcase:{case.pk}", action=Entry.Action.CHANGED)
    told = [one.detail["transition"] for one in lines.order_by("id")]
    assert told == ["申请延期", "批准延期"]


def test_a_refused_one_leaves_the_limit_and_may_be_asked_again(
    cast: Cast, sign_in: Any, case: StuckCase
) -> None:
    asked_for(sign_in("a_community"), case)
    url = url_of(case, "extend/decide/")
    body = sign_in("a_manager").post(url, {}).content.decode()
    assert "请选择批不批准" in body
    sign_in("a_manager").post(url, {"decision": "refuse"})
    case.refresh_from_db()
    assert case.extension == "refused"
    assert "<dt>办结时限</dt><dd>2024-09-27 <span" in text_of(sign_in("a_manager"), url_of(case))
    assert asked_for(sign_in("a_community"), case, "2024-10-11").status_code == 302
    case.refresh_from_db()
    assert (case.extension, case.extension_decided_on) == ("asked", None)
    assert case.extended_until == date(2024, 10, 11)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"extended_until": "2024-09-27"}, "没有超过原来的时限2024-09-27"),
        ({"extended_until": ""}, "请填写延期到"),
        ({"extension_reason": ""}, "请填写为什么要延期"),
    ],
)
def test_an_extension_without_sense_is_refused(
    cast: Cast, sign_in: Any, case: StuckCase, changes: dict[str, str], sentence: str
) -> None:
    typed = {"extended_until": "2024-10-15", "extension_reason": "等回函。", **changes}
    body = sign_in("a_community").post(url_of(case, "extend/"), typed).content.decode()
    assert sentence in body
    case.refresh_from_db()
    assert case.extension == ""


def test_it_is_too_late_for_one_when_the_limit_is_over(cast: Cast, sign_in: Any) -> None:
    case = old_case(cast, date(2024, 9, 11))  # to the 19th
    client = sign_in("a_community")
    assert "<h2>申请延期</h2>" not in text_of(client, url_of(case))
    body = asked_for(client, case).content.decode()
    assert "时限2024-09-19已经过了，不能再申请延期" in body
    assert "等区医保中心回函" in body
    on_the_day = old_case(cast, date(2024, 9, 12))
    assert asked_for(client, on_the_day).status_code == 302


@pytest.mark.parametrize(
    ("who", "ask", "decide"),
    [
        ("a_manager", True, True),
        ("a_advisor", True, False),
        ("a_community", True, False),
        ("b_manager", False, False),
        ("reviewer", False, False),
        ("a_admin", False, False),
    ],
)
def test_who_asks_and_who_decides(cast: Cast, who: str, ask: bool, decide: bool) -> None:
    actor = cast.actor(who)
    for extension in ("", "asked", "approved", "refused"):
        facts: dict[str, Any] = {"extension": extension}
        if extension:
            facts["extended_until"] = date(2024, 10, 15)
        if extension in ("approved", "refused"):
            facts["extension_decided_on"] = DAY
        case = old_case(cast, DAY, **facts)
        may_ask = bool(EXTENSION.may(actor, case, "ask"))
        assert may_ask is (ask and extension in ("", "refused"))
        for way in ("approve", "refuse"):
            assert bool(EXTENSION.may(actor, case, way)) is (decide and extension == "asked")


def test_nothing_is_decided_about_what_is_closed(cast: Cast, sign_in: Any, case: StuckCase) -> None:
    asked_for(sign_in("a_community"), case)
    closed(cast, case)
    assert "延期还在等" not in text_of(sign_in("a_community"), url_of(case))
    response = sign_in("a_manager").post(url_of(case, "extend/decide/"), {"decision": "approve"})
    assert response.status_code == 403
    with pytest.raises(PermissionDenied, match="不用再办延期"):
        services.decide_extension(case=case, is_approved=True, by=cast.actor("a_manager"))


# Called back ----------------------------------------------------------------------------------


def test_the_visitor_is_called_back_once_it_is_closed(
    cast: Cast, sign_in: Any, case: StuckCase
) -> None:
    client, url = sign_in("a_community"), url_of(case, "call-back/")
    typed = {"called_back_on": "2024-09-20", "satisfaction": "satisfied"}
    body = client.post(url, typed).content.decode()
    assert "还没有办结，办结之后再回访" in body
    closed(cast, case)
    for changes, sentence in (
        ({"called_back_on": "2024-09-21"}, "2024-09-21还没有到"),
        ({"called_back_on": "2024-09-19"}, "2024-09-20才办结，回访日期不能早于那天"),
        ({"satisfaction": ""}, "请选择来访人满意吗"),
    ):
        assert sentence in client.post(url, {**typed, **changes}).content.decode()
    for _ in range(2):
        assert client.post(url, typed).status_code == 302
    case.refresh_from_db()
    assert (case.called_back_on, case.satisfaction) == (DAY, "satisfied")
    assert "满意" in text_of(client, url_of(case))
    told = Entry.objects.filter(
        subject=f"stuckcase:{case.pk}", detail__fields=["called_back_on", "satisfaction"]
    )
    assert told.count() == 1


# Taken back, opened again ---------------------------------------------------------------------


def test_it_is_taken_back_with_a_reason_in_the_trail(
    cast: Cast, sign_in: Any, case: StuckCase
) -> None:
    client, url = sign_in("a_community"), url_of(case, "withdraw/")
    assert "请选择为什么撤回" in client.post(url, {}).content.decode()
    assert client.post(url, {"reason": "他叫陆一鸣"}).status_code == 200
    case.refresh_from_db()
    assert case.state == "open"
    assert sign_in("a_advisor").post(url, {"reason": "重复登记"}).status_code == 403
    for _ in range(2):
        assert client.post(url, {"reason": "重复登记"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "withdrawn"
    lines = Entry.objects.filter(subject=f"stuckcase:{case.pk}", detail__reason="重复登记")
    assert lines.count() == 1
    with pytest.raises(PermissionDenied, match="已撤回"):
        services.close(
            case=case, closing=Closing(DAY, "solved", "办了"), by=cast.actor("a_community")
        )


def test_the_manager_opens_again_what_was_closed_by_mistake(
    cast: Cast, sign_in: Any, case: StuckCase
) -> None:
    closed(cast, case)
    services.call_back(
        case=case, called_back_on=DAY, satisfaction="fair", by=cast.actor("a_community")
    )
    url = url_of(case, "reopen/")
    typed = {"reason": "办结登记错了"}
    assert sign_in("a_community").post(url, typed).status_code == 403
    assert sign_in("a_manager").post(url, typed).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.closed_on, case.outcome) == ("open", None, "")
    assert (case.result, case.called_back_on, case.satisfaction) == ("", None, "")
    assert closed(cast, case).state == "closed"


def test_another_unit_is_not_asked_at_all(cast: Cast, case: StuckCase) -> None:
    by = cast.actor("b_manager")
    for deed in (
        lambda: services.hand_on(case=case, handed_to="医保", handed_on=DAY, by=by),
        lambda: services.close(case=case, closing=Closing(DAY, "solved", "办了"), by=by),
        lambda: services.call_back(case=case, called_back_on=DAY, satisfaction="fair", by=by),
        lambda: services.withdraw(case=case, reason="重复登记", by=by),
        lambda: services.reopen(case=case, reason="办结登记错了", by=by),
        lambda: services.ask_extension(
            case=case, extended_until=date(2024, 10, 15), extension_reason="等", by=by
        ),
        lambda: services.decide_extension(case=case, is_approved=True, by=by),
    ):
        with pytest.raises((PermissionDenied, ValidationError), match=r"不在|不能"):
            deed()
