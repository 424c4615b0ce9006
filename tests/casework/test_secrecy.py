"""Canaries among people in hardship: put in by the pages, the phone and the ledgers; where they
turn up.

Names stand in the room's own tables; ID numbers, phones, addresses and all that was told stand
nowhere in clear. No log, no address and no title holds any of it.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from accounts.models import OneTimeLink
from casework.households.views import record as record_views
from casework.models import (
    CaseConference,
    ConferenceAction,
    Handover,
    Household,
    Lead,
    Member,
    PlanStep,
    Referral,
    StuckCase,
    Visit,
)
from ledgers.models import Batch
from resources.models import Resource
from tests.accounts.test_drafts import save as keep_draft
from tests.addresses import address
from tests.casework import together_canaries as together
from tests.casework.households.filing import HER_ID, HIS_ID, id_of
from tests.casework.ledger import scenes
from tests.casework.phone.test_sending import fields as sent_by_phone
from tests.casework.phone.test_sending import photo
from tests.casework.phone.test_sending import send as send_by_phone
from tests.cast import Cast
from tests.secrecy import ADDRESS, Log, disguises, dump, found_in

HEAD, MEMBER, LEAD, INFORMANT = "金丝雀", "白头翁", "黄鹂鸣", "灰喜鹊"
VISITOR, APPLICANT, ROSTERED, LEDGERED = "绣眼鸟", "画眉声", "红隼飞", "戴胜冠"
HOUSEHOLDS = (HEAD, MEMBER, LEAD, INFORMANT, VISITOR, APPLICANT, ROSTERED, LEDGERED)
NAMES = (*HOUSEHOLDS, *together.NAMES)
LEDGER_ID = id_of("31010719651103311")
OWN_NUMBERS = (
    *(HIS_ID, HER_ID, LEDGER_ID),
    *("13787654321", "13787650002", "13787650003", "13787650004", "13787650005", "13787650006"),
)
HOUSEHOLD_PHONE, MEMBER_PHONE, LEAD_PHONE, INFORMANT_PHONE, VISITOR_PHONE, LEDGER_PHONE = (
    OWN_NUMBERS[3:]
)
NUMBERS = (*OWN_NUMBERS, *together.NUMBERS)
HOME, LEAD_HOME, LEDGER_HOME = "兰溪路九弄十七号", "杏山路三弄五号", "枣阳路二弄八号"
TOLD = (
    CONDITION := "卧床三年靠鼻饲",
    NOTE := "儿子欠债出走未归",
    ACTION := "送去两袋大米一桶油",
    OFFLINE := "夜里不敢开取暖器",
    DRAFTED := "半夜摔倒无人知",
    STORY := "病历写着肺部阴影",
    MATTER := "问离婚以后低保怎么算",
    ANSWER := "讲了单独立户的手续",
    REMARK := "判决书还在法院没拿",
    ASSETS := "抵押了唯一的老公房",
    OPINION := "入不敷出已有两年半",
    SUMMARY := "情绪低落需要有人陪",
    LEDGER_NOTE := "透析每周三次自费多",
    LEDGER_ACTION := "代写了医疗救助申请",
)
SEALED = (*NUMBERS, HOME, LEAD_HOME, LEDGER_HOME, *TOLD, *together.TOLD)
CANARIES = (*NAMES, *SEALED)
# Where names may be read: the rooms' own rows, and their history.
NAMED = together.NAMED | {
    f"casework_{name}{event}"
    for name in ("household", "member", "lead", "consultation", "application")
    for event in ("", "event")
}
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
WHY = {"reason": "visit"}
SignIn = Callable[[str], Client]


def led_on(answer: HttpResponse) -> str:
    assert answer.status_code == 302, answer.content.decode()
    # What is said on the next page is kept in the session, or a cookie, until then.
    told = [str(one) for one in get_messages(answer.wsgi_request)]
    assert found_in(" ".join(told), CANARIES) == []
    return str(answer["Location"])


def _hand_in(admin: Client, name: str, content: bytes) -> None:
    before = set(Batch.objects.values_list("pk", flat=True))
    led_on(admin.post("/ledgers/", {"workbook": SimpleUploadedFile(name, content)}))
    batch = Batch.objects.exclude(pk__in=before).get()
    led_on(admin.post(f"/ledgers/{batch.pk}/enter/"))
    assert Batch.objects.get(pk=batch.pk).state == "entered"


@pytest.fixture
def there(cast: Cast, sign_in: SignIn) -> Cast:
    """Street A, whose household, visit and lead are the canaries' own."""
    manager, hers = sign_in("a_manager"), sign_in("a_community")
    _of_the_household(cast, manager)
    _of_visits(cast, manager, hers)
    _of_a_lead(cast, manager, hers)
    _of_the_station(cast, hers)
    _of_surveys(cast, hers)
    admin = sign_in("a_admin")
    household = {"户主": ROSTERED, "身份证号": LEDGER_ID, "联系电话": LEDGER_PHONE}
    _hand_in(admin, "名册.xlsx", scenes.households({**household, "住址": LEDGER_HOME}))
    visit = {"对象姓名": LEDGERED, "走访情况": LEDGER_NOTE, "处理措施": LEDGER_ACTION}
    _hand_in(admin, "走访.xlsx", scenes.visits(visit))
    together.put_in(cast, sign_in, led_on, _hand_in)
    return cast


