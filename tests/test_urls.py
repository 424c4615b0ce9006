"""Every URL × method × role, and the answer each gets.

A new address fails `test_every_address_is_listed_once_for_get_and_once_for_post` until it has
its lines in url_answers.txt. `@b` is the same address with a row of the neighbouring street in it. Whoever
asks, a GET changes nothing. What a page shows is tested in its room.
"""

from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path

import pytest
from django.contrib import admin
from django.db import connection, models, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests import factories as make
from tests.addresses import address, views
from tests.cast import Cast, Street

# The columns, in the order of the seats in tests/cast.py.
SEATS = (
    "nobody", "outsider", "auditor", "reviewer", "district_admin",
    "a_admin", "a_manager", "a_advisor", "a_community",
)  # fmt: skip
TABLE = Path(__file__).with_name("url_answers.txt").read_text(encoding="utf-8")
# Where an address takes words, days or keys, this may stand there too.
NONSENSE = ("%00", "9999-12-31")
PARAMETERS = (
    *("as_of", "page", "sort", "show", "street", "q", "first", "last", "action", "username"),
    *("with", "cell", "advisor", "state", "level", "kind", "membership"),
    *("tag", "subject", "at", "last", "month", "day", "station"),
    *("visit", "half", "community", "source", "mode", "cloud", "period", "quarter", "type"),
    *("duty", "support", "unit_code", "into", "household", "category", "tier"),
    *("way", "place", "blocker", "provider", "application"),
)
# The admin's pages as GET/POST: for a street's data admin with her own row and with the
# neighbour's, for the district's. Nobody else gets in.
ADMIN = """
# page                                 own       neighbour district
index                                  200/200   -         200/200
login                                  302/302   -         302/302
logout                                 405/302   -         405/302
password_change                        302/302   -         302/302
password_change_done                   200/405   -         200/405
autocomplete                           403/405   -         403/405
jsi18n                                 200/405   -         200/405
orgs_unit_changelist                   403/403   -         200/200
orgs_unit_add                          403/403   -         200/200
orgs_unit_history                      403/403   -         200/200
orgs_unit_delete                       403/403   -         403/403
orgs_unit_change                       403/403   -         200/200
orgs_hukoupopulation_process_import    405/403   -         405/200
orgs_hukoupopulation_import            403/403   -         200/200
orgs_hukoupopulation_export            403/403   -         200/200
orgs_hukoupopulation_changelist        403/403   -         200/200
orgs_hukoupopulation_add               403/403   -         200/200
orgs_hukoupopulation_history           403/403   -         200/200
orgs_hukoupopulation_delete            403/403   -         200/200
orgs_hukoupopulation_change            403/403   -         200/200
standards_standard_changelist          403/403   -         200/200
standards_standard_add                 403/403   -         200/200
standards_standard_history             403/403   -         200/200
standards_standard_delete              403/403   -         403/403
standards_standard_change              403/403   -         200/403
standards_clause_changelist            403/403   -         200/200
standards_clause_add                   403/403   -         200/200
standards_clause_history               403/403   -         200/200
standards_clause_delete                403/403   -         403/403
standards_clause_change                403/403   -         200/403
accounts_user_changelist               200/200   -         200/200
accounts_user_add                      200/200   -         200/200
accounts_user_history                  200/200   404/404   200/200
accounts_user_delete                   403/403   403/403   403/403
accounts_user_change                   200/200   404/404   200/200
accounts_membership_changelist         200/200   -         200/200
accounts_membership_add                200/200   -         200/200
accounts_membership_history            200/200   404/404   200/200
accounts_membership_delete             403/403   403/403   403/403
accounts_membership_change             200/200   404/404   200/200
ledgers_batch_changelist               200/200   -         200/200
ledgers_batch_add                      403/403   -         403/403
ledgers_batch_history                  200/200   404/404   200/200
ledgers_batch_delete                   403/403   403/403   403/403
ledgers_batch_change                   200/403   404/403   200/403
app_list                               404/404   -         200/200
"""


def test_every_address_is_listed_once_for_get_and_once_for_post() -> None:
    listed = [(view.removesuffix("@b"), view.endswith("@b"), method) for view, method, _ in lines()]
    assert len(listed) == len(set(listed))
    plain = {(view, method) for view, is_neighbours, method in listed if not is_neighbours}
    assert plain == {(view, method) for view, _ in views() for method in ("GET", "POST")}


def test_every_address_of_a_streets_own_rows_is_listed_for_the_neighbour_too(cast: Cast) -> None:
    own = {v for v, _ in views() if address(v, cast, cast.a) != address(v, cast, cast.b)}
    assert own == {view.removesuffix("@b") for view, _, _ in lines() if view.endswith("@b")}


@pytest.mark.parametrize("seat", SEATS)
def test_everybody_gets_the_answers_of_the_table(
    cast: Cast, sign_in: Callable[[str], Client], seat: str
) -> None:
    client = Client() if seat == "nobody" else sign_in(seat)
    client.raise_request_exception = False
    wrong = []
    for view, method, expected in lines():
        street = cast.b if view.endswith("@b") else cast.a
        status = answer(client, method, address(view.removesuffix("@b"), cast, street))
        if status != expected[seat]:
            wrong.append(f"{method} {view}: {status}, not {expected[seat]}")
    assert wrong == []


def lines() -> Iterator[tuple[str, str, dict[str, int]]]:
    """(view, method, seat → status)."""
    for line in TABLE.strip().splitlines():
        if not line.startswith("#"):
            view, method, *statuses = line.split()
            yield view, method, dict(zip(SEATS, map(int, statuses), strict=True))


