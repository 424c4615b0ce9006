"""Looking changes nothing: after a GET every table is as it was.

Left out are the sessions, which a GET may end, and the trail, which tells who took a ledger.
"""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from tests.cast import Cast
from tests.test_urls import SEATS, pages_for

MAY_CHANGE = ("django_session", "audit_entry")


def written() -> dict[str, int]:
    """Rows written to each table in this transaction, by whatever statement or trigger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname <> ALL(%s)",
            [list(MAY_CHANGE)],
        )
        return dict(cursor.fetchall())


def test_the_measure_sees_writes(cast: Cast) -> None:
    before = written()
    cast.a.unit.populations.update(persons=1)
    after = written()
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"orgs_hukoupopulation", "orgs_hukoupopulationevent"}


@pytest.mark.parametrize("seat", [seat for seat in SEATS if seat not in ("a_admin", "outsider")])
def test_a_get_writes_no_row(cast: Cast, sign_in: Callable[[str], Client], seat: str) -> None:
    client = Client() if seat == "nobody" else sign_in(seat)
    pages = pages_for(seat, cast)
    assert pages
    client.get("/")
    before = written()
    for page in pages:
        client.get(page)
        after = written()
        assert after == before, page
