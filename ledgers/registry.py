"""The ledgers that the rooms declared, found at start as Django's admin finds its own."""

from ledgers.spec import Ledger

_ledgers: dict[str, Ledger] = {}


def register(ledger: Ledger) -> Ledger:
    """Declare a ledger; called once by a room's `ledger.py`."""
    if ledger.kind in _ledgers:
        raise ValueError(f"Two ledgers are called {ledger.kind!r}.")
    _ledgers[ledger.kind] = ledger
    return ledger


def all_ledgers() -> tuple[Ledger, ...]:
    """Every ledger, in the order of the rooms."""
    return tuple(_ledgers.values())


def ledger_of(kind: str) -> Ledger:
    """The ledger of a kind; KeyError where no room declares it."""
    return _ledgers[kind]
