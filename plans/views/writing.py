"""Writing a part: saved at every step and while it is typed, by one person or by two."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.drafts import keeps_draft
from core.web import GET_OR_POST, ActorRequest
from plans.policies import may_write_part
from plans.views.pages import found_plan, known_part, may_view
from plans.views.parts import PartPage


@may_view
@keeps_draft
@require_http_methods(GET_OR_POST)
def part(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """One part: to be written while it is open, else to be read."""
    page = PartPage(request, found_plan(request, pk), known_part(kind))
    if request.method != "POST":
        return page.show()
    may_write_part(request.actor, page.held, page.asked).enforce()
    return page.save()
