"""Canaries among what advisors do with others: put in by pages, ledgers and one-time links.

Names stand in the rooms' own tables; what was told, phones, and an ID number somebody wrote into
a text stand nowhere in clear, and no link's secret does.
"""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from casework.models import (
    CaseConference,
    ConferenceAction,
    ConferenceCase,
    Handover,
    Need,
    PlanStep,
    Referral,
    StuckCase,
    SupportPlan,
)
from resources.models import Resource
from tests.accounts.test_drafts import save as keep_draft
from tests.casework.households.filing import id_of
from tests.casework.ledger.test_conferences import HEADER as CONFERENCE_HEADER
from tests.casework.ledger.test_conferences import ROW as CONFERENCE_ROW
from tests.casework.ledger.test_referrals import ledger as referral_ledger
from tests.casework.ledger.test_stuck import stuck as stuck_ledger
from tests.cast import Cast
from tests.ledgers.books import book
from tests.resources.pool import code_of, resource_form
from tests.resources.test_books import workbook as resource_ledger

NAMES = (
    CONTACT := "鹧鸪天",
    PERSON := "布谷声",
    CLERK := "斑鸠鸣",
    COUNTER := "翠鸟飞",
    SENDER := "鹡鸰行",
    VISITOR := "夜莺唱",
    CHAIR := "苍鹭立",
    GUEST := "鸬鹚舟",
    OWNER := "白鹡鸰",
    DOER := "池鹭影",
    LEDGER_CONTACT := "朱鹮羽",
    LEDGER_VISITOR := "鹌鹑笼",
    LEDGER_CHAIR := "鸿雁书",
    LEDGER_GUEST := "鸳鸯锦",
    LEDGER_OWNER := "丹顶鹤",
)
WORKERS = (CONTACT, LEDGER_CONTACT, OWNER, LEDGER_OWNER)
TYPED_ID = id_of("31010719801212127")
NUMBERS = (
    CONTACT_PHONE := "13687650001",
    VISITOR_PHONE := "13687650002",
    LEDGER_CONTACT_PHONE := "13687650003",
    LEDGER_VISITOR_PHONE := "13687650004",
)
TOLD = (
    TYPED_ID,
    SETTLED := "陪着跑了三趟医院",
    REFUSED := "家里嫌远不愿去",
    REQUEST := "要一台带扶手的助行器",
    REQUESTED := "每周两次上门换药",
    RESULT := "去了两回门都没开",
    REASON := "楼道太窄轮椅进不去",
    MATTER := "补交三个月的工资流水",
    ANSWERED := "还缺一张离婚协议",
    TAKEN := "窗口说户口还没迁来",
    STUCK := "残疾证年审卡在系统里",
    SAID := "先去街道开一张证明",
    LATER := "要等市里把数据补上",
    ENDED := "带着去区残联重办了",
    SITUATION := "母女两人挤在阁楼",
    OPINION := "建议先做精神评估",
    RESOLUTION := "两周内安排住院床位",
    ACTION := "联系精卫中心留床",
    CLOSED := "当天已经办好入院",
    MINUTES := "纪要附件写着病情",
    GOAL := "年底前把外债还清",
    STEP := "陪同去银行谈分期",
    CONCLUDED := "欠款剩下两千元整",
    DRAFTED := "来访人哭着说不想活",
    LEDGER_MATTER := "公租房轮候被取消了",
    LEDGER_SITUATION := "祖孙三代同住一间",
    LEDGER_RESULT := "送去一张护理床垫",
)
SEALED = (*NUMBERS, *TOLD)
NAMED = {
    *(
        f"{room}_{name}{event}"
        for room, names in {
            "casework": (
                *("handover", "stuckcase", "caseconference", "conferenceparticipant"),
                *("conferenceaction", "planstep", "referral"),
            ),
            "resources": ("resource",),
        }.items()
        for name in names
        for event in ("", "event")
    ),
    "accounts_onetimelink",
}
_LINK = re.compile(r"/([rh])/([^/\"'<>\s]+)/")
HandIn = Callable[[Client, str, bytes], None]
LedOn = Callable[[HttpResponse], str]


