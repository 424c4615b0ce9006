"""The pages that say who answers for whom: for one household, and for many at once."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from advisors.models import Advisor
from casework.enums import CarerRole
from casework.households import keeping, services
from casework.households.forms import CareForm, ManyForm
from casework.households.forms.caring import CaresFilter
from casework.households.views.parts import (
    carried_out,
    crumbs,
    done,
    may_keep_households,
    page,
    to_be_changed,
)
from core.clock import page_day, portal_day
from core.lists import Choice, count_of, narrow, page_of
from core.parts import Column
from core.templatetags.portal_links import here
from core.web import GET_OR_POST, ActorRequest

SHOWN = (
    Choice("all", "全部在册", Q()),
    Choice("uncared", "没有责任顾问", Q(carer__isnull=True)),
    Choice("gone", "责任顾问不在岗", Q(carer__isnull=False, is_carer_there=False)),
)
COLUMNS = (Column("困难家庭"), Column("居村"), Column("责任顾问"), Column("协助顾问"))
LOAD_COLUMNS = (
    Column("顾问"),
    Column("责任户数", is_numeric=True),
    Column("协助户数", is_numeric=True),
)
CARE_COLUMNS = (Column("顾问"), Column("角色"), Column("第一天"), Column("最后一天"))
PAGE_SIZE = 100


@may_keep_households
@require_http_methods(GET_OR_POST)
def care(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who answers for a household, and who stands in, from a day on."""
    found = to_be_changed(request, pk)
    day = portal_day()
    cares = keeping.cares_of(found)
    now = [one for one in cares if one.ends_on is None or one.ends_on >= day]
    advisors = _with_current(keeping.advisors_in(found.community_id[:9], day), now)
    initial: dict[str, Any] = {"starts_on": day}
    for role in CarerRole:
        # The latest come first: of one to come and the running one, the running one stands.
        of_role = [str(one.advisor_id) for one in now if one.role == role]
        initial[role.value] = of_role[-1] if of_role else ""
    form = CareForm(request.POST or None, initial=initial, advisors=advisors)
    if request.method == "POST" and carried_out(
        form, lambda: services.settle_care(household=found, by=request.actor, **form.settled())
    ):
        return done(request, "责任顾问已定，没有改动的照旧。", found)
    return page(
        request, "household_care", found, "责任顾问", form=form, cares=cares, columns=CARE_COLUMNS
    )


@may_keep_households
@require_http_methods(GET_OR_POST)
def cares(request: ActorRequest) -> HttpResponse:
    """Everybody's households: many at once to one advisor, with how much each has."""
    street, day = request.actor.street_code, page_day(request)
    advisors = keeping.advisors_in(street, day)
    loads = keeping.loads_of(street, day, advisors)
    form = ManyForm(request.POST or None, initial={"starts_on": portal_day()}, loads=loads)
    if request.method == "POST" and form.is_valid():
        _refuse_unseen(request, form.ticked)
        try:
            changed = services.assign_many(by=request.actor, **form.given())
        except ValidationError as refused:
            form.refuse(refused)
        else:
            kept = len(form.ticked) - changed
            words = f"已交给她 {changed} 户" if changed else "没有改动"
            messages.success(request, words + (f"，{kept} 户本来就是她的。" if kept else "。"))
            return redirect(f"{request.path}{here(request)}".removesuffix("?"))
    chosen = CaresFilter(
        request.GET,
        communities=keeping.open_places(request.actor, street, day),
        advisors=advisors,
    )
    rows, chips, _ = narrow(request, chosen.apply(keeping.cared(request.actor, day)), "show", SHOWN)
    context = {
        "form": form,
        "ticked": form.ticked,
        "filter": chosen,
        "chips": chips,
        "page": page_of(request, rows, count_of(chips), PAGE_SIZE),
        "columns": COLUMNS,
        "loads": loads,
        "load_columns": LOAD_COLUMNS,
        "crumbs": crumbs(request, "责任顾问分工"),
    }
    return render(request, "casework/household_cares.html", context)


def _refuse_unseen(request: ActorRequest, keys: Collection[UUID]) -> None:
    """A household of somebody else is not found, in a bulk too."""
    if keeping.seen_among(request.actor, keys) != len(keys):
        raise Http404


def _with_current(advisors: Sequence[Advisor], cares: Sequence[Any]) -> list[Advisor]:
    """Who is in post, and who still stands for the household though she is not."""
    there = {one.pk for one in advisors}
    gone = {one.advisor_id: one.advisor for one in cares if one.advisor_id not in there}
    return [*advisors, *gone.values()]
