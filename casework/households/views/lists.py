"""The list of households, and the way to one of them by its ID number."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from audit import trail
from audit.exports import hand_out
from audit.models import Entry
from casework.households import selectors
from casework.households.filters import HouseholdFilter
from casework.households.identifying import NumberForm
from casework.households.policies import may_open_in
from casework.households.resources import HouseholdResource
from casework.permissions import CaseworkPermission
from casework.visits.due import usual_in, with_due
from core.clock import page_day, portal_day
from core.lists import page_of
from core.parts import Chip, Column, Link
from core.templatetags.portal_links import address, here
from core.web import GET_OR_POST, ActorRequest, actor_required
from standards.asked import asked

COLUMNS = (
    Column("户编号"),
    Column("户主"),
    Column("居村"),
    Column("类别"),
    Column("分层与频次"),
    Column("责任顾问"),
    Column("上次走访"),
    Column("应走访", sort="due"),
)
# Over a whole district the due days of twenty thousand would have to be known first.
UNSORTED = tuple(Column(column.label) for column in COLUMNS)
FOOT = (
    "姓名只留姓。应走访的日期：一季按要走访的次数分成几段，每段最后一天前要走访一次；"
    "顾问自己定的下次走访更早的，按那一天（T7-3）。"
)


@actor_required(CaseworkPermission.VIEW)
@require_GET
def households(request: ActorRequest) -> HttpResponse:
    """The roster as of the day: by community and number, or by the day of the next visit."""
    day = page_day(request)
    form = HouseholdFilter(request, day)
    if "q" in form.errors:
        # What was asked for must not stay in the address, nor in any link of the page.
        messages.warning(request, str(form.errors["q"][0]))
        return HttpResponseRedirect(request.path + here(request, q="", page=""))
    rows = form.apply(selectors.households_of(request.actor))
    state, chips, total = _states(request, form, rows, day)
    usual = usual_in(asked(request).book)
    found = selectors.in_state(rows, state, day, usual)
    is_sortable = form.unit is not None
    found, sort = _ordered(request, found, day, usual) if is_sortable else (found, "")
    keys = found.values_list("pk", flat=True)
    # A search finds few: they are read whole rather than counted first.
    page = page_of(request, list(keys) if form.chosen["q"] else keys, total=total)
    unit = form.unit
    context = {
        "form": form,
        "chips": chips,
        "state": state,
        "columns": COLUMNS if is_sortable else UNSORTED,
        "foot": FOOT,
        "sort": sort,
        "page": page,
        "day": day,
        "rows": selectors.lines_of(list(page), request.actor, day, usual),
        "may_read": _may_read(request),
        "add_to": unit.pk if unit and may_open_in(request.actor, unit.pk) else "",
    }
    return render(request, "casework/households.html", context)


@actor_required(CaseworkPermission.VIEW)
@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """The roster in the offices' layout, narrowed as the list is."""
    day = page_day(request)
    form = HouseholdFilter(request, day)
    rows = form.apply(selectors.households_of(request.actor))
    state, usual = _state(request), usual_in(asked(request).book)
    found = selectors.in_state(rows, state, day, usual)
    return hand_out(
        HouseholdResource(request.actor, day),
        selectors.for_ledger(found, day, usual),
        street=form.code,
        state=selectors.STATES[state],
    )


@actor_required(CaseworkPermission.SERVE, CaseworkPermission.LOOK_INTO)
@require_http_methods(GET_OR_POST)
def lookup(request: ActorRequest) -> HttpResponse:
    """The household of a resident ID number; the number stands in no address and no log."""
    if "number" in request.GET:
        # Written into the address by hand: it must not stay there.
        return HttpResponseRedirect(request.path)
    context: dict[str, Any] = {
        "form": NumberForm(),
        "columns": UNSORTED,
        "may_read": True,
        "crumbs": [
            Link("困难家庭", address(request, "casework:households")),
            Link("按身份证号查"),
        ],
    }
    if request.method == "POST":
        form = NumberForm(request.POST)
        if form.is_valid():
            context |= _found(request, form.cleaned_data["number"])
        else:
            context["form"] = form
    return render(request, "casework/lookup.html", context)


def _found(request: ActorRequest, number: str) -> dict[str, Any]:
    """Whose number it is, within scope; the line in the trail tells how many, not which number."""
    day = portal_day()
    found = [one.pk for one in selectors.with_id_number(request.actor, number)]
    trail.record(
        actor=request.actor,
        action=Entry.Action.SEEN,
        subject="household",
        items="按身份证号查",
        count=len(found),
    )
    lines = selectors.lines_of(found, request.actor, day, usual_in(asked(request).book))
    return {"asked": True, "rows": lines, "day": day}


def _may_read(request: ActorRequest) -> bool:
    """Whether she gets from the list to full records."""
    actor = request.actor
    return actor.can(CaseworkPermission.SERVE) or actor.can(CaseworkPermission.LOOK_INTO)


def _state(request: ActorRequest) -> str:
    state = request.GET.get("state", "")
    return state if state in selectors.STATES else next(iter(selectors.STATES))


def _states(
    request: ActorRequest, form: HouseholdFilter, rows: QuerySet[Any], day: date
) -> tuple[str, list[Chip], int | None]:
    """The state in force, the chips, and how many there are in it.

    Over a whole district, and while a name is searched for, the chips go without their counts:
    twenty thousand households are not counted six ways for a page of fifty, nor a street for
    the few that are found. Nor are those by their due day, until they are shown.
    """
    state = _state(request)
    unit = None if form.chosen["q"] else form.unit
    counts = selectors.counts_of(rows, unit.pk, day) if unit else {}
    first = next(iter(selectors.STATES))
    chips = [
        Chip(
            label,
            here(request, page="", state="" if value == first else value),
            counts.get(value),
            value == state,
        )
        for value, label in selectors.STATES.items()
    ]
    return state, chips, counts.get(state)


def _ordered(
    request: ActorRequest, rows: QuerySet[Any], day: date, usual: int
) -> tuple[QuerySet[Any], str]:
    sort = request.GET.get("sort", "")
    if sort not in ("due", "-due"):
        return rows, ""
    turned = "-due_on" if sort == "-due" else "due_on"
    return with_due(rows, day, usual).order_by(turned, "community_id", "number", "pk"), sort