def put_in(cast: Cast, sign_in: Callable[[str], Client], led_on: LedOn, hand_in: HandIn) -> None:
    """Street A's rows of every new kind, and `cast.links`: the addresses of its one-time links."""
    manager, hers, admin = sign_in("a_manager"), sign_in("a_community"), sign_in("a_admin")
    cast.links = []  # type: ignore[attr-defined]
    _ledgers(cast, admin, hand_in)
    _pool(manager, led_on)
    _needs(cast, hers, led_on)
    _handovers(cast, hers, led_on)
    _stuck(cast, hers, manager, led_on)
    _conference(cast, manager, led_on)
    _plans(cast, hers, led_on)
    _referral_ledger(cast, admin, hand_in)


def links_of(cast: Cast) -> list[str]:
    """The addresses of the links that were made; the last of each kind is still good."""
    return list(cast.links)  # type: ignore[attr-defined]


def secrets_of(cast: Cast) -> list[str]:
    """Their secrets, as they are sent and without the dashes."""
    secrets = [one.split("/")[2] for one in links_of(cast)]
    return [*secrets, *(one.replace("-", "") for one in secrets)]


def _ledgers(cast: Cast, admin: Client, hand_in: HandIn) -> None:
    told = {"联系人": LEDGER_CONTACT, "联系电话": LEDGER_CONTACT_PHONE}
    hand_in(admin, "资源.xlsx", resource_ledger({**told, "资源名称": "护理床垫"}))
    told = {"来访人": LEDGER_VISITOR, "电话": LEDGER_VISITOR_PHONE, "事项": LEDGER_MATTER}
    hand_in(admin, "办不成事.xlsx", stuck_ledger(told))
    row = {
        **CONFERENCE_ROW,
        "个案编号": cast.a.household.reference,
        "主持人": LEDGER_CHAIR,
        "参加单位/人员": f"石街明、社区卫生服务中心 {LEDGER_GUEST}",
        "情况": LEDGER_SITUATION,
        "决议事项": f"1. 联系上门护理（{LEDGER_OWNER}，9月13日）",
    }
    rows = [[row[label] for label in CONFERENCE_HEADER]]
    content = book(("会商", [["会商记录（2024年度）"], CONFERENCE_HEADER, *rows]))
    hand_in(admin, "会商.xlsx", content)


def _pool(manager: Client, led_on: LedOn) -> None:
    typed = resource_form(
        name="助行器借用",
        provider_name="乐行社工中心",
        credit_code=code_of(tail="MJ12345"),
        category="health",
        contact_name=CONTACT,
        contact_phone=CONTACT_PHONE,
    )
    page = led_on(manager.post("/resources/add/", typed))
    assert CONTACT_PHONE in manager.post(page).content.decode()


def _needs(cast: Cast, hers: Client, led_on: LedOn) -> None:
    page = needed(cast, hers, led_on, "psychological")
    advisor = str(cast.a.community_advisor.pk)
    served = {
        "settlement": "own_service",
        "own_service": "emotional_support",
        "advisor": advisor,
        "settled_on": "2024-09-12",
        "note": f"{SETTLED}，证件{TYPED_ID}",
    }
    led_on(hers.post(f"{page}settle/", served))
    page = needed(cast, hers, led_on, "education")
    refused = {"settlement": "refused", "settled_on": "2024-09-12", "note": REFUSED}
    led_on(hers.post(f"{page}settle/", refused))
    needed(cast, hers, led_on, "elder_care")
    _failed_referral(cast, hers, led_on)
    _running_referral(cast, hers, led_on)


def needed(cast: Cast, hers: Client, led_on: LedOn, category: str) -> str:
    """The page of a need, by the form."""
    typed = {"key": uuid4(), "category": category, "registered_on": "2024-09-10"}
    return led_on(hers.post(f"/casework/households/{cast.a.household.pk}/need/", typed))


