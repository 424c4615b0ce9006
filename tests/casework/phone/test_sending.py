"""One visit sent from a phone: recorded once, whatever the network does."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from casework.households.services import merge_households
from casework.models import CaseFile, Need, ServiceRecord, Visit
from casework.phone.keys import tag_of
from tests import factories as make
from tests.cast import Cast

SEND = reverse("casework:phone-send")
KEY = "3f2a91c0-8d5b-4c1e-9d0a-5b8f0c2d7e11"
WRITTEN = "2024-09-20T01:30:00.000Z"
NOTE = "老伴上周出院，想问居家护理"

SignIn = Callable[[str], Client]


def photo() -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "JPEG")
    return SimpleUploadedFile("照片1.jpg", file.getvalue(), "image/jpeg")


def fields(cast: Cast, who: str = "a_community", **other: Any) -> dict[str, Any]:
    """What the phone sends."""
    return {
        "key": KEY,
        "of": tag_of(cast.users[who].pk),
        "version": "0",
        "written_at": WRITTEN,
        "household": str(cast.a.household.pk),
        "visited_on": "2024-09-19",
        "mode": "home",
        "findings": ["illness", "care"],
        "need_kinds": ["health"],
        "note": NOTE,
        **other,
    }


def send(client: Client, data: dict[str, Any]) -> HttpResponse:
    response: HttpResponse = client.post(SEND, data, headers={"X-Requested-With": "fetch"})
    return response


def wrong(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 422, response.content.decode()
    found: dict[str, list[str]] = response.json()["errors"]
    return found


def test_a_visit_is_recorded_with_both_clocks(cast: Cast, sign_in: SignIn) -> None:
    response = send(sign_in("a_community"), fields(cast, photos=[photo()]))
    visit = Visit.objects.get(pk=KEY)
    assert response.status_code == 200, response.content.decode()
    assert response.json() == {
        "receipt": "3F2A91C0",
        "recorded_at": visit.recorded_at.isoformat(),
    }
    assert visit.source == "phone"
    assert visit.written_at == datetime(2024, 9, 20, 1, 30, tzinfo=UTC)
    assert visit.recorded_at > visit.written_at
    assert (visit.household, visit.note) == (cast.a.household, NOTE)
    assert visit.advisor == cast.a.community_advisor
    assert visit.written_by == cast.users["a_community"]
    assert [one.category for one in Need.objects.filter(visit=visit)] == ["health"]
    assert CaseFile.objects.filter(visit=visit).count() == 1
    assert ServiceRecord.objects.filter(visit=visit).exists()


def test_sent_twice_it_is_one_visit_and_the_same_answer(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_community")
    first, again = send(client, fields(cast)), send(client, fields(cast))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()  # type: ignore[attr-defined]
    assert Visit.objects.filter(source="phone").count() == 1
    assert Need.objects.count() == 1


def test_what_is_wrong_is_told_at_its_field_and_nothing_recorded(
    cast: Cast, sign_in: SignIn
) -> None:
    data = fields(cast, visited_on="2024-09-21", next_visit_on="2024-09-20", mode="drone")
    found = wrong(send(sign_in("a_community"), data))
    assert "还没有到" in found["visited_on"][0]
    assert "晚于这次" in found["next_visit_on"][0]
    assert found["mode"] == ["走访方式请从列出的几种里选。"]
    assert not Visit.objects.filter(source="phone").exists()


def test_put_right_it_goes_under_the_same_key(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_community")
    wrong(send(client, fields(cast, visited_on="2024-09-21")))
    assert send(client, fields(cast)).status_code == 200
    assert Visit.objects.filter(pk=KEY).count() == 1


def test_a_second_visit_that_day_is_asked_about(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_community")
    send(client, fields(cast))
    second = fields(cast, key=str(uuid.uuid4()))
    assert "3F2A91C0" in wrong(send(client, second))["is_second_confirmed"][0]
    assert send(client, second | {"is_second_confirmed": "on"}).status_code == 200


@pytest.mark.parametrize("told", ["", "yesterday", "2024-09-20T01:30", "2024-13-40T01:30Z"])
def test_without_the_phones_time_nothing_is_recorded(
    cast: Cast, sign_in: SignIn, told: str
) -> None:
    found = wrong(send(sign_in("a_community"), fields(cast, written_at=told)))
    assert "什么时候写的" in found[""][0]
    assert not Visit.objects.filter(source="phone").exists()


@pytest.mark.parametrize("key", ["", "1", "3f2a91c0-8d5b"])
def test_without_a_key_nothing_is_recorded(cast: Cast, sign_in: SignIn, key: str) -> None:
    assert "编号" in wrong(send(sign_in("a_community"), fields(cast, key=key)))["key"][0]
    assert not Visit.objects.filter(source="phone").exists()


@pytest.mark.parametrize("where", ["next door", "another street", "nowhere"])
def test_a_household_of_others_is_a_sentence(cast: Cast, sign_in: SignIn, where: str) -> None:
    beside = make.HouseholdFactory(community=cast.a.communities[1], head_name="隔壁户")
    pk = {
        "next door": str(beside.pk),
        "another street": str(cast.b.household.pk),
        "nowhere": str(uuid.uuid4()),
    }[where]
    response = send(sign_in("a_community"), fields(cast, household=pk))
    assert wrong(response) == {"household": ["这户不在您的范围内，请从列表里重新选择。"]}
    assert not Visit.objects.filter(source="phone").exists()
    for secret in ("隔壁户", cast.b.household.head_name):
        assert secret not in response.content.decode()


def test_a_key_of_somebody_elses_visit_tells_nothing_of_it(cast: Cast, sign_in: SignIn) -> None:
    there = cast.b.visit
    response = send(sign_in("a_community"), fields(cast, key=str(there.pk)))
    assert "编号" in wrong(response)["key"][0]
    assert Visit.objects.get(pk=there.pk).household == cast.b.household


def test_a_photo_that_is_none_is_a_sentence(cast: Cast, sign_in: SignIn) -> None:
    file = SimpleUploadedFile("照片1.jpg", b"<html>not a photo", "image/jpeg")
    found = wrong(send(sign_in("a_community"), fields(cast, photos=[file])))
    assert list(found) == ["photos"]
    assert not Visit.objects.filter(source="phone").exists()


def test_a_session_that_is_over_is_401_for_the_script(cast: Cast) -> None:
    response = send(Client(), fields(cast))
    assert response.status_code == 401
    assert response["Content-Type"] == "application/json"
    assert not Visit.objects.filter(source="phone").exists()


def test_another_who_signed_in_does_not_send_for_her(cast: Cast, sign_in: SignIn) -> None:
    """Her visit must not go out in the name of the next user of the phone."""
    response = send(sign_in("a_manager"), fields(cast, who="a_community"))
    assert response.status_code == 409
    assert not Visit.objects.filter(source="phone").exists()


@pytest.mark.parametrize("who", ["reviewer", "auditor", "a_admin"])
def test_who_logs_no_visits_sends_none(cast: Cast, sign_in: SignIn, who: str) -> None:
    assert send(sign_in(who), fields(cast, who=who)).status_code == 403
    assert not Visit.objects.filter(source="phone").exists()


def test_a_manager_says_who_visited(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("a_manager")
    assert list(wrong(send(client, fields(cast, who="a_manager")))) == ["advisor"]
    advisor = str(cast.a.community_advisor.pk)
    assert send(client, fields(cast, who="a_manager", advisor=advisor)).status_code == 200


def test_it_takes_no_get(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("a_community").get(SEND).status_code == 405


def test_without_a_token_nothing_is_recorded(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.users["a_community"], "django.contrib.auth.backends.ModelBackend")
    assert send(client, fields(cast)).status_code == 403
    assert not Visit.objects.filter(source="phone").exists()


def test_a_household_that_was_merged_meanwhile_is_visited_all_the_same(
    cast: Cast, sign_in: SignIn
) -> None:
    into = make.HouseholdFactory(community=cast.a.communities[0], head_name="石户明")
    merge_households(duplicate=cast.a.household, into=into, by=cast.actor("a_manager"))
    assert send(sign_in("a_community"), fields(cast)).status_code == 200
    assert Visit.objects.get(pk=KEY).household == into
