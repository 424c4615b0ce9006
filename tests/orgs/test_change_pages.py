"""单位 → 变更 → 拆分, 合并, 更名: the pages."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from accounts import drafts
from advisors.models import Assignment
from core.actor import Actor
from orgs.models import Unit, UnitChange
from stations.models import ServicePoint
from tests import factories as make
from tests.cast import Cast
from tests.orgs.changing import carried_out, split
from tests.pages import costs_the_same, text_of

Answers = dict[str, Any]


@pytest.fixture
def admin(sign_in: Callable[[str], Client]) -> Client:
    return sign_in("district_admin")


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast.actor("district_admin")


def hidden_of(body: str) -> Answers:
    """What a page would send of its own accord."""
    data = QueryDict(mutable=True)
    for tag in re.findall(r"<input type=\"hidden\"[^>]*>", body):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            data.appendlist(name[1], value[1] if value else "")
    return dict(data.lists())


def selects_of(body: str) -> list[str]:
    """The names of the questions where things go."""
    return re.findall(r'<select name="(go-[^"]+)"', body)


def split_answers(client: Client, url: str, cast: Cast, **more: str) -> Answers:
    """A split of a community, everything going to the first of the two."""
    body = text_of(client, url)
    street = cast.a.unit.code
    return {
        **hidden_of(body),
        "day": "2024-07-01",
        "document": "普民〔2024〕15号",
        "note": "",
        "name_1": "铜川路第一居委会",
        "code_1": f"{street}901",
        "name_2": "铜川路第二居委会",
        "code_2": f"{street}902",
        "name_3": "",
        "code_3": "",
        "name_4": "",
        "code_4": "",
        **dict.fromkeys(selects_of(body), "1"),
        **more,
    }


def test_it_is_three_clicks_from_home_to_the_split(cast: Cast, admin: Client) -> None:
    assert 'href="/units/"' in text_of(admin, "/")
    assert 'href="/units/changes/"' in text_of(admin, "/units/")
    assert 'href="/units/changes/split/"' in text_of(admin, "/units/changes/")
    body = text_of(admin, "/units/changes/split/")
    assert cast.a.communities[0].name in body
    chosen = admin.get("/units/changes/split/", {"unit": cast.a.communities[0].code})
    assert chosen["Location"] == f"/units/{cast.a.communities[0].code}/change/split/"


def test_a_split_from_the_form_over_the_preview_to_the_end(cast: Cast, admin: Client) -> None:
    old = cast.a.communities[0]
    url = f"/units/{old.code}/change/split/"
    answers = split_answers(admin, url, cast)
    preview = admin.post(url, {**answers, "step": "preview"}).content.decode()
    assert f"{old.name}（{old.code}）存续到 2024-06-30 为止。" in preview
    assert "2024-07-01 起在铜川路第一居委会开放" in preview
    assert not UnitChange.objects.exists()

    sent = {**hidden_of(preview), "step": "confirm"}
    done = admin.post(url, sent)
    change = UnitChange.objects.get()
    assert done["Location"] == f"/units/changes/{change.pk}/"
    page = text_of(admin, done["Location"])
    assert f"{old.name}拆分为铜川路第一居委会、铜川路第二居委会" in page
    assert "普民〔2024〕15号" in page
    assert Assignment.objects.filter(community=f"{cast.a.unit.code}901").exists()
    assert ServicePoint.objects.filter(community=f"{cast.a.unit.code}901").exists()

    # The second press of the button.
    again = admin.post(url, sent)
    assert again["Location"] == done["Location"]
    assert UnitChange.objects.count() == 1


def test_nothing_is_chosen_beforehand_in_a_split(cast: Cast, admin: Client) -> None:
    url = f"/units/{cast.a.communities[0].code}/change/split/"
    answers = split_answers(admin, url, cast)
    unchosen = {name: "" if name.startswith("go-") else value for name, value in answers.items()}
    body = admin.post(url, {**unchosen, "step": "preview"}).content.decode()
    assert "请选择" in body
    assert "确认拆分" not in body
    assert 'value="铜川路第一居委会"' in body


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"code_2": "310107017001"}, "代码不能重复使用"),
        ({"code_2": "310107015901"}, "要以 310107017 开头"),
        ({"code_2": "31010701790"}, "代码是12位数字"),
        ({"name_2": "铜川路第一居委会"}, "不能同名"),
        ({"name_2": "铜川路第二"}, "结尾"),
        ({"name_3": "铜川路第三居委会"}, "请填写新居村3的代码"),
        ({"code_3": "310107017903"}, "请把新居村3的名称也填上"),
        ({"day": "2026-01-01"}, "最多提前一年"),
        ({"day": "7月"}, "请写明是哪一天"),
        ({"document": ""}, "请填写依据"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    cast: Cast, admin: Client, answer: Answers, sentence: str
) -> None:
    url = f"/units/{cast.a.communities[2].code}/change/split/"
    answers = {**split_answers(admin, url, cast), **answer, "step": "preview"}
    body = admin.post(url, answers).content.decode()
    assert sentence in body
    assert 'value="普民〔2024〕15号"' in body or "document" in answer
    assert not UnitChange.objects.exists()


def test_back_from_the_preview_everything_still_stands(cast: Cast, admin: Client) -> None:
    url = f"/units/{cast.a.communities[0].code}/change/split/"
    preview = admin.post(url, {**split_answers(admin, url, cast), "step": "preview"})
    body = admin.post(url, {**hidden_of(preview.content.decode()), "step": "edit"}).content.decode()
    assert 'value="铜川路第二居委会"' in body
    assert 'value="310107017902"' in body
    assert 'value="1" selected' in body


def test_what_comes_between_preview_and_confirmation_is_asked_about(
    cast: Cast, admin: Client
) -> None:
    old = cast.a.communities[0]
    url = f"/units/{old.code}/change/split/"
    preview = admin.post(url, {**split_answers(admin, url, cast), "step": "preview"})
    sent = {**hidden_of(preview.content.decode()), "step": "confirm"}
    newcomer = make.AssignmentFactory(community=old)
    body = admin.post(url, sent).content.decode()
    assert f"go-assignments-{newcomer.pk}" in body
    assert not UnitChange.objects.exists()
    Assignment.objects.filter(pk=newcomer.pk).delete()
    ServicePoint.objects.filter(community=old).update(closed_on=date(2024, 6, 15), status="closed")
    body = admin.post(url, sent).content.decode()
    assert "刚有变化" in body
    assert not UnitChange.objects.exists()


def test_a_merger_from_the_street_on(cast: Cast, admin: Client) -> None:
    street, (one, two, _) = cast.a.unit, cast.a.communities
    url = f"/units/{street.code}/change/merge/"
    chooser = text_of(admin, f"{url}?unit={one.code}")
    assert "请再勾选" in chooser
    assert "checked" in chooser
    body = text_of(admin, f"{url}?unit={one.code}&unit={two.code}")
    # One point alone: there is nothing to choose between.
    assert 'value="on" selected' in body
    answers = {
        **hidden_of(body),
        "day": "2024-07-01",
        "document": "批复",
        "into": one.code,
        "name": "",
        "code": "",
        **dict.fromkeys(selects_of(body), "on"),
    }
    preview = admin.post(url, {**answers, "step": "preview"}).content.decode()
    assert f"{one.name}（{one.code}）继续存续，并入以上居村。" in preview
    done = admin.post(url, {**hidden_of(preview), "step": "confirm"})
    change = UnitChange.objects.get()
    assert done["Location"] == f"/units/changes/{change.pk}/"
    assert change.words == f"{two.name}并入{one.name}"
    again = admin.post(url, {**hidden_of(preview), "step": "confirm"})
    assert again["Location"] == done["Location"]


def test_a_new_merged_community_wants_a_name_and_a_code(cast: Cast, admin: Client) -> None:
    one, two, _ = cast.a.communities
    url = f"/units/{cast.a.unit.code}/change/merge/"
    body = text_of(admin, f"{url}?unit={one.code}&unit={two.code}")
    answers = {
        **hidden_of(body),
        "day": "2024-07-01",
        "document": "批复",
        "into": "new",
        **dict.fromkeys(selects_of(body), "on"),
    }
    body = admin.post(url, {**answers, "step": "preview"}).content.decode()
    assert "请填写新居村名称" in body
    assert "请填写新居村代码" in body


def test_a_new_name_takes_the_point_along(cast: Cast, admin: Client) -> None:
    unit = cast.a.communities[0]
    url = f"/units/{unit.code}/change/rename/"
    body = text_of(admin, url)
    point = f"go-points-{cast.a.point.pk}"
    assert f'name="{point}"' in body
    answers = {
        **hidden_of(body),
        "day": "2024-07-01",
        "document": "批复",
        "new_name": "石泉苑居委会",
        point: "on",
    }
    preview = admin.post(url, {**answers, "step": "preview"}).content.decode()
    assert "改名为“石泉路街道石泉苑居委社区救助顾问服务点”" in preview
    admin.post(url, {**hidden_of(preview), "step": "confirm"})
    cast.a.point.refresh_from_db()
    assert cast.a.point.official_name == "石泉路街道石泉苑居委社区救助顾问服务点"
    assert unit.name in text_of(admin, f"/units/{unit.code}/")


def test_others_read_of_changes_and_make_none(cast: Cast, sign_in, by: Actor) -> None:
    old = cast.a.communities[2]
    change = carried_out(split(cast.a.unit, old, "甲居委会", "乙居委会"), by)
    manager = sign_in("a_manager")
    body = text_of(manager, "/units/changes/")
    assert change.words in body
    assert "/units/changes/split/" not in body
    assert manager.get(f"/units/{old.code}/change/split/").status_code == 403
    assert change.words not in text_of(sign_in("b_manager"), "/units/changes/")
    text_of(sign_in("b_manager"), f"/units/changes/{change.pk}/", status=404)
    assert change.words in text_of(sign_in("a_community"), f"/units/changes/{change.pk}/")


def test_the_pages_of_units_tell_what_happened(cast: Cast, admin: Client, by: Actor) -> None:
    street, old = cast.a.unit, cast.a.communities[2]
    change = carried_out(split(street, old, "甲居委会", "乙居委会"), by)
    gone = text_of(admin, f"/units/{old.code}/")
    assert "存续到 2024-06-30 为止" in gone
    assert change.words in gone
    new = text_of(admin, f"/units/{street.code}901/")
    assert change.words in new
    assert "2024-07-01 起 · 依据：普民〔2024〕15号" in new
    assert change.words in text_of(admin, f"/units/{street.code}/")
    assert "2024-07-01 居村拆分" in text_of(admin, "/units/")
    assert "2024-07-01 居村拆分" not in text_of(admin, "/units/?as_of=2024-06-30")
    assert "还没有生效" in text_of(admin, f"/units/{old.code}/?as_of=2024-06-30")


def test_one_that_has_ended_is_not_changed_again(cast: Cast, admin: Client, by: Actor) -> None:
    old = cast.a.communities[2]
    url = f"/units/{old.code}/change/split/"
    answers = split_answers(admin, url, cast)
    carried_out(split(cast.a.unit, old, "甲居委会", "乙居委会"), by)
    body = admin.post(url, {**answers, "step": "preview"}).content.decode()
    assert "已于 2024-06-30 撤销，不能再变更" in body
    assert old.name not in text_of(admin, "/units/changes/split/")
    assert "变更</a>" not in text_of(admin, f"/units/{old.code}/").split("<main")[1]


def test_the_form_keeps_a_draft_until_it_is_sent(cast: Cast, admin: Client) -> None:
    url = f"/units/{cast.a.communities[0].code}/change/split/"
    user = cast.users["district_admin"].pk
    answers = {**split_answers(admin, url, cast), "note": "先记下"}
    lists = {name: v if isinstance(v, list) else [v] for name, v in answers.items()}
    drafts.keep(user, url, drafts.text_of(lists))
    assert 'value="先记下"' in text_of(admin, f"{url}?draft=restore")
    preview = admin.post(url, {**answers, "step": "preview"}).content.decode()
    assert drafts.kept(user, url) is not None
    admin.post(url, {**hidden_of(preview), "step": "confirm"})
    assert drafts.kept(user, url) is None


def test_addresses_that_fit_no_change_are_not_found(cast: Cast, admin: Client) -> None:
    street, community = cast.a.unit.code, cast.a.communities[0].code
    for url in (
        f"/units/{street}/change/split/",
        f"/units/{community}/change/merge/",
        f"/units/{community}/change/close/",
        "/units/changes/?unit=310107999999",
        "/units/310107999999/",
    ):
        text_of(admin, url, status=404)


def test_the_cost_does_not_grow(cast: Cast, admin: Client, by: Actor) -> None:
    old = cast.a.communities[0]
    planned = split(cast.a.unit, cast.a.communities[2], "甲居委会", "乙居委会")
    carried_out(planned, by)

    def more_held() -> None:
        make.AssignmentFactory.create_batch(5, community=old)

    assert costs_the_same(admin, f"/units/{old.code}/change/split/", more_held)

    def more_changes() -> None:
        make.UnitChangeFactory.create_batch(5, street=cast.a.unit)

    assert costs_the_same(admin, "/units/changes/", more_changes)
    assert costs_the_same(admin, f"/units/{cast.a.unit.code}/", more_changes)
    assert costs_the_same(admin, "/units/", more_changes)
    assert costs_the_same(admin, f"/units/{Unit.objects.get(name='甲居委会').code}/", more_changes)
