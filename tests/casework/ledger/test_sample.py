"""The shared visit ledger reads exactly as its expected file says."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.ledgers.scenes import FIXTURES, ROSTER, entered, load_putuo, sample

pytestmark = pytest.mark.django_db
VISITS = "走访台账-2024"


def told(path: Path) -> dict[str, Any]:
    out = io.StringIO()
    call_command("check_ledger", str(path), "--json", "--values", stdout=out)
    return json.loads(out.getvalue())


def test_the_sample_is_reported_exactly_as_expected() -> None:
    entered(sample(ROSTER), load_putuo())
    expected = json.loads((FIXTURES / f"{VISITS}.expected.json").read_text("utf-8"))
    found = told(FIXTURES / f"{VISITS}.xlsx")

    values = expected.pop("values")
    read = {at: {key: row[key] for key in values[at]} for at, row in found["values"].items()}
    assert read == values
    del found["values"]
    assert found == expected
