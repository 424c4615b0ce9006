"""manage.py bench [jobs|pages|casework] [--json] [--rows 10000]"""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actors import actor_for_username
from core.actor import Actor
from portal.bench.figures import Figure
from portal.bench.households import casework_figures
from portal.bench.jobs import job_figures
from portal.bench.pages import page_figures
from portal.samples.ledgers import DATA_ADMIN

WHAT = ("jobs", "pages", "casework")


class Command(BaseCommand):
    """Time the portal's main jobs and pages; everything written is rolled back."""

    help = "Time jobs and pages, each as a ratio to a bare baseline of the same run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to time, size of the large roster and form of the answer."""
        parser.add_argument("what", nargs="?", choices=WHAT, help="default: all of them")
        parser.add_argument("--rows", type=int, default=10_000, help="rows of the large roster")
        parser.add_argument("--json", action="store_true", help="print a JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure one after the other."""
        by = actor_for_username(DATA_ADMIN)
        if by is None:
            raise CommandError("先运行 make demo 或 manage.py demo --no-serve，再测速度。")
        found = list(_figures(options["what"], by, options["rows"]))
        if options["json"]:
            self.stdout.write(json.dumps([asdict(figure) for figure in found], indent=1))
            return
        for one in found:
            queries = "" if one.queries is None else f", {one.queries} queries"
            self.stdout.write(
                f"{one.job:<36}{one.seconds * 1000:>9.1f} ms   {one.ratio:>6.1f} × {one.baseline}"
                f"{queries}"
            )


def _figures(what: str | None, by: Actor, rows: int) -> Iterator[Figure]:
    if what in (None, "jobs"):
        yield from job_figures(by, rows)
    if what in (None, "pages"):
        yield from page_figures()
    if what in (None, "pages", "casework"):
        yield from casework_figures()
