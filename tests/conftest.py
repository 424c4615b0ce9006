"""What every test stands on."""

from collections.abc import Iterator

import pytest
from django.db.models.query import ModelIterable

from tests.cast import cast, sign_in
from tests.databases import django_db_setup
from tests.secrecy import database_log, log

__all__ = ["cast", "database_log", "django_db_setup", "log", "sign_in"]


@pytest.fixture(autouse=True)
def unordered_rows_come_backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who relies on an order must ask for it: without `order_by` the rows come reversed."""
    rows_of = ModelIterable.__iter__

    def backwards(self: ModelIterable) -> Iterator[object]:
        if self.queryset.ordered or self.chunked_fetch:
            return rows_of(self)
        return reversed(list(rows_of(self)))

    monkeypatch.setattr(ModelIterable, "__iter__", backwards)
