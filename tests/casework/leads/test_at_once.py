"""Two at the same moment, with real threads: one gets the lead, the other is told."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from casework.leads import services
from casework.leads.services import AlreadyReported
from casework.models import Household, Lead
from tests.casework.leads.telling import facts, reported
from tests.cast import Cast
from tests.plans.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_deciders_at_once_decide_once(cast: Cast) -> None:
    lead = reported(cast)
    before = Household.objects.count()

    def decide(name: str, decision: str) -> Any:
        return lambda: services.decide_lead(
            lead=lead,
            decision=decision,
            answer=f"{decision}，已核实。",
            opening={"head_name": "陆一鸣", "size": 1, "categories": ["dibao"]},
            by=cast.actor(name),
        )

    came = at_once(decide("a_manager", "listed"), decide("a_advisor", "listed"))
    refused = [one for one in came if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [PermissionDenied]
    assert "现在的状态是“已处置”" in str(refused[0])
    assert Household.objects.count() == before + 1, "one file, not two"
    kept = next(one for one in came if not isinstance(one, Exception))
    lead.refresh_from_db()
    assert (lead.decided_by, lead.household) == (kept.decided_by, kept.household)


def test_decided_or_taken_back_but_not_both(cast: Cast) -> None:
    lead = reported(cast)
    came = at_once(
        lambda: services.decide_lead(
            lead=lead, decision="linked", answer="已对接。", by=cast.actor("a_manager")
        ),
        lambda: services.withdraw_lead(lead=lead, reason="重复上报", by=cast.actor("a_community")),
    )
    assert [type(one) for one in came].count(PermissionDenied) == 1
    lead.refresh_from_db()
    assert (lead.state == "decided") is bool(lead.decision)


def test_one_form_sent_twice_at_once_reports_once(cast: Cast) -> None:
    key = uuid4()

    def report(one: Any = key) -> Any:
        return services.report_lead(
            key=one,
            community=cast.a.communities[0],
            facts=facts(),
            by=cast.actor("a_community"),
        )[1]

    assert sorted(at_once(report, report)) == [False, True]
    # Two forms of the same name: the second is asked.
    Lead.objects.filter(pk=key).delete()
    came = at_once(lambda: report(uuid4()), lambda: report(uuid4()))
    assert sorted(type(one).__name__ for one in came) == [AlreadyReported.__name__, "bool"]
