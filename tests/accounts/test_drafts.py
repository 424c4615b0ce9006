"""Drafts: what was typed is kept for its writer alone, until it is sent."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import drafts
from accounts.models import Draft
from audit.models import Entry
from core.sealing import SealBroken
from stations.models import Station
from tests import factories as make
from tests.cast import Cast
from tests.pages import queries_of, text_of
from tests.stations.browsing import drawn, filled
from tests.test_secrecy import dump

CANARY = "金丝雀弄堂里的一句话"
SignIn = Callable[[str], Client]
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def manager(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in("a_manager")


@pytest.fixture
def change_url(cast: Cast) -> str:
    return f"/stations/{cast.a.station.pk}/change/"


def save(client: Client, key: str, fields: Any, **more: Any) -> Any:
    """What static/js/drafts.js does."""
    typed = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    data = {"key": key, "fields": json.dumps(typed), **more}
    return client.post("/drafts/", data, headers=FETCH)


def read(client: Client, key: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/drafts/", {"key": key}).json()
    return found


# Keeping --------------------------------------------------------------------------------------


def test_it_is_kept_and_says_when(manager: Client, change_url: str) -> None:
    answer = save(manager, change_url, {"address": [CANARY], "zones": ["a", "b"]})
    assert answer.status_code == 200
    clock = f"{timezone.localtime(Draft.objects.get().saved_at):%H:%M}"
    assert answer.json() == {"saved_at": clock}
    assert read(manager, change_url) == {
        "of": Draft.objects.get().user_id,
        "fields": {"address": [CANARY], "zones": ["a", "b"]},
        "saved_at": clock,
    }


def test_the_later_text_takes_the_place_of_the_earlier(manager: Client, change_url: str) -> None:
    save(manager, change_url, {"address": ["第一稿"]})
    save(manager, change_url, {"address": ["第二稿"]})
    assert Draft.objects.count() == 1
    assert read(manager, change_url)["fields"] == {"address": ["第二稿"]}


def test_it_is_nobody_elses(cast: Cast, sign_in: SignIn, change_url: str) -> None:
    save(sign_in("a_manager"), change_url, {"address": [CANARY]})
    colleague = sign_in("a_admin")
    assert read(colleague, change_url)["fields"] is None
    assert "没有提交的草稿" not in text_of(colleague, change_url)
    assert CANARY not in text_of(colleague, f"{change_url}?draft=restore")
    colleague.post("/drafts/", {"key": change_url, "do": "drop"}, headers=FETCH)
    save(colleague, change_url, {"address": ["同事的"]})
    assert read(sign_in("a_manager"), change_url)["fields"] == {"address": [CANARY]}
    assert list(Draft.objects.visible_to(cast.actor("a_admin"))) == [
        Draft.objects.get(user=cast.users["a_admin"])
    ]


def test_a_page_opened_by_another_keeps_nothing_here(cast: Cast, sign_in: SignIn) -> None:
    """She signed in, in another window of the browser in which his page is still open."""
    his = str(cast.users["a_manager"].pk)
    answer = save(sign_in("a_admin"), "/stations/1/change/", {"address": [CANARY]}, of=his)
    assert answer.status_code == 409
    assert not Draft.objects.exists()


def test_a_dump_of_the_database_holds_nothing_of_it(
    manager: Client, cast: Cast, change_url: str
) -> None:
    told = Entry.objects.count()
    save(manager, change_url, {"address": [CANARY]})
    tables = dump()
    assert change_url in tables["accounts_draft"]
    escaped = json.dumps(CANARY)[1:-1]
    for plain in (CANARY, CANARY.encode().hex(), escaped, escaped.encode().hex()):
        assert not [table for table, content in tables.items() if plain in content]
    assert Entry.objects.count() == told


def test_it_does_not_open_in_anothers_row(cast: Cast) -> None:
    mine = make.DraftFactory(user=cast.users["a_manager"])
    other = make.DraftFactory(user=cast.users["b_manager"])
    Draft.objects.filter(pk=other.pk).update(text_sealed=bytes(mine.text_sealed))
    with pytest.raises(SealBroken):
        _ = Draft.objects.get(pk=other.pk).text


def test_passwords_and_tokens_are_left_out(manager: Client, change_url: str) -> None:
    fields = {"new_password1": ["x"], "csrfmiddlewaretoken": ["y"], "draft_of": ["1"], "a": ["b"]}
    save(manager, change_url, fields)
    assert read(manager, change_url)["fields"] == {"a": ["b"]}


@pytest.mark.parametrize("size", [drafts.MOST_BYTES - 20, drafts.MOST_BYTES])
def test_200_kb_are_kept_and_no_more(manager: Client, change_url: str, size: int) -> None:
    answer = save(manager, change_url, {"a": ["x" * size]})
    is_kept = size < drafts.MOST_BYTES
    assert answer.status_code == (200 if is_kept else 400)
    assert Draft.objects.exists() == is_kept
    assert is_kept or "内容太长" in answer.json()["reason"]


@pytest.mark.parametrize("fields", ["", "x", "[]", '{"a": "b"}', '{"a": [1]}', "null"])
def test_what_is_no_form_is_not_kept(manager: Client, fields: str) -> None:
    answer = manager.post("/drafts/", {"key": "/x/", "fields": fields}, headers=FETCH)
    assert answer.status_code == 400
    assert not Draft.objects.exists()


@pytest.mark.parametrize("key", ["", "a\0b", "x" * 201])
def test_a_key_that_is_none_keeps_and_finds_nothing(manager: Client, key: str) -> None:
    assert save(manager, key, {"a": ["b"]}).status_code == 400
    assert read(manager, key)["fields"] is None
    manager.post("/drafts/", {"key": key, "do": "drop"}, headers=FETCH)


def test_a_key_is_only_text(cast: Cast, sign_in: SignIn, change_url: str) -> None:
    """The address of another street's form opens nothing there."""
    other = f"/stations/{cast.b.station.pk}/change/"
    manager = sign_in("a_manager")
    assert save(manager, other, {"address": ["x"]}).status_code == 200
    assert save(manager, "https://elsewhere.example/", {"address": ["x"]}).status_code == 200
    assert manager.get(f"{other}?draft=restore").status_code == 404


