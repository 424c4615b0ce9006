"""The pages with the most rows, each beside a bare view of the same rows (portal.bench.bare)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.test import Client, override_settings

from accounts.actors import actor_for_username
from advisors.models import DutyShift
from core.actor import Actor
from core.clock import portal_day
from core.lists import PAGE_SIZE
from evidence.models import Evidence
from orgs.models import Unit
from plans.models import ConstructionPlan
from portal.bench import bare
from portal.bench.crowd import fill_up
from portal.bench.figures import Figure, beside, queries, rolled_back
from stations.models import ServicePoint

# As many photos as the gallery shows at once.
PHOTOS = 48
REVIEWER = "reviewer"
STREET = "310107017"
# Many, for the machine may be busy with other work too.
ROUNDS = 41
# Name, address, the keyset query of the rows that the page shows, and their fields.
Page = tuple[str, str, QuerySet[Any], Sequence[str]]


def page_figures() -> Iterator[Figure]:
    """The longest pages, at 285 communities with a point each and 2,000 photos."""
    reviewer = actor_for_username(REVIEWER)
    if reviewer is None:
        raise RuntimeError("no demo reviewer")
    with rolled_back(), override_settings(ROOT_URLCONF=bare.__name__, ALLOWED_HOSTS=["testserver"]):
        fill_up(portal_day())
        client = signed_in(REVIEWER)
        for page in _pages(reviewer):
            yield beside_bare(client, *page)


def signed_in(username: str) -> Client:
    """A browser of somebody of the demo."""
    client = Client()
    client.force_login(
        get_user_model().objects.get(username=username),
        "django.contrib.auth.backends.ModelBackend",
    )
    return client


def beside_bare(
    client: Client, name: str, url: str, rows: QuerySet[Any], fields: Sequence[str]
) -> Figure:
    """One page beside a bare view of the rows that it shows, with its number of queries."""
    # Read once, so that what a process keeps is there for both.
    client.get(url)
    with queries() as asked:
        page = client.get(url)
    if page.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{url} answered {page.status_code}")
    bare.bare_pages[name] = bare.Bare(rows, fields, len(page.content.decode()))
    bare_url = bare.address_of(name)
    client.get(bare_url)
    figure = beside(
        f"{name} ({len(page.content) // 1024} KB)",
        partial(client.get, url),
        "a bare view",
        partial(client.get, bare_url),
        rounds=ROUNDS,
    )
    return replace(figure, queries=len(asked))


def _pages(by: Actor) -> Iterator[Page]:
    plans = ConstructionPlan.objects.visible_to(by).select_related("street")
    points = ServicePoint.objects.visible_to(by).select_related("community__parent")
    photos = Evidence.objects.visible_to(by).select_related("unit")
    yield (
        "review-desk",
        "/plans/",
        plans.order_by("street_id")[:PAGE_SIZE],
        ["street.name", "state", "form", "begun_on", "due_on", "approved_on", "year", "pk"],
    )
    yield (
        "coverage-table",
        "/stations/points/",
        points.order_by("community_id")[:PAGE_SIZE],
        [
            *("community.name", "community.parent.name", "official_name", "address", "phone"),
            *("opening_hours", "lead_name", "opened_on", "status", "pk"),
        ],
    )
    communities = Unit.objects.visible_to(by).communities().valid_on(portal_day())
    yield (
        "staffing",
        "/advisors/staffing/",
        communities.select_related("parent").order_by("code"),
        ["parent.name", "name", "short_name", "kind", "valid_from", "pk"],
    )
    shifts = DutyShift.objects.visible_to(by).select_related("advisor", "station")
    yield (
        "duty-month",
        f"/advisors/duty/?street={STREET}",
        shifts.filter(
            station__street=STREET, day__year=portal_day().year, day__month=portal_day().month
        ).order_by("day", "session", "pk"),
        ["day", "session", "advisor.name", "mode", "note", "pk"],
    )
    yield (
        "gallery",
        "/evidence/",
        photos.order_by("-added_at", "id")[:PHOTOS],
        ["pk", "unit.name", "subject", "file_name", "shown_on", "note", "added_at", "kind"],
    )
