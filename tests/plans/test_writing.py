"""A street writes its plan part by part: saved at every step, by one person or by two."""

import json
import re
from datetime import date

import pytest
from django.test import Client

from accounts.drafts import kept
from plans import services
from plans.models import ConstructionPlan, PlanPart
from plans.parts import PARTS
from plans.selectors import parts_of
from tests import factories as make
from tests.cast import Cast
from tests.pages import costs_the_same, text_of
from tests.plans.writing import begun, fill, filled
from tests.stations.browsing import drawn

FETCH = {"X-Autosave": "1", "X-Requested-With": "fetch", "Accept": "application/json"}


@pytest.fixture
def plan(cast: Cast) -> ConstructionPlan:
    return begun(cast.a.unit, cast.actor("a_manager"))


@pytest.fixture
def manager(cast: Cast, sign_in) -> Client:
    return sign_in("a_manager")


def url_of(plan: ConstructionPlan, kind: str) -> str:
    return f"/plans/{plan.pk}/parts/{kind}/"


def content_of(plan: ConstructionPlan, kind: str) -> dict:
    return dict(parts_of(plan)[kind].content)


def form_of(client: Client, url: str, **changes) -> dict:
    """The fields of a part as drawn, long texts among them, with some changed."""
    response = client.get(url)
    assert response.status_code == 200
    fields = drawn(response)
    return fields | changes


# Saving ---------------------------------------------------------------------------------------


def test_what_was_typed_is_saved_in_one_spelling(plan, manager) -> None:
    url = url_of(plan, "site")
    typed = {
        "venue_kind": "affairs_centre",
        "venue_note": "二楼西侧\r\n与大厅同层",
        "address": "  石泉路１４０号 2楼 ",
        "is_independent": "yes",
        "opens_on": "2024年6月3日",
        "extras-rows": "2",
        "extras-1-name": "泉爱工作室",
        "extras-1-kind": "studio",
    }
    response = manager.post(url, form_of(manager, url) | typed)
    assert (response.status_code, response["Location"]) == (302, url)
    content = content_of(plan, "site")
    assert content["asks"]["address"] == "石泉路140号 2楼"
    assert content["asks"]["venue_note"] == "二楼西侧\n与大厅同层"
    assert content["asks"]["opens_on"] == "2024-06-03"
    assert content["asks"]["is_physical"] == ""
    assert [row["name"] for row in content["tables"]["extras"]] == ["泉爱工作室"]


def test_numbers_lose_their_commas_and_units(plan, manager) -> None:
    url = url_of(plan, "money")
    row = {
        "lines-rows": "1",
        "lines-0-source": "donation",
        "lines-0-use": "serving",
        "lines-0-amount": "1.2万元",
    }
    manager.post(url, form_of(manager, url) | row)
    rows = content_of(plan, "money")["tables"]["lines"]
    assert [(one["use"], one["amount"]) for one in rows] == [("serving", "12000")]


def test_saving_and_going_on_leads_to_the_next_part(plan, manager) -> None:
    fields = form_of(manager, url_of(plan, "site"), do="next")
    response = manager.post(url_of(plan, "site"), fields)
    assert response["Location"] == url_of(plan, "space")
    last = form_of(manager, url_of(plan, "leadership"), do="next")
    response = manager.post(url_of(plan, "leadership"), last)
    assert response["Location"] == f"/plans/{plan.pk}/"


def test_what_cannot_be_read_is_told_at_the_field_and_nothing_typed_is_lost(
    cast, plan, manager
) -> None:
    url = url_of(plan, "space")
    response = manager.post(url, form_of(manager, url) | {"area_m2": "很大", "seats": "12个"})
    page = response.content.decode()
    assert response.status_code == 200
    assert 'href="#id_area_m2"' in page
    assert 'value="很大"' in page
    # What can be read is saved, and the rest waits in her own draft.
    assert content_of(plan, "space")["asks"] | {} == {
        "area_m2": "",
        "seats": "12",
        "arrangement": "",
    }
    draft = kept(cast.users["a_manager"].pk, url)
    assert draft is not None
    assert json.loads(draft.text)["area_m2"] == ["很大"]
    restored = text_of(manager, f"{url}?draft=restore")
    assert 'value="很大"' in restored
    # Put right, the draft is done with.
    manager.post(url, drawn(manager.get(url)) | {"area_m2": "32.5"})
    assert content_of(plan, "space")["asks"]["area_m2"] == "32.5"
    assert kept(cast.users["a_manager"].pk, url) is None


