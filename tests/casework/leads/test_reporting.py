"""Reporting a lead on foot: what is filled in, what is refused, and once only."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Entry
from casework.leads import services
from casework.models import Lead
from tests import factories as make
from tests.casework.leads.telling import ADD, STORY, TYPED, facts, reported
from tests.cast import Cast
from tests.pages import text_of
from tests.stations.browsing import filled, send


@pytest.fixture
def advisor(cast: Cast, sign_in):
    return sign_in("a_community")


def test_a_lead_is_reported_as_typed_and_sealed(cast: Cast, advisor) -> None:
    response = send(advisor, ADD, **TYPED)
    lead = Lead.objects.get(name="陆一鸣")
    assert response["Location"] == f"/casework/leads/{lead.pk}/"
    assert (lead.community, lead.source) == (cast.a.communities[0], "neighbour")
    assert (lead.found_on, lead.state) == (date(2024, 9, 19), "open")
    assert (lead.phone, lead.informant_phone) == ("13812345678", "021-66158630")
    assert lead.address == "石泉路1弄2号303室"
    assert lead.reported_by == cast.users["a_community"]
    assert b"13812345678" not in bytes(lead.phone_sealed)
    entry = Entry.objects.order_by("-id").first()
    assert (entry.action, entry.subject) == (Entry.Action.CREATED, f"lead:{lead.pk}")
    assert not any(one in str(entry.detail) for one in ("陆", "138", "住院"))


def test_the_only_community_and_today_are_filled_in(cast: Cast, advisor, sign_in) -> None:
    typed = filled(advisor, ADD)
    assert typed["community"] == [cast.a.communities[0].code]
    assert typed["found_on"] == ["2024-09-20"]
    assert f'data-draft="{ADD}"' in text_of(advisor, ADD)
    # A street has several to choose from, and only its own.
    page = text_of(sign_in("a_advisor"), ADD)
    assert all(one.code in page for one in cast.a.communities)
    assert cast.b.communities[0].code not in page


def test_a_visit_fills_in_where_when_and_how(cast: Cast, advisor) -> None:
    url = f"{ADD}?visit={cast.a.visit.pk}"
    typed = filled(advisor, url, name="陆一鸣", address="1号", story=STORY)
    assert (typed["source"], typed["found_on"]) == (["visit"], ["2024-09-02"])
    assert cast.a.visit.receipt in text_of(advisor, url)
    assert advisor.post(url, typed).status_code == 302
    assert Lead.objects.get(name="陆一鸣").visit == cast.a.visit


@pytest.mark.parametrize("visit", ["b", "nonsense", "3f2a91c0-0000-4000-8000-000000000000"])
def test_a_visit_elsewhere_is_not_found(cast: Cast, advisor, visit: str) -> None:
    key = cast.b.visit.pk if visit == "b" else visit
    assert advisor.get(f"{ADD}?visit={key}").status_code == 404
    assert advisor.post(f"{ADD}?visit={key}", TYPED).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"found_on": "2024-09-21"}, "2024-09-21还没有到，发现日期要在今天（2024-09-20）或以前"),
        ({"found_on": "2018-12-31"}, "2018-12-31早于2019年，请核对年份"),
        ({"found_on": "上周"}, "日期"),
        ({"name": "陆1"}, "姓名里有数字"),
        ({"name": "", "address": ""}, "姓名和住址至少写一项"),
        ({"phone": "1381234567"}, "手机号"),
        ({"story": "苦"}, "至少写5个字，现在是1个字"),
        ({"source": ""}, "请选择从哪里知道的"),
        ({"source": "visit"}, "走访发现和数据比对没有反映人"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, advisor, wrong: dict[str, str], sentence: str
) -> None:
    response = send(advisor, ADD, **TYPED | wrong)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Lead.objects.filter(reported_by=cast.users["a_community"]).exists()


def test_the_same_form_sent_twice_reports_once(cast: Cast, advisor) -> None:
    typed = filled(advisor, ADD, **TYPED)
    first, second = (advisor.post(ADD, typed) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Lead.objects.filter(name="陆一鸣").count() == 1


def test_a_form_of_somebody_elses_lead_is_refused(cast: Cast, sign_in, advisor) -> None:
    typed = filled(advisor, ADD, **TYPED, key=str(cast.b.lead.pk))
    response = advisor.post(ADD, typed)
    assert "这份表单已经用过了" in response.content.decode()
    cast.b.lead.refresh_from_db()
    assert cast.b.lead.name == "寿线明"


def test_one_of_the_same_name_still_open_is_asked_about(cast: Cast, advisor) -> None:
    there = reported(cast)
    body = send(advisor, ADD, **TYPED).content.decode()
    assert "有同名的线索正在处置" in body
    assert f"/casework/leads/{there.pk}/" in body
    assert STORY in body, "nothing typed is lost"
    assert Lead.objects.filter(name="陆一鸣").count() == 1
    assert send(advisor, ADD, **TYPED, is_another="on").status_code == 302
    assert Lead.objects.filter(name="陆一鸣").count() == 2


def test_the_same_name_elsewhere_or_decided_is_nobodys_twin(cast: Cast, advisor) -> None:
    make.LeadFactory(community=cast.a.communities[1], name="陆一鸣")
    make.LeadFactory(community=cast.b.communities[0], name="陆一鸣")
    make.LeadFactory(
        community=cast.a.communities[0],
        name="陆一鸣",
        state="decided",
        decision="no_need",
        decided_on=date(2024, 9, 10),
    )
    assert send(advisor, ADD, **TYPED).status_code == 302


def test_another_community_cannot_be_chosen_nor_written(cast: Cast, advisor) -> None:
    other = cast.a.communities[1]
    response = send(advisor, ADD, **TYPED, community=other.code)
    assert response.status_code == 200
    assert not Lead.objects.filter(community=other).exists()
    for name in ("a_community", "reviewer", "a_admin", "b_manager"):
        with pytest.raises(PermissionDenied):
            services.report_lead(key=uuid4(), community=other, facts=facts(), by=cast.actor(name))


def test_a_day_to_come_is_refused_by_the_writer_too(cast: Cast) -> None:
    with pytest.raises(Exception, match="还没有到"):
        reported(cast, found_on=date(2024, 9, 21))