def test_old_ones_are_not_offered_and_go_at_the_next_keep(cast: Cast, manager: Client) -> None:
    user = cast.users["a_manager"]
    for key, days in (("/old/", 61), ("/young/", 59)):
        make.DraftFactory(user=user, key=key)
        Draft.objects.filter(key=key).update(saved_at=timezone.now() - timedelta(days=days))
    assert drafts.kept(user.pk, "/old/") is None
    assert drafts.kept(user.pk, "/young/") is not None
    assert Draft.objects.filter(key="/old/").exists(), "looking removes nothing"
    save(manager, "/new/", {"a": ["b"]})
    assert set(Draft.objects.values_list("key", flat=True)) == {"/young/", "/new/"}


def test_a_hundred_are_kept_for_one_person(cast: Cast, manager: Client) -> None:
    user = cast.users["a_manager"]
    for n in range(101):
        make.DraftFactory(user=user, key=f"/{n}/")
        Draft.objects.filter(key=f"/{n}/").update(saved_at=timezone.now() - timedelta(minutes=n))
    make.DraftFactory(user=cast.users["b_manager"], key="/100/")
    save(manager, "/0/", {"a": ["b"]})
    own = Draft.objects.filter(user=user)
    assert own.count() == 100
    assert not own.filter(key="/100/").exists()


# At a form ------------------------------------------------------------------------------------


def test_a_form_offers_the_draft_and_takes_it_up(
    cast: Cast, manager: Client, change_url: str
) -> None:
    typed = filled(manager, change_url, address=["石泉路 99 号"], seats=["不清楚"])
    save(manager, change_url, typed)
    page = text_of(manager, change_url)
    day = timezone.localdate()
    assert f"有一份 {day.month}月{day.day}日" in page
    assert "石泉路 99 号" not in page
    answer = manager.get(f"{change_url}?draft=restore")
    assert drawn(answer) == typed, "as it was typed, its version and hidden values too"
    assert "错误：" not in answer.content.decode()
    assert cast.a.station.address != "石泉路 99 号"