def _of_the_household(cast: Cast, manager: Client) -> None:
    typed = {
        "head_name": HEAD,
        "id_number": HIS_ID,
        "community": cast.a.communities[0].code,
        "number": "PT-77",
        "phone": HOUSEHOLD_PHONE,
        "address": HOME,
        "listed_on": "2024-09-01",
        "categories": ["dibao"],
        "advisor": str(cast.a.community_advisor.pk),
    }
    page = led_on(manager.post(f"/casework/households/add/{cast.a.unit.code}/", typed))
    cast.a.household = Household.objects.get(head_name=HEAD)
    child = {"name": MEMBER, "relation": "child", "id_number": HER_ID, "phone": MEMBER_PHONE}
    led_on(manager.post(f"{page}members/", {**child, "condition": CONDITION}))
    assert (
        HOUSEHOLD_PHONE in manager.post(f"{page}reveal/", {"what": "phone", **WHY}).content.decode()
    )
    assert "PT-77" in manager.post("/casework/lookup/", {"number": HIS_ID}).content.decode()
    manager.get("/casework/households/export/")


def _of_visits(cast: Cast, manager: Client, hers: Client) -> None:
    key = str(uuid4())
    typed = {"key": key, "version": "0", "visited_on": "2024-09-19", "mode": "home"}
    url = f"/casework/households/{cast.a.household.pk}/visit/"
    told = {"note": NOTE, "action": ACTION, "findings": ["illness"], "need_kinds": ["health"]}
    led_on(hers.post(url, {**typed, **told, "photos": photo()}))
    cast.a.visit = Visit.objects.get(pk=key)
    again = {"visited_on": "2024-09-18", "note": OFFLINE}
    assert send_by_phone(hers, sent_by_phone(cast, **again)).status_code == 200
    assert keep_draft(hers, key=url, fields={**typed, "note": DRAFTED}).status_code == 200
    manager.get("/casework/visits/export/")


def _of_a_lead(cast: Cast, manager: Client, hers: Client) -> None:
    key = str(uuid4())
    typed = {
        "key": key,
        "community": cast.a.communities[0].code,
        "source": "neighbour",
        "found_on": "2024-09-19",
        "name": LEAD,
        "phone": LEAD_PHONE,
        "address": LEAD_HOME,
        "story": STORY,
        "informant_name": INFORMANT,
        "informant_phone": INFORMANT_PHONE,
    }
    page = led_on(hers.post("/casework/leads/add/", typed))
    cast.a.lead = Lead.objects.get(pk=key)
    assert LEAD_PHONE in manager.post(page, {"what": "phone", **WHY}).content.decode()


def _of_the_station(cast: Cast, hers: Client) -> None:
    code, advisor = cast.a.communities[0].code, str(cast.a.community_advisor.pk)
    asked = {
        "question_type": "policy",
        "matter": MATTER,
        "answer": ANSWER,
        "asked_on": "2024-09-10",
        "advisor": advisor,
        "visitor_name": VISITOR,
        "visitor_phone": VISITOR_PHONE,
    }
    page = led_on(hers.post(f"/casework/consultations/add/{code}/", {"key": uuid4(), **asked}))
    shown = hers.post(page, {"action": "phone", "reason": "回电话"}).content.decode()
    assert VISITOR_PHONE in shown
    applied = {
        "kind": "dibao",
        "submitted_on": "2024-09-10",
        "advisor": advisor,
        "applicant_name": APPLICANT,
        "note": REMARK,
    }
    led_on(hers.post(f"/casework/applications/add/{code}/", {"key": uuid4(), **applied}))


