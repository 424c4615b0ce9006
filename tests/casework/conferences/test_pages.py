"""The lists of conferences, one conference, its cases: what is shown to whom."""

from datetime import date

import pytest

from audit.models import Entry
from casework.conferences import services
from casework.conferences.selectors import CASE_ORDER
from tests import factories as make
from tests.casework.conferences.telling import LIST, called, case_in, closed, resolved
from tests.cast import Cast
from tests.pages import costs_the_same, text_of

STORY = "母亲长期卧床，儿子夜班。"


def whole(cast: Cast):
    """A conference on two households of two communities, with texts and actions."""
    other = make.HouseholdFactory(community=cast.a.communities[1], head_name="邻家户主")
    conference = called(cast, cast.a.household, other)
    for case, story in zip(
        conference.cases.order_by(*CASE_ORDER), (STORY, "邻居的事。"), strict=True
    ):
        services.change_case(
            case=case,
            version=services.texts_version(case),
            texts={"situation": story, "opinions": "先评估。", "resolution": "分步办。"},
            by=cast.actor("a_manager"),
        )
    resolved(cast, conference, case=case_in(conference), owner=cast.a.street_advisor)
    return conference


def test_its_street_reads_all_and_a_community_its_own_households(cast: Cast, sign_in) -> None:
    conference = whole(cast)
    url = f"{LIST}{conference.pk}/"
    for name in ("a_manager", "a_advisor"):
        body = text_of(sign_in(name), url)
        assert STORY in body
        assert "邻居的事。" in body
        assert "联系上门护理。" in body
    body = text_of(sign_in("a_community"), url)
    assert STORY in body
    assert "联系上门护理。" in body
    assert "邻居的事。" not in body
    assert "邻家户主" not in body
    assert "确认纪要" not in body
    assert "加决议事项" not in body
    for name, status in (("reviewer", 403), ("a_admin", 403), ("auditor", 403), ("b_manager", 404)):
        assert sign_in(name).get(url).status_code == status
    assert sign_in("b_community").get(url).status_code == 404


def test_who_read_it_is_noted_without_a_name(cast: Cast, sign_in) -> None:
    conference = whole(cast)
    text_of(sign_in("a_community"), f"{LIST}{conference.pk}/")
    line = Entry.objects.get(action=Entry.Action.SEEN, username="a_community")
    assert line.subject == f"caseconference:{conference.pk}"
    assert line.detail == {"households": 1, "unit": cast.a.unit.code}


def test_the_title_names_nobody(cast: Cast, sign_in) -> None:
    conference = whole(cast)
    client = sign_in("a_manager")
    for url in (
        f"{LIST}{conference.pk}/",
        f"{LIST}cases/{case_in(conference).pk}/",
        f"{LIST}actions/{conference.actions.get().pk}/",
    ):
        title = text_of(client, url).partition("<title>")[2].partition("</title>")[0]
        assert cast.a.household.head_name not in title
        assert "联系" not in title


def test_lists_tell_no_texts_and_the_district_has_no_way_in(cast: Cast, sign_in) -> None:
    conference = whole(cast)
    action = conference.actions.get()
    for name in ("reviewer", "district_admin", "a_admin", "a_manager", "a_community"):
        body = text_of(sign_in(name), LIST)
        assert "会商 2024-09-03" in body
        assert (f"{LIST}{conference.pk}/" in body) is (name in ("a_manager", "a_community"))
        body = text_of(sign_in(name), f"{LIST}actions/")
        assert str(action) in body
        assert "联系上门护理。" not in body
        assert cast.a.household.head_name not in body
        assert ("石街明" in body) is (name in ("a_admin", "a_manager", "a_community"))
    assert "会商 2024-09-03" not in text_of(sign_in("b_manager"), LIST)
    assert str(action) not in text_of(sign_in("b_manager"), f"{LIST}actions/?show=all")
    assert sign_in("auditor").get(LIST).status_code == 403


def test_the_list_counts_as_of_its_day(cast: Cast, sign_in) -> None:
    conference = whole(cast)
    manager = sign_in("a_manager")
    services.settle_minutes(
        conference=conference, minutes_on=date(2024, 9, 18), by=cast.actor("a_manager")
    )
    closed(cast, conference.actions.get(), on=date(2024, 9, 19))
    context = manager.get(f"{LIST}?as_of=2024-09-17").context
    assert (context["standing"].held, context["standing"].settled) == (1, 0)
    assert (context["standing"].open, context["standing"].late) == (1, 1)
    context = manager.get(LIST).context
    assert (context["standing"].settled, context["standing"].open) == (1, 0)
    assert "会商 2024-09-03" in text_of(manager, f"{LIST}?show=settled")
    assert "会商 2024-09-03" not in text_of(manager, f"{LIST}?show=bare")
    assert "会商 2024-09-03" in text_of(manager, f"{LIST}?show=bare&as_of=2024-09-17")
    assert "会商 2024-09-03" not in text_of(manager, f"{LIST}?as_of=2024-09-02")
    assert "每季度至少一次" in text_of(sign_in("b_manager"), LIST)


