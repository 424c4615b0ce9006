"""Each room's ledger is found at start, once."""

from dataclasses import replace

import pytest

from ledgers.registry import all_ledgers, ledger_of, register
from ledgers.spec import Ledger


def test_the_rooms_ledgers_are_found() -> None:
    assert {ledger.kind for ledger in all_ledgers()} >= {"advisors", "stations", "training"}


def test_two_ledgers_of_one_kind_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="advisors"):
        register(replace(ledger_of("advisors")))


@pytest.mark.parametrize("ledger", all_ledgers(), ids=lambda ledger: ledger.kind)
def test_a_ledger_is_sound(ledger: Ledger) -> None:
    """No header means two columns, and its keys are values that rows have."""
    headers = [header for column in ledger.columns for header in column.headers]
    assert len(headers) == len(set(headers))
    assert len(ledger.by_key) == len(ledger.columns)
    assert set(ledger.unit_keys) <= ledger.by_key.keys()