def pages_for(seat: str, cast: Cast) -> list[str]:
    """The address of every page that somebody is shown, the admin's among them."""
    shown = [
        address(view.removesuffix("@b"), cast, cast.b if view.endswith("@b") else cast.a)
        for view, method, expected in lines()
        if method == "GET" and expected[seat] == 200
    ]
    if seat == "district_admin":
        shown += [
            admin_address(page, cast, cast.a)
            for page, (_, _, district) in admin_lines()
            if district.startswith("200")
        ]
    return shown


def answer(client: Client, method: str, url: str) -> int:
    """The status of one request, of which nothing is left afterwards; a GET writes no row."""
    cookies = copy(client.cookies)
    before = rows_written()
    with transaction.atomic():
        status = client.generic(method, url).status_code
        transaction.set_rollback(True)
    client.cookies = cookies
    assert method != "GET" or rows_written() == before, f"GET {url} writes rows"
    return status


def rows_written() -> dict[str, int]:
    """Rows written to each table in this transaction, by whatever statement or trigger.

    Left out are the sessions, which a GET may end, and the trail, which tells of it and of
    ledgers handed out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname NOT IN ('django_session', 'audit_entry')"
        )
        return dict(cursor.fetchall())


def test_rows_written_are_noticed(cast: Cast) -> None:
    before = rows_written()
    with transaction.atomic():
        cast.a.unit.populations.update(persons=1)
        transaction.set_rollback(True)
    after = rows_written()
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"orgs_hukoupopulation", "orgs_hukoupopulationevent"}


def admin_lines() -> Iterator[tuple[str, list[str]]]:
    """(page, the three columns)."""
    for line in ADMIN.strip().splitlines():
        if not line.startswith("#"):
            page, *columns = line.split()
            yield page, columns


@pytest.mark.parametrize("seat", ["auditor", "district_admin"])
@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_in_an_address_breaks_no_page(
    cast: Cast, sign_in: Callable[[str], Client], seat: str, nonsense: str
) -> None:
    client = sign_in(seat)
    client.raise_request_exception = False
    broken = []
    for view, _ in views():
        url = address(view, cast, cast.a)
        query = "&".join(f"{name}={nonsense}" for name in PARAMETERS)
        if client.get(f"{url}?{query}").status_code >= 500:
            broken.append(view)
    assert broken == []


def admin_pages() -> dict[str, list[str]]:
    """The name of every page of the admin, and the parameters of its address."""
    site = next(
        one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "admin"
    )
    found = {}
    for pattern in site.url_patterns:
        inside = [pattern] if isinstance(pattern, URLPattern) else pattern.url_patterns
        # Django's own ways out of an unknown address have no name.
        found |= {one.name: list(one.pattern.regex.groupindex) for one in inside if one.name}
    return found


def admin_address(page: str, cast: Cast, street: Street) -> str:
    parameters = dict.fromkeys(admin_pages()[page], "orgs")
    if "object_id" in parameters:
        parameters["object_id"] = admin_row(page, cast, street).pk
    return reverse(f"admin:{page}", args=parameters.values())


def admin_row(page: str, cast: Cast, street: Street) -> models.Model:
    """A row for the page of one object, of the street where it can be a street's."""
    model = next(
        one
        for one in admin.site._registry
        if page.startswith(f"{one._meta.label_lower.replace('.', '_')}_")
    )
    user = cast.users["a_manager" if street is cast.a else "b_manager"]
    own = {
        "unit": lambda: street.unit,
        "hukoupopulation": lambda: street.unit.populations.get(),
        "user": lambda: user,
        "membership": lambda: user.memberships.get(),
        "batch": lambda: make.BatchFactory(unit=street.unit),
    }
    return own.get(model._meta.model_name, model.objects.first)()


def test_every_page_of_the_admin_is_listed() -> None:
    assert {page for page, _ in admin_lines()} == set(admin_pages())


@pytest.mark.parametrize(
    ("seat", "column", "street"),
    [("a_admin", 0, "a"), ("a_admin", 1, "b"), ("district_admin", 2, "a")],
)
def test_data_admins_get_these_answers_in_the_admin(
    cast: Cast, sign_in: Callable[[str], Client], seat: str, column: int, street: str
) -> None:
    client = sign_in(seat)
    client.raise_request_exception = False
    wrong = []
    for page, columns in admin_lines():
        if columns[column] == "-":
            continue
        url = admin_address(page, cast, getattr(cast, street))
        found = f"{answer(client, 'GET', url)}/{answer(client, 'POST', url)}"
        if found != columns[column]:
            wrong.append(f"{page}: {found}, not {columns[column]}")
    assert wrong == []


@pytest.mark.parametrize("seat", ["nobody", "outsider", "auditor", "reviewer", "a_manager"])
def test_nobody_else_gets_into_the_admin(
    cast: Cast, sign_in: Callable[[str], Client], seat: str
) -> None:
    client = Client() if seat == "nobody" else sign_in(seat)
    for page in admin_pages():
        url = admin_address(page, cast, cast.a)
        refusal = 302 if seat == "nobody" or page != "login" else 403
        assert {answer(client, "GET", url), answer(client, "POST", url)} == {refusal}, page
    for url in ("/admin/no-such-page/", "/admin/auth/group/", "/admin/sessions/session/"):
        assert answer(client, "GET", url) == 302, url
