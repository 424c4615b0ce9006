"""Where canaries may turn up: a dump of the database, the logs, the addresses on a page."""

import base64
import io
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator

import pytest
from django.conf import settings
from django.db import connection

from core.logs import ScrubbingFormatter
from core.postgres import Server

ADDRESS = re.compile(r"""\b(?:href|src|action|formaction|hx-[a-z]+|data-[a-z-]*url)=["']([^"']*)""")


def found_in(text: str, canaries: Iterable[str]) -> list[str]:
    """Which of the canaries stand in a text."""
    return [canary for canary in canaries if canary in text]


# Logs -----------------------------------------------------------------------------------------


class Log:
    """What would stand in the application's log, as its handlers write it."""

    def __init__(self) -> None:
        self.lines = io.StringIO()
        self.handler = logging.StreamHandler(self.lines)
        self.handler.setFormatter(ScrubbingFormatter("{levelname} {name} {message}", style="{"))

    def __str__(self) -> str:
        return self.lines.getvalue()


@pytest.fixture
def log() -> Iterator[Log]:
    log = Log()
    root = logging.getLogger()
    level = root.level
    root.addHandler(log.handler)
    root.setLevel(logging.INFO)
    yield log
    root.removeHandler(log.handler)
    root.setLevel(level)


@pytest.fixture
def database_log() -> Callable[[], str]:
    """What PostgreSQL has written to its log since; only of the embedded one can it be read."""
    file = Server(settings.VAR_DIR).log
    start = 0 if settings.DATABASE_IS_GIVEN else file.stat().st_size

    def written() -> str:
        if settings.DATABASE_IS_GIVEN:
            return ""
        return file.read_bytes()[start:].decode(errors="replace")

    return written


# Database -------------------------------------------------------------------------------------


def dump() -> dict[str, str]:
    """Every table in the form that pg_dump writes, history included."""
    tables = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            rows = io.StringIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', rows)
            tables[table] = rows.getvalue()
    return tables


def disguises(text: str) -> list[str]:
    """A text as it is, escaped as in JSON, as bytes in a dump, and as base64 wherever it begins."""
    plain = text.encode()
    escaped = json.dumps(text)[1:-1]
    shifted = [base64.b64encode(b"x" * shift + plain)[4:-4].decode() for shift in (0, 1, 2)]
    return [text, escaped, escaped.replace("\\", "\\\\"), plain.hex(), *shifted]
