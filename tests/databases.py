"""Throw-away databases for the tests, beside the portal's own on the same server.

Migrations run once into a template, which is kept until they change. Each test process works in
a copy of it (0.05 s) and drops that at its end, so any number of runs go on at once.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pgtrigger
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError, connection
from django.db.backends.utils import CursorWrapper

# Any number will do, as long as every test process asks for the same.
LOCK = 2024_0004
# How often to try to empty the tables.
PATIENCE = 10


@contextmanager
def throw_away_database(*, rebuild: bool = False) -> Iterator[str]:
    """Point Django at a fresh copy of the migrated template; `rebuild` migrates it anew."""
    family = f"test_{settings.DATABASES['default']['NAME']}"
    name = f"{family}_run_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # held until this connection closes
        _sweep(cursor, family)
        template = _template(cursor, family, rebuild=rebuild)
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _use(name)
    try:
        yield name
    finally:
        connection.close()
        with connection._nodb_cursor() as cursor:
            _drop(cursor, name)


@contextmanager
def emptied_at_will() -> Iterator[None]:
    """Let Django truncate every table after a test that commits; the audit trail refuses it."""
    # Of the class, for each thread has a connection of its own.
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def unguarded(self: object, statements: list[str]) -> None:
        for patience in reversed(range(PATIENCE)):
            try:
                with pgtrigger.ignore("audit.Entry:never_emptied"):
                    return flush(self, statements)
            except OperationalError:
                # A page that was just closed may still be answered, and both wait for the other.
                if not patience:
                    raise
                time.sleep(0.2)
        return None

    operations.execute_sql_flush = unguarded
    yield
    operations.execute_sql_flush = flush


def _drop(cursor: CursorWrapper, name: str) -> None:
    """Drop a database, whoever is still in it."""
    for patience in reversed(range(PATIENCE)):
        try:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        except ProgrammingError:
            # The server is just tidying it up by itself, and that may not be ended by force.
            if not patience:
                raise
            time.sleep(1)
        else:
            return


def _template(cursor: CursorWrapper, family: str, *, rebuild: bool) -> str:
    """The name of the migrated database; made where there is none for today's migrations."""
    name = f"{family}_template_{_fingerprint()}"
    old = _databases(cursor, f"{family}_template_")
    if name in old and not rebuild:
        return name
    for other in old:
        _drop(cursor, other)
    draft = f"{family}_template_draft"
    cursor.execute(f'CREATE DATABASE "{draft}"')
    _use(draft)
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    return name


def _fingerprint() -> str:
    """Of all that decides what `migrate` makes."""
    root = settings.BASE_DIR
    files = [*root.glob("*/migrations/*.py"), *root.glob("*/apps.py"), root / "requirements.txt"]
    digest = hashlib.sha256("\n".join(settings.INSTALLED_APPS).encode())
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _sweep(cursor: CursorWrapper, family: str) -> None:
    """Drop what killed test processes left."""
    for name in _databases(cursor, f"{family}_run_"):
        try:
            os.kill(int(name.rpartition("_")[2]), 0)
        except ProcessLookupError:
            _drop(cursor, name)
        except PermissionError:
            pass  # another user's test process, alive


def _databases(cursor: CursorWrapper, prefix: str) -> list[str]:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    return [name for (name,) in cursor.fetchall()]


def _use(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker
) -> Iterator[None]:
    """Takes the place of pytest-django's: `--create-db` makes the template anew."""
    rebuild = request.config.getvalue("create_db")
    with django_db_blocker.unblock(), throw_away_database(rebuild=rebuild), emptied_at_will():
        yield
