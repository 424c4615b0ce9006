"""What tests of pages share."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook


def text_of(client: Client, url: str, status: int = 200, **headers: str) -> str:
    """The body of a page."""
    response = client.get(url, headers=headers)
    assert response.status_code == status, f"{url}: {response.status_code}"
    return response.content.decode()


def queries_of(client: Client, url: str) -> int:
    """How many queries a page takes once everything that is kept has been read."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def costs_the_same(client: Client, url: str, add_rows: Callable[[], Any], most: int = 15) -> bool:
    """Whether a page's queries stay as they are, and few, when rows are added."""
    before = queries_of(client, url)
    add_rows()
    after = queries_of(client, url)
    assert before == after, f"{url}: {before} queries, then {after}"
    assert after <= most, f"{url}: {after} queries"
    return True


def rows_of(content: bytes) -> list[list[Any]]:
    """The cells of a workbook's first sheet."""
    return [list(row) for row in load_workbook(BytesIO(content)).worksheets[0].values]
