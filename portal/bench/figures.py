"""One job beside a bare one, timed in turns."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection, transaction

ROUNDS = 5


@dataclass(frozen=True)
class Figure:
    """One job beside a bare one measured in the same run; `queries` where they were counted."""

    job: str
    seconds: float
    baseline: str
    baseline_seconds: float
    ratio: float
    queries: int | None = None


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


@contextmanager
def queries() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield asked
