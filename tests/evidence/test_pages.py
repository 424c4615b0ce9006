"""Pages of photos and files: who sees what, several files at once, with and without a script."""

from collections.abc import Callable
from datetime import date

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from evidence import services
from evidence.models import Evidence
from tests import factories as make
from tests.cast import Cast, Street
from tests.evidence import files
from tests.pages import costs_the_same, text_of

SignIn = Callable[[str], Client]
JSON = {"Accept": "application/json"}


def hand_in_url(street: Street) -> str:
    return f"/evidence/add/station:{street.station.pk}/"


def shown(street: Street, *states: str, **facts: object) -> Evidence:
    """A photo of a street's station, with an item in each state."""
    evidence = make.EvidenceFactory(about=street.station, **facts)
    tags = ("outdoor_plaque", "logo", "premises")
    for tag, state in zip(tags, states or ["awaiting_review"], strict=False):
        make.ProofFactory(evidence=evidence, tag=tag, state=state)
    return evidence


def send(client: Client, url: str, *uploads: object, **fields: object) -> object:
    headers = fields.pop("headers", {})
    data = {"tags": ["outdoor_plaque"], "shown_on": "", "note": ""} | fields
    return client.post(url, data | {"files": list(uploads)}, headers=headers)


def good(name: str = "门牌.jpg", colour: str = "teal") -> object:
    return files.upload(files.photo(colour=colour), name)


# Handing in ------------------------------------------------------------------------------------


def test_the_page_names_each_item_with_its_hint_its_clause_and_how_it_stands(
    cast: Cast, sign_in: SignIn
) -> None:
    shown(cast.a, "refused")
    body = text_of(sign_in("a_manager"), f"{hand_in_url(cast.a)}?tag=logo")
    assert "室外挂牌" in body
    assert "站在门外拍" in body
    assert "需在实体化空间内外的显著位置挂牌公示" in body
    assert "“室外挂牌”上次未通过：看不清牌子" in body
    assert 'capture="environment"' in body
    assert body.index('value="logo" checked') < body.index('value="premises"')


def test_several_photos_are_handed_in_at_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_manager")
    answer = send(
        client,
        hand_in_url(cast.a),
        good("一.jpg"),
        good("二.jpg", "red"),
        tags=["outdoor_plaque", "logo"],
        shown_on="2024-09-01",
        note="大门",
    )
    key = f"station:{cast.a.station.pk}"
    assert answer.status_code == 302
    assert answer["Location"] == f"/evidence/?subject=station%3A{cast.a.station.pk}"
    assert "已上传 2 份" in text_of(client, answer["Location"])
    kept = Evidence.objects.filter(subject=key)
    assert {(one.file_name, one.note, one.shown_on) for one in kept} == {
        ("一.jpg", "大门", date(2024, 9, 1)),
        ("二.jpg", "大门", date(2024, 9, 1)),
    }
    assert all(one.proofs.count() == 2 for one in kept)


def test_a_bad_file_is_named_with_its_reason_and_the_good_ones_are_kept(
    cast: Cast, sign_in: SignIn
) -> None:
    answer = send(
        sign_in("a_manager"),
        hand_in_url(cast.a),
        good("好的.jpg"),
        files.upload(b"<svg onload=alert(1)>", "坏的.jpg"),
        files.upload(files.png_of(12_000, 12_000), "巨大.png"),
        note="大门",
    )
    body = answer.content.decode()
    assert "已上传 1 份，有 2 份没有收下" in body
    assert "坏的.jpg" in body
    assert "不是照片，改了扩展名也不行" in body
    assert "巨大.png" in body
    assert "4000 万像素" in body
    assert 'value="outdoor_plaque" checked' in body
    assert 'value="大门"' in body
    assert [one.file_name for one in Evidence.objects.all()] == ["好的.jpg"]


