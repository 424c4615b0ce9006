"""The jobs that take long: ledgers checked and entered, streets scored."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.db import connection
from python_calamine import CalamineWorkbook

from assessment.runs import score_streets
from core.actor import Actor
from core.clock import today
from core.measures import measures, reading_query
from ledgers.batches import enter_batch, receive
from ledgers.checking import check_workbook
from ledgers.directory import DatabaseDirectory
from ledgers.samples import Mess, roster_workbook
from orgs.models import Unit
from portal.bench.figures import Figure, beside, rolled_back
from portal.samples.ledgers import invented_team
from standards.asked import ask

ROSTER_ROWS = 370


def job_figures(by: Actor, rows: int) -> Iterator[Figure]:
    """A district's roster, a large one of so many rows, and a score."""
    small = roster_workbook(invented_team(), mess=Mess.OFFICE).content
    factor = max(rows // ROSTER_ROWS, 1)
    large = roster_workbook(invented_team(factor=factor), mess=Mess.NONE).content
    yield check_figure("check a district's roster", small)
    yield check_figure(f"check a roster of {rows} rows", large)
    yield enter_figure(f"check and enter {rows} rows", large, by)
    yield score_figure()


def check_figure(job: str, content: bytes) -> Figure:
    """Reading and checking every row, beside only reading the cells."""
    directory = DatabaseDirectory(today())
    return beside(
        job,
        lambda: check_workbook(content, directory=directory, today=today()),
        "reading the cells",
        lambda: read_cells(content),
    )


def read_cells(content: bytes) -> list[Any]:
    """Every cell of every sheet, as calamine gives them."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def enter_figure(job: str, content: bytes, by: Actor) -> Figure:
    """A whole import, history and sealing included, beside a bare check."""

    def enter() -> None:
        with rolled_back():
            enter_batch(batch=receive(file_name="bench.xlsx", content=content, by=by).batch, by=by)

    directory = DatabaseDirectory(today())
    check = lambda: check_workbook(content, directory=directory, today=today())  # noqa: E731
    return beside(job, enter, "checking alone", check, rounds=1)


def score_figure() -> Figure:
    """Scoring ten streets, beside the bare query that counts."""
    asked = ask(None)
    if asked.book is None:
        raise RuntimeError("no standard is published")
    book = asked.book
    streets = list(Unit.objects.streets().valid_on(asked.as_of))
    question = book.question(asked.as_of)
    sql, params = reading_query(question, list(measures.values())).query.sql_with_params()

    def count() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            cursor.fetchall()

    return beside(
        "score ten streets",
        lambda: score_streets(book, asked.as_of, streets),
        "its counting query",
        count,
    )
