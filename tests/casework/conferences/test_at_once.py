"""Two at the same moment, with real threads: one follows the other."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from casework.conferences import services
from casework.models import CaseConference, ConferenceAction
from tests.casework.conferences.telling import called, case_in, closed, facts, resolved
from tests.cast import DAY, Cast
from tests.plans.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_action_is_closed_once(cast: Cast) -> None:
    action = resolved(cast, called(cast))
    came = at_once(lambda: closed(cast, action), lambda: closed(cast, action, by="a_advisor"))
    assert [type(one) for one in came].count(PermissionDenied) == 1
    action.refresh_from_db()
    assert action.closed_on == date(2024, 9, 12)


def test_a_case_is_not_closed_while_an_action_comes_to_it(cast: Cast) -> None:
    conference = called(cast)
    case = case_in(conference)
    by = cast.actor("a_manager")
    came = at_once(
        lambda: services.settle_case(case=case, outcome="solved", solved_on=DAY, by=by),
        lambda: services.add_action(
            key=uuid4(), conference=conference, facts=facts(case=case), by=by
        ),
    )
    assert [type(one) for one in came].count(ValidationError) == 1
    case.refresh_from_db()
    assert (case.outcome == "open") is ConferenceAction.objects.exists()


def test_one_form_sent_twice_at_once_records_once(cast: Cast) -> None:
    key = uuid4()

    def record() -> bool:
        return services.record_conference(
            key=key,
            street=cast.a.unit,
            facts={"state": "held", "held_on": DAY, "place": "", "chair": "陈主持"},
            party=services.Party(),
            households=[cast.a.household],
            by=cast.actor("a_manager"),
        )[1]

    assert sorted(at_once(record, record)) == [False, True]
    assert CaseConference.objects.count() == 1
