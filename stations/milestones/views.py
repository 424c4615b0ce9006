"""A street's milestones (P2-4), and why its station opens late (P2-2)."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.drafts import drawn, keeps_draft
from core.parts import Column
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest
from core.workdays import workdays_between
from evidence.subjects import key_of
from orgs.filters import StreetFilter
from orgs.models import Unit
from standards.asked import question_of
from stations.enums import DelayState, MilestoneKind
from stations.milestones.delays import MACHINE, answer_delay, ask_delay, delays_of
from stations.milestones.forms import DelayAnswerForm, DelayForm, MilestonesForm
from stations.milestones.history import history_of
from stations.milestones.overview import (
    book_of,
    crumbs,
    may_answer_delays,
    may_see_progress,
    street_of,
)
from stations.milestones.progress import standings_by_street, with_points
from stations.milestones.services import Standing, keep_milestones, milestones_of, standings_of
from stations.models import DelayRequest, StreetMilestone
from stations.policies import may_keep_sites_of
from stations.views.keeping import HISTORY_COLUMNS

POINT_COLUMNS = (Column("居村"), Column("启用日期"), Column("状态"))


@may_see_progress
@require_GET
def progress(request: ActorRequest) -> HttpResponse:
    """All streets' milestones in one table; whoever has but one street goes straight to it."""
    book, question = book_of(request), question_of(request)
    form = StreetFilter(request, question.as_of)
    if form.unit:
        return redirect(address(request, "stations:milestones", form.unit.pk))
    context = {
        "columns": (Column("街镇"), *(Column(str(kind.label)) for kind in MilestoneKind)),
        "rows": standings_by_street(request.actor, form.streets, question),
        "clause": book.clause("P2-4"),
        "crumbs": crumbs(request, ("建站进度", "")),
    }
    return render(request, "stations/milestones_all.html", context)


@may_see_progress
@require_http_methods(GET_OR_POST)
@keeps_draft
def milestones(request: ActorRequest, code: str) -> HttpResponse:
    """The seven with their days; saved all together."""
    street = _street(request, code)
    if request.method != "POST":
        return _page(request, street)
    may_keep_sites_of(request.actor, street.pk).enforce()
    form = MilestonesForm(request.POST, standings=_standings(request, street))
    if not form.is_valid():
        return _page(request, street, form=form)
    try:
        changed = keep_milestones(
            street=street,
            year=book_of(request).year,
            days=form.days(),
            seen=form.cleaned_data["seen"],
            by=request.actor,
        )
    except ChangedMeanwhile:
        form = form.on_latest(_standings(request, street))
        return _page(request, street, form=form, is_clash=True, status=409)
    messages.success(request, "已保存。" if changed else "没有改动，和登记的一样。")
    return redirect(address(request, "stations:milestones", street.pk))


@may_see_progress
@require_GET
def milestone(request: ActorRequest, pk: int) -> HttpResponse:
    """One milestone with what proves it."""
    rows = StreetMilestone.objects.visible_to(request.actor).select_related("street")
    found = get_object_or_404(rows, pk=pk)
    standing = standings_of(found.street, {found.kind: found}, question_of(request))
    context = {
        "milestone": found,
        "street": found.street,
        "standing": next(one for one in standing if one.kind == found.kind),
        "day": question_of(request).as_of,
        "photos_of": key_of("milestone", found),
        "history_columns": HISTORY_COLUMNS,
        "changes": history_of(found),
        "crumbs": crumbs(
            request,
            ("建站进度", address(request, "stations:milestones", found.street_id)),
            (found.get_kind_display(), ""),
        ),
    }
    return render(request, "stations/milestone.html", context)


@may_see_progress
@require_http_methods(GET_OR_POST)
@keeps_draft
def ask(request: ActorRequest, code: str) -> HttpResponse:
    """The street says why it opens late; a GET comes back to what was typed before."""
    street = _street(request, code)
    may_keep_sites_of(request.actor, street.pk).enforce()
    if request.method != "POST":
        return _page(request, street, ask_form=drawn(DelayForm, request))
    form = DelayForm(request.POST)
    if form.is_valid():
        try:
            _, is_new = ask_delay(
                street=street, year=book_of(request).year, by=request.actor, **form.cleaned_data
            )
        except ValidationError as refused:
            form.add_error("reason", refused.messages)
        else:
            words = "已提交，等区级答复。" if is_new else "已经提交过了，没有重复提交。"
            messages.success(request, words)
            return redirect(f"{address(request, 'stations:milestones', street.pk)}#delay")
    return _page(request, street, ask_form=form)


