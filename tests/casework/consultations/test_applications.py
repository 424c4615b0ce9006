"""Applications: taken in at the station, made for somebody by a community, and their results."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from casework.consultations import applying
from casework.consultations.facts import ApplicationFacts
from casework.models import Application, ServiceRecord
from core.versions import ChangedMeanwhile
from orgs.models import Unit
from tests.cast import Cast
from tests.pages import text_of

LIST = "/casework/consultations/?show=applied"


def _facts(cast: Cast, **others: Any) -> ApplicationFacts:
    told = {
        "kind": "temporary",
        "submitted_on": date(2024, 9, 10),
        "advisor": cast.a.street_advisor,
        "applicant_name": "丁秋月",
    }
    return ApplicationFacts(**told | others)


def _one(cast: Cast, unit: Unit | None = None, by: str = "a_advisor", **others: Any) -> Application:
    one, _ = applying.add_application(
        key=uuid4(), unit=unit or cast.a.unit, facts=_facts(cast, **others), by=cast.actor(by)
    )
    return Application.objects.select_related("unit", "advisor").get(pk=one.pk)


def _sent(cast: Cast, **others: str) -> dict[str, str]:
    return {
        "key": str(uuid4()),
        "version": "0",
        "kind": "dibao",
        "household": "",
        "applicant_name": "丁秋月",
        "submitted_on": "2024-09-10",
        "advisor": str(cast.a.community_advisor.pk),
        "note": "材料齐",
        **others,
    }


def test_a_community_makes_one_for_somebody(cast: Cast, sign_in) -> None:
    client, here = sign_in("a_community"), cast.a.communities[0]
    url = f"/casework/applications/add/{here.pk}/"
    body = text_of(client, url)
    assert "由本居村代办" in body
    sent = _sent(cast, is_assisted="on")
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    one = Application.objects.get()
    assert (one.unit, one.is_assisted, one.note) == (here, True, "材料齐")
    (record,) = ServiceRecord.objects.filter(application=one)
    assert (record.unit_id, record.support_type) == (here.pk, "assisted_application")
    # At the station there is nothing to tick.
    station = f"/casework/applications/add/{cast.a.unit.pk}/"
    assert "由本居村代办" not in text_of(sign_in("a_manager"), station)


@pytest.mark.parametrize(
    ("others", "field", "words"),
    [
        ({"submitted_on": date(2024, 9, 21)}, "submitted_on", "2024-09-21还没有到"),
        ({"applicant_name": ""}, "household", "请填户编号或申请人，至少填一项。"),
        ({"submitted_on": date(2023, 2, 1)}, "advisor", "这位顾问2023-02-01不在岗"),
    ],
)
def test_what_can_not_be(cast: Cast, others: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _one(cast, **others)
    assert list(refused.value.message_dict) == [field]
    assert words in refused.value.message_dict[field][0]


def test_its_result_is_noted(cast: Cast, sign_in) -> None:
    one = _one(cast)
    client, url = sign_in("a_manager"), f"/casework/applications/{one.pk}/"
    assert "已等7个工作日" in text_of(client, url)
    sent = {"version": str(one.version), "result": "approved", "result_on": "2024-09-09"}
    early = client.post(f"{url}result/", sent).content.decode()
    assert "结果日期2024-09-09早于申请日期2024-09-10，请核对。" in early
    late = client.post(f"{url}result/", sent | {"result_on": "2024-09-21"}).content.decode()
    assert "2024-09-21还没有到，请核对结果日期。" in late
    assert client.post(f"{url}result/", sent | {"result_on": "2024-09-13"}).status_code == 302
    one.refresh_from_db()
    assert (one.result, one.result_on) == ("approved", date(2024, 9, 13))
    body = text_of(client, LIST)
    assert "已通过" in body
    # On the day before it was still pending.
    assert "办理中" in text_of(client, f"{LIST}&as_of=2024-09-12")
    with pytest.raises(ChangedMeanwhile):
        applying.decide_application(
            application=one, version=int(sent["version"]), result="refused",
            result_on=date(2024, 9, 14), by=cast.actor("a_advisor"),
        )  # fmt: skip
    assert client.post(f"{url}result/", sent | {"result": "refused"}).status_code == 409


def test_what_is_pending_comes_with_how_long(cast: Cast, sign_in) -> None:
    _one(cast, submitted_on=date(2024, 9, 18))
    _one(cast, submitted_on=date(2024, 9, 2))
    body = text_of(sign_in("a_manager"), "/casework/consultations/?show=pending")
    assert body.index("2024-09-02</a>") < body.index("2024-09-18</a>")
    assert "已等2个工作日" in body
    assert "丁秋月" not in body
    assert "丁**" in body


def test_an_application_day_after_its_result_is_refused(cast: Cast) -> None:
    one = _one(cast)
    Application.objects.filter(pk=one.pk).update(result="approved", result_on=date(2024, 9, 12))
    one.refresh_from_db()
    facts = _facts(cast, submitted_on=date(2024, 9, 13))
    with pytest.raises(ValidationError, match="申请日期2024-09-13晚于结果日期2024-09-12"):
        applying.change_application(
            application=one, version=one.version, facts=facts, by=cast.actor("a_manager")
        )


def test_untick_assisted_and_the_record_goes(cast: Cast) -> None:
    here, advisor = cast.a.communities[0], cast.a.community_advisor
    one = _one(cast, here, "a_community", advisor=advisor, is_assisted=True)
    assert ServiceRecord.objects.filter(application=one).exists()
    facts = _facts(cast, advisor=advisor, is_assisted=False)
    applying.change_application(
        application=one, version=one.version, facts=facts, by=cast.actor("a_community")
    )
    assert not ServiceRecord.objects.filter(application=one).exists()


def test_only_its_advisor_and_the_manager_take_it_back(cast: Cast, sign_in) -> None:
    one = _one(cast)
    with pytest.raises(PermissionDenied):
        applying.remove_application(application=one, reason="错", by=cast.actor("b_manager"))
    assert sign_in("b_manager").get(f"/casework/applications/{one.pk}/").status_code == 404
    assert sign_in("reviewer").get(f"/casework/applications/{one.pk}/").status_code == 403
    client, url = sign_in("a_manager"), f"/casework/applications/{one.pk}/"
    assert client.post(url, {"action": "remove", "reason": "重复"}).status_code == 302
    assert not Application.objects.exists()
    assert Entry.objects.get(subject=f"application:{one.pk}", action="deleted")
