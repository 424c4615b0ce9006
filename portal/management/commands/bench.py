"""manage.py bench [--json] [--rows 10000]"""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BytesIO
from statistics import median
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from accounts.actors import actor_for_username
from assessment.runs import score_streets
from core.clock import today
from core.measures import measures, summed
from ledgers.batches import enter_batch, receive
from ledgers.checking import check_workbook
from ledgers.directory import DatabaseDirectory
from ledgers.samples import Mess, roster_workbook
from orgs.models import Unit
from portal.sample_data import DATA_ADMIN, invented_team
from standards.asked import ask

ROUNDS = 5
ROSTER_ROWS = 370


@dataclass(frozen=True)
class Figure:
    """One job beside a bare one measured in the same run."""

    job: str
    seconds: float
    baseline: str
    baseline_seconds: float
    ratio: float


class Command(BaseCommand):
    """Time the portal's main jobs; everything written is rolled back."""

    help = "Time the main jobs, each as a ratio to a bare baseline of the same run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Size of the large roster and form of the answer."""
        parser.add_argument("--rows", type=int, default=10_000, help="rows of the large roster")
        parser.add_argument("--json", action="store_true", help="print a JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure one after the other."""
        if actor_for_username(DATA_ADMIN) is None:
            raise CommandError("先运行 make demo 或 manage.py demo --no-serve，再测速度。")
        small = roster_workbook(invented_team(), mess=Mess.OFFICE).content
        factor = max(options["rows"] // ROSTER_ROWS, 1)
        large = roster_workbook(invented_team(factor=factor), mess=Mess.NONE).content
        figures = [
            check_figure("check a district's roster", small),
            check_figure(f"check a roster of {options['rows']} rows", large),
            enter_figure(f"check and enter {options['rows']} rows", large),
            score_figure(),
        ]
        if options["json"]:
            self.stdout.write(json.dumps([asdict(figure) for figure in figures], indent=1))
            return
        for one in figures:
            self.stdout.write(
                f"{one.job:<36}{one.seconds * 1000:>9.1f} ms   {one.ratio:>6.1f} × {one.baseline}"
            )


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


def enter_figure(job: str, content: bytes) -> Figure:
    """A whole import, history and sealing included, beside a bare check."""
    by = actor_for_username(DATA_ADMIN)
    if by is None:
        raise CommandError("没有数据管理员账号。")

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
        raise CommandError("还没有已发布的标准。")
    book = asked.book
    streets = list(Unit.objects.streets().valid_on(asked.as_of))
    question = book.question(asked.as_of)
    sql, params = summed(question, measures).query.sql_with_params()

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


def beside(
    job: str,
    work: Callable[[], object],
    baseline: str,
    bare: Callable[[], object],
    *,
    rounds: int = ROUNDS,
) -> Figure:
    """The median of some rounds of each, taken in turns."""
    times, bare_times = [], []
    for _ in range(rounds):
        times.append(timed(work))
        bare_times.append(timed(bare))
    seconds, bare_seconds = median(times), median(bare_times)
    return Figure(job, seconds, baseline, bare_seconds, seconds / bare_seconds)


def timed(work: Callable[[], object]) -> float:
    """Seconds on the clock."""
    start = perf_counter()
    work()
    return perf_counter() - start


@contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction that leaves nothing."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
