"""Photos of a visit: without place or owner, sealed, seen by those who may read the visit."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from casework.models import CaseFile, Visit
from casework.visits.services import record_visit
from tests import factories as make
from tests.casework.visits.telling import KEY, add_url, facts, made, typed
from tests.cast import Cast
from tests.evidence.files import photo, photo_from_a_phone

SignIn = Callable[[str], Client]


def with_photos(cast: Cast, *photos: bytes) -> Visit:
    visit, _ = record_visit(
        key=uuid.uuid4(),
        household=cast.a.household,
        facts=facts(cast),
        photos=photos,
        by=cast.actor("a_community"),
    )
    return visit


def upload(content: bytes, name: str = "IMG_0001.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def test_a_photo_loses_place_and_owner_and_is_sealed(cast: Cast) -> None:
    visit = with_photos(cast, photo_from_a_phone())
    file = CaseFile.objects.get(visit=visit)
    assert (file.household, file.content_type) == (cast.a.household, "image/jpeg")
    assert file.size == len(file.content)
    assert file.content.startswith(b"\xff\xd8\xff")
    assert b"CANARY" not in file.content
    assert b"Exif" not in file.content
    with connection.cursor() as cursor:
        cursor.execute("SELECT content_sealed FROM casework_casefile")
        assert b"\xff\xd8\xff" not in bytes(cursor.fetchone()[0])


def test_it_is_sent_with_the_form_and_shown_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_community")
    photos = [upload(photo(colour="red")), upload(photo("PNG"), "b.png")]
    client.post(add_url(cast), {**typed(), "photos": photos})
    files = CaseFile.objects.filter(visit=KEY).order_by("recorded_at", "pk")
    assert len(files) == 2
    page = client.get(f"/casework/visits/{KEY}/").content.decode()
    for one in files:
        assert f"/casework/visits/photos/{one.pk}/" in page


def test_it_is_served_as_a_picture_and_nothing_else(cast: Cast, sign_in: SignIn) -> None:
    file = CaseFile.objects.get(visit=with_photos(cast, photo()))
    response = sign_in("a_community").get(f"/casework/visits/photos/{file.pk}/")
    assert response.content == file.content
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert cast.a.household.head_name not in response["Content-Disposition"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("a_manager", 200), ("a_advisor", 200), ("a_admin", 404), ("reviewer", 404),
        ("b_manager", 404), ("b_community", 404), ("auditor", 403),
    ],
)  # fmt: skip
def test_who_sees_it(cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    file = CaseFile.objects.get(visit=with_photos(cast, photo()))
    assert sign_in(who).get(f"/casework/visits/photos/{file.pk}/").status_code == status


def test_what_is_no_photo_of_a_visit_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    survey = make.MeansSurveyFactory(household=cast.a.household)
    file = make.CaseFileFactory(visit=None, household=cast.a.household, means_survey=survey)
    client = sign_in("a_manager")
    assert client.get(f"/casework/visits/photos/{file.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg onload=alert(1)>", "网页或矢量图"),
        (b"%PDF-1.7 ...", "只收照片"),
        (photo()[:300], "照片读不出来"),
        (b"", "是空的"),
    ],
)
def test_what_is_no_photo_is_refused_and_nothing_is_written(
    cast: Cast, sign_in: SignIn, content: bytes, words: str
) -> None:
    data = {**typed(), "photos": [upload(content)]}
    page = sign_in("a_community").post(add_url(cast), data).content.decode()
    assert words in page
    assert "照片" in page
    assert not Visit.objects.filter(pk=KEY).exists()


def test_of_several_the_bad_one_is_named(cast: Cast) -> None:
    with pytest.raises(ValidationError) as wrong:
        with_photos(cast, photo(), b"GIF89a")
    assert wrong.value.message_dict["photos"][0].startswith("第2张：这是 GIF 动图")


def test_three_are_the_most_later_ones_too(cast: Cast, sign_in: SignIn) -> None:
    with pytest.raises(ValidationError) as wrong:
        with_photos(cast, *[photo()] * 4)
    assert "最多3张" in str(wrong.value.message_dict)
    visit = with_photos(cast, photo(), photo())
    client, page = sign_in("a_community"), f"/casework/visits/{visit.pk}/change/"
    data: dict[str, Any] = {**typed(), "version": "1"}
    assert (
        "最多3张"
        in client.post(
            page, {**data, "photos": [upload(photo()), upload(photo())]}
        ).content.decode()
    )
    client.post(page, {**data, "photos": [upload(photo())]})
    assert CaseFile.objects.filter(visit=visit).count() == 3


def test_a_huge_picture_is_made_smaller(cast: Cast) -> None:
    file = CaseFile.objects.get(visit=with_photos(cast, photo(size=(4000, 3000))))
    from io import BytesIO

    assert Image.open(BytesIO(file.content)).size == (2560, 1920)


def test_a_visit_sent_twice_keeps_its_photos_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_community")
    for _ in range(2):
        client.post(add_url(cast), {**typed(), "photos": [upload(photo())]})
    assert made().files.count() == 1