def offered(cast: Cast, hers: Client, led_on: LedOn, category: str, request: str) -> str:
    """The page of a referral, by the form of its offer."""
    need = Need.objects.filter(household=cast.a.household, category=category).first()
    resource = Resource.objects.get(contact_name=CONTACT)
    typed = {
        "key": uuid4(),
        "consent": "spoken",
        "consent_on": "2024-09-19",
        "shares": ["name", "phone", "address"],
        "request": request,
        "advisor": str(cast.a.community_advisor.pk),
        "offered_on": "2024-09-19",
    }
    return led_on(hers.post(f"/casework/needs/{need.pk}/offer/{resource.pk}/", typed))


def sent(cast: Cast, hers: Client, page: str) -> str:
    """The address that goes out, as it is shown once."""
    answer = hers.post(f"{page}link/")
    found = _LINK.search(unescape(answer.content.decode()))
    assert found, answer.content.decode()
    cast.links.append(found[0])  # type: ignore[attr-defined]
    return found[0]


def _failed_referral(cast: Cast, hers: Client, led_on: LedOn) -> None:
    page = offered(cast, hers, led_on, "elder_care", REQUEST)
    there = sent(cast, hers, page)
    assert "能接" in Client().get(there).content.decode()
    assert Client().post(there, {"answer": "yes"}).status_code == 200
    failed = {"outcome": "no", "result": RESULT, "reason": "other", "reason_note": REASON}
    assert Client().post(sent(cast, hers, page), failed).status_code == 200
    assert Referral.objects.get(state="failed").result == RESULT


def _running_referral(cast: Cast, hers: Client, led_on: LedOn) -> None:
    page = offered(cast, hers, led_on, "health", REQUESTED)
    assert Client().post(sent(cast, hers, page), {"answer": "yes"}).status_code == 200
    assert hers.get(f"{page}sheet/").status_code == 200
    sent(cast, hers, page)


def _handovers(cast: Cast, hers: Client, led_on: LedOn) -> None:
    typed = {
        "version": "0",
        "way": "to_counter",
        "kind": "temporary",
        "person_name": PERSON,
        "clerk": CLERK,
        "matter": MATTER,
        "advisor": str(cast.a.community_advisor.pk),
        "sent_on": "2024-09-18",
    }
    add = f"/casework/handovers/add/{cast.a.communities[0].code}/"
    page = led_on(hers.post(add, {"key": uuid4(), **typed}))
    there = sent(cast, hers, page)
    assert Client().get(there).status_code == 200
    done = Client().post(there, {"clerk": COUNTER, "answer": ANSWERED})
    assert "已确认收到" in done.content.decode()
    taken = {"way": "from_counter", "clerk": SENDER, "matter": f"{TAKEN}，证件{TYPED_ID}"}
    led_on(hers.post(add, {"key": uuid4(), **typed, **taken}))
    page = led_on(hers.post(add, {"key": uuid4(), **typed, "sent_on": "2024-09-19"}))
    sent(cast, hers, page)
    assert Handover.objects.count() == 3


def _stuck(cast: Cast, hers: Client, manager: Client, led_on: LedOn) -> None:
    typed = {
        "version": "0",
        "matter": f"{STUCK}，证件{TYPED_ID}",
        "blocker": "system",
        "answer": SAID,
        "visitor_name": VISITOR,
        "visitor_phone": VISITOR_PHONE,
        "received_on": "2024-09-18",
    }
    add = f"/casework/stuck/add/{cast.a.communities[0].code}/"
    page = led_on(hers.post(add, {"key": uuid4(), **typed}))
    later = {"extended_until": "2024-10-18", "extension_reason": LATER}
    led_on(hers.post(f"{page}extend/", later))
    led_on(manager.post(f"{page}extend/decide/", {"decision": "approve"}))
    led_on(hers.post(f"{page}hand-on/", {"handed_to": "区残联", "handed_on": "2024-09-19"}))
    ended = {"outcome": "solved", "result": ENDED, "closed_on": "2024-09-19"}
    led_on(hers.post(f"{page}close/", ended))
    called = {"called_back_on": "2024-09-20", "satisfaction": "satisfied"}
    led_on(hers.post(f"{page}call-back/", called))
    shown = hers.post(page, {"what": "visitor_phone", "reason": "visit"})
    assert VISITOR_PHONE in shown.content.decode()
    again = {"key": uuid4(), **typed, "received_on": "2024-09-19"}
    led_on(hers.post(add, again))
    assert StuckCase.objects.filter(visitor_name=VISITOR).count() == 2
    assert keep_draft(hers, key=add, fields={**typed, "matter": DRAFTED}).status_code == 200


