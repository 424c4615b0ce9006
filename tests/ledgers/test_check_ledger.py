"""`manage.py check_ledger` prints the shape of the sample ledgers' expected files."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from advisors.models import Advisor, phone_key
from orgs.loading import DISTRICTS, load_units
from tests.ledgers.books import advisors
from tests.ledgers.directories import FIXTURES, checked_sample

pytestmark = pytest.mark.django_db


def printed(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("check_ledger", str(path), *options, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def putuo() -> None:
    load_units(DISTRICTS["putuo"])


@pytest.fixture
def roster(putuo: None) -> None:
    """The sample roster's good rows, on file."""
    rows = [row.values for row in checked_sample("顾问名册-全区-2024").good_rows]
    Advisor.objects.bulk_create(
        Advisor(
            street_id=row["street"],
            name=row["name"],
            level=row["level"],
            staff_kind=row["staff_kind"],
            started_on=row["started_on"],
            phone_key=phone_key(row["phone"]),
        )
        for row in rows
    )


@pytest.mark.usefixtures("roster")
@pytest.mark.parametrize("name", ["顾问名册-全区-2024", "站点台账-2024", "培训台账-2024"])
def test_a_sample_is_reported_as_expected(name: str) -> None:
    expected: dict[str, Any] = json.loads((FIXTURES / f"{name}.expected.json").read_text("utf-8"))
    values = expected.pop("values")
    told = json.loads(printed(FIXTURES / f"{name}.xlsx", "--json", "--values"))

    assert {key: told[key] for key in ("kind", "rows", "errors")} == {
        key: expected[key] for key in ("kind", "rows", "errors")
    }
    assert [found for found in expected["warnings"] if found not in told["warnings"]] == []
    read = {at: {key: told["values"][at][key] for key in row} for at, row in values.items()}
    assert read == values
    assert told.keys() == {"kind", "rows", "errors", "warnings", "values"}


@pytest.mark.usefixtures("putuo")
def test_values_are_printed_on_request_alone(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(advisors({}, {"联系电话": "138、139"}))

    told = json.loads(printed(path, "--json", "--kind", "advisors"))
    assert told == {
        "kind": "advisors",
        "rows": 2,
        "errors": [["顾问名册", 4, "phone_bad"]],
        "warnings": [],
    }


@pytest.mark.usefixtures("putuo")
def test_people_are_told_in_sentences(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(advisors({}, {"联系电话": "138"}))
    told = printed(path)

    assert told.startswith("顾问名册：2行，1行可以入账，1行有误。")
    assert "[错误] 顾问名册第4行 联系电话：电话只有3位" in told


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty_file"), (b"x,y", "not_a_workbook"), (None, "no_file")]
)
@pytest.mark.usefixtures("putuo")
def test_what_cannot_be_read_exits_with_2_and_a_sentence(
    tmp_path: Path, content: bytes | None, code: str
) -> None:
    path = tmp_path / "bad.xlsx"
    if content is not None:
        path.write_bytes(content)
    out = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("check_ledger", str(path), "--json", stdout=out)

    assert refused.value.returncode == 2
    error = json.loads(out.getvalue())["error"]
    assert (error["code"], error["message"]) == (code, str(refused.value))


def test_without_units_it_says_how_to_load_them() -> None:
    with pytest.raises(CommandError, match="load_district putuo") as refused:
        printed(FIXTURES / "站点台账-2024.xlsx")
    assert refused.value.returncode == 2