@may_answer_delays
@require_POST
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """The district accepts, refuses, or takes its acceptance up again."""
    rows = DelayRequest.objects.visible_to(request.actor)
    found = get_object_or_404(rows, pk=pk)
    form = DelayAnswerForm(request.POST)
    way = request.POST.get("way", "")
    if way not in {one.name for one in MACHINE.transitions}:
        form.add_error(None, "请点“接受延期”或“不接受延期”。")
    if form.is_valid():
        try:
            answer_delay(
                request=found, way=way, answer=form.cleaned_data["answer"], by=request.actor
            )
        except ValidationError as refused:
            form.add_error("answer", refused.messages)
        else:
            messages.success(request, f"已办：{MACHINE[way].label}。")
            return redirect(f"{address(request, 'stations:milestones', found.street_id)}#delay")
    return _page(request, _street(request, found.street_id), answer_form=form)


def _street(request: ActorRequest, code: str) -> Any:
    """The street with its points' own days."""
    day = question_of(request).as_of
    return street_of(request, code, lambda streets: with_points(streets, day))


def _standings(request: ActorRequest, street: Unit) -> list[Standing]:
    rows = milestones_of(street, book_of(request).year, request.actor)
    return standings_of(street, rows, question_of(request))


def _page(
    request: ActorRequest,
    street: Any,
    form: MilestonesForm | None = None,
    ask_form: DelayForm | None = None,
    answer_form: DelayAnswerForm | None = None,
    is_clash: bool = False,
    status: int = 200,
) -> HttpResponse:
    standings = _standings(request, street)
    may_keep = bool(may_keep_sites_of(request.actor, street.pk))
    if form is None and may_keep:
        is_its_own = ask_form is None and answer_form is None
        form = (
            drawn(MilestonesForm, request, standings=standings)
            if is_its_own
            else MilestonesForm(None, standings=standings)
        )
    fields = form.rows() if form else {}
    context = {
        "street": street,
        "form": form,
        "is_clash": is_clash,
        "is_elsewhere": ask_form is not None or answer_form is not None,
        "rows": [(one, fields.get(one.kind)) for one in standings],
        "points": street.points,
        "day_text": question_of(request).as_of.isoformat(),
        "point_columns": POINT_COLUMNS,
        **_late(request, street, standings, may_keep, ask_form, answer_form),
        "crumbs": crumbs(
            request, ("建站进度", address(request, "stations:progress")), (street.name, "")
        ),
    }
    return render(request, "stations/milestones.html", context, status=status)


def _late(
    request: ActorRequest,
    street: Unit,
    standings: list[Standing],
    may_keep: bool,
    ask_form: DelayForm | None,
    answer_form: DelayAnswerForm | None,
) -> dict[str, Any]:
    """What P2-2 asks, how late the station is, what was said of it and who may say more."""
    book, day = book_of(request), question_of(request).as_of
    clause = book.clause("P2-2")
    limit = clause.due if isinstance(clause.due, date) else None
    opened = next(one.done_on for one in standings if one.kind == MilestoneKind.OPENING)
    delays = list(delays_of(street, book.year, request.actor))
    is_open = any(one.state != DelayState.REFUSED for one in delays)
    in_time = limit is not None and opened is not None and opened <= limit
    return {
        "clause": clause,
        "milestones_clause": book.clause("P2-4"),
        "day": day,
        "limit": limit,
        "opened_on": opened,
        "late": workdays_between(limit, opened or day) if limit else 0,
        "delays": [(one, MACHINE.open_to(request.actor, one)) for one in delays],
        "may_ask": may_keep and not is_open and not in_time,
        "ask_form": ask_form or DelayForm(),
        # Beside another form that was sent it is not kept: nobody wrote in it.
        "keeps_reason": ask_form is not None or request.method != "POST",
        "answer_form": answer_form or DelayAnswerForm(),
    }
