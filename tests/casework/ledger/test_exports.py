"""The visit ledger as it is handed out: masked, and read back in it says nothing new."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from audit.models import Entry
from casework.models import Visit
from core.actor import Actor
from tests import factories as make
from tests.casework.ledger.scenes import outcomes, received, visits
from tests.cast import Cast
from tests.ledgers.scenes import entered

pytestmark = pytest.mark.django_db


def exported(client: Client, query: str = "period=all") -> bytes:
    answer = client.get(f"/casework/visits/export/?{query}")
    assert answer.status_code == 200
    content: bytes = answer.content
    return content


def texts(content: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


def test_the_export_is_masked_and_keeps_the_offices_columns(cast: Cast, sign_in: Any) -> None:
    make.NeedFactory(visit=cast.a.visit, household=cast.a.household)
    content = exported(sign_in("a_manager"))
    rows = texts(content)
    told = dict(zip(rows[2], rows[3], strict=True))
    assert told["对象姓名"] == "石**"
    assert told["户编号"] == cast.a.household.number
    assert (told["走访人"], told["走访方式"]) == ("石居芳", "上门")
    assert (told["对象类别"], told["需求类别"]) == ("低保", "健康医疗")
    assert "看望" not in str(rows)
    assert cast.a.household.head_name not in str(rows)
    line = Entry.objects.get(action=Entry.Action.EXPORTED)
    assert (line.subject, line.detail["rows"]) == ("走访台账", 1)


def test_the_export_is_cut_to_ones_own_unit_and_leaves_void_visits_out(
    cast: Cast, sign_in: Any
) -> None:
    make.VisitFactory(household=cast.a.household, voided_at="2024-09-03T00:00Z", void_reason="错")
    rows = texts(exported(sign_in("a_manager")))
    assert len(rows) == 4
    assert "寿" not in str(rows)


def test_read_back_in_it_is_all_the_same(cast: Cast, sign_in: Any) -> None:
    admin: Actor = cast.actor("a_admin")
    # A household without a number, another visit of hers, a companion, all that a row can tell.
    entered(
        visits(
            {"走访人": "石居芳、石街明", "四问类型": "问策", "社区云编号": "SQY1"},
            {"走访日期": "2024-09-12", "是否新发现": "是", "下次走访": "2024-10-10"},
        ),
        admin,
    )
    batch = received(exported(sign_in("a_admin")), admin)
    assert batch.kind == "visits"
    assert outcomes(batch) == ["same"] * Visit.objects.filter(community__parent=cast.a.unit).count()


def test_a_number_filled_in_on_the_export_comes_back(cast: Cast, sign_in: Any) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(sign_in("a_admin"))))
    sheet = book.active
    at = [cell.value for cell in sheet[3]].index("社区云编号") + 1
    sheet.cell(4, at, "SQY77")
    buffer = io.BytesIO()
    book.save(buffer)
    entered(buffer.getvalue(), cast.actor("a_admin"))
    cast.a.visit.refresh_from_db()
    assert (cast.a.visit.community_cloud_ref, cast.a.visit.note) == ("SQY77", "看望，情况稳定。")