def test_a_day_that_cannot_be_read_stays_visible(plan, manager) -> None:
    url = url_of(plan, "site")
    page = manager.post(url, form_of(manager, url) | {"opens_on": "六月底"}).content.decode()
    assert 'type="text" name="opens_on" value="六月底"' in page


def test_rows_are_added_and_dropped_without_a_script(plan, manager) -> None:
    url = url_of(plan, "equipment")
    typed = {"others-rows": "1", "others-0-name": "打印机", "others-0-count": "1"}
    response = manager.post(url, form_of(manager, url) | typed | {"do": "add:others"})
    assert response["Location"] == f"{url}?more=others#table-others"
    fields = form_of(manager, f"{url}?more=others")
    # The one typed, and two blank ones to go on with.
    assert fields["others-rows"] == ["3"]
    fields |= {"others-1-name": "显示屏", "others-1-count": "2", "do": "drop:others:0"}
    manager.post(url, fields)
    rows = content_of(plan, "equipment")["tables"]["others"]
    assert [row["name"] for row in rows] == ["显示屏"]


def test_the_same_form_sent_twice_changes_once(plan, manager) -> None:
    url = url_of(plan, "space")
    fields = form_of(manager, url) | {"seats": "12"}
    assert manager.post(url, fields).status_code == 302
    version = parts_of(plan)["space"].version
    assert manager.post(url, fields).status_code == 302
    assert parts_of(plan)["space"].version == version


# The layout list ------------------------------------------------------------------------------


def test_every_community_stands_on_the_layout_list_with_its_official_name(
    cast, plan, manager
) -> None:
    page = text_of(manager, url_of(plan, "layout"))
    for community in cast.a.communities:
        assert community.name in page
        assert f"石泉路街道{community.short_name}社区救助顾问服务点" in page
    assert cast.b.communities[0].name not in page


@pytest.mark.parametrize("kind", PARTS)
def test_what_is_typed_into_a_table_has_one_control(plan, manager, kind) -> None:
    page = manager.get(url_of(plan, kind)).content.decode()
    names = re.findall(
        r'<(?:input(?! type="(?:radio|checkbox)")|textarea|select)[^>]* name="(\w+-\d+-\w+)"', page
    )
    assert len(names) == len(set(names))


def test_communities_in_which_nothing_is_planned_are_not_listed(cast, plan, manager) -> None:
    url = url_of(plan, "layout")
    manager.post(url, form_of(manager, url) | {"points-1-address": "石里2办公室"})
    rows = content_of(plan, "layout")["tables"]["points"]
    assert [row["community"] for row in rows] == [cast.a.communities[1].pk]
    assert "石里2居委会：计划设立日期" in text_of(manager, url)


def test_the_layout_list_is_filled_from_the_points_registered(cast, plan, manager) -> None:
    # The cast's point lies at 试验路2弄 and opened on 2024-06-02.
    url = url_of(plan, "layout")
    manager.post(url, form_of(manager, url) | {"points-0-address": "自己写的", "do": "fill"})
    rows = content_of(plan, "layout")["tables"]["points"]
    assert [(row["address"], row["opens_on"]) for row in rows] == [("自己写的", "2024-06-02")]


# By itself ------------------------------------------------------------------------------------


def test_it_saves_itself_while_one_types(plan, manager) -> None:
    url = url_of(plan, "space")
    fields = form_of(manager, url) | {"seats": "12", "area_m2": "大"}
    answer = manager.post(url, fields, headers=FETCH)
    said = answer.json()
    assert answer.status_code == 200
    assert said["version"] == 2
    assert said["saved_at"]
    assert said["problems"] == ["面积：应填数字，现在是“大”。"]
    assert {"words": "面积", "target": "id_area_m2"} in said["lacks"]
    assert content_of(plan, "space")["asks"]["seats"] == "12"


