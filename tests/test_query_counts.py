"""How many queries each page takes: compared with a reviewed list, and the same at 10,000 rows.

The list is tests/query_counts.txt. Whoever means to change a count renews it and has the
difference reviewed: RENEW_QUERY_COUNTS=1 pytest tests/test_query_counts.py
"""

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from advisors.models import Advisor
from orgs.loading import DISTRICTS, load_units
from portal.bench.crowd import fill_up
from stations.models import ServicePoint
from tests.addresses import address
from tests.cast import DAY, Cast
from tests.pages import queries_of
from tests.test_urls import SEATS, lines
from training.models import Attendance

BASELINE = Path(__file__).with_name("query_counts.txt")
IS_RENEWED = os.environ.get("RENEW_QUERY_COUNTS") == "1"
HINT = "meant so? RENEW_QUERY_COUNTS=1 pytest tests/test_query_counts.py, and read the difference"
MOST = 15
# The home page and its count ask every room what waits, in two queries at most a source.
MOST_AT_HOME = 30
MANY = 10_000
# Pages that show stations, points or photos, or count them.
FULL_OF_SITES = (
    "portal:home", "assessment:board", "assessment:street", "assessment:rows", "stations:list",
    "stations:points", "stations:station", "stations:point", "stations:self-check",
    "stations:milestones", "stations:kit", "evidence:gallery", "evidence:review", "evidence:choose",
    "plans:list",
)  # fmt: skip
# Those who have a page to look at.
SEATED = SEATS[2:]


def test_every_page_takes_the_queries_of_the_list(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    clients = {seat: sign_in(seat) for seat in SEATED}
    found = {}
    for view, method, statuses in lines():
        if method == "GET" and not view.endswith("@b"):
            url = address(view, cast, cast.a)
            counts = [
                _count(clients[seat], url) if statuses[seat] == 200 else None for seat in SEATED
            ]
            if any(counts):
                found[view] = counts
    table = _table(found)
    if IS_RENEWED:
        BASELINE.write_text(table, encoding="utf-8")
    kept = BASELINE.read_text(encoding="utf-8")
    now, before = table.splitlines(), kept.splitlines()
    gone = [f"- {line}" for line in before if line not in now]
    new = [f"+ {line}" for line in now if line not in before]
    assert table == kept, "\n".join([HINT, *gone, *new])


def test_the_list_holds_nothing_dear() -> None:
    rows = [line.split() for line in BASELINE.read_text(encoding="utf-8").splitlines()]
    dear = [row for row in rows[1:] if max(int(n) for n in row[1:] if n.isdigit()) > _most(row[0])]
    assert dear == []


def _most(view: str) -> int:
    return MOST_AT_HOME if view in {"portal:home", "portal:todo-count"} else MOST


def test_a_district_at_full_size_costs_no_query_more(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    """285 points and 2,000 photos, beside one photo of each site."""
    load_units(DISTRICTS["putuo"])
    pages = [
        (client, address(view, cast, cast.a))
        for view in FULL_OF_SITES
        for client in map(sign_in, ("reviewer", "a_manager"))
        if client.get(address(view, cast, cast.a)).status_code == 200
    ]
    fill_up(DAY, photos=300)
    before = [(page, _count(client, page)) for client, page in pages]
    fill_up(DAY, photos=2000)
    assert ServicePoint.objects.count() >= 285
    assert [(page, _count(client, page)) for client, page in pages] == before


def test_ten_thousand_advisors_cost_no_query_more(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    clients = {seat: sign_in(seat) for seat in ("reviewer", "a_manager")}
    street = cast.a.unit.code
    pages = (
        "/scores/",
        f"/scores/{street}/T8-4/",
        f"/scores/{street}/T8-4/rows/",
        "/clauses/T8-4/",
        "/advisors/",
        "/training/hours/",
    )

    def counts() -> dict[tuple[str, str], int]:
        return {
            (seat, page): queries_of(client, page)
            for seat, client in clients.items()
            for page in pages
        }

    few = counts()
    _add_advisors(cast, MANY)
    assert counts() == few
    assert max(few.values()) <= MOST


def _count(client: Client, url: str) -> int:
    """Queries of a page when everything that is kept has been read; it leaves nothing behind."""
    with transaction.atomic():
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        transaction.set_rollback(True)
    return len(captured)


def _table(found: dict[str, list[int | None]]) -> str:
    """The list as it is kept: a line for each view, a column for each seat, - where refused."""
    rows: list[tuple[str, Sequence[str]]] = [("# view", SEATED)]
    rows += [
        (view, ["-" if n is None else str(n) for n in counts]) for view, counts in found.items()
    ]
    return "".join(
        f"{view:<28}{''.join(f'{cell:>15}' for cell in cells)}".rstrip() + "\n"
        for view, cells in rows
    )


def _add_advisors(cast: Cast, count: int) -> None:
    """So many advisors in street A, each of whom attended the street's session."""
    people = Advisor.objects.bulk_create(
        Advisor(
            street=cast.a.unit,
            name=f"新{n}",
            level="community",
            staff_kind="community_worker",
            started_on=date(2023, 3, 1),
        )
        for n in range(count)
    )
    Attendance.objects.bulk_create(
        Attendance(session=cast.a.session, advisor=person, minutes=150) for person in people
    )
    with connection.cursor() as cursor:
        # As the server would soon do by itself: a table it last saw empty, it takes for empty.
        for model in (Advisor, Attendance):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
