"""Satisfaction surveys: who writes which down, what counts, what the lists show (G-3)."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from casework.models import SatisfactionSurvey
from casework.satisfaction import services
from casework.satisfaction.selectors import Sums, share_words
from casework.satisfaction.services import Asking
from tests import factories as make
from tests.cast import DAY, Cast
from tests.pages import costs_the_same, text_of
from tests.stations.browsing import filled, send

LIST = "/casework/satisfaction/"
TYPED = {"surveyed_on": "2024-09-18", "method": "phone", "asked": "40", "satisfied": "38"}


def add_url(cast: Cast) -> str:
    return f"{LIST}add/{cast.a.unit.code}/"


def url_of(survey: SatisfactionSurvey, deed: str = "") -> str:
    return f"{LIST}{survey.pk}/{deed}"


def of_a(cast: Cast, **facts: Any) -> SatisfactionSurvey:
    survey: SatisfactionSurvey = make.SatisfactionSurveyFactory(street=cast.a.unit, **facts)
    return survey


def test_a_streets_own_survey_waits_and_counts_once_accepted(cast: Cast, sign_in: Any) -> None:
    manager, reviewer = sign_in("a_manager"), sign_in("reviewer")
    response = send(manager, add_url(cast), **TYPED)
    survey = SatisfactionSurvey.objects.get()
    assert response["Location"] == url_of(survey)
    assert (survey.source, survey.asked, survey.satisfied) == ("street", 40, 38)
    assert survey.written_by == cast.users["a_manager"]
    assert not SatisfactionSurvey.objects.counting().exists()
    assert "等区里认可" in text_of(manager, LIST)
    assert "95.0%" not in text_of(manager, LIST).partition("<form")[0]
    assert "1次街镇自查的满意度调查等区里认可" in text_of(reviewer, "/")
    assert manager.post(url_of(survey, "accept/")).status_code == 403
    assert "认可这次调查" in text_of(reviewer, url_of(survey))
    for _ in range(2):
        assert reviewer.post(url_of(survey, "accept/")).status_code == 302
    survey.refresh_from_db()
    assert (survey.accepted_on, survey.accepted_by) == (DAY, "reviewer")
    assert SatisfactionSurvey.objects.counting().get() == survey
    assert "95.0%" in text_of(manager, LIST)
    assert "满意度调查等区里认可" not in text_of(reviewer, "/")
    lines = Entry.objects.filter(subject=f"satisfactionsurvey:{survey.pk}").order_by("id")
    assert [one.action for one in lines] == ["created", "changed"]


def test_the_districts_own_counts_at_once(cast: Cast, sign_in: Any) -> None:
    reviewer = sign_in("reviewer")
    typed = {**TYPED, "source": "third_party", "surveyor": "某评估中心"}
    assert send(reviewer, add_url(cast), **typed).status_code == 302
    survey = SatisfactionSurvey.objects.counting().get()
    assert (survey.street, survey.source, survey.surveyor) == (
        cast.a.unit,
        "third_party",
        "某评估中心",
    )
    assert "某评估中心" in text_of(sign_in("a_manager"), LIST)
    # Nothing about it is the street's to accept or to take back.
    assert "删除这次调查" not in text_of(sign_in("a_manager"), url_of(survey))
    with pytest.raises(PermissionDenied, match="直接计入"):
        services.accept_survey(survey=survey, by=cast.actor("reviewer"))


def test_a_street_cannot_pass_its_own_off_as_the_districts(cast: Cast, sign_in: Any) -> None:
    body = send(sign_in("a_manager"), add_url(cast), **TYPED, source="district").content.decode()
    assert "district" in body
    with pytest.raises(PermissionDenied, match="街镇只登记自己的自查"):
        services.add_survey(
            key=uuid4(),
            street=cast.a.unit,
            asking=Asking(DAY, "third_party", "phone", 40, 40, "自己"),
            by=cast.actor("a_manager"),
        )
    assert not SatisfactionSurvey.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"asked": "0", "satisfied": "0"}, "调查人数要大于0"),
        ({"asked": "40", "satisfied": "41"}, "满意的41人多于调查的40人"),
        ({"asked": ""}, "请填写调查人数"),
        ({"satisfied": ""}, "请填写满意人数"),
        ({"surveyed_on": "2024-09-21"}, "2024-09-21还没有到，请核对调查日期"),
        ({"surveyed_on": "2014-09-18"}, "早于2019年"),
        ({"method": ""}, "请选择怎么问的"),
        ({"source": "third_party"}, "第三方评估要写是哪个单位做的"),
        ({"source": "third_party", "surveyor": "找 13812345678"}, "里面有电话号码"),
        ({"source": ""}, "请选择谁做的调查"),
    ],
)
def test_bad_numbers_are_told_and_the_rest_stays(
    cast: Cast, sign_in: Any, changes: dict[str, str], sentence: str
) -> None:
    typed = {**TYPED, "source": "district", **changes}
    response = send(sign_in("reviewer"), add_url(cast), **typed)
    body = response.content.decode()
    assert response.status_code == 200
    assert sentence in body
    for name in TYPED.keys() - {"method"}:
        assert f'value="{typed[name]}"' in body or not typed[name]
    assert not SatisfactionSurvey.objects.exists()


def test_the_same_form_sent_twice_is_one_survey(cast: Cast, sign_in: Any) -> None:
    client = sign_in("a_manager")
    typed = filled(client, add_url(cast), **TYPED)
    first, second = (client.post(add_url(cast), typed) for _ in "12")
    assert first["Location"] == second["Location"]
    assert SatisfactionSurvey.objects.count() == 1
    with pytest.raises(ValidationError, match="已经用过"):
        services.add_survey(
            key=SatisfactionSurvey.objects.get().pk,
            street=cast.b.unit,
            asking=Asking(DAY, "street", "phone", 1, 1),
            by=cast.actor("b_manager"),
        )


@pytest.mark.parametrize(
    ("name", "add", "own"),
    [
        ("a_manager", 200, 200), ("a_advisor", 200, 200), ("reviewer", 200, 200),
        ("a_community", 403, 404), ("a_admin", 403, 200), ("b_manager", 404, 404),
        ("auditor", 403, 403),
    ],
)  # fmt: skip
def test_who_sees_and_who_writes(cast: Cast, sign_in: Any, name: str, add: int, own: int) -> None:
    client, survey = sign_in(name), of_a(cast, source="street")
    assert client.get(add_url(cast)).status_code == add
    assert client.get(url_of(survey)).status_code == own
    for deed, needs in (("accept/", {}), ("remove/", {"reason": "重复登记"})):
        status = client.post(url_of(survey, deed), needs).status_code
        allowed = {"accept/": ("reviewer",), "remove/": ("a_manager", "a_advisor")}[deed]
        assert (status == 302) is (name in allowed)


def test_what_was_accepted_stays(cast: Cast, sign_in: Any) -> None:
    survey = of_a(cast, source="street", accepted_on=DAY)
    url, manager = url_of(survey, "remove/"), sign_in("a_manager")
    assert "区里已经认可，不能再删除" in manager.post(url, {"reason": "重复登记"}).content.decode()
    waiting = of_a(cast, source="street")
    assert "请选择为什么删除" in manager.post(url_of(waiting, "remove/"), {}).content.decode()
    assert manager.post(url_of(waiting, "remove/"), {"reason": "重复登记"}).status_code == 302
    assert SatisfactionSurvey.objects.get() == survey
    line = Entry.objects.get(subject=f"satisfactionsurvey:{waiting.pk}")
    assert line.detail["reason"] == "重复登记"


def test_the_share_is_of_what_counts_in_the_cycle_by_the_day(cast: Cast, sign_in: Any) -> None:
    of_a(cast, asked=20, satisfied=19)
    manager = sign_in("a_manager")
    assert "样本不足" in text_of(manager, LIST)
    of_a(cast, asked=20, satisfied=18, source="third_party")
    of_a(cast, asked=50, satisfied=50, source="street")
    of_a(cast, asked=50, satisfied=50, surveyed_on=date(2023, 9, 1))
    of_a(cast, asked=50, satisfied=50, surveyed_on=date(2024, 9, 25))
    body = text_of(manager, LIST)
    assert '<td class="num" data-label="满意率">92.5%</td>' in body
    assert '<td class="num" data-label="等认可（次）">1</td>' in body
    assert "2023-09-01" not in body
    assert "2024-09-25" not in body
    assert "尚无记录" in text_of(sign_in("b_manager"), LIST)


@pytest.mark.parametrize(
    ("satisfied", "asked", "words"),
    [(38, 40, "95.0%"), (40, 40, "100.0%"), (0, 40, "0.0%"), (9496, 10000, "94.9%")],
)
def test_a_share_is_never_rounded_up(satisfied: int, asked: int, words: str) -> None:
    assert share_words(satisfied, asked) == words
    assert Sums(29, 29).words(30) == "样本不足"
    assert Sums().words(30) == "尚无记录"


def test_the_lists_stay_within_the_unit(cast: Cast, sign_in: Any) -> None:
    of_a(cast, surveyed_on=date(2024, 9, 3))
    make.SatisfactionSurveyFactory(street=cast.b.unit, surveyed_on=date(2024, 9, 4))
    assert "2024-09-04" not in text_of(sign_in("a_manager"), LIST)
    both = text_of(sign_in("reviewer"), LIST)
    assert "2024-09-03" in both
    assert "2024-09-04" in both
    narrowed = text_of(sign_in("reviewer"), f"{LIST}?street={cast.b.unit.code}")
    assert "2024-09-03" not in narrowed
    assert sign_in("a_manager").get(f"{LIST}?street={cast.b.unit.code}").status_code == 404
    community = text_of(sign_in("a_community"), LIST)
    assert "2024-09-03" not in community


@pytest.mark.parametrize("name", ["reviewer", "a_manager"])
def test_the_list_costs_the_same_whatever_it_holds(cast: Cast, sign_in: Any, name: str) -> None:
    survey = of_a(cast)

    def add() -> None:
        for _ in range(7):
            of_a(cast, source="street")

    assert costs_the_same(sign_in(name), LIST, add)
    assert costs_the_same(sign_in(name), url_of(survey), add)
