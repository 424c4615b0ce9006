"""What the tests that write households share."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from casework.households.services import open_household
from casework.models import Household
from ledgers.identifiers import id_check_digit
from tests.cast import DAY, Cast

NEW_YEAR = date(2024, 1, 1)


def id_of(first_17: str) -> str:
    """A valid ID number."""
    return first_17 + id_check_digit(first_17)


HIS_ID = id_of("31010719700101121")
HER_ID = id_of("31010719720202122")


def opened(cast: Cast, by: str = "a_manager", **change: Any) -> Household:
    """A file in street A's first community, listed today."""
    facts = {
        "community": cast.a.communities[0],
        "head_name": "王建国",
        "listed_on": DAY,
        **change,
    }
    return open_household(by=cast.actor(by), **facts)


def spans(rows: Any, *fields: str) -> list[tuple[Any, ...]]:
    """Rows as their fields and days."""
    found = rows.order_by("starts_on", "pk").values_list(*fields, "starts_on", "ends_on")
    return list(found)


def url(household: Household, page: str = "") -> str:
    """The address of one of its pages."""
    return f"/casework/households/{household.pk}/{page}"


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each came to, or how it was refused."""
    gate = Barrier(len(acts))

    def act(one: Callable[[], Any]) -> Any:
        gate.wait(5)
        try:
            return one()
        except (ValidationError, PermissionDenied) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))
