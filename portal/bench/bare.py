"""What a page costs at the least: the bare views that the real pages are timed beside.

Each goes through the same middleware, session and user, makes one keyset query of the rows its
page shows, and writes them with one plain loop of a template, as long as the page is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.template import Context, Engine, Template
from django.urls import include, path

from core.web import ActorRequest, actor_required

PREFIX = "bench/"
PAGE = (
    "<!doctype html><title>{{ title }}</title><table>{% for row in rows %}<tr>LINE</tr>{% endfor %}"
)


@dataclass(frozen=True)
class Bare:
    """The rows of a page, the fields that a row shows, and the page's length in characters."""

    rows: QuerySet[Any]
    fields: Sequence[str]
    length: int

    @cached_property
    def template(self) -> Template:
        """One plain loop, with a cell for each field."""
        cells = "".join(f"<td>{{{{ row.{field} }}}}</td>" for field in self.fields)
        return Engine().from_string(PAGE.replace("LINE", f"{cells}<td>{{{{ filler }}}}</td>"))


# By the name in their address; filled by portal.bench.pages.
bare_pages: dict[str, Bare] = {}


@actor_required()
def bare(request: ActorRequest, name: str) -> HttpResponse:
    """The rows of one page, in a plain loop."""
    page = bare_pages[name]
    # Asked anew each time: a query that was read keeps its rows.
    rows = list(page.rows.all())
    filler = "x" * (page.length // max(len(rows), 1))
    context = Context({"title": name, "rows": rows, "filler": filler})
    return HttpResponse(page.template.render(context))


urlpatterns = [
    path(f"{PREFIX}<str:name>/", bare, name="bench-bare"),
    path("", include("config.urls")),
]


def address_of(name: str) -> str:
    """Where a bare page is."""
    return f"/{PREFIX}{name}/"