def test_what_is_missing_is_asked_for_and_what_was_ticked_stays(
    cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in("a_manager")
    body = send(client, hand_in_url(cast.a), tags=["logo"], shown_on="2024-09-21").content.decode()
    assert "<title>错误：" in body
    assert "请选择或拍摄至少一张照片" in body
    assert "不能晚于今天（2024-09-20）" in body
    assert 'value="logo" checked' in body
    body = send(client, hand_in_url(cast.a), good(), tags=[]).content.decode()
    assert "请至少勾选一项" in body
    assert not Evidence.objects.exists()


def test_the_script_sends_one_file_and_is_told_what_became_of_it(
    cast: Cast, sign_in: SignIn
) -> None:
    client, url = sign_in("a_manager"), hand_in_url(cast.a)
    kept = send(client, url, good(), headers=JSON)
    evidence = Evidence.objects.get()
    assert kept.json() == {
        "outcomes": [
            {
                "name": "门牌.jpg",
                "words": "已上传，等区里审核。",
                "isKept": True,
                "url": f"/evidence/{evidence.pk}/",
            }
        ],
        "problems": [],
    }
    again = send(client, url, good(), headers=JSON).json()["outcomes"][0]
    assert again["isKept"]
    assert "已经上传过了" in again["words"]
    evidence.proofs.update(
        state="refused", reason="太暗", decided_on=evidence.shown_on, decided_at=evidence.added_at
    )
    refused = send(client, url, good(), headers=JSON).json()["outcomes"][0]
    assert not refused["isKept"]
    assert "没有通过，这一项请换一张" in refused["words"]
    bad = send(client, url, files.upload(b"GIF89a....", "动图.jpg"), headers=JSON)
    assert bad.json()["outcomes"][0]["isKept"] is False
    wrong = send(client, url, good(), tags=[], headers=JSON)
    assert wrong.status_code == 422
    assert wrong.json()["problems"] == ["请至少勾选一项，说明它证明什么。"]
    assert Evidence.objects.count() == 1


def test_one_chooses_first_what_to_hand_in_for(cast: Cast, sign_in: SignIn) -> None:
    body = text_of(sign_in("a_manager"), "/evidence/add/")
    assert hand_in_url(cast.a) in body
    assert f"/evidence/add/point:{cast.a.point.pk}/" in body
    assert hand_in_url(cast.b) not in body
    body = text_of(sign_in("a_community"), "/evidence/add/")
    assert f"/evidence/add/point:{cast.a.point.pk}/" in body
    assert hand_in_url(cast.a) not in body


def test_a_neighbour_can_neither_open_nor_send_the_form(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("b_manager")
    assert client.get(hand_in_url(cast.a)).status_code == 404
    assert send(client, hand_in_url(cast.a), good()).status_code == 404
    assert send(sign_in("a_community"), hand_in_url(cast.a), good()).status_code == 403
    assert not Evidence.objects.exists()


# The gallery -----------------------------------------------------------------------------------


def test_the_gallery_shows_the_units_own_alone(cast: Cast, sign_in: SignIn) -> None:
    mine, other = shown(cast.a), shown(cast.b)
    for who in ("a_manager", "a_advisor", "a_admin"):
        body = text_of(sign_in(who), "/evidence/")
        assert str(mine.pk) in body
        assert str(other.pk) not in body
    assert str(mine.pk) not in text_of(sign_in("a_community"), "/evidence/")
    both = text_of(sign_in("reviewer"), "/evidence/")
    assert str(mine.pk) in both
    assert str(other.pk) in both


def test_the_gallery_is_narrowed_by_state_tag_street_and_record(
    cast: Cast, sign_in: SignIn
) -> None:
    refused = shown(cast.a, "refused", "accepted")
    waiting = shown(cast.a, "awaiting_review")
    point = make.ProofFactory(
        evidence=make.EvidenceFactory(about=cast.a.point), tag="desk_sign"
    ).evidence
    other = shown(cast.b, "accepted")
    client = sign_in("reviewer")

    def found(query: str) -> set[object]:
        body = text_of(client, f"/evidence/?{query}")
        return {one for one in (refused, waiting, point, other) if f"/evidence/{one.pk}/" in body}

    assert found("") == {refused, waiting, point, other}
    assert found("state=refused") == {refused}
    assert found("state=accepted") == {refused, other}
    assert found("tag=desk_sign") == {point}
    assert found(f"street={cast.a.unit.code}") == {refused, waiting, point}
    assert found(f"subject=station:{cast.b.station.pk}") == {other}
    assert found("tag=logo&state=awaiting_review") == set()


def test_the_states_tell_how_many_photos_are_in_each(cast: Cast, sign_in: SignIn) -> None:
    shown(cast.a, "awaiting_review", "awaiting_review")
    shown(cast.a, "awaiting_review", "refused")
    body = " ".join(text_of(sign_in("a_manager"), "/evidence/").split())
    assert '待审 <span class="chip-count">2</span>' in body
    assert '未通过 <span class="chip-count">1</span>' in body
    assert '已接受 <span class="chip-count">0</span>' in body


def test_what_was_taken_back_is_in_no_gallery(cast: Cast, sign_in: SignIn) -> None:
    evidence = shown(cast.a)
    services.withdraw(evidence=evidence, by=cast.actor("a_manager"))
    assert str(evidence.pk) not in text_of(sign_in("a_manager"), "/evidence/")


def test_a_record_out_of_scope_narrows_nothing(cast: Cast, sign_in: SignIn) -> None:
    for subject in (f"station:{cast.b.station.pk}", "station:0", "x"):
        text_of(sign_in("a_manager"), f"/evidence/?subject={subject}", status=404)


def test_an_empty_gallery_says_what_to_do_first(cast: Cast, sign_in: SignIn) -> None:
    assert "选一个站点，拍照上传" in text_of(sign_in("a_manager"), "/evidence/")
    assert "由街镇和居村上传" in text_of(sign_in("reviewer"), "/evidence/")


# One photo -------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["item", "file", "thumbnail"])
def test_a_photo_is_found_by_its_own_unit_and_the_district_alone(
    cast: Cast, sign_in: SignIn, view: str
) -> None:
    url = reverse(f"evidence:{view}", args=[shown(cast.a).pk])
    for who, status in [
        *(("a_manager", 200), ("a_advisor", 200), ("reviewer", 200), ("district_admin", 200)),
        *(("a_community", 404), ("b_manager", 404), ("b_community", 404), ("auditor", 403)),
    ]:
        assert sign_in(who).get(url).status_code == status, who


def test_files_are_served_as_nothing_but_files(cast: Cast, sign_in: SignIn) -> None:
    photo = shown(cast.a)
    answer = sign_in("a_manager").get(f"/evidence/{photo.pk}/file/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer.content == make.TINY_PHOTO
    cast.a.station.kind = "studio"
    cast.a.station.save()
    document, _ = services.hand_in(
        subject=f"station:{cast.a.station.pk}",
        upload=files.upload(files.pdf(), "机制.html"),
        tags=["mechanism_document"],
        shown_on=None,
        by=cast.actor("a_manager"),
    )
    answer = sign_in("a_manager").get(f"/evidence/{document.pk}/file/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Disposition"].endswith(".pdf")
    assert sign_in("a_manager").get(f"/evidence/{document.pk}/thumbnail/").status_code == 404


def test_a_row_that_claims_to_be_a_web_page_is_not_served(cast: Cast, sign_in: SignIn) -> None:
    evidence = shown(cast.a, content_type="text/html")
    assert sign_in("a_manager").get(f"/evidence/{evidence.pk}/file/").status_code == 404


def test_a_file_that_is_gone_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    evidence = shown(cast.a, digest="0" * 64)
    assert sign_in("a_manager").get(f"/evidence/{evidence.pk}/file/").status_code == 404


def test_a_photos_page_tells_each_item_and_what_happened(cast: Cast, sign_in: SignIn) -> None:
    evidence, _ = services.hand_in(
        subject=f"station:{cast.a.station.pk}",
        upload=good(),
        tags=["outdoor_plaque", "logo"],
        shown_on=None,
        by=cast.actor("a_manager"),
    )
    proof = evidence.proofs.get(tag="logo")
    services.refuse(proof=proof, reason="标识被树挡住", by=cast.actor("reviewer"))
    body = text_of(sign_in("a_manager"), f"/evidence/{evidence.pk}/")
    assert "标识被树挡住" in body
    assert f"/evidence/add/station:{cast.a.station.pk}/?tag=logo" in body
    assert "?tag=outdoor_plaque" not in body
    assert "不通过：统一标识" in body
    assert "报送事项：室外挂牌" in body
    assert "a_manager" in body
    assert "已去掉定位等附带信息" in body
    assert cast.users["reviewer"].name not in body


def test_items_are_added_and_a_photo_taken_back_from_its_page(cast: Cast, sign_in: SignIn) -> None:
    evidence, client = shown(cast.a), sign_in("a_manager")
    client.post(f"/evidence/{evidence.pk}/tags/", {"tags": ["logo"]})
    assert {one.tag for one in evidence.proofs.all()} == {"outdoor_plaque", "logo"}
    answer = client.post(f"/evidence/{evidence.pk}/tags/", {"tags": ["desk_sign"]}, follow=True)
    assert "不属于这条记录" in answer.content.decode()
    client.post(f"/evidence/{evidence.pk}/withdraw/")
    client.post(f"/evidence/{evidence.pk}/withdraw/")
    assert Evidence.objects.get().withdrawn_at
    assert "撤回，不再作为佐证" in text_of(client, f"/evidence/{evidence.pk}/")


def test_an_accepted_photo_is_not_taken_back(cast: Cast, sign_in: SignIn) -> None:
    evidence = shown(cast.a, "accepted")
    assert sign_in("a_manager").post(f"/evidence/{evidence.pk}/withdraw/").status_code == 403
    assert "data-confirm" not in text_of(sign_in("a_manager"), f"/evidence/{evidence.pk}/")


def test_before_and_after_are_shown_side_by_side(cast: Cast, sign_in: SignIn) -> None:
    before = shown(cast.a, shown_on=date(2024, 5, 1))
    after = shown(cast.a, shown_on=date(2024, 9, 1))
    late = shown(cast.a, shown_on=date(2024, 9, 2))
    client, url = sign_in("a_manager"), f"/evidence/{after.pk}/pair/"
    body = text_of(client, url)
    assert str(before.pk) in body
    assert str(late.pk) not in body
    client.post(url, {"before": before.pk})
    assert "之前 <time>2024-05-01</time>" in text_of(client, f"/evidence/{after.pk}/")
    for chosen, status in [(late.pk, 404), ("x", 404), (shown(cast.b).pk, 404), ("", 302)]:
        assert client.post(url, {"before": chosen}).status_code == status
    assert Evidence.objects.get(pk=after.pk).before is None


# On the pages of records, and what it all costs ------------------------------------------------


def test_a_records_page_shows_its_photos_and_what_is_missing(cast: Cast, sign_in: SignIn) -> None:
    evidence, url = shown(cast.a, "accepted", "refused"), f"/stations/{cast.a.station.pk}/"
    body = text_of(sign_in("a_manager"), url)
    assert f"/evidence/{evidence.pk}/thumbnail/" in body
    assert f"{hand_in_url(cast.a)}?tag=logo" in body
    assert "看不清牌子" in body
    assert hand_in_url(cast.a) not in text_of(sign_in("reviewer"), url)
    assert str(evidence.pk) not in text_of(sign_in("a_community"), url)


def more_photos(cast: Cast) -> None:
    for _ in range(4):
        shown(cast.a, "awaiting_review", "refused", "accepted")


@pytest.mark.parametrize("who", ["reviewer", "a_manager"])
def test_queries_stay_few_however_many_photos_there_are(
    cast: Cast, sign_in: SignIn, who: str
) -> None:
    evidence, client = shown(cast.a, "awaiting_review", "refused"), sign_in(who)
    for url in ("/evidence/", f"/evidence/{evidence.pk}/"):
        assert costs_the_same(client, url, lambda: more_photos(cast))


def test_the_form_costs_few_queries(cast: Cast, sign_in: SignIn) -> None:
    shown(cast.a)
    assert costs_the_same(sign_in("a_manager"), hand_in_url(cast.a), lambda: more_photos(cast))


def test_the_photos_of_a_record_cost_two_queries(
    cast: Cast, rf: RequestFactory, django_assert_num_queries: Callable[[int], object]
) -> None:
    more_photos(cast)
    part = Template("{% load evidence_parts %}{% photos key %}")
    values = {
        "key": f"station:{cast.a.station.pk}",
        "actor": cast.actor("a_manager"),
        "request": rf.get("/"),
    }
    with django_assert_num_queries(2):
        assert part.render(Context(values)).count("<img") == 4