def _of_surveys(cast: Cast, hers: Client) -> None:
    about = f"/casework/households/{cast.a.household.pk}/"
    advisor = str(cast.a.community_advisor.pk)
    means = {
        "key": uuid4(),
        "version": "0",
        "surveyed_on": "2024-09-18",
        "advisor": advisor,
        "income": "2400",
        "assets": ASSETS,
        "opinion": OPINION,
        "files": photo(),
    }
    led_on(hers.post(f"{about}means/", means))
    assessed = {"key": uuid4(), "assessed_on": "2024-09-18", "advisor": advisor, "level": "high"}
    led_on(hers.post(f"{about}assessment/", {**assessed, "summary": SUMMARY}))


def addresses(cast: Cast) -> Iterator[str]:
    """Every address of the rooms, with street A's own rows in it, and what its links open."""
    for room in get_resolver().url_patterns:
        space = getattr(room, "namespace", None)
        for one in room.url_patterns if space in ("casework", "resources") else ():
            assert isinstance(one, URLPattern)
            yield address(f"{space}:{one.name}", cast, cast.a)
    yield from together.links_of(cast)
    yield from ("/", "/todos/", "/trail/")


# Database -------------------------------------------------------------------------------------


def test_a_dump_holds_nothing_of_what_is_sealed(there: Cast) -> None:
    tables = dump()
    leaks = [
        f"{table}: {canary}"
        for table, content in tables.items()
        for canary in (*SEALED, *together.secrets_of(there))
        for disguise in disguises(canary)
        if disguise in content
    ]
    assert leaks == []
    named = {table: found_in(content, NAMES) for table, content in tables.items()}
    assert named["casework_household"] == [HEAD, ROSTERED, LEDGERED]
    assert named["casework_memberevent"] == [HEAD, MEMBER, ROSTERED, LEDGERED]
    assert {table for table, found in named.items() if found} <= NAMED


def test_the_dump_would_show_a_note_in_any_disguise(there: Cast) -> None:
    there.a.lead.answer = NOTE.encode().hex()
    there.a.lead.save()
    assert any(one in dump()["casework_lead"] for one in disguises(NOTE))


# Addresses and titles -------------------------------------------------------------------------


def test_no_address_no_title_and_no_file_is_named_after_anybody(
    there: Cast, sign_in: SignIn
) -> None:
    for seat in ("a_manager", "a_community", "a_admin", "reviewer"):
        client, shown = sign_in(seat), 0
        if seat == "reviewer":
            reason = f"/casework/households/{there.a.household.pk}/reason/"
            led_on(client.post(reason, {"reason": "check"}))
        for page in addresses(there):
            answer = client.get(page)
            told = [answer.get("Content-Disposition", ""), answer.get("Location", "")]
            if answer["Content-Type"].startswith("text/html"):
                body = answer.content.decode()
                told += [*ADDRESS.findall(body), *TITLE.findall(body)]
            shown += answer.status_code == 200
            assert found_in(unquote(unescape(" ".join(told))), CANARIES) == [], (seat, page)
        assert shown > 10


def test_who_serves_nobody_reads_nothing_of_anybody(there: Cast, sign_in: SignIn) -> None:
    links = together.links_of(there)
    for seat in ("a_admin", "reviewer", "auditor"):
        client = sign_in(seat)
        # In their own street: whom to ask for a resource, whose a resolution is to carry out.
        told = together.WORKERS if seat == "a_admin" else ()
        hidden = [one for one in CANARIES if one not in told]
        for page in addresses(there):
            # What a link opens, it opens for whoever holds it.
            answer = client.get(page)
            if answer["Content-Type"].startswith("text/html") and page not in links:
                found = found_in(unescape(answer.content.decode()), hidden)
                assert found == [], (seat, page)


def test_numbers_are_masked_on_every_page(there: Cast, sign_in: SignIn) -> None:
    for seat in ("a_manager", "a_community"):
        client = sign_in(seat)
        for page in addresses(there):
            answer = client.get(page)
            # The sheet for a provider tells what the family agreed to, and is written down.
            is_sheet = page.startswith("/casework/referrals/") and page.endswith("/sheet/")
            shown = [HOUSEHOLD_PHONE] if is_sheet else []
            if answer["Content-Type"].startswith("text/html"):
                assert found_in(answer.content.decode(), NUMBERS) == shown, page


# Logs -----------------------------------------------------------------------------------------


