"""The pages with the most rows, each beside a bare view of the same rows (portal.bench.bare)."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.test import Client, override_settings

from accounts.actors import actor_for_username
from core.actor import Actor
from core.clock import portal_day
from core.lists import PAGE_SIZE
from evidence.models import Evidence
from plans.models import ConstructionPlan
from portal.bench import bare
from portal.bench.crowd import fill_up
from portal.bench.figures import Figure, beside, rolled_back
from stations.models import ServicePoint

# As many photos as the gallery shows at once.
PHOTOS = 48
REVIEWER = "reviewer"
# Many, for the machine may be busy with other work too.
ROUNDS = 41


def page_figures() -> Iterator[Figure]:
    """The review desk, the coverage table and the gallery, at 285 points and 2,000 photos."""
    reviewer = actor_for_username(REVIEWER)
    if reviewer is None:
        raise RuntimeError("no demo reviewer")
    with rolled_back(), override_settings(ROOT_URLCONF=bare.__name__, ALLOWED_HOSTS=["testserver"]):
        fill_up(portal_day())
        client = Client()
        client.force_login(
            get_user_model().objects.get(username=REVIEWER),
            "django.contrib.auth.backends.ModelBackend",
        )
        for name, url, rows, fields in _pages(reviewer):
            # Read once, so that what a process keeps is there for both.
            page = client.get(url)
            bare.bare_pages[name] = bare.Bare(rows, fields, len(page.content.decode()))
            bare_url = bare.address_of(name)
            client.get(bare_url)
            yield beside(
                f"{name} ({len(page.content) // 1024} KB)",
                partial(client.get, url),
                "a bare view",
                partial(client.get, bare_url),
                rounds=ROUNDS,
            )


def _pages(by: Actor) -> Iterator[tuple[str, str, QuerySet[Any], Sequence[str]]]:
    """Name, address, the keyset query of the rows that the page shows, and their fields."""
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
    yield (
        "gallery",
        "/evidence/",
        photos.order_by("-added_at", "id")[:PHOTOS],
        ["pk", "unit.name", "subject", "file_name", "shown_on", "note", "added_at", "kind"],
    )
