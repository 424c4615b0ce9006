"""The one list of consultations and applications."""

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from casework.consultations import selectors
from casework.consultations.filters import AppliedFilter, AskedFilter
from casework.consultations.lines import STATES, unanswered, waited, who_applied, who_asked
from casework.consultations.policies import may_read, may_take_in
from casework.permissions import CaseworkPermission
from core.clock import page_day
from core.lists import count_of, page_of
from core.parts import Chip, Column
from core.templatetags.portal_links import here
from core.web import ActorRequest, actor_required

ASKED, OPEN, APPLIED, PENDING = "asked", "open", "applied", "pending"
ASKED_COLUMNS = (
    Column("咨询日期"),
    Column("四问类型"),
    Column("在哪里"),
    Column("来访人"),
    Column("接待人"),
    Column("答复"),
)
APPLIED_COLUMNS = (
    Column("申请日期"),
    Column("申请事项"),
    Column("在哪里"),
    Column("申请人"),
    Column("经办人"),
    Column("结果"),
)


@actor_required(CaseworkPermission.VIEW)
@require_GET
def listed(request: ActorRequest) -> HttpResponse:
    """What was asked and applied for by the day, and what still waits for an answer."""
    day, shown = page_day(request), request.GET.get("show", ASKED)
    is_asked = shown not in (APPLIED, PENDING)
    form: Any = AskedFilter(request, day) if is_asked else AppliedFilter(request, day)
    chips = _chips(request, form, shown, day)
    if is_asked:
        context = _asked(request, form, day, chips, only_open=shown == OPEN)
    else:
        context = _applied(request, form, day, chips, only_open=shown == PENDING)
    code = request.actor.unit_code
    context |= {
        "form": form,
        "chips": chips,
        "shown": shown if shown in (OPEN, APPLIED, PENDING) else ASKED,
        "is_asked": is_asked,
        "own_code": code if may_take_in(request.actor, code) else "",
    }
    return render(request, "casework/consultations.html", context)


def _chips(request: ActorRequest, form: Any, shown: str, day: date) -> list[Chip]:
    """What there is of both, and of each what still waits; each list is counted in one query."""
    asked = form.narrow(selectors.consultations(request.actor), "unit__code__startswith")
    applied = form.narrow(selectors.applications(request.actor), "unit__code__startswith")
    if isinstance(form, AskedFilter):
        asked = form.apply(asked)
    else:
        applied = form.apply(applied)
    counts = {
        **_counts(asked, ASKED, Q(asked_on__lte=day), OPEN, _unanswered(day)),
        **_counts(applied, APPLIED, Q(submitted_on__lte=day), PENDING, _pending(day)),
    }
    labels = {ASKED: "咨询", OPEN: "还没答复的", APPLIED: "救助申请", PENDING: "办理中的"}
    current = shown if shown in labels else ASKED
    other = {ASKED: {"kind": ""}, OPEN: {"kind": ""}, APPLIED: {"type": ""}, PENDING: {"type": ""}}
    return [
        Chip(
            label,
            here(request, page="", show="" if value == ASKED else value, **other[value]),
            counts[value],
            value == current,
        )
        for value, label in labels.items()
    ]


def _counts(rows: Any, every: str, by_day: Q, waiting: str, open_then: Q) -> dict[str, int]:
    found: dict[str, int] = (
        rows.order_by()
        .filter(by_day)
        .aggregate(**{every: Count("pk"), waiting: Count("pk", filter=open_then)})
    )
    return found


def _unanswered(day: date) -> Q:
    return Q(answered_on__isnull=True) | Q(answered_on__gt=day)


def _pending(day: date) -> Q:
    return Q(result_on__isnull=True) | Q(result_on__gt=day)


def _asked(
    request: ActorRequest, form: AskedFilter, day: date, chips: list[Chip], *, only_open: bool
) -> dict[str, Any]:
    rows = form.apply(selectors.consultations(request.actor)).filter(asked_on__lte=day)
    if only_open:
        # Who waits longest comes first.
        rows = rows.filter(_unanswered(day)).order_by("asked_on", "recorded_at", "pk")
    page = page_of(request, rows, count_of(chips))
    return {
        "columns": ASKED_COLUMNS,
        "page": page,
        "rows": [
            (one, who_asked(one), unanswered(one, day), bool(may_read(request.actor, one.unit_id)))
            for one in page
        ],
    }


def _applied(
    request: ActorRequest, form: AppliedFilter, day: date, chips: list[Chip], *, only_open: bool
) -> dict[str, Any]:
    rows = form.apply(selectors.applications(request.actor)).filter(submitted_on__lte=day)
    if only_open:
        rows = rows.filter(_pending(day)).order_by("submitted_on", "recorded_at", "pk")
    page = page_of(request, rows, count_of(chips))
    return {
        "columns": APPLIED_COLUMNS,
        "page": page,
        "rows": [
            (
                one,
                who_applied(one),
                waited(one, day),
                STATES[one.result],
                bool(may_read(request.actor, one.unit_id)),
            )
            for one in page
        ],
    }