def test_no_page_leaves_anybody_in_the_logs(
    log: Log, database_log: Callable[[], str], there: Cast, sign_in: SignIn
) -> None:
    odd = {"head_name": HEAD * 20, "name": LEAD * 20, "note": NOTE * 300, "number": HIS_ID + "1"}
    for seat in ("a_manager", "a_community", "reviewer"):
        client = sign_in(seat)
        client.raise_request_exception = False
        for page in addresses(there):
            with transaction.atomic():
                client.get(page)
                client.get(f"{page}?q={HEAD}&household={HEAD}&into={HIS_ID}&visit={NOTE}")
                client.post(page, odd)
                transaction.set_rollback(True)
        client.get(f"/casework/households/{HEAD}/")
        client.get(f"/casework/{HIS_ID}/")
    assert "Not Found" in str(log)
    assert "Internal Server Error" not in str(log)
    assert found_in(str(log), CANARIES) == []
    assert found_in(str(log), map(escaped, CANARIES)) == []
    assert found_in(database_log(), CANARIES) == []


def escaped(text: str) -> str:
    """As the framework writes an address into the log."""
    return text.encode("unicode_escape").decode()


def duplicate(household: Household) -> None:
    household._state.adding = True
    Household.objects.bulk_create([household])


def a_second_head(household: Household) -> None:
    Member.objects.filter(household=household).update(relation="head")


def too_long(household: Household) -> None:
    Household.objects.filter(pk=household.pk).update(head_name=HEAD * 20)


def undecided(household: Household) -> None:
    """PostgreSQL shows the whole row that fails its constraint: name, informant and all."""
    Lead.objects.filter(name=LEAD).update(state="decided")


def void_for_no_reason(household: Household) -> None:
    Visit.objects.filter(household=household).update(
        voided_at=timezone.now(), community_cloud_ref=HEAD
    )


def answered_too_soon(household: Household) -> None:
    """And who said so, in a referral that was never answered."""
    Referral.objects.filter(household=household, state="accepted").update(
        answered_by=together.CONTACT, answered_on=None
    )


def acknowledged_on_no_day(household: Household) -> None:
    Handover.objects.filter(person_name=together.PERSON).update(
        state="acknowledged", acknowledged_on=None
    )


def closed_without_outcome(household: Household) -> None:
    StuckCase.objects.filter(visitor_name=together.VISITOR).update(state="closed", outcome="")


def nobodys_action(household: Household) -> None:
    ConferenceAction.objects.filter(owner_name=together.OWNER).update(
        owner_name="", closed_on=None, owner_id=None
    )


def minutes_before_it(household: Household) -> None:
    CaseConference.objects.filter(chair=together.CHAIR).update(minutes_on="2020-01-01")


def done_and_dropped(household: Household) -> None:
    PlanStep.objects.filter(who=together.DOER).update(dropped_on="2024-09-19")


def over_before_it_begins(household: Household) -> None:
    Resource.objects.filter(contact_name=together.CONTACT).update(ends_on="2000-01-01")


def the_same_link(household: Household) -> None:
    """PostgreSQL shows the key that is there already: what is kept of a secret."""
    link = OneTimeLink.objects.order_by("made_at").first()
    link.pk = uuid4()
    OneTimeLink.objects.bulk_create([link])


def not_a_number(household: Household) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [f"{HEAD} {HOUSEHOLD_PHONE} {NOTE}"])


def in_python(household: Household) -> None:
    raise ValueError(f"{household.head_name} {household.phone} {household.address} {NOTE}")


def chained(household: Household) -> None:
    try:
        too_long(household)
    except Exception as error:
        raise RuntimeError(f"while reading {household.head_name}: {error!r}") from error


FAILURES = (
    *(duplicate, a_second_head, too_long, undecided, void_for_no_reason),
    *(answered_too_soon, acknowledged_on_no_day, closed_without_outcome, nobodys_action),
    *(minutes_before_it, done_and_dropped, over_before_it_begins, the_same_link),
    *(not_a_number, in_python, chained),
)


def test_an_error_on_a_page_leaves_nobody_in_the_logs(
    monkeypatch: pytest.MonkeyPatch,
    log: Log,
    database_log: Callable[[], str],
    there: Cast,
    sign_in: SignIn,
) -> None:
    client = sign_in("a_manager")
    client.raise_request_exception = False
    for failure in FAILURES:
        told = partial(_fail, failure, there.a.household)
        monkeypatch.setattr(record_views, "open_matters", told)
        with transaction.atomic():
            answer = client.get(f"/casework/households/{there.a.household.pk}/")
            transaction.set_rollback(True)
        assert answer.status_code == 500, failure.__name__
        assert found_in(answer.content.decode(), CANARIES) == [], failure.__name__
        assert f"in {failure.__name__}" in str(log)
    assert found_in(str(log), CANARIES) == []
    assert found_in(database_log(), CANARIES) == []


def _fail(failure: Callable[[Household], Any], household: Household, *_: Any) -> None:
    failure(household)
