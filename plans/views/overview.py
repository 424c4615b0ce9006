"""What the page of a plan, and of one of its versions, show."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.clock import page_day, portal_day
from core.parts import Column
from core.templatetags.portal_links import address
from core.web import ActorRequest
from orgs.models import Unit
from plans import selectors
from plans.clocks import clocks_of
from plans.dues import first_due_of
from plans.enums import PartKind, PlanForm, PlanState
from plans.forms.drawing import frame_of
from plans.forms.part import PartForm
from plans.models import ConstructionPlan, PlanPart, PlanVersion
from plans.parts import PARTS, answers_of, lacks, parts_asked
from plans.permissions import PlansPermission
from plans.policies import may_choose_form, may_note_paper, may_publish
from plans.schema import Content
from plans.shown import Shown, shown
from plans.views.pages import crumbs_of, names_in, steps_of, title_of
from plans.workflow import MACHINE
from stations.enums import StationKind
from stations.forms.stations import TOLD_BY_A_LINK
from stations.policies import may_keep_sites_of
from stations.selectors import next_kind_of

WITH_DISTRICT = (PlanState.SUBMITTED, PlanState.UNDER_REVIEW, PlanState.APPROVED)
VERSION_COLUMNS = (
    Column("稿次"),
    Column("报送日期"),
    Column("当时的期限"),
    Column("结果"),
    Column("审核日期"),
)


def overview_of(request: ActorRequest, plan: ConstructionPlan) -> dict[str, Any]:
    """The own plan at a glance: parts, what they lack, clocks, comments, versions, ways on."""
    actor, day = request.actor, page_day(request)
    versions = list(selectors.versions_of(plan).defer("content_sealed"))
    handed_in = [one for one in versions if one.withdrawn_on is None]
    parts = selectors.asked_parts_of(plan)
    may_write = actor.can(PlansPermission.WRITE) and plan.state not in WITH_DISTRICT
    lacking = _lacking(parts) if may_write else {}
    first_due = first_due_of(plan.year)
    clocks = clocks_of(plan, versions, day, first_due)
    is_with_district = plan.state in WITH_DISTRICT and bool(handed_in)
    return {
        "plan": plan,
        "title": title_of(plan),
        "crumbs": crumbs_of(request, plan),
        "day": day,
        "due_on": handed_in[-1].due_on if is_with_district else plan.due_on or first_due,
        "handed_in_on": handed_in[-1].submitted_on if is_with_district else None,
        "clocks": clocks,
        "late_words": f"迟{clocks.late_days}个工作日",
        "steps": steps_of(request, plan, parts, lacking=lacking, comments=_comments(plan)),
        "count_lacking": sum(map(len, lacking.values())),
        "may_write": may_write,
        "versions": versions if actor.may_see_names(plan.street_id) else handed_in,
        "columns": VERSION_COLUMNS,
        "subject": f"plan:{plan.pk}",
        "station_url": _station_url(request, plan, parts),
        **_ways(request, plan),
    }


def _station_url(
    request: ActorRequest, plan: ConstructionPlan, parts: Mapping[str, PlanPart]
) -> str:
    """The form of the street's station, filled in from a plan that was handed in.

    Empty where the street has its station already, or the actor keeps none.
    """
    may_add = plan.state in WITH_DISTRICT and may_keep_sites_of(request.actor, plan.street_id)
    if not may_add or next_kind_of(plan.street) != StationKind.MAIN:
        return ""
    told = {
        name: value
        for kind in (PartKind.SITE, PartKind.SPACE)
        if kind in parts
        for name, value in answers_of(parts[kind].content).items()
        if name in TOLD_BY_A_LINK
    }
    return address(request, "stations:add", plan.street_id, kind=StationKind.MAIN.value, **told)


def whole_of(request: ActorRequest, plan: ConstructionPlan, version: PlanVersion) -> dict[str, Any]:
    """A version to be read from its first part to the last, as the reader may see it."""
    return {
        "plan": plan,
        "version": version,
        "title": title_of(plan),
        "purpose": f"第 {version.number} 稿，{version.submitted_on:%Y-%m-%d} 报送。",
        "parts": parts_in_words(
            request, plan, selectors.shown_version(request.actor, plan, version)
        ),
        "is_own": request.actor.covers(plan.street_id),
    }


def parts_in_words(
    request: ActorRequest, plan: ConstructionPlan, contents: Mapping[str, Content]
) -> list[Shown]:
    """The parts that the plan's form asks for, in words."""
    names = names_in(contents)
    may_read_people = request.actor.covers(plan.street_id)
    return [
        shown(part, contents.get(part.kind, {}), names, with_people=may_read_people)
        for part in parts_asked(plan.form)
    ]


def lacking_with_targets(
    request: ActorRequest, plan: ConstructionPlan, parts: Mapping[str, PlanPart]
) -> list[dict[str, Any]]:
    """What each part still lacks, with the id of the field; parts that lack nothing left out."""
    steps = {step.part.kind: step for step in steps_of(request, plan, parts)}
    found = []
    for kind in _lacking(parts):
        content = parts[kind].content
        names = names_in({kind: content})
        frame = frame_of(PARTS[kind], plan.street, plan.year, portal_day(), names)
        form = PartForm(PARTS[kind], content, frame)
        found.append({"step": steps[kind], "lacks": form.lacking})
    return found


def left_out(plan: ConstructionPlan, parts: Mapping[str, PlanPart]) -> Sequence[Unit]:
    """The communities of the day that are not on the layout list (T1-1)."""
    codes = selectors.layout_codes_in(parts[PartKind.LAYOUT].content)
    return list(selectors.left_out(plan.street, codes, portal_day()))


def _lacking(parts: Mapping[str, PlanPart]) -> dict[str, list[str]]:
    found = {kind: lacks(PARTS[kind], part.content) for kind, part in parts.items()}
    return {kind: words for kind, words in found.items() if words}


def _comments(plan: ConstructionPlan) -> dict[str, str]:
    """What the district said of the parts that it sent back last."""
    answers = selectors.answers_to(selectors.last_answered(plan))
    return {kind: one.comment for kind, one in answers.items() if not one.is_accepted}


def _ways(request: ActorRequest, plan: ConstructionPlan) -> dict[str, Any]:
    """What the actor may do with the plan now."""
    actor = request.actor
    open_ways = [way for way in MACHINE.open_to(actor, plan) if way.name.startswith("withdraw")]
    may_submit = MACHINE["submit"]
    return {
        "withdrawing": open_ways[0] if open_ways else None,
        "submitting": may_submit
        if actor.can(may_submit.permission) and plan.state in may_submit.sources
        else None,
        "is_uploaded": plan.form == PlanForm.UPLOADED,
        "may_choose_form": may_choose_form(actor, plan),
        "may_note_paper": may_note_paper(actor, plan),
        "may_publish": may_publish(actor, plan),
        "may_review": actor.can(PlansPermission.REVIEW) and plan.state != PlanState.DRAFT,
    }
