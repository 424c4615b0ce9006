"""Photos: handed in on a phone, walked through with the keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from evidence.models import Evidence, Proof
from tests import factories as make
from tests.cast import Cast
from tests.e2e.conftest import Visitor
from tests.evidence import files


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def test_an_advisor_hands_photos_in_with_her_phone(
    visitor: Callable[[int], Visitor], cast: Cast
) -> None:
    her = visitor(360)
    page = her.page
    her.sign_in("a_community")
    her.open(f"/evidence/add/point:{cast.a.point.pk}/")
    camera = page.get_by_text("拍照", exact=True)
    assert camera.bounding_box()["height"] >= 48
    page.locator("#id_camera").set_input_files(
        {"name": "立牌.jpg", "mimeType": "image/jpeg", "buffer": files.photo_from_a_phone()}
    )
    page.locator("#id_files").set_input_files(
        [{"name": "假的.jpg", "mimeType": "image/jpeg", "buffer": b"<svg/>"}]
    )
    expect(page.get_by_text("待上传")).to_have_count(2)
    page.get_by_role("button", name="上传 2 份").click()
    expect(page.get_by_text("请至少勾选一项，说明它证明什么。")).to_be_visible()
    assert her.barriers() == []
    page.get_by_label("桌面立牌").check()
    page.get_by_role("button", name="上传 2 份").click()
    expect(page.get_by_text("已上传，等区里审核。")).to_be_visible()
    expect(page.get_by_text("不是照片，改了扩展名也不行")).to_be_visible()
    assert not her.scrolls_sideways
    assert her.barriers() == []
    page.get_by_role("link", name="查看 立牌.jpg").click()
    expect(page.get_by_role("heading", name="桌面立牌")).to_be_visible()
    assert not her.scrolls_sideways
    assert her.barriers() == []
    evidence = Evidence.objects.get()
    assert (evidence.width, evidence.height) == (48, 64)
    assert [proof.tag for proof in evidence.proofs.all()] == ["desk_sign"]


def test_a_reviewer_walks_through_photos_with_the_keyboard(
    visitor: Callable[[int], Visitor], cast: Cast
) -> None:
    first, second, third = [
        make.ProofFactory(evidence=make.EvidenceFactory(about=cast.a.station)) for _ in range(3)
    ]
    logo = make.ProofFactory(evidence=first.evidence, tag="logo")
    him = visitor(1440)
    page, keys = him.page, him.page.keyboard
    him.sign_in("reviewer")
    him.open("/evidence/review/")
    left = page.locator(".review-head .purpose")
    expect(left).to_contain_text("3 份、4 项")
    assert him.barriers() == []
    keys.press("a")
    expect(left).to_contain_text("3 份、3 项")
    keys.press("3")
    expect(left).to_contain_text("2 份、2 项")
    keys.press("j")
    expect(page).to_have_url(f"{him.server}/evidence/review/?at={third.evidence_id}&last={logo.pk}")
    keys.press("k")
    expect(page).to_have_url(
        f"{him.server}/evidence/review/?at={second.evidence_id}&last={logo.pk}"
    )
    keys.press("u")
    expect(left).to_contain_text("3 份、3 项")
    keys.press("r")
    keys.press("2")
    expect(left).to_contain_text("2 份、2 项")
    keys.press("u")
    expect(left).to_contain_text("3 份、3 项")
    keys.press("r")
    keys.type("a1 看不到标识")
    keys.press("Enter")
    expect(left).to_contain_text("2 份、2 项")
    keys.press("ArrowRight")
    expect(page).to_have_url(f"{him.server}/evidence/review/?at={third.evidence_id}&last={logo.pk}")
    keys.press("a")
    expect(left).to_contain_text("1 份、1 项")
    assert him.barriers() == []
    keys.press("a")
    expect(page.get_by_text("没有待审的照片和文件")).to_be_visible()
    assert him.barriers() == []
    found = {proof.pk: (proof.state, proof.reason) for proof in Proof.objects.all()}
    assert found[first.pk] == found[second.pk] == found[third.pk] == ("accepted", "")
    assert found[logo.pk] == ("refused", "a1 看不到标识")


def test_galleries_and_photos_are_clear_of_barriers_on_both_screens(
    visitor: Callable[[int], Visitor], cast: Cast
) -> None:
    before = make.EvidenceFactory(about=cast.a.station)
    photo = make.EvidenceFactory(about=cast.a.station, before=before)
    make.ProofFactory(evidence=photo, state="refused")
    make.ProofFactory(evidence=before, state="accepted")
    for width in (360, 1440):
        her = visitor(width)
        her.sign_in("a_manager")
        for path in (
            "/evidence/",
            "/evidence/add/",
            f"/evidence/{photo.pk}/",
            f"/evidence/{photo.pk}/pair/",
            f"/stations/{cast.a.station.pk}/",
        ):
            her.open(path)
            assert her.barriers() == [], path
            assert not her.scrolls_sideways, path
