"""The sample ledgers give exactly their expected errors, warnings and values."""

import json
from collections import defaultdict

import pytest

from ledgers.report import to_plain
from tests.ledgers.directories import FIXTURES, checked_sample

SAMPLES = ["顾问名册-全区-2024", "站点台账-2024", "培训台账-2024", "资源清单-2024"]
TWELVE_CLASS_HOURS = 540


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_reads_as_expected(name: str) -> None:
    expected = json.loads((FIXTURES / f"{name}.expected.json").read_text(encoding="utf-8"))
    plain = json.loads(json.dumps(to_plain(checked_sample(name), with_values=True)))

    assert plain["kind"] == expected["kind"]
    assert plain["rows"] == expected["rows"]
    assert plain["errors"] == expected["errors"]
    missing = [found for found in expected["warnings"] if found not in plain["warnings"]]
    assert missing == []
    assert plain["values"].keys() == expected["values"].keys()
    for place, values in expected["values"].items():
        read = {key: plain["values"][place][key] for key in values}
        assert read == values, place
    assert "hidden_sheets" not in plain


def test_class_hours_of_each_street_come_out_as_expected() -> None:
    """Minutes of every attendance, added up for each advisor (T8-4, T8-5)."""
    expected = json.loads((FIXTURES / "培训台账-2024.hours.json").read_text(encoding="utf-8"))
    street_of = {
        f"{row.sheet}!{row.number}": row.values["street"]
        for row in checked_sample("顾问名册-全区-2024").good_rows
    }
    minutes: dict[str, int] = defaultdict(int)
    for row in checked_sample("培训台账-2024").good_rows:
        for ref in row.values["advisors"]:
            minutes[ref] += row.values["minutes"]

    counted = {
        street: {
            "advisors": sum(1 for each in street_of.values() if each == street),
            "trained": sum(1 for ref in minutes if street_of[ref] == street),
            "with_12_class_hours": sum(
                1
                for ref, total in minutes.items()
                if street_of[ref] == street and total >= TWELVE_CLASS_HOURS
            ),
        }
        for street in expected
    }

    assert counted == expected
