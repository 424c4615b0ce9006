"""The pages of casework beside bare views, and saving a visit beside the rows it writes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import override_settings
from django.urls import reverse

from accounts.actors import actor_for_username
from advisors.models import Advisor
from casework.enums import Deed, Finding, VisitMode
from casework.models import (
    CaseConference,
    ConferenceAction,
    Handover,
    Household,
    Need,
    Referral,
    SatisfactionSurvey,
    StuckCase,
    SupportPlan,
    Visit,
)
from casework.visits.facts import VisitFacts
from casework.visits.services import record_visit
from core.actor import Actor
from core.clock import portal_day
from core.lists import PAGE_SIZE
from portal.bench import bare
from portal.bench.casework import settle
from portal.bench.figures import Figure, beside, queries, rolled_back
from portal.bench.jobs import score_figure
from portal.bench.pages import ROUNDS, Page, beside_bare, signed_in
from resources.enums import NeedCategory
from resources.models import Provider, Resource

REVIEWER, MANAGER, ADVISOR, COMMUNITY = "reviewer", "manager", "advisor", "community"
# A family name that many have.
NAME = "王"


def casework_figures() -> Iterator[Figure]:
    """The pages used most, at 20,000 households and 300,000 visits, and saving a visit."""
    with rolled_back(), override_settings(ROOT_URLCONF=bare.__name__, ALLOWED_HOSTS=["testserver"]):
        settle(portal_day())
        # What waits to be checked at the end would be gone through at each roll back.
        connection.check_constraints()
        for username, page in _pages():
            yield beside_bare(signed_in(username), *page)
        yield replace(score_figure(), job="score ten streets, casework and all")
        yield saving_a_visit(_actor(COMMUNITY))


def _actor(username: str) -> Actor:
    found = actor_for_username(username)
    if found is None:
        raise RuntimeError(f"no demo account {username}")
    return found


def _of_whom(by: Actor) -> QuerySet[Any]:
    rows = Household.objects.visible_to(by).select_related("community")
    return rows.order_by("community_id", "number", "pk")


def _pages() -> Iterator[tuple[str, Page]]:
    """Who opens which page."""
    cell = ["number", "head_name", "community.short_name", "size", "recorded_at", "pk"]
    for username in (COMMUNITY, ADVISOR):
        by = _actor(username)
        mine = _of_whom(by).filter(cares__advisor__user=by.user_id)[:PAGE_SIZE]
        yield username, (f"my-list-{username}", "/casework/mine/", mine, cell)
    community, manager, reviewer = (_actor(one) for one in (COMMUNITY, MANAGER, REVIEWER))
    one = _most_visited(community)
    visits = Visit.objects.filter(household=one).select_related("advisor", "community")
    yield (
        COMMUNITY,
        (
            "household",
            f"/casework/households/{one.pk}/",
            visits.order_by("-visited_on", "-recorded_at", "pk")[:PAGE_SIZE],
            ["visited_on", "mode", "advisor.name", "community.short_name", "source", "pk"],
        ),
    )
    for username, by in ((COMMUNITY, community), (MANAGER, manager)):
        named = _of_whom(by).filter(head_name__startswith=NAME)[:PAGE_SIZE]
        url = f"/casework/households/?q={NAME}"
        yield username, (f"search-by-name-{username}", url, named, cell)
    for username, by in ((MANAGER, manager), (REVIEWER, reviewer)):
        everybody = _of_whom(by)[:PAGE_SIZE]
        yield username, (f"households-{username}", "/casework/households/", everybody, cell)
    for page in _lists(reviewer):
        yield REVIEWER, page


def _lists(by: Actor) -> Iterator[Page]:
    """The lists of what is done together with others, each beside the rows it shows."""
    for name, model, order in (
        ("casework:needs", Need, "registered_on"),
        ("casework:referrals", Referral, "-offered_on"),
        ("casework:handovers", Handover, "-sent_on"),
        ("casework:stuck-cases", StuckCase, "-received_on"),
        ("casework:conferences", CaseConference, "-held_on"),
        ("casework:actions", ConferenceAction, "due_on"),
        ("casework:support-plans", SupportPlan, "-opened_on"),
        ("casework:satisfaction", SatisfactionSurvey, "-surveyed_on"),
        ("resources:list", Resource, "name"),
        ("resources:providers", Provider, "name"),
    ):
        rows: Any = model.objects.visible_to(by)
        cell = [order.removeprefix("-"), "pk"]
        title = f"{name.replace(':list', '').split(':')[-1]}-of-the-district"
        yield title, reverse(name), rows.order_by(order, "pk")[:PAGE_SIZE], cell


def _most_visited(by: Actor) -> Household:
    """One household with many visits among those somebody answers for."""
    rows = _of_whom(by).filter(cares__advisor__user=by.user_id)
    return max(rows, key=lambda one: one.visits.count())


def saving_a_visit(by: Actor) -> Figure:
    """The whole service (policy, locks, checks, sealing) beside the bare inserts of what it writes.

    These are the visit, a need, its service records and the line in the trail, in a transaction
    of their own as the service has one. The history of the rows is written by the database in
    both.
    """
    day = portal_day()
    household = _most_visited(by)
    advisor = Advisor.objects.in_post(day).filter(user=by.user_id).get()
    facts = VisitFacts(
        visited_on=day,
        mode=VisitMode.HOME,
        advisor=advisor,
        findings=(Finding.ILLNESS.value,),
        deeds=(Deed.POLICY_GUIDANCE.value, Deed.RESOURCE_LINKAGE.value),
        note="近来常去医院，药费多。",
        needs=(NeedCategory.HEALTH.value,),
        is_second_confirmed=True,
    )

    def save() -> None:
        with rolled_back():
            record_visit(key=uuid4(), household=household, facts=facts, by=by)

    inserts = _inserts_of(save)

    def insert() -> None:
        with rolled_back(), transaction.atomic(), connection.cursor() as cursor:
            for sql, params in inserts:
                cursor.execute(sql, params)

    with queries() as asked:
        save()
    figure = beside("saving a visit", save, "its bare inserts", insert, rounds=ROUNDS)
    return replace(figure, queries=len(asked))


def _inserts_of(work: Callable[[], None]) -> list[tuple[str, Any]]:
    """The rows that some work writes, as SQL."""
    kept: list[tuple[str, Any]] = []

    def keep(kept: list[Any], execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT INTO "):
            kept.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(partial(keep, kept)):
        work()
    return kept
