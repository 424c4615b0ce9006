"""The desk: what is late, what is near, who has how much; the district has the streets' beside
one another.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from casework.desk import picture, selectors
from casework.households.policies import may_open_in
from casework.leads.limits import limit_in
from casework.periods import quarter_of
from casework.permissions import CaseworkPermission
from casework.serving import advisors_for
from casework.visits.due import usual_in
from casework.visits.duesets import due_counts
from core.actor import Actor
from core.parts import Column
from core.web import ActorRequest, actor_required
from orgs.filters import StreetFilter
from standards.asked import asked

_FIGURES = (
    Column("在册", is_numeric=True, note="户"),
    Column("本季已走访", is_numeric=True, note="户"),
    Column("未走访", is_numeric=True, note="户"),
    Column("过期未走访", is_numeric=True, note="户"),
    Column("7天内到期", is_numeric=True, note="户"),
    Column("线索超时限", is_numeric=True, note="条"),
    Column("3个工作日内", is_numeric=True, note="条"),
    Column("排摸未交", is_numeric=True, note="个"),
)
# What stands out where there is any of it.
LATE = ("late", "leads_late", "surveys_late")
FOOT = (
    "应走访的日期：一季按要走访的次数分成几段，每段最后一天前要走访一次；顾问自己定的更早的，按那一天。"
    "单位按官方代码排，不排名次。"
)
STREET_COLUMNS = (Column("街镇"), *_FIGURES)
COMMUNITY_COLUMNS = (Column("居村"), *_FIGURES)
LOAD_COLUMNS = (
    Column("顾问"),
    Column("层级"),
    Column("负责", is_numeric=True, note="户"),
    Column("本季走访", is_numeric=True, note="次"),
    Column("本季未走访", is_numeric=True, note="户"),
    Column("过期未走访", is_numeric=True, note="户"),
    Column("7天内到期", is_numeric=True, note="户"),
)


@actor_required(CaseworkPermission.VIEW)
@require_GET
def desk(request: ActorRequest) -> HttpResponse:
    """The desk of the street chosen, of her own, or of her community; else all streets'."""
    day = asked(request).as_of
    form = StreetFilter(request, day)
    street = form.unit.pk if form.unit else ""
    usual = usual_in(asked(request).book)
    rows = list(due_counts(selectors.households_listed(request.actor, street, day), day, usual))
    communities = selectors.communities_in(request.actor, street, day)
    surveys = _surveys(request)
    lines, every = picture.lines_of(
        communities if street else form.streets,
        [
            *picture.counted_households(rows),
            *_within(street, picture.counted_leads(request.actor, day, _workdays(request))),
            *picture.counted_surveys(request.actor, day, surveys, communities),
        ],
    )
    context: dict[str, Any] = {
        "form": form,
        "day": day,
        "quarter": quarter_of(day),
        "surveys": surveys,
        "every": every,
        "lines": lines,
        "columns": COMMUNITY_COLUMNS if street else STREET_COLUMNS,
        "is_street": bool(street),
        "title": _title(request.actor, form),
        "own_code": _own_code(request.actor),
        "may_share_out": bool(request.actor.street_code)
        and bool(may_open_in(request.actor, request.actor.street_code)),
        "late_tones": {name: "bad" if every.counts[name] else "" for name in LATE},
        "listed_note": f"在册 {every.counts['households']} 户",
        "last_half": f"{surveys.last.year}-{surveys.last.half}" if surveys.last else "",
        "leads_note": f"发现后满{_workdays(request)}个工作日没有处置（T7-6）",
        "foot": FOOT,
    }
    if street:
        visits = picture.visits_by_advisor(picture.visits_of(request.actor, street), day)
        advisors = list(advisors_for(request.actor, street, day))
        context |= {
            "loads": picture.loads_of(advisors, rows, visits),
            "load_columns": LOAD_COLUMNS,
        }
    return render(request, "casework/desk.html", context)


def _within(street: str, found: list[Any]) -> list[Any]:
    return [(code, counts) for code, counts in found if code.startswith(street)]


def _workdays(request: ActorRequest) -> int:
    now = asked(request)
    return limit_in(now.book.question(now.as_of) if now.book else None)


def _surveys(request: ActorRequest) -> picture.Surveys:
    now = asked(request)
    return picture.Surveys.on(now.as_of, now.book.cycle_start if now.book else None)


def _title(actor: Actor, form: StreetFilter) -> str:
    if actor.is_community:
        return f"{actor.unit_name}的工作台"
    return f"{form.unit.short_name}的工作台" if form.unit else "各街镇的工作台"


def _own_code(actor: Actor) -> str:
    """The unit for which she logs what people ask, or empty."""
    return actor.unit_code if actor.can(CaseworkPermission.SERVE) else ""
