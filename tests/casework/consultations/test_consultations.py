"""What people come and ask: logged in under a minute, sealed, put right, taken back (T4-1)."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts.models import Draft
from audit.models import Entry
from casework.consultations import services
from casework.consultations.facts import ConsultationFacts
from casework.consultations.forms import initial_of_consultation
from casework.models import Consultation, ServiceRecord
from core.versions import ChangedMeanwhile
from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of

LIST = "/casework/consultations/"


def _facts(cast: Cast, **others: Any) -> ConsultationFacts:
    told = {
        "asked_on": date(2024, 9, 10),
        "question_type": "policy",
        "advisor": cast.a.street_advisor,
        "matter": "问临时救助怎么申请",
    }
    return ConsultationFacts(**told | others)


def _sent(cast: Cast, **others: str) -> dict[str, str]:
    return {
        "key": str(uuid4()),
        "version": "0",
        "question_type": "needs",
        "matter": "想找助餐",
        "answer": "",
        "answered_on": "",
        "advisor": str(cast.a.community_advisor.pk),
        "asked_on": "2024-09-10",
        "household": "",
        "visitor_name": "",
        "visitor_phone": "",
        **others,
    }


def _url(unit: Any) -> str:
    return f"/casework/consultations/add/{unit.pk}/"


# Logging --------------------------------------------------------------------------------------


def test_a_question_is_logged_with_its_service_record(cast: Cast, sign_in) -> None:
    client, here = sign_in("a_community"), cast.a.communities[0]
    household = cast.a.household
    body = text_of(client, _url(here))
    for words in ("困难问策", "专业问教", "资源问需", "特需问诊"):
        assert words in body
    # Today, and she herself, are filled in.
    assert f'value="{cast.a.community_advisor.pk}" selected' in body
    assert f'value="{DAY.isoformat()}"' in body
    sent = _sent(cast, household=household.number, answer="介绍了社区食堂")
    response = client.post(_url(here), sent)
    one = Consultation.objects.get()
    assert response.url == f"{LIST}{one.pk}/"
    assert (one.unit, one.household, one.question_type) == (here, household, "needs")
    # Answered on the spot.
    assert (one.matter, one.answer, one.answered_on) == ("想找助餐", "介绍了社区食堂", one.asked_on)
    (record,) = ServiceRecord.objects.filter(consultation=one)
    assert (record.unit_id, record.service_type) == (here.pk, "resource_linkage")
    line = Entry.objects.get(subject=f"consultation:{one.pk}")
    assert (line.action, line.detail) == ("created", {"unit": here.pk})


def test_sent_twice_it_is_logged_once(cast: Cast, sign_in) -> None:
    client, sent = sign_in("a_community"), _sent(cast)
    for _ in range(2):
        assert client.post(_url(cast.a.communities[0]), sent).status_code == 302
    assert Consultation.objects.count() == 1
    # Another one just like it, from another form, is another one.
    client.post(_url(cast.a.communities[0]), _sent(cast))
    assert Consultation.objects.count() == 2


def test_the_key_of_somebody_elses_consultation_opens_nothing(cast: Cast) -> None:
    other = make.ConsultationFactory(unit=cast.b.unit)
    with pytest.raises(PermissionDenied):
        services.add_consultation(
            key=other.pk, unit=cast.a.unit, facts=_facts(cast), by=cast.actor("a_manager")
        )


def test_what_was_said_is_sealed(cast: Cast) -> None:
    facts = _facts(cast, answer="带上病历来填表", visitor_name="丁秋", visitor_phone="13912345678")
    one, _ = services.add_consultation(
        key=uuid4(), unit=cast.a.unit, facts=facts, by=cast.actor("a_advisor")
    )
    with connection.cursor() as cursor:
        for query in (
            "SELECT t::text FROM casework_consultation t",
            "SELECT t::text FROM casework_consultationevent t",
        ):
            cursor.execute(query)
            row = str(cursor.fetchall())
            for secret in ("临时救助", "病历", "13912345678"):
                assert secret not in row
                assert secret.encode().hex() not in row
    kept = Consultation.objects.get(pk=one.pk)
    assert (kept.matter, kept.visitor_phone) == ("问临时救助怎么申请", "13912345678")


@pytest.mark.parametrize(
    ("others", "field", "words"),
    [
        ({"asked_on": date(2024, 9, 21)}, "asked_on", "2024-09-21还没有到，请核对咨询日期。"),
        (
            {"answer": "好", "answered_on": date(2024, 9, 21)},
            "answered_on",
            "2024-09-21还没有到，请核对答复日期。",
        ),
        (
            {"answer": "好", "answered_on": date(2024, 9, 9)},
            "answered_on",
            "答复日期2024-09-09早于咨询日期2024-09-10，请核对。",
        ),
        ({"answered_on": date(2024, 9, 11)}, "answer", "写了答复日期，请写一句怎么答复的"),
        (
            {"asked_on": date(2023, 2, 28)},
            "advisor",
            "这位顾问2023-02-28不在岗，请核对日期，或另选接待人。",
        ),
    ],
)
def test_what_can_not_be(cast: Cast, others: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        services.add_consultation(
            key=uuid4(), unit=cast.a.unit, facts=_facts(cast, **others), by=cast.actor("a_manager")
        )
    assert list(refused.value.message_dict) == [field]
    assert words in refused.value.message_dict[field][0]
    assert not Consultation.objects.exists()


def test_advisors_and_households_of_other_places_are_refused(cast: Cast) -> None:
    here, there = cast.a.communities[:2]
    neighbour = make.HouseholdFactory(community=there)
    by = cast.actor("a_manager")

    def refused(**others: Any) -> dict[str, list[str]]:
        with pytest.raises(ValidationError) as found:
            services.add_consultation(key=uuid4(), unit=here, facts=_facts(cast, **others), by=by)
        return found.value.message_dict

    assert refused(household=neighbour) == {
        "household": [f"这户在{there.name}，不在{here.name}，请核对户编号。"]
    }
    assert refused(household=cast.b.household) == {"household": ["这户不在您的范围内。"]}
    assert refused(advisor=cast.b.street_advisor) == {
        "advisor": ["这位顾问2024-09-10不在岗，请核对日期，或另选接待人。"]
    }


def test_a_community_names_nobody_who_does_not_look_after_it(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="不负责这个居村"):
        services.add_consultation(
            key=uuid4(),
            unit=cast.a.communities[0],
            facts=_facts(cast),
            by=cast.actor("a_community"),
        )


@pytest.mark.parametrize(
    ("number", "words"), [("PT99999", "没有找到这个户编号"), ("同号", "不止一户")]
)
def test_a_number_that_names_no_household_or_two(
    cast: Cast, sign_in, number: str, words: str
) -> None:
    for community in cast.a.communities[:2]:
        make.HouseholdFactory(community=community, number="同号")
    sent = _sent(cast, household=number, advisor=str(cast.a.street_advisor.pk))
    response = sign_in("a_manager").post(_url(cast.a.unit), sent)
    assert response.status_code == 200
    assert words in response.content.decode()


def test_a_household_of_the_other_community_is_not_even_found(cast: Cast, sign_in) -> None:
    neighbour = make.HouseholdFactory(community=cast.a.communities[1], head_name="不可见")
    response = sign_in("a_community").post(
        _url(cast.a.communities[0]), _sent(cast, household=neighbour.number)
    )
    body = response.content.decode()
    assert f"在{cast.a.communities[0].name}没有找到这个户编号" in body
    assert "不可见" not in body


def test_a_household_without_a_number_is_known_by_its_sign(cast: Cast, sign_in) -> None:
    bare = make.HouseholdFactory(community=cast.a.communities[0], number="")
    sign_in("a_community").post(_url(cast.a.communities[0]), _sent(cast, household=bare.reference))
    assert Consultation.objects.get().household == bare


def test_the_page_of_a_household_hands_it_on(cast: Cast, sign_in) -> None:
    client, household = sign_in("a_community"), cast.a.household
    url = f"{_url(cast.a.communities[0])}?household={household.pk}"
    body = text_of(client, url)
    assert household.number in body
    assert household.head_name not in body
    sent = _sent(cast)
    del sent["household"]
    assert client.post(url, sent).status_code == 302
    assert Consultation.objects.get().household == household
    assert (
        client.get(f"{_url(cast.a.communities[0])}?household={cast.b.household.pk}").status_code
        == 404
    )
    assert client.get(f"{_url(cast.a.communities[0])}?household=x").status_code == 404


def test_a_lost_session_keeps_what_was_typed(cast: Cast, sign_in) -> None:
    client, url = sign_in("a_community"), _url(cast.a.communities[0])
    Draft.objects.all().delete()
    draft = Draft(user=cast.users["a_community"], key=url)
    draft.text = '{"matter": ["还没写完"], "question_type": ["special"]}'
    draft.save()
    assert "还没写完" in text_of(client, f"{url}?draft=restore")
    client.post(url, _sent(cast))
    assert not Draft.objects.filter(key=url).exists()


# Putting right --------------------------------------------------------------------------------


def _one(cast: Cast, **others: Any) -> Consultation:
    one, _ = services.add_consultation(
        key=uuid4(),
        unit=cast.a.communities[0],
        facts=_facts(cast, advisor=cast.a.community_advisor, **others),
        by=cast.actor("a_community"),
    )
    return Consultation.objects.select_related("unit", "advisor").get(pk=one.pk)


def test_an_answer_is_added_later(cast: Cast, sign_in) -> None:
    one = _one(cast)
    client, url = sign_in("a_community"), f"{LIST}{one.pk}/"
    assert "未答复" in text_of(client, url)
    sent = _sent(
        cast, version=str(one.version), question_type="special", matter=one.matter,
        answer="已转医务社工", answered_on="2024-09-12",
    )  # fmt: skip
    assert client.post(url, sent).status_code == 302
    one.refresh_from_db()
    assert (one.answer, one.answered_on) == ("已转医务社工", date(2024, 9, 12))
    # The service record follows the kind.
    (record,) = ServiceRecord.objects.filter(consultation=one)
    assert record.service_type == "emotional_support"
    line = Entry.objects.filter(subject=f"consultation:{one.pk}", action="changed").get()
    assert line.detail["fields"] == ["answer", "answered_on", "question_type"]


def test_two_who_change_it_at_once_lose_nothing(cast: Cast, sign_in) -> None:
    one = _one(cast)
    drawn = one.version
    services.change_consultation(
        consultation=one, version=drawn, by=cast.actor("a_manager"),
        facts=_facts(cast, advisor=cast.a.community_advisor, matter="另一个人改的"),
    )  # fmt: skip
    with pytest.raises(ChangedMeanwhile):
        services.change_consultation(
            consultation=one, version=drawn, by=cast.actor("a_community"),
            facts=_facts(cast, advisor=cast.a.community_advisor, matter="我改的"),
        )  # fmt: skip
    initial = initial_of_consultation(one)
    sent = _sent(cast, version=str(drawn), matter="我改的", question_type="policy")
    sent |= {f"initial-{name}": str(initial.get(name) or "") for name in sent}
    sent["initial-asked_on"] = "2024-09-10"
    response = sign_in("a_community").post(f"{LIST}{one.pk}/", sent)
    body = response.content.decode()
    assert response.status_code == 409
    assert "另一个人改的" in body
    assert "我改的" in body


def test_only_its_advisor_and_the_manager_change_it(cast: Cast, sign_in) -> None:
    one = _one(cast)
    facts = _facts(cast, advisor=cast.a.community_advisor, matter="改了")
    with pytest.raises(PermissionDenied, match="只有填写人、接待或经办的顾问"):
        services.change_consultation(
            consultation=one, version=one.version, facts=facts, by=cast.actor("a_advisor")
        )
    assert "补答复、修改" not in text_of(sign_in("a_advisor"), f"{LIST}{one.pk}/")
    for may in ("a_community", "a_manager"):
        assert "补答复、修改" in text_of(sign_in(may), f"{LIST}{one.pk}/")
    assert sign_in("a_advisor").post(f"{LIST}{one.pk}/", _sent(cast)).status_code == 403


def test_it_is_taken_back_with_a_reason_and_its_record_goes(cast: Cast, sign_in) -> None:
    one = _one(cast)
    client, url = sign_in("a_community"), f"{LIST}{one.pk}/"
    client.post(url, {"action": "remove", "reason": ""})
    assert Consultation.objects.filter(pk=one.pk).exists()
    assert client.post(url, {"action": "remove", "reason": "记错了"}).status_code == 302
    assert not Consultation.objects.exists()
    assert not ServiceRecord.objects.exists()
    line = Entry.objects.get(subject=f"consultation:{one.pk}", action="deleted")
    assert line.detail["reason"] == "记错了"


def test_a_phone_is_shown_for_a_reason(cast: Cast, sign_in) -> None:
    one = _one(cast, visitor_name="丁秋", visitor_phone="13912345678")
    client, url = sign_in("a_advisor"), f"{LIST}{one.pk}/"
    body = text_of(client, url)
    assert "139****5678" in body
    assert "13912345678" not in body
    assert "13912345678" not in client.post(url, {"action": "phone", "reason": ""}).content.decode()
    shown = client.post(url, {"action": "phone", "reason": "约时间"}).content.decode()
    assert "13912345678" in shown
    line = Entry.objects.get(subject=f"consultation:{one.pk}", action="revealed")
    assert line.detail == {"field": "visitor_phone", "reason": "约时间"}


# Reading --------------------------------------------------------------------------------------


def test_others_do_not_read_what_was_asked(cast: Cast, sign_in) -> None:
    one = _one(cast, visitor_name="丁秋")
    for name, status in (("b_manager", 404), ("b_community", 404), ("reviewer", 403)):
        response = sign_in(name).get(f"{LIST}{one.pk}/")
        assert response.status_code == status
        assert "临时救助" not in response.content.decode()
    body = text_of(sign_in("reviewer"), LIST)
    assert "丁*" in body
    assert str(one.pk) not in body
    for secret in ("丁秋", "临时救助", cast.a.community_advisor.name):
        assert secret not in body
    assert "丁*" not in text_of(sign_in("b_manager"), LIST)


def test_what_waits_longest_comes_first(cast: Cast, sign_in) -> None:
    advisor = cast.a.street_advisor
    for day, answered in ((10, None), (3, None), (5, date(2024, 9, 6))):
        make.ConsultationFactory(
            unit=cast.a.unit, advisor=advisor, asked_on=date(2024, 9, day), answered_on=answered
        )
    body = text_of(sign_in("a_manager"), f"{LIST}?show=open")
    assert body.index("2024-09-03</a>") < body.index("2024-09-10</a>")
    assert "2024-09-05</a>" not in body
    # 09-04 to 09-06, 09-09 to 09-14 with its Saturday, 09-18 to 09-20.
    assert "已等12个工作日" in body
    # As of a day before the answer it still waited.
    assert "2024-09-05</a>" in text_of(sign_in("a_manager"), f"{LIST}?show=open&as_of=2024-09-05")


def test_the_cost_does_not_grow(cast: Cast, sign_in) -> None:
    def add() -> None:
        for _ in range(5):
            make.ConsultationFactory(
                unit=cast.a.unit, advisor=cast.a.street_advisor, household=cast.a.household
            )
            make.ApplicationFactory(unit=cast.a.unit, advisor=cast.a.street_advisor)

    add()
    client = sign_in("a_manager")
    assert costs_the_same(client, LIST, add)
    assert costs_the_same(client, f"{LIST}?show=applied", add)


@pytest.mark.parametrize("reason", ["丁秋说记错了", "打13912345678问过了"])
def test_a_reason_tells_nobody(cast: Cast, sign_in, reason: str) -> None:
    one = _one(cast, visitor_name="丁秋", visitor_phone="13912345678")
    client, url = sign_in("a_manager"), f"{LIST}{one.pk}/"
    for action in ("remove", "phone"):
        answer = client.post(url, {"action": action, "reason": reason})
        assert "请去掉" in answer.content.decode() or "请改成" in answer.content.decode()
    assert Consultation.objects.filter(pk=one.pk).exists()
    assert not Entry.objects.filter(subject=f"consultation:{one.pk}", action="revealed").exists()


def test_who_reads_it_is_written_down(cast: Cast, sign_in) -> None:
    one = _one(cast)
    text_of(sign_in("a_manager"), f"{LIST}{one.pk}/")
    line = Entry.objects.get(subject=f"consultation:{one.pk}", action="seen")
    assert (line.username, line.detail) == ("a_manager", {})
