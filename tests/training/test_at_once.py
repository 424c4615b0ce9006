"""Two at the same moment: for the last seat, and one person in two sessions."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from tests import factories as make
from tests.cast import DAY, Cast
from training.models import Enrolment, TrainingSession
from training.sessions import services

ROUNDS = 8
TOMORROW = DAY + timedelta(days=1)


def planned(cast: Cast, **facts: Any) -> TrainingSession:
    session: TrainingSession = make.TrainingSessionFactory(
        host=cast.a.unit, state="planned", held_on=TOMORROW, starts_at="09:00", **facts
    )
    session.refresh_from_db()
    return session


@pytest.mark.django_db(transaction=True)
def test_the_last_seat_is_one_persons(cast: Cast) -> None:
    by = cast.actor("a_manager")
    for _ in range(ROUNDS):
        session = planned(cast, capacity=1)
        both = [make.AdvisorFactory(street=cast.a.unit) for _ in range(2)]
        done = at_once([partial(services.enrol, session=session, advisor=o, by=by) for o in both])
        assert sorted(one.waiting for one in done) == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_one_person_is_in_one_of_two_sessions_at_the_same_hours(cast: Cast) -> None:
    by = cast.actor("a_manager")
    for _ in range(ROUNDS):
        advisor = make.AdvisorFactory(street=cast.a.unit)
        both = [planned(cast) for _ in range(2)]
        done = at_once([partial(services.enrol, session=o, advisor=advisor, by=by) for o in both])
        assert [isinstance(one, ValidationError) for one in done].count(True) == 1
        assert Enrolment.objects.filter(advisor=advisor).count() == 1


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each came to, or how it was refused."""
    gate = Barrier(len(acts))

    def act(one: Callable[[], Any]) -> Any:
        gate.wait(5)
        try:
            return one()
        except ValidationError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))