def test_a_draft_is_gone_once_its_form_is_sent(manager: Client, change_url: str) -> None:
    typed = filled(manager, change_url, address="石泉路 99 号")
    save(manager, change_url, typed)
    wrong = manager.post(change_url, typed | {"seats": "不清楚"})
    assert wrong.status_code == 200
    assert Draft.objects.exists(), "refused: not sent yet"
    assert "没有提交的草稿" not in wrong.content.decode()
    assert manager.post(change_url, typed).status_code == 302
    assert not Draft.objects.exists()


def test_a_draft_of_an_earlier_version_meets_the_later_one(
    cast: Cast, manager: Client, sign_in: SignIn, change_url: str
) -> None:
    save(manager, change_url, filled(manager, change_url, address="我的地址"))
    admin = sign_in("a_admin")
    admin.post(change_url, filled(admin, change_url, phone="021-66150000"))
    restored = drawn(manager.get(f"{change_url}?draft=restore"))
    answer = manager.post(change_url, restored)
    assert answer.status_code == 409
    merged = drawn(answer)
    assert (merged["address"], merged["phone"]) == (["我的地址"], ["021-66150000"])


@pytest.mark.parametrize("form", ["add", "change", "move", "change-point", "open-points"])
def test_looking_at_a_restored_form_does_nothing(cast: Cast, manager: Client, form: str) -> None:
    street = cast.a.unit.code
    url, changes = {
        "add": (f"/stations/new/{street}/", {"official_name": "石泉路邻聚里", "kind": "extra"}),
        "change": (f"/stations/{cast.a.station.pk}/change/", {"address": "别处"}),
        "move": (
            f"/stations/{cast.a.station.pk}/move/",
            {"address": "别处", "venue_kind": "neighbourhood_hub", "left_on": "2024-09-01"},
        ),
        "change-point": (f"/stations/points/{cast.a.point.pk}/change/", {"address": "别处"}),
        "open-points": (f"/stations/points/open/{street}/", {"address": "别处", "step": "open"}),
    }[form]
    typed = filled(manager, url, **changes)
    save(manager, url, typed)
    before = dump()
    answer = manager.get(f"{url}?draft=restore")
    assert answer.status_code == 200
    assert dump() == before
    assert "已填入" in answer.content.decode()
    shown = drawn(answer)
    assert {name: shown[name] for name in changes if name != "step"} == {
        name: [value] for name, value in changes.items() if name != "step"
    }
    assert f'data-draft="{url}"' in answer.content.decode()


def test_it_is_discarded_without_a_script(manager: Client, change_url: str) -> None:
    save(manager, change_url, {"address": ["x"]})
    sent = {"key": change_url, "do": "drop", "back": f"{change_url}?as_of=2024-09-20"}
    assert manager.post("/drafts/", sent)["Location"] == f"{change_url}?as_of=2024-09-20"
    assert not Draft.objects.exists()
    away = manager.post("/drafts/", sent | {"back": "https://elsewhere.example/"})
    assert away["Location"] == "/"


def test_where_nothing_is_kept_there_is_nothing_to_restore(
    cast: Cast, manager: Client, change_url: str
) -> None:
    page = text_of(manager, f"{change_url}?draft=restore")
    assert "已填入" not in page
    assert cast.a.station.official_name in page


@pytest.mark.parametrize("text", ['{"parts": {"goal": "x"}}', "kein JSON"])
def test_a_text_that_is_no_forms_leaves_its_form_as_it_is(
    cast: Cast, manager: Client, change_url: str, text: str
) -> None:
    drafts.keep(cast.users["a_manager"].pk, change_url, text)
    page = text_of(manager, f"{change_url}?draft=restore")
    assert cast.a.station.official_name in page
    assert read(manager, change_url)["fields"] is None


def test_a_draft_costs_a_form_one_query(manager: Client, change_url: str) -> None:
    before = queries_of(manager, change_url)
    save(manager, change_url, {"address": ["x"]})
    assert queries_of(manager, change_url) == before <= 15


def test_a_new_station_leaves_no_draft(cast: Cast, manager: Client) -> None:
    url = f"/stations/new/{cast.a.unit.code}/"
    typed = filled(manager, url, kind="extra", official_name="石泉路邻聚里服务站")
    save(manager, url, typed)
    assert manager.post(url, typed).status_code == 302
    assert Station.objects.filter(official_name="石泉路邻聚里服务站").exists()
    assert not Draft.objects.exists()