def _conference(cast: Cast, manager: Client, led_on: LedOn) -> None:
    typed = {
        "key": uuid4(),
        "version": "0",
        "state": "held",
        "held_on": "2024-09-18",
        "place": "会商研讨区",
        "chair": CHAIR,
        "numbers": cast.a.household.reference,
        "guests": f"司法所 {GUEST}",
    }
    page = led_on(manager.post(f"/casework/conferences/add/{cast.a.unit.code}/", typed))
    conference = CaseConference.objects.get(chair=CHAIR)
    case = ConferenceCase.objects.get(conference=conference)
    form = manager.get(f"/casework/conferences/cases/{case.pk}/").context["form"]
    texts = {"situation": SITUATION, "opinions": OPINION, "resolution": RESOLUTION}
    version = {"version": form["version"].value()}
    led_on(manager.post(f"/casework/conferences/cases/{case.pk}/", {**version, **texts}))
    resolved: dict[str, Any] = {
        "version": "0",
        "matter": ACTION,
        "case": str(case.pk),
        "owner_name": OWNER,
        "due_on": "2024-09-25",
    }
    for _ in range(2):
        led_on(manager.post(f"{page}actions/add/", {"key": uuid4(), **resolved}))
    action = ConferenceAction.objects.filter(owner_name=OWNER).order_by("recorded_at")[0]
    done = {"closed_on": "2024-09-19", "result": CLOSED}
    led_on(manager.post(f"/casework/conferences/actions/{action.pk}/", done))
    paper = f"%PDF-1.7\n%{MINUTES}\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF".encode()
    file = SimpleUploadedFile(f"{CHAIR}的纪要.pdf", paper, "application/pdf")
    led_on(manager.post(f"{page}minutes/", {"minutes_on": "2024-09-19", "file": file}))
    conference.refresh_from_db()
    assert conference.minutes_content == paper


def _plans(cast: Cast, hers: Client, led_on: LedOn) -> None:
    plan = {
        "key": uuid4(),
        "version": "0",
        "goal": GOAL,
        "advisor": str(cast.a.community_advisor.pk),
        "opened_on": "2024-09-10",
    }
    page = led_on(hers.post(f"/casework/households/{cast.a.household.pk}/plan/", plan))
    step = {"what": STEP, "who": DOER, "due_on": "2024-09-25", "provider_kind": "enterprise"}
    led_on(hers.post(f"{page}steps/add/", step))
    key = PlanStep.objects.get(who=DOER).pk
    led_on(hers.post(f"/casework/plan-steps/{key}/done/", {"done_on": "2024-09-19"}))
    found = SupportPlan.objects.get()
    found.result_note = CONCLUDED
    found.save()


def _referral_ledger(cast: Cast, admin: Client, hand_in: HandIn) -> None:
    need = Need.objects.filter(household=cast.a.household, category="elder_care").get()
    row = {
        "需求编号": need.receipt,
        "资源": "护理床垫",
        "发起日期": "2024-09-12",
        "同意日期": "2024-09-12",
        "对接人": "石居芳",
        "状态": "已完成",
        "答复日期": "2024-09-13",
        "完成日期": "2024-09-14",
        "结果": LEDGER_RESULT,
    }
    hand_in(admin, "对接.xlsx", referral_ledger(row))
    assert Referral.objects.filter(resource__name="护理床垫", state="done").count() == 1
