"""Empty ledgers: recognised when they come back, with lists to choose from."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from openpyxl import load_workbook

from core.actor import Actor
from ledgers.blanks import EXAMPLE_ROW, blank_workbook
from ledgers.checking import check_workbook
from ledgers.directory import DatabaseDirectory
from ledgers.registry import ledger_of
from tests import factories as make
from tests.cast import DAY, Cast
from tests.ledgers.desk import MIME

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Client]


KINDS = ["advisors", "stations", "training", "households", "visits"]


@pytest.fixture
def admin(cast: Cast) -> Actor:
    return cast.actor("district_admin")


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in("district_admin")


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_ledger_is_recognised_and_its_example_left_out(
    cast: Cast, desk: Client, kind: str
) -> None:
    answer = desk.get(f"/ledgers/template/{kind}/")
    assert answer["Content-Type"] == MIME
    assert "%E7%A9%BA%E8%A1%A8" in answer["Content-Disposition"]  # 空表
    result = check_workbook(answer.content, directory=DatabaseDirectory(DAY), today=DAY)
    assert (result.ledger.kind, result.rows) == (kind, ())
    assert [row.reason for row in result.skipped] == ["note"]
    assert len(result.mapping.sheets[0].columns) == len(ledger_of(kind).columns)


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_is_a_row_that_would_pass(cast: Cast, kind: str) -> None:
    make.AdvisorFactory(street=cast.a.unit, name="张三")
    make.AdvisorFactory(street=cast.a.unit, name="李四")
    file = load_workbook(io.BytesIO(blank_workbook(ledger_of(kind), cast.actor("a_admin"))))
    sheet = file.worksheets[0]
    sheet.cell(EXAMPLE_ROW, 1, 1)
    content = io.BytesIO()
    file.save(content)
    result = check_workbook(content.getvalue(), directory=DatabaseDirectory(DAY), today=DAY)
    [row] = result.rows
    assert row.errors == []


def test_an_empty_ledger_offers_what_may_be_chosen(cast: Cast) -> None:
    file = load_workbook(io.BytesIO(blank_workbook(ledger_of("advisors"), cast.actor("a_admin"))))
    guide = {str(cell.value): cell.column_letter for cell in file["填表说明"][1]}
    words = {
        label: [cell.value for cell in file["填表说明"][letter][1:] if cell.value]
        for label, letter in guide.items()
    }
    assert words["街镇"] == ["石泉路街道"]
    assert words["居村"] == ["石里1居委会", "石里2居委会", "石里3居委会"]
    assert words["星级"] == ["三星", "四星", "五星"]
    assert "社区工作者" in words["人员性质"]
    assert len(file["顾问名册"].data_validations.dataValidation) >= 6


def test_an_unknown_kind_of_ledger_is_not_found(desk: Client) -> None:
    assert desk.get("/ledgers/template/nothing/").status_code == 404
