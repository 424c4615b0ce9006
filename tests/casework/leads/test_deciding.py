"""What becomes of a lead: decided, taken back, told; and who is refused."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from casework.enums import Decision, LeadState
from casework.leads import services
from casework.leads.workflow import MACHINE
from casework.models import Household, Lead
from tests import factories as make
from tests.casework.leads.telling import decided, old_lead, reported
from tests.cast import DAY, Cast
from tests.pages import text_of
from tests.stations.browsing import filled, send


@pytest.fixture
def lead(cast: Cast) -> Lead:
    return reported(cast, phone="13812345678")


def url_of(lead: Lead, deed: str = "") -> str:
    return f"/casework/leads/{lead.pk}/{deed}"


def test_a_decision_stands_with_its_day_and_the_reporter_sees_it(
    cast: Cast, sign_in, lead: Lead
) -> None:
    response = send(
        sign_in("a_manager"), url_of(lead, "decide/"), decision="applying", answer="指导申请低保。"
    )
    assert response["Location"] == url_of(lead)
    lead.refresh_from_db()
    assert (lead.state, lead.decision) == ("decided", "applying")
    assert (lead.decided_on, lead.decided_by) == (DAY, "a_manager")
    entry = Entry.objects.filter(subject=f"lead:{lead.pk}").order_by("-id").first()
    assert (entry.action, entry.detail) == (Entry.Action.CHANGED, {"transition": "处置"})
    mine = text_of(sign_in("a_community"), "/casework/leads/?show=mine")
    assert "引导申请救助" in mine
    page = text_of(sign_in("a_community"), url_of(lead))
    assert "我上报的线索，后来怎么样" in page
    assert "指导申请低保。" in page


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("请电 13812345678", "里面有电话号码"),
        ("请电 138-1234 5678", "里面有电话号码"),
        ("座机021-66158630", "里面有电话号码"),
        ("座机 6615 8630", "里面有电话号码"),
        ("证号310107198001011238", "里面有身份证号"),
        ("证号 310107 19800101 123X", "里面有身份证号"),
        ("陆一鸣已申请", "里面写了当事人的姓名"),
        ("陆 一鸣已申请", "里面写了当事人的姓名"),
        ("好", "至少写2个字"),
        ("", "请填写答复上报人"),
    ],
)
def test_an_answer_tells_nobodys_name_or_number(
    cast: Cast, sign_in, lead: Lead, answer: str, sentence: str
) -> None:
    typed = {"decision": "linked", "answer": answer}
    response = send(sign_in("a_manager"), url_of(lead, "decide/"), **typed)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    lead.refresh_from_db()
    assert lead.state == LeadState.OPEN
    if len(answer) > 1:
        with pytest.raises(ValidationError):
            services.decide_lead(lead=lead, by=cast.actor("a_manager"), **typed)


@pytest.mark.parametrize(
    "answer",
    [
        "2024-09-20上门，每月补助1200.50元。",
        "20240920核实，金额20000元。",
        "2024年9月起享受，共3人。",
    ],
)
def test_days_and_sums_are_no_phones(cast: Cast, lead: Lead, answer: str) -> None:
    assert decided(cast, lead, answer=answer).answer == answer


def test_listing_opens_a_file_with_what_the_lead_tells(cast: Cast, sign_in, lead: Lead) -> None:
    response = send(
        sign_in("a_advisor"),
        url_of(lead, "decide/"),
        decision="listed",
        answer="已列入名册。",
        size="3",
        categories=["low_income"],
    )
    assert response.status_code == 302
    lead.refresh_from_db()
    household = lead.household
    assert household is not None
    assert (household.head_name, household.size) == ("陆一鸣", 3)
    assert (household.phone, household.address) == (lead.phone, lead.address)
    listing = household.listings.get()
    assert (listing.community, listing.starts_on) == (cast.a.communities[0], DAY)
    assert [one.category for one in household.categories.all()] == ["low_income"]


def test_listing_links_the_file_there_is(cast: Cast, sign_in) -> None:
    lead = reported(cast, name=cast.a.household.head_name)
    url = url_of(lead, "decide/")
    manager = sign_in("a_manager")
    assert f"接上已有的：{cast.a.household.reference}（石**" in text_of(manager, url)
    count = Household.objects.count()
    send(manager, url, decision="listed", answer="已在名册。", file=str(cast.a.household.pk))
    lead.refresh_from_db()
    assert lead.household == cast.a.household
    assert Household.objects.count() == count
    assert cast.a.household.listings.count() == 1


def test_a_file_is_linked_by_its_number_and_listed_where_it_was_not(
    cast: Cast, sign_in, lead: Lead
) -> None:
    there = make.HouseholdFactory(community=cast.a.communities[1], number="W7", listed_on=False)
    url = url_of(lead, "decide/")
    typed = {"decision": "listed", "answer": "已有档案。"}
    wrong = send(sign_in("a_manager"), url, **typed, household_number="W8").content.decode()
    assert "本街镇没有这个户编号的档案" in wrong
    foreign = cast.b.household.number
    refused = send(sign_in("a_manager"), url, **typed, household_number=foreign)
    assert "本街镇没有这个户编号的档案" in refused.content.decode()
    assert send(sign_in("a_manager"), url, **typed, household_number="W7").status_code == 302
    lead.refresh_from_db()
    assert lead.household == there
    assert there.listings.get().starts_on == DAY


def test_a_household_of_another_street_cannot_be_linked(cast: Cast, sign_in, lead: Lead) -> None:
    typed = {"decision": "listed", "answer": "接上。", "file": str(cast.b.household.pk)}
    response = send(sign_in("a_manager"), url_of(lead, "decide/"), **typed)
    assert response.status_code == 200
    with pytest.raises(ValidationError, match="不在您的范围内"):
        decided(cast, lead, decision="listed", household=cast.b.household)
    lead.refresh_from_db()
    assert (lead.state, lead.household) == (LeadState.OPEN, None)


def test_without_a_name_a_new_file_is_not_opened(cast: Cast, sign_in) -> None:
    lead = reported(cast, name="")
    typed = {"decision": "listed", "answer": "列入。"}
    body = send(sign_in("a_manager"), url_of(lead, "decide/"), **typed).content.decode()
    assert "列入名册要有户主姓名" in body


def test_any_other_decision_touches_no_file(cast: Cast, lead: Lead) -> None:
    done = decided(cast, lead, decision="watched", household=cast.a.household)
    assert done.household is None


def test_it_cant_be_decided_before_it_was_found(cast: Cast) -> None:
    lead = old_lead(cast, date(2024, 9, 21))
    with pytest.raises(ValidationError, match="2024-09-21才发现，不能在2024-09-20处置"):
        decided(cast, lead)


def test_the_second_decision_is_told_of_the_first(cast: Cast, sign_in, lead: Lead) -> None:
    manager, url = sign_in("a_manager"), url_of(lead, "decide/")
    typed = filled(manager, url, decision="no_need", answer="核实后没有困难，可别丢了。")
    decided(cast, lead, by="a_advisor")
    response = manager.post(url, typed)
    body = response.content.decode()
    assert response.status_code == 409
    assert "已由账号 a_advisor 在 2024-09-20 处置，结论是“对接资源”" in body
    assert "可别丢了" in body
    lead.refresh_from_db()
    assert lead.decision == Decision.LINKED
    assert manager.get(url).status_code == 403


@pytest.mark.parametrize(
    ("who", "way", "may"),
    [
        ("a_manager", "decide", True),
        ("a_advisor", "decide", True),
        ("a_community", "decide", False),
        ("a_admin", "decide", False),
        ("reviewer", "decide", False),
        ("b_manager", "decide", False),
        ("a_community", "withdraw", True),  # who reported it
        ("a_manager", "withdraw", False),
        ("b_community", "withdraw", False),
        ("reviewer", "withdraw", False),
    ],
)
@pytest.mark.parametrize("state", ["open", "decided", "withdrawn"])
def test_the_ways_of_a_lead(cast: Cast, who: str, way: str, may: bool, state: str) -> None:
    facts = {"decision": "linked", "decided_on": DAY} if state == "decided" else {}
    lead = old_lead(cast, DAY, state=state, reported_by=cast.users["a_community"], **facts)
    assert bool(MACHINE.may(cast.actor(who), lead, way)) is (may and state == "open")


def test_the_reporter_takes_it_back_with_a_reason_in_the_trail(
    cast: Cast, sign_in, lead: Lead
) -> None:
    reporter, url = sign_in("a_community"), url_of(lead, "withdraw/")
    assert "请选择为什么撤回" in reporter.post(url, {}).content.decode()
    assert "请" in reporter.post(url, {"reason": "他叫陆一鸣"}).content.decode()
    lead.refresh_from_db()
    assert lead.state == LeadState.OPEN
    for _ in range(2):
        assert reporter.post(url, {"reason": "重复上报"}).status_code == 302
    lead.refresh_from_db()
    assert lead.state == LeadState.WITHDRAWN
    lines = Entry.objects.filter(subject=f"lead:{lead.pk}", detail__reason="重复上报")
    assert lines.count() == 1
    assert sign_in("a_manager").post(url, {"reason": "重复上报"}).status_code == 403


def test_an_informant_from_outside_is_told_once_decided(cast: Cast, sign_in) -> None:
    lead = reported(cast, source="neighbour", informant_name="邻居阿婆")
    client, url = sign_in("a_community"), url_of(lead, "told/")
    assert client.post(url, {"told_on": "2024-09-20"}).status_code == 403
    decided(cast, lead)
    for day, sentence in (
        ("2024-09-19", "2024-09-20才处置，告知日期不能早于那天"),
        ("2024-09-21", "2024-09-21还没有到"),
        ("", "请填写告知日期"),
    ):
        assert sentence in client.post(url, {"told_on": day}).content.decode()
    assert "还没有告知" in text_of(client, url_of(lead))
    assert client.post(url, {"told_on": "2024-09-20"}).status_code == 302
    lead.refresh_from_db()
    assert lead.told_on == DAY
    assert "还没有告知" not in text_of(client, url_of(lead))


def test_what_was_found_at_work_has_nobody_to_tell(cast: Cast) -> None:
    lead = decided(cast, reported(cast))
    with pytest.raises(PermissionDenied, match="没有外来的反映人"):
        services.note_told(lead=lead, told_on=DAY, by=cast.actor("a_community"))
