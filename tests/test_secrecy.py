"""Canaries: invented people driven through every page and through errors; where they turn up.

Their names may be read on pages and in the rooms' tables; their phones and ID numbers nowhere in
clear but on a page that shows one on purpose. No log and no address holds any of it.
"""

import base64
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from advisors import views as advisor_views
from advisors.models import Advisor
from ledgers.models import Batch
from tests import factories as make
from tests.cast import Cast
from tests.ledgers.books import ADVISOR_HEADER, advisors
from tests.secrecy import ADDRESS, Log, disguises, dump
from tests.secrecy import found_in as canaries_in
from tests.test_urls import pages_for

NAME = "金丝雀"
OTHER_NAME = "白头翁"
PHONE = "13787654321"
OTHER_PHONE = "13787650000"
ID_NUMBER = "310107198703074321"
NUMBERS = (PHONE, OTHER_PHONE, ID_NUMBER)
CANARIES = (NAME, OTHER_NAME, *NUMBERS)
SignIn = Callable[[str], Client]


def found_in(text: str) -> list[str]:
    return canaries_in(text, CANARIES)


def roster(cast: Cast) -> bytes:
    """One good row, one with a wrong phone, one whose community nobody knows."""
    place = {"街镇": cast.a.unit.name, "居村": cast.a.communities[0].short_name}
    return advisors(
        {**place, "姓名": NAME, "联系电话": PHONE, "身份证号": ID_NUMBER},
        {**place, "姓名": OTHER_NAME, "联系电话": OTHER_PHONE + "9", "身份证号": ID_NUMBER + "1"},
        {**place, "居村": "无此居委", "姓名": OTHER_NAME, "联系电话": OTHER_PHONE},
        header=ADVISOR_HEADER,
    )


@pytest.fixture
def admin(cast: Cast, sign_in: SignIn) -> Client:
    client = sign_in("a_admin")
    client.raise_request_exception = False
    return client


@pytest.fixture
def batch(cast: Cast, admin: Client) -> Batch:
    """The roster, uploaded on the page."""
    file = SimpleUploadedFile("顾问名册.xlsx", roster(cast))
    answer = admin.post("/ledgers/", {"workbook": file})
    assert answer.status_code == 302, answer.content.decode()
    return Batch.objects.get()


@pytest.fixture
def entered(batch: Batch, admin: Client) -> Advisor:
    """The roster in the books, and one cell put right with a canary on the way."""
    admin.post(f"/ledgers/{batch.pk}/", {"fix|顾问名册|4|phone": OTHER_PHONE})
    assert admin.post(f"/ledgers/{batch.pk}/enter/").status_code == 302
    return Advisor.objects.get(name=NAME)


# Logs -----------------------------------------------------------------------------------------


def test_a_ledger_leaves_nobody_in_the_logs(
    log: Log, database_log: Callable[[], str], cast: Cast, admin: Client, entered: Advisor
) -> None:
    spoilt = SimpleUploadedFile(f"{NAME}{PHONE}.xlsx", roster(cast)[:-200])
    assert admin.post("/ledgers/", {"workbook": spoilt}).status_code == 200
    assert admin.post(f"/advisors/{entered.pk}/phone/").status_code == 200
    for odd in (
        "/advisors/", f"/ledgers/{Batch.objects.get().pk}/", "/advisors/export/",
        f"/advisors/?q={NAME}", f"/{NAME}/", f"/units/{PHONE}/", f"/{ID_NUMBER}/",
    ):  # fmt: skip
        admin.get(odd)
    admin.post("/sign-in/", {"username": NAME, "password": PHONE})
    Client().post("/sign-in/", {"username": ID_NUMBER, "password": PHONE})
    assert "Not Found" in str(log)
    assert found_in(str(log)) == []
    assert found_in(database_log()) == []


def duplicate(advisor: Advisor) -> None:
    """PostgreSQL tells whose name and phone are there already."""
    advisor.pk = None
    advisor._state.adding = True
    Advisor.objects.bulk_create([advisor])


def too_long(advisor: Advisor) -> None:
    Advisor.objects.filter(pk=advisor.pk).update(name=NAME * 20)