def test_a_session_that_ended_is_told_to_the_script(plan, manager) -> None:
    url = url_of(plan, "space")
    fields = form_of(manager, url) | {"seats": "12"}
    manager.logout()
    assert manager.post(url, fields, headers=FETCH).status_code == 401


def test_a_form_sent_after_its_session_ended_comes_back_from_signing_in(
    cast, plan, manager
) -> None:
    url = url_of(plan, "space")
    fields = form_of(manager, url) | {"seats": "12"}
    cast.users["a_manager"].set_password("putuo-demo-2024")
    cast.users["a_manager"].save()
    manager.logout()
    page = manager.post(url, fields)
    assert page.status_code == 401
    carried = dict(re.findall(r'name="(lost|next)" value="(.*?)"', page.content.decode()))
    signing = carried | {"username": "a_manager", "password": "putuo-demo-2024"}
    back = manager.post("/sign-in/", signing)
    assert back["Location"].startswith(url)
    assert 'name="seats" value="12"' in text_of(manager, f"{url}?draft=restore")


# Two at one part ------------------------------------------------------------------------------


def test_what_two_people_changed_in_different_places_is_put_together(
    cast, plan, manager, sign_in
) -> None:
    url, advisor = url_of(plan, "space"), sign_in("a_advisor")
    mine = form_of(manager, url)
    advisor.post(url, form_of(advisor, url) | {"area_m2": "40"})
    clash = manager.post(url, mine | {"seats": "12"})
    page = clash.content.decode()
    assert clash.status_code == 409
    assert "a_advisor" in page
    fields = drawn(clash)
    assert (fields["seats"], fields["area_m2"]) == (["12"], ["40"])
    assert manager.post(url, fields).status_code == 302
    asks = content_of(plan, "space")["asks"]
    assert (asks["seats"], asks["area_m2"]) == ("12", "40")


def test_what_both_changed_is_shown_side_by_side_and_chosen(plan, manager, sign_in) -> None:
    url, advisor = url_of(plan, "space"), sign_in("a_advisor")
    mine = form_of(manager, url)
    advisor.post(url, form_of(advisor, url) | {"seats": "20", "area_m2": "40"})
    clash = manager.post(url, mine | {"seats": "12", "area_m2": "36"})
    page = clash.content.decode()
    for text in ("12", "20", "36", "40"):
        assert f'<span class="prewrap">{text}</span>' in page
    # Nothing of the other's was overwritten meanwhile.
    assert content_of(plan, "space")["asks"]["seats"] == "20"
    fields = drawn(clash)
    assert (fields["seats"], fields["pick:asks:::seats"]) == (["12"], ["mine"])
    manager.post(url, fields | {"pick:asks:::area_m2": "theirs"})
    asks = content_of(plan, "space")["asks"]
    assert (asks["seats"], asks["area_m2"]) == ("12", "40")


def test_rows_of_two_people_are_told_by_their_community(cast, plan, manager, sign_in) -> None:
    url, advisor = url_of(plan, "layout"), sign_in("a_advisor")
    mine = form_of(manager, url)
    advisor.post(url, form_of(advisor, url) | {"points-0-address": "她写的"})
    clash = manager.post(url, mine | {"points-0-address": "我写的", "points-2-address": "三居"})
    assert "布点清单，石里1居委会，地址" in clash.content.decode()
    manager.post(url, drawn(clash))
    rows = content_of(plan, "layout")["tables"]["points"]
    assert [row["address"] for row in rows] == ["我写的", "三居"]


def test_somebody_elses_save_stops_saving_by_itself(plan, manager, sign_in) -> None:
    url, advisor = url_of(plan, "space"), sign_in("a_advisor")
    mine = form_of(manager, url)
    advisor.post(url, form_of(advisor, url) | {"seats": "20"})
    assert manager.post(url, mine | {"seats": "12"}, headers=FETCH).status_code == 409
    assert content_of(plan, "space")["asks"]["seats"] == "20"


def test_ones_own_earlier_save_is_no_other_person(plan, manager) -> None:
    # An answer that was lost on the way leaves the form at the old version.
    url = url_of(plan, "space")
    fields = form_of(manager, url)
    manager.post(url, fields | {"seats": "1"}, headers=FETCH)
    assert manager.post(url, fields | {"seats": "12"}, headers=FETCH).status_code == 200
    assert content_of(plan, "space")["asks"]["seats"] == "12"


