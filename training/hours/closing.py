"""Which open trainings close the gap of somebody's class hours: the fewest that will do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from training.models import TrainingSession


@dataclass(frozen=True)
class Step:
    """One training to enrol in, and the minutes there will be with it and those before it."""

    session: TrainingSession
    running: int


@dataclass(frozen=True)
class Closing:
    """The trainings that together close a gap, in the order of their days.

    `left` are the minutes that would still be owed: 0 unless all there is does not suffice.
    """

    steps: Sequence[Step] = ()
    left: int = 0
    others: Sequence[TrainingSession] = field(default=())


def closing(offered: Iterable[TrainingSession], *, minutes: int, required: int) -> Closing:
    """The fewest of the trainings offered that lead from `minutes` to `required`.

    The longest are taken first, and last of all the earliest that suffices. Nobody is sent to
    two at once.
    """
    free = sorted(offered, key=lambda one: (one.held_on, one.pk))
    chosen: list[TrainingSession] = []
    gap = required - minutes
    while gap > 0:
        fitting = [one for one in free if not any(map(one.clashes_with, chosen))]
        if not fitting:
            break
        enough = (one for one in fitting if one.minutes >= gap)
        best = next(enough, None) or max(fitting, key=lambda one: one.minutes)
        free.remove(best)
        chosen.append(best)
        gap -= best.minutes
    return Closing(tuple(_running(chosen, minutes)), max(gap, 0), tuple(free))


def _running(chosen: Iterable[TrainingSession], minutes: int) -> Iterable[Step]:
    for one in sorted(chosen, key=lambda one: (one.held_on, one.pk)):
        minutes += one.minutes
        yield Step(one, minutes)