def no_day(advisor: Advisor) -> None:
    """PostgreSQL shows the whole row that fails its constraint."""
    Advisor.objects.filter(pk=advisor.pk).update(status="left", note=f"{PHONE}\n\n{NAME}")


def not_a_number(advisor: Advisor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [f"{NAME} {PHONE}"])


def in_python(advisor: Advisor) -> None:
    raise ValueError(f"{NAME} {PHONE} {ID_NUMBER}")


def as_a_key(advisor: Advisor) -> None:
    {}[NAME, PHONE]


def chained(advisor: Advisor) -> None:
    try:
        duplicate(advisor)
    except Exception as error:
        raise RuntimeError(f"while keeping {error!r}") from error


@pytest.mark.parametrize(
    "failure",
    [duplicate, too_long, no_day, not_a_number, in_python, as_a_key, chained],
    ids=lambda failure: failure.__name__,
)
def test_an_error_on_a_page_leaves_nobody_in_the_logs(
    monkeypatch: pytest.MonkeyPatch,
    log: Log,
    database_log: Callable[[], str],
    entered: Advisor,
    admin: Client,
    failure: Callable[[Advisor], Any],
) -> None:
    monkeypatch.setattr(advisor_views, "missing", failure)
    answer = admin.get(f"/advisors/{entered.pk}/")
    assert answer.status_code == 500
    assert "系统出错" in answer.content.decode()
    assert found_in(answer.content.decode()) == []
    assert "Traceback" in str(log)
    assert f"in {failure.__name__}" in str(log)
    assert found_in(str(log)) == []
    assert found_in(database_log()) == []


# Addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seat", ["a_admin", "reviewer"])
def test_no_page_leads_to_an_address_and_no_file_is_named_with_a_person_in_it(
    cast: Cast, sign_in: SignIn, entered: Advisor, seat: str
) -> None:
    client = sign_in(seat)
    people = {*CANARIES, *Advisor.objects.values_list("name", flat=True)}
    people |= {advisor.phone for advisor in Advisor.objects.all()}
    for page in pages_for(seat, cast):
        answer = client.get(page)
        told = [answer.get("Content-Disposition", "")]
        if answer["Content-Type"].startswith("text/html"):
            told += ADDRESS.findall(answer.content.decode())
        addresses = unquote(unescape(" ".join(told)))
        assert not [one for one in people if one in addresses], page


@pytest.mark.parametrize("number", [PHONE, ID_NUMBER])
def test_a_search_by_number_is_refused_and_not_carried_on(
    admin: Client, entered: Advisor, number: str
) -> None:
    page = admin.get("/advisors/", {"q": number}).content.decode()
    assert number not in unquote(" ".join(ADDRESS.findall(page)))


# Database -------------------------------------------------------------------------------------


def test_a_dump_holds_no_phone_and_no_id_number(
    cast: Cast, admin: Client, batch: Batch, entered: Advisor
) -> None:
    admin.post(f"/advisors/{entered.pk}/phone/")
    entered.set_phone(OTHER_PHONE)
    entered.id_number = ID_NUMBER
    entered.save()
    admin.get("/advisors/export/")
    tables = dump()
    assert NAME in tables["advisors_advisor"]
    assert tables["advisors_advisorevent"].count(NAME) >= 2
    assert tables["ledgers_row"]
    everybodys = {advisor.phone for advisor in Advisor.objects.all()}
    leaks = [
        f"{table}: {number}"
        for table, content in tables.items()
        for number in {*NUMBERS, *everybodys}
        for disguise in disguises(number)
        if disguise in content
    ]
    assert leaks == []


def test_the_search_for_disguises_finds_them(db: None) -> None:
    hidden = make.HukouPopulationFactory(source=base64.b64encode(b"ab" + PHONE.encode()).decode())
    assert any(one in dump()["orgs_hukoupopulation"] for one in disguises(PHONE))
    hidden.source = PHONE.encode().hex()
    hidden.save()
    assert any(one in dump()["orgs_hukoupopulation"] for one in disguises(PHONE))


def test_the_workbook_and_its_rows_are_sealed(batch: Batch) -> None:
    tables = dump()
    for table in ("ledgers_batch", "ledgers_row"):
        assert found_in(tables[table]) == []
        for canary in (NAME, OTHER_NAME):
            assert canary.encode().hex() not in tables[table]