def test_ones_own_text_from_another_window_is_not_written_over(plan, manager) -> None:
    url = url_of(plan, "space")
    fields = form_of(manager, url)
    manager.post(url, fields | {"seats": "12"})
    assert manager.post(url, fields | {"area_m2": "40"}).status_code == 409
    assert content_of(plan, "space")["asks"]["seats"] == "12"


@pytest.mark.parametrize("forged", ["9", "9" * 20, "9" * 5000, "²", "-1", "\0"])
def test_a_version_that_never_was_writes_over_nothing(plan, manager, sign_in, forged) -> None:
    url, advisor = url_of(plan, "space"), sign_in("a_advisor")
    full = {"area_m2": "36", "seats": "12", "arrangement": "两间"}
    mine = form_of(manager, url) | full
    advisor.post(url, form_of(advisor, url) | {"seats": "20"})
    assert manager.post(url, mine | {"version": forged}).status_code == 409
    assert content_of(plan, "space")["asks"]["seats"] == "20"


@pytest.mark.parametrize("number", ["99999", "9" * 5000, "-1", "²"])
def test_rows_that_are_not_there_do_no_harm(plan, manager, number) -> None:
    url = url_of(plan, "equipment")
    typed = {"others-rows": "1", "others-0-name": "打印机", "others-0-count": "1"}
    manager.post(url, form_of(manager, url) | typed | {"do": f"drop:others:{number}"})
    rows = content_of(plan, "equipment")["tables"]["others"]
    assert [row["name"] for row in rows] == ["打印机"]
    answer = manager.post(url, form_of(manager, url) | {"others-rows": number})
    assert answer.status_code == 302


def test_a_request_without_the_form_empties_nothing(cast, plan, manager) -> None:
    fill(plan, cast.actor("a_manager"), cast.a.communities)
    before = content_of(plan, "space")
    assert manager.post(url_of(plan, "space"), {}).status_code == 409
    assert content_of(plan, "space") == before


# Closed ---------------------------------------------------------------------------------------


def test_a_part_that_was_accepted_is_read_and_one_sent_back_shows_the_comment(
    cast, plan, manager
) -> None:
    by, reviewer = cast.actor("a_manager"), cast.actor("reviewer")
    fill(plan, by, cast.a.communities)
    services.submit_plan(plan=plan, by=by)
    services.begin_review(plan=plan, by=reviewer)
    for kind in PARTS:
        is_accepted = kind != "money"
        services.answer_part(
            plan=plan, kind=kind, is_accepted=is_accepted, comment="请写明来源", by=reviewer
        )
    services.finish_review(plan=plan, new_due_on=date(2024, 10, 8), by=reviewer)
    closed, open_again = url_of(plan, "site"), url_of(plan, "money")
    page = text_of(manager, closed)
    assert "区里已经接受" in page
    assert "part-form" not in page
    assert manager.post(closed, {"address": "改掉"}).status_code == 403
    page = text_of(manager, open_again)
    assert "请写明来源" in page
    assert "part-form" in page


def test_whoever_may_not_write_reads(cast, plan, sign_in) -> None:
    page = text_of(sign_in("a_admin"), url_of(plan, "site"))
    assert "part-form" not in page
    assert sign_in("b_manager").get(url_of(plan, "site")).status_code == 404
    assert sign_in("a_manager").get(f"/plans/{plan.pk}/parts/palace/").status_code == 404


def test_a_part_costs_the_same_with_fifty_communities(cast, plan, manager) -> None:
    by = cast.actor("a_manager")

    def add_rows() -> None:
        more = [make.CommunityFactory(parent=cast.a.unit, number=400 + n) for n in range(50)]
        services.save_part(
            plan=plan,
            kind="layout",
            content=filled(PARTS["layout"], [*cast.a.communities, *more]),
            version=PlanPart.objects.get(plan=plan, kind="layout").version,
            by=by,
        )

    assert costs_the_same(manager, url_of(plan, "layout"), add_rows)
