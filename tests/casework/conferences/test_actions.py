"""What a conference resolved: whose it is, when it was done, and cases that wait for it."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from casework.conferences import services
from casework.conferences.selectors import open_actions_on
from casework.models import ConferenceAction
from tests import factories as make
from tests.casework.conferences.telling import LIST, called, case_in, closed, facts, resolved
from tests.cast import DAY, Cast
from tests.pages import text_of

ACTIONS = f"{LIST}actions/"


def typed(**changes: object) -> dict[str, object]:
    return {
        "version": "0",
        "key": uuid4(),
        "matter": "联系上门护理。",
        "case": "",
        "owner": "",
        "owner_name": "街道残联",
        "due_on": "2024-09-27",
        **changes,
    }


def test_an_action_has_an_owner_and_a_day(cast: Cast, sign_in) -> None:
    conference = called(cast)
    client, url = sign_in("a_advisor"), f"{LIST}{conference.pk}/actions/add/"
    data = typed(
        case=str(case_in(conference).pk), owner=str(cast.a.community_advisor.pk), owner_name=""
    )
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 302
    action = ConferenceAction.objects.get()
    assert (action.owner, action.owner_name) == (cast.a.community_advisor, "石居芳")
    assert (action.matter, action.due_on) == ("联系上门护理。", date(2024, 9, 27))
    assert action.case == case_in(conference)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"owner_name": ""}, "决议事项要有责任人：选一位顾问，或写出外单位的责任人"),
        ({"due_on": "2024-09-02"}, "期限2024-09-02早于会商日期2024-09-03"),
        ({"due_on": "2026-09-02"}, "离会商超过一年"),
        ({"due_on": ""}, "请填写期限"),
        ({"matter": ""}, "请填写事项"),
        ({"matter": "给石户明送药。"}, "里面写了当事人的姓名"),
        ({"matter": "打13800138000联系。"}, "里面有电话号码"),
        ({"owner_name": "街道残联 13800138000"}, "里面有电话号码"),
    ],
)
def test_each_slip_has_its_own_sentence(
    cast: Cast, sign_in, change: dict[str, str], words: str
) -> None:
    conference = called(cast)
    url = f"{LIST}{conference.pk}/actions/add/"
    body = sign_in("a_manager").post(url, typed(**change)).content.decode()
    assert words in body
    assert not ConferenceAction.objects.exists()
    # What was typed is still there.
    assert str(change.get("matter", "联系上门护理。")) in body


def test_the_writer_refuses_an_action_without_an_owner_too(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="决议事项要有责任人"):
        resolved(cast, called(cast), owner_name=" ")


def test_an_owner_is_of_the_street_and_in_post(cast: Cast) -> None:
    conference = called(cast)
    with pytest.raises(ValidationError, match="不在本街镇，或已离岗"):
        resolved(cast, conference, owner=cast.b.street_advisor)
    gone = make.AdvisorFactory(street=cast.a.unit, ended_on=date(2024, 8, 1))
    with pytest.raises(ValidationError, match="不在本街镇，或已离岗"):
        resolved(cast, conference, owner=gone)


def test_nothing_is_resolved_before_it_was_held(cast: Cast, sign_in) -> None:
    conference = called(cast, state="planned", held_on=date(2024, 9, 26))
    with pytest.raises(PermissionDenied, match="还没有召开，开过会再写决议事项"):
        resolved(cast, conference)
    url = f"{LIST}{conference.pk}/actions/add/"
    assert sign_in("a_manager").get(url).status_code == 403


# At community level --------------------------------------------------------------------------


def test_an_owner_of_a_community_sees_and_closes_her_own(cast: Cast, sign_in) -> None:
    # One on a household of another community, and one on none at all.
    other = make.HouseholdFactory(community=cast.a.communities[1])
    conference = called(cast, other)
    own = cast.a.community_advisor
    hers = resolved(cast, conference, owner=own, case=case_in(conference), matter="陪同就医。")
    general = resolved(cast, conference, owner=own, matter="联系志愿者。")
    foreign = resolved(cast, conference, matter="别人的事。")
    client = sign_in("a_community")
    body = text_of(client, f"{ACTIONS}?show=mine")
    assert {str(hers) in body, str(general) in body} == {True}
    assert str(foreign) not in text_of(client, f"{ACTIONS}?show=all")
    assert client.get(f"{ACTIONS}{foreign.pk}/").status_code == 404
    # The conference itself is on no household of hers.
    assert client.get(f"{LIST}{conference.pk}/").status_code == 404
    assert "陪同就医。" in text_of(client, f"{ACTIONS}{hers.pk}/")
    answer = client.post(
        f"{ACTIONS}{hers.pk}/", {"closed_on": "2024-09-20", "result": "已陪同就医。"}
    )
    assert answer.status_code == 302
    hers.refresh_from_db()
    assert (hers.closed_on, hers.result) == (DAY, "已陪同就医。")
    line = Entry.objects.get(subject=f"conferenceaction:{hers.pk}")
    assert line.username == "a_community"
    assert "就医" not in str(line.detail)


def test_her_todos_lead_to_it(cast: Cast, sign_in) -> None:
    conference = called(cast)
    hers = resolved(cast, conference, owner=cast.a.community_advisor, due_on=date(2024, 9, 24))
    body = text_of(sign_in("a_community"), "/")
    assert "办理会商决议，还有4天" in body
    assert f"{ACTIONS}{hers.pk}/" in body
    assert "办理会商决议" not in text_of(sign_in("b_community"), "/")
    # Not yet near, or done: nothing to be reminded of.
    ConferenceAction.objects.filter(pk=hers.pk).update(due_on=date(2024, 9, 28))
    assert "办理会商决议" not in text_of(sign_in("a_community"), "/")
    ConferenceAction.objects.filter(pk=hers.pk).update(due_on=date(2024, 9, 19))
    assert "办理会商决议，迟1天" in text_of(sign_in("a_community"), "/")
    assert "1项会商决议过期没有办结" in text_of(sign_in("a_manager"), "/")
    closed(cast, hers, by="a_community", on=DAY)
    assert "办理会商决议" not in text_of(sign_in("a_community"), "/")
    assert "项会商决议过期" not in text_of(sign_in("a_manager"), "/")


def test_others_of_the_community_read_it_and_do_not_close_it(cast: Cast, sign_in) -> None:
    conference = called(cast)
    action = resolved(cast, conference, case=case_in(conference))
    client = sign_in("a_community")
    body = text_of(client, f"{ACTIONS}{action.pk}/")
    assert "联系上门护理。" in body
    assert "决议由责任人自己或街镇办结" in body
    typed = {"closed_on": "2024-09-20", "result": "不是我的事。"}
    assert client.post(f"{ACTIONS}{action.pk}/", typed).status_code == 403
    assert sign_in("b_manager").get(f"{ACTIONS}{action.pk}/").status_code == 404
    for name in ("reviewer", "a_admin"):
        assert sign_in(name).get(f"{ACTIONS}{action.pk}/").status_code == 403


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"closed_on": "2024-09-21"}, "2024-09-21还没有到"),
        ({"closed_on": "2024-09-02"}, "会商在2024-09-03，2024-09-02早于那天"),
        ({"result": ""}, "请填写办结情况"),
        ({"result": "石户明已住院。"}, "里面写了当事人的姓名"),
    ],
)
def test_each_slip_in_closing_has_its_own_sentence(
    cast: Cast, sign_in, change: dict[str, str], words: str
) -> None:
    action = resolved(cast, called(cast))
    data = {"closed_on": "2024-09-20", "result": "已上门。", **change}
    body = sign_in("a_manager").post(f"{ACTIONS}{action.pk}/", data).content.decode()
    assert words in body
    action.refresh_from_db()
    assert action.closed_on is None


def test_a_second_press_finds_it_closed(cast: Cast, sign_in) -> None:
    action = closed(cast, resolved(cast, called(cast)))
    data = {"closed_on": "2024-09-20", "result": "我也办了。"}
    answer = sign_in("a_manager").post(f"{ACTIONS}{action.pk}/", data)
    assert answer.status_code == 409
    assert "已在 2024-09-12 办结" in answer.content.decode()
    assert "我也办了。" in answer.content.decode()
    with pytest.raises(PermissionDenied, match="已在2024-09-12办结"):
        closed(cast, action)


def test_an_open_one_is_put_right_and_taken_out_a_closed_one_not(cast: Cast, sign_in) -> None:
    conference = called(cast)
    action = resolved(cast, conference)
    by = cast.actor("a_manager")
    told = facts(owner=cast.a.street_advisor, due_on=date(2024, 9, 30))
    assert services.change_action(action=action, version=action.version, facts=told, by=by)
    action.refresh_from_db()
    assert (action.owner_name, action.due_on) == ("石街明", date(2024, 9, 30))
    client = sign_in("a_manager")
    assert client.get(f"{ACTIONS}{action.pk}/change/").status_code == 200
    closed(cast, action)
    body = client.post(f"{ACTIONS}{action.pk}/drop/").content.decode()
    assert "已在2024-09-12办结，不能删去" in body
    with pytest.raises(ValidationError, match="不能再改"):
        services.change_action(action=action, version=action.version, facts=facts(), by=by)
    other = resolved(cast, conference)
    assert client.post(f"{ACTIONS}{other.pk}/drop/").status_code == 302
    assert list(ConferenceAction.objects.all()) == [action]


# Cases ---------------------------------------------------------------------------------------


def test_a_case_is_not_closed_over_open_actions(cast: Cast, sign_in) -> None:
    conference = called(cast)
    case = case_in(conference)
    first = resolved(cast, conference, case=case)
    resolved(cast, conference, case=case, due_on=date(2024, 9, 10))
    client, url = sign_in("a_manager"), f"{LIST}cases/{case.pk}/outcome/"
    prefix = f"c{str(case.pk)[:8]}"
    solved = {f"{prefix}-outcome": "solved", f"{prefix}-solved_on": "2024-09-18"}
    body = client.post(url, solved).content.decode()
    assert "还有2项决议没有办结（最近一项的期限是2024-09-10），请先办结" in body
    assert 'value="2024-09-18"' in body
    case.refresh_from_db()
    assert (case.outcome, case.solved_on) == ("open", None)
    assert open_actions_on(cast.a.household.pk).count() == 2
    closed(cast, first)
    assert (
        "还有1项决议没有办结"
        in client.post(url, {f"{prefix}-outcome": "unsolved"}).content.decode()
    )
    for one in case.actions.filter(closed_on=None):
        closed(cast, one)
    assert client.post(url, solved).status_code == 302
    case.refresh_from_db()
    assert (case.outcome, case.solved_on) == ("solved", date(2024, 9, 18))
    with pytest.raises(ValidationError, match="已经结案"):
        resolved(cast, conference, case=case)


@pytest.mark.parametrize(
    ("outcome", "day", "words"),
    [
        ("solved", None, "选了“已解决”，请写解决日期"),
        ("solved", date(2024, 9, 21), "2024-09-21还没有到"),
        ("solved", date(2024, 9, 2), "会商在2024-09-03，2024-09-02早于那天"),
    ],
)
def test_each_slip_in_the_outcome_has_its_own_sentence(
    cast: Cast, outcome: str, day: date | None, words: str
) -> None:
    case = case_in(called(cast))
    with pytest.raises(ValidationError) as refused:
        services.settle_case(case=case, outcome=outcome, solved_on=day, by=cast.actor("a_manager"))
    assert words in str(refused.value)


def test_a_case_is_opened_again_and_keeps_no_day(cast: Cast) -> None:
    case, by = case_in(called(cast)), cast.actor("a_manager")
    assert services.settle_case(case=case, outcome="solved", solved_on=DAY, by=by)
    assert not services.settle_case(case=case, outcome="solved", solved_on=DAY, by=by)
    assert services.settle_case(case=case, outcome="open", by=by)
    case.refresh_from_db()
    assert (case.outcome, case.solved_on) == ("open", None)
