"""Every list of what is done together with others takes the same queries at 10,000 rows."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

import pgtrigger
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from casework.models import (
    CaseConference,
    ConferenceAction,
    ConferenceCase,
    Handover,
    Need,
    PlanStep,
    Referral,
    SatisfactionSurvey,
    StuckCase,
    SupportPlan,
)
from casework.records.deriving import write_records
from resources.models import Provider, Resource
from tests.cast import Cast
from tests.pages import queries_of

FEW, MOST = 10, 15
ON = date(2024, 9, 2)
LISTS = (
    "casework:needs", "casework:referrals", "casework:handovers", "casework:stuck-cases",
    "casework:conferences", "casework:actions", "casework:support-plans",
    "casework:satisfaction", "casework:records", "resources:list", "resources:providers",
)  # fmt: skip
# The rows behind a figure.
CLAUSES = ("T3-1", "T3-4", "T4-2", "T4-3", "T5-2", "T5-3", "T5-4", "T10-2", "G-3", "G-2", "T7-1")
SEATS = ("reviewer", "a_manager", "a_community")
_numbers = count()


def add(cast: Cast, number: int) -> None:
    """So many rows of each kind in street A, in the first community."""
    unit, place = cast.a.unit, cast.a.communities[0]
    advisor, household = cast.a.community_advisor, cast.a.household
    near = {"household": household, "community": place}
    numbers = [next(_numbers) for _ in range(number)]

    def many(model: Any, **fields: Any) -> list[Any]:
        """So many rows; what is a list gives each row its own."""
        return list(
            model.objects.bulk_create(
                (
                    model(
                        **{
                            name: value[n] if isinstance(value, list) else value
                            for name, value in fields.items()
                        }
                    )
                    for n in range(number)
                ),
                batch_size=2000,
            )
        )

    providers = many(Provider, unit=unit, name=[f"助{n}" for n in numbers], kind="charity")
    resources = many(
        Resource,
        unit=unit,
        provider=providers,
        name="上门服务",
        category="health",
        capacity=5,
        per="month",
        starts_on=date(2024, 1, 1),
    )
    needs = many(Need, **near, category="health", registered_on=ON)
    offer = {"advisor": advisor, "consent": "spoken", "offered_on": ON, "consent_on": ON}
    referrals = many(Referral, **near, need=needs, resource=resources, **offer)
    open_needs = many(Need, **near, category="elder_care", registered_on=date(2024, 8, 1))
    assert len(open_needs) == number
    many(
        Handover,
        unit=place,
        household=household,
        way="to_counter",
        kind="temporary",
        advisor=advisor,
        sent_on=ON,
    )
    stuck = many(
        StuckCase,
        unit=place,
        household=household,
        received_on=date(2024, 7, 1),
        blocker="papers",
        advisor=advisor,
        visitor_name="访客",
    )
    held = many(
        CaseConference,
        street=unit,
        held_on=date(2024, 6, 3),
        chair="主持",
        state="held",
        minutes_on=date(2024, 6, 4),
    )
    cases = many(ConferenceCase, **near, conference=held)
    many(
        ConferenceAction,
        conference=held,
        case=cases,
        owner=advisor,
        owner_name=advisor.name,
        due_on=date(2024, 9, 13),
    )
    plans = many(
        SupportPlan,
        **near,
        advisor=advisor,
        opened_on=date(2024, 7, 1),
        state="closed",
        closed_on=date(2024, 9, 2),
        result="achieved",
    )
    many(PlanStep, plan=plans, who="助", provider_kind="charity", due_on=ON)
    many(
        SatisfactionSurvey,
        id=[uuid4() for _ in numbers],
        street=unit,
        surveyed_on=ON,
        source="street",
        method="phone",
        asked=40,
        satisfied=38,
    )
    for rows in (referrals, stuck, held, plans):
        write_records(rows)
    # The server would soon do it by itself: without it the planner believes the tables empty.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.parametrize("many", [400, pytest.param(10_000, marks=pytest.mark.hard)])
def test_many_rows_cost_no_query_more(
    cast: Cast, sign_in: Callable[[str], Client], many: int
) -> None:
    clients = {seat: sign_in(seat) for seat in SEATS}
    street = cast.a.unit.code
    pages = [reverse(name) for name in LISTS]
    pages += [reverse("assessment:rows", args=[street, code]) for code in CLAUSES]
    pages += [f"/scores/{street}/parts/{part}/" for part in ("G", "T3", "T4", "T5")]
    with pgtrigger.ignore():
        add(cast, FEW)
        open_to = [
            (seat, page)
            for seat, client in clients.items()
            for page in pages
            if client.get(page).status_code == 200
        ]
        few = {(seat, page): queries_of(clients[seat], page) for seat, page in open_to}
        add(cast, many)
    assert {reverse(name) for name in LISTS} <= {page for _, page in open_to}
    assert {key: n for key, n in few.items() if n > MOST} == {}
    assert {(seat, page): queries_of(clients[seat], page) for seat, page in open_to} == few
