"""Two at the same moment, with real threads: one key, one household, one visit."""

import uuid
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from audit.models import Entry
from casework.models import ServiceRecord, Visit
from casework.visits import services
from core.versions import ChangedMeanwhile
from tests.casework.visits.telling import facts, logged
from tests.cast import Cast
from tests.training.test_at_once import at_once

ROUNDS = 6


@pytest.mark.django_db(transaction=True)
def test_one_key_sent_twice_at_once_is_one_visit(cast: Cast) -> None:
    by, told = cast.actor("a_community"), facts(cast, is_second_confirmed=True)
    for _ in range(ROUNDS):
        key = uuid.uuid4()
        send = partial(
            services.record_visit, key=key, household=cast.a.household, facts=told, by=by
        )
        done = at_once([send, send, send])
        assert sorted(is_new for _, is_new in done) == [False, False, True]
        assert {visit.pk for visit, _ in done} == {key}
        assert ServiceRecord.objects.filter(visit=key).count() == 1
    lines = Entry.objects.filter(action="created", subject__startswith="household:")
    assert lines.count() == ROUNDS


@pytest.mark.django_db(transaction=True)
def test_of_two_visits_on_one_day_the_second_is_asked_about(cast: Cast) -> None:
    by = cast.actor("a_manager")
    for round_ in range(ROUNDS):
        day = facts(cast).visited_on.replace(day=round_ + 3)
        sends = [
            partial(
                services.record_visit,
                key=uuid.uuid4(),
                household=cast.a.household,
                facts=facts(cast, visited_on=day),
                by=by,
            )
            for _ in range(2)
        ]
        done = at_once(sends)
        assert [isinstance(one, ValidationError) for one in done].count(True) == 1
        assert Visit.objects.filter(visited_on=day).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_one_is_told(cast: Cast) -> None:
    visit, by = logged(cast), cast.actor("a_community")

    def change(note: str) -> str:
        try:
            services.change_visit(
                visit=visit, version=visit.version, facts=facts(cast, note=note), by=by
            )
        except ChangedMeanwhile:
            return ""
        return note

    done = at_once([partial(change, "改成这样一句话"), partial(change, "改成那样一句话")])
    kept = next(one for one in done if one)
    assert "" in done
    visit.refresh_from_db()
    assert visit.note == kept


@pytest.mark.django_db(transaction=True)
def test_taken_back_twice_at_once_it_is_taken_back_once(cast: Cast) -> None:
    visit, by = logged(cast), cast.actor("a_community")
    void = partial(services.void_visit, visit=visit, reason="登错了户", by=by)
    assert sorted(at_once([void, void])) == [False, True]
    assert Entry.objects.filter(action="deleted").count() == 1