def test_the_district_sees_street_by_street(cast: Cast, sign_in) -> None:
    whole(cast)
    body = text_of(sign_in("reviewer"), LIST)
    assert "各街镇的会商" in body
    assert "长寿路" in body
    assert "会商 2024-09-03" not in text_of(
        sign_in("reviewer"), f"{LIST}?street={cast.b.unit.code}"
    )
    assert sign_in("a_manager").get(f"{LIST}?street={cast.b.unit.code}").status_code == 404


def test_the_pages_cost_the_same_with_more_rows(cast: Cast, sign_in) -> None:
    conference = whole(cast)

    def more() -> None:
        for number in range(4):
            household = make.HouseholdFactory(community=cast.a.communities[0])
            case, _ = services.add_case(
                conference=conference, household=household, by=cast.actor("a_manager")
            )
            resolved(cast, conference, case=case, due_on=date(2024, 9, 10 + number))
            resolved(cast, called(cast), owner=cast.a.community_advisor)

    for name, url in (
        ("a_manager", LIST),
        ("reviewer", LIST),
        ("a_community", LIST),
        ("a_manager", f"{LIST}actions/"),
        ("a_community", f"{LIST}actions/?show=all"),
        ("a_manager", f"{LIST}{conference.pk}/"),
        ("a_community", f"{LIST}{conference.pk}/"),
        ("a_manager", f"{LIST}add/{cast.a.unit.code}/"),
        ("a_manager", f"{LIST}{conference.pk}/change/"),
        ("a_manager", f"{LIST}{conference.pk}/actions/add/"),
        ("a_manager", f"{LIST}cases/{case_in(conference).pk}/"),
        ("a_manager", f"{LIST}actions/{conference.actions.first().pk}/"),
    ):
        assert costs_the_same(sign_in(name), url, more)


# Cases ---------------------------------------------------------------------------------------


def test_a_household_is_brought_in_by_its_number_once(cast: Cast, sign_in) -> None:
    conference = called(cast)
    other = make.HouseholdFactory(community=cast.a.communities[1])
    client, url = sign_in("a_advisor"), f"{LIST}{conference.pk}/cases/add/"
    assert client.post(url, {"numbers": other.number}).status_code == 302
    answer = client.post(url, {"numbers": other.number}, follow=True)
    assert "已经在这次会商里了" in answer.content.decode()
    assert conference.cases.count() == 2
    body = client.post(url, {"numbers": "不知道"}).content.decode()
    assert "本街镇没有户编号是“不知道”的档案" in body
    case = conference.cases.get(household=other)
    assert client.post(f"{LIST}cases/{case.pk}/drop/").status_code == 302
    assert conference.cases.count() == 1


def test_a_case_with_actions_stays(cast: Cast, sign_in) -> None:
    conference = called(cast)
    case = case_in(conference)
    resolved(cast, conference, case=case)
    body = sign_in("a_manager").post(f"{LIST}cases/{case.pk}/drop/").content.decode()
    assert "这个个案已有1项决议，不能移出" in body
    assert conference.cases.count() == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("石户明的母亲卧床。", "里面写了当事人的姓名"),
        ("电话138 1234 5678。", "里面有电话号码"),
        ("31010719000101001X", "里面有身份证号"),
    ],
)
def test_texts_tell_nobody_who_it_is(cast: Cast, sign_in, text: str, words: str) -> None:
    case = case_in(called(cast))
    url = f"{LIST}cases/{case.pk}/"
    typed = {
        "situation": "先写好的。", "opinions": text, "resolution": "", "version": "0",
        "initial-situation": "", "initial-opinions": "", "initial-resolution": "",
    }  # fmt: skip
    typed["version"] = str(services.texts_version(case))
    body = sign_in("a_manager").post(url, typed).content.decode()
    assert words in body
    assert "先写好的。" in body
    case.refresh_from_db()
    assert case.opinions == ""


def test_two_who_write_one_case_lose_nothing(cast: Cast, sign_in) -> None:
    case = case_in(called(cast))
    client, url = sign_in("a_manager"), f"{LIST}cases/{case.pk}/"
    drawn = {
        "version": str(services.texts_version(case)),
        "initial-situation": "", "initial-opinions": "", "initial-resolution": "",
    }  # fmt: skip
    first = {**drawn, "situation": "母亲卧床。", "opinions": "", "resolution": ""}
    assert client.post(url, first).status_code == 302
    second = {**drawn, "situation": "", "opinions": "先评估。", "resolution": ""}
    answer = client.post(url, second)
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "母亲卧床。" in body
    assert "先评估。" in body
    # What stands there now is sent again, and both are kept.
    shown = answer.context["form"]
    again = {one.html_name: one.value() for one in shown}
    again |= {
        f"initial-{name}": shown.data[f"initial-{name}"]
        for name in ("situation", "opinions", "resolution")
    }
    assert client.post(url, again).status_code == 302
    case.refresh_from_db()
    assert (case.situation, case.opinions) == ("母亲卧床。", "先评估。")
