"""The review: waiting photos one by one, decided by buttons that keys press."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from evidence import services
from evidence.models import Evidence, Proof
from evidence.reviewing import QUICK_REASONS
from tests import factories as make
from tests.cast import Cast, Street
from tests.pages import costs_the_same, text_of

SignIn = Callable[[str], Client]
URL = "/evidence/review/"


def waiting(street: Street, *tags: str, minutes: int = 0) -> Evidence:
    """A photo whose items wait, handed in some minutes after the first."""
    evidence = make.EvidenceFactory(about=street.station)
    start = timezone.now() - timedelta(days=1)
    Evidence.objects.filter(pk=evidence.pk).update(added_at=start + timedelta(minutes=minutes))
    for tag in tags or ["outdoor_plaque"]:
        make.ProofFactory(evidence=evidence, tag=tag)
    return evidence


def decide(client: Client, proof: Proof, decision: str, **fields: object) -> dict[str, str]:
    """Press a button; the query of the page it leads to."""
    data = {"decision": decision, "seen": proof.state} | fields
    answer = client.post(f"{URL}{proof.pk}/", data)
    assert answer.status_code == 302, answer.content.decode()
    query = parse_qs(urlsplit(answer["Location"]).query)
    return {name: value for name, [value] in query.items()}


def state(proof: Proof) -> tuple[str, str]:
    held = Proof.objects.get(pk=proof.pk)
    return held.state, held.reason


def test_the_first_that_came_is_the_first_to_be_seen(cast: Cast, sign_in: SignIn) -> None:
    second, first = waiting(cast.a, minutes=5), waiting(cast.b, minutes=1)
    body = text_of(sign_in("reviewer"), URL)
    assert body.index(f"photo-{first.pk}") < body.index(f"photo-{second.pk}")
    assert "还有 <b>2</b> 份、2 项待审" in body


def test_the_page_has_all_one_needs_to_decide(cast: Cast, sign_in: SignIn) -> None:
    evidence = waiting(cast.a, "outdoor_plaque", "logo")
    body = text_of(sign_in("reviewer"), URL)
    assert cast.a.station.official_name in body
    assert "2024-06-20" in body
    assert "站在门外拍：牌子全称看得清" in body
    assert "需在实体化空间内外的显著位置挂牌公示" in body
    assert "已去掉定位等附带信息" in body
    assert all(reason in body for reason in QUICK_REASONS)
    for proof in evidence.proofs.all():
        assert f'action="{URL}{proof.pk}/"' in body
    assert len(re.findall(r"<li[^>]* data-current", body)) == 1


def test_the_next_photos_are_fetched_ahead(cast: Cast, sign_in: SignIn) -> None:
    photos = [waiting(cast.a, minutes=n) for n in range(4)]
    body = text_of(sign_in("reviewer"), URL)
    assert [f'id="photo-{one.pk}"' in body for one in photos] == [True, True, True, False]


def test_a_photo_is_accepted_and_the_next_one_comes(cast: Cast, sign_in: SignIn) -> None:
    first, second = waiting(cast.a, minutes=1), waiting(cast.a, minutes=2)
    client, proof = sign_in("reviewer"), first.proofs.get()
    onward = decide(client, proof, "accept")
    assert state(proof) == ("accepted", "")
    assert onward == {"at": str(second.pk), "last": str(proof.pk)}


def test_a_photo_with_several_items_stays_until_each_is_decided(
    cast: Cast, sign_in: SignIn
) -> None:
    first, second = waiting(cast.a, "outdoor_plaque", "logo"), waiting(cast.a, minutes=2)
    client = sign_in("reviewer")
    plaque, logo = first.proofs.order_by("id")
    assert decide(client, plaque, "accept")["at"] == str(first.pk)
    assert decide(client, logo, "refuse", quick="2")["at"] == str(second.pk)
    assert state(plaque) == ("accepted", "")
    assert state(logo) == ("refused", QUICK_REASONS[1])


def test_a_refusal_takes_a_reason_of_ones_own(cast: Cast, sign_in: SignIn) -> None:
    proof = waiting(cast.a).proofs.get()
    client = sign_in("reviewer")
    onward = decide(client, proof, "refuse")
    assert state(proof) == ("awaiting_review", "")
    assert "last" not in onward
    assert "请写明原因" in text_of(client, f"{URL}?at={onward['at']}")
    decide(client, proof, "refuse", reason="牌子被树挡住")
    assert state(proof) == ("refused", "牌子被树挡住")


@pytest.mark.parametrize("last", ["9" * 30, "9" * 5000, "²", "\0"])
def test_a_made_up_last_decision_is_none(cast: Cast, sign_in: SignIn, last: str) -> None:
    page = sign_in("reviewer").get(URL, {"last": last})
    assert (page.status_code, page.context["last"]) == (200, None)


def test_a_made_up_street_or_tag_narrows_nothing_after_a_decision(
    cast: Cast, sign_in: SignIn
) -> None:
    proof = waiting(cast.a).proofs.get()
    onward = decide(sign_in("reviewer"), proof, "accept", street="\0", tag="\0")
    assert not {"street", "tag"} & set(onward)
    assert state(proof) == ("accepted", "")


@pytest.mark.parametrize("fields", [{"quick": "7"}, {"reason": "长" * 201}, {"seen": "x"}])
def test_nonsense_decides_nothing(cast: Cast, sign_in: SignIn, fields: dict[str, str]) -> None:
    proof = waiting(cast.a).proofs.get()
    decide(sign_in("reviewer"), proof, "refuse", **fields)
    decide(sign_in("reviewer"), proof, "burn")
    assert state(proof) == ("awaiting_review", "")


def test_the_last_decision_is_taken_back(cast: Cast, sign_in: SignIn) -> None:
    first, second = waiting(cast.a, minutes=1), waiting(cast.a, minutes=2)
    client, proof = sign_in("reviewer"), first.proofs.get()
    onward = decide(client, proof, "accept")
    body = text_of(client, f"{URL}?at={second.pk}&last={onward['last']}")
    assert "刚才：室外挂牌" in body
    proof.refresh_from_db()
    assert decide(client, proof, "undo") == {"at": str(first.pk)}
    assert state(proof) == ("awaiting_review", "")


def test_after_the_last_one_the_page_says_that_all_is_done(cast: Cast, sign_in: SignIn) -> None:
    client, proof = sign_in("reviewer"), waiting(cast.a).proofs.get()
    onward = decide(client, proof, "accept")
    assert onward == {"last": str(proof.pk)}
    body = text_of(client, f"{URL}?last={proof.pk}")
    assert "没有待审的照片和文件" in body
    assert "撤销" in body


def test_those_passed_over_come_again_at_the_end(cast: Cast, sign_in: SignIn) -> None:
    first, second = waiting(cast.a, minutes=1), waiting(cast.a, minutes=2)
    client = sign_in("reviewer")
    body = text_of(client, f"{URL}?at={second.pk}")
    assert f"?at={first.pk}" in body
    assert decide(client, second.proofs.get(), "accept")["at"] == str(first.pk)


def test_an_item_decided_meanwhile_is_told_and_not_overwritten(cast: Cast, sign_in: SignIn) -> None:
    other = make.UserFactory(username="reviewer_2")
    make.MembershipFactory(user=other, unit=cast.district, role="district_reviewer")
    cast.users["reviewer_2"] = other
    proof = waiting(cast.a).proofs.get()
    services.accept(proof=Proof.objects.get(), by=cast.actor("reviewer_2"))
    client = sign_in("reviewer")
    onward = decide(client, proof, "refuse", quick="1")
    assert state(proof) == ("accepted", "")
    body = text_of(client, f"{URL}?at={onward['at']}")
    assert "“室外挂牌”刚由别人审过，现在是“已接受”。您的操作没有写入。" in body


def test_a_photo_taken_back_meanwhile_is_told(cast: Cast, sign_in: SignIn) -> None:
    evidence = waiting(cast.a)
    proof = evidence.proofs.get()
    services.withdraw(evidence=evidence, by=cast.actor("a_manager"))
    client = sign_in("reviewer")
    onward = decide(client, proof, "accept")
    assert state(proof) == ("awaiting_review", "")
    assert "已被上传单位撤回" in text_of(client, f"{URL}?at={onward['at']}")


def test_the_review_is_narrowed_to_a_street_and_a_tag(cast: Cast, sign_in: SignIn) -> None:
    mine = waiting(cast.a, "outdoor_plaque", minutes=1)
    logo, other = waiting(cast.a, "logo", minutes=2), waiting(cast.b, "logo", minutes=3)
    client = sign_in("reviewer")
    body = text_of(client, f"{URL}?street={cast.a.unit.code}&tag=logo")
    assert f"photo-{logo.pk}" in body
    assert f"photo-{mine.pk}" not in body
    assert f"photo-{other.pk}" not in body
    assert "还有 <b>1</b> 份、1 项待审" in body
    body = " ".join(body.split())
    assert '全部街镇 <span class="chip-count">3</span>' in body
    assert '石泉路 <span class="chip-count">2</span>' in body
    onward = decide(client, logo.proofs.get(), "accept", street=cast.a.unit.code, tag="logo")
    assert onward == {
        "street": cast.a.unit.code,
        "tag": "logo",
        "last": str(logo.proofs.get().pk),
    }


def test_a_decision_is_changed_on_the_photos_own_page(cast: Cast, sign_in: SignIn) -> None:
    evidence, client = waiting(cast.a), sign_in("reviewer")
    proof = evidence.proofs.get()
    decide(client, proof, "accept")
    proof.refresh_from_db()
    answer = client.post(
        f"{URL}{proof.pk}/",
        {"decision": "refuse", "seen": "accepted", "reason": "现场核实不符", "back": "item"},
    )
    assert answer["Location"] == f"/evidence/{evidence.pk}/"
    assert state(proof) == ("refused", "现场核实不符")
    body = text_of(client, f"/evidence/{evidence.pk}/")
    assert "改为接受的原因" in body


@pytest.mark.parametrize("who", ["a_manager", "district_admin", "a_community", "auditor"])
def test_only_the_reviewer_gets_in(cast: Cast, sign_in: SignIn, who: str) -> None:
    proof = waiting(cast.a).proofs.get()
    client = sign_in(who)
    assert client.get(URL).status_code == 403
    assert client.post(f"{URL}{proof.pk}/", {"decision": "accept"}).status_code == 403
    assert state(proof) == ("awaiting_review", "")


def test_queries_stay_few_however_much_waits(cast: Cast, sign_in: SignIn) -> None:
    for n in range(4):
        waiting(cast.a, "outdoor_plaque", "logo", minutes=n)

    def more() -> None:
        for n in range(5, 9):
            waiting(cast.b, "outdoor_plaque", "logo", "premises", minutes=n)

    assert costs_the_same(sign_in("reviewer"), URL, more, most=17)
