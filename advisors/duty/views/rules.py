"""A month made from a rule: filled in, looked at, saved."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.drafts import drawn, keeps_draft
from advisors.duty import rules, selectors
from advisors.duty.forms import RuleForm, initial_of
from advisors.duty.limits import AHEAD_DAYS
from advisors.duty.months import WEEKDAYS, calendar_of
from advisors.duty.presence import advisors_between
from advisors.duty.rules import Draft, Made
from advisors.duty.views.desk import Desk, desk_of, may_plan
from core.clock import portal_day
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest


@may_plan
@require_http_methods(GET_OR_POST)
@keeps_draft
def rule(request: ActorRequest, code: str) -> HttpResponse:
    """The form; sent, first what would come of it (`way=preview`), then the saving (`save`)."""
    desk = desk_of(request, code)
    desk.may_schedule.enforce()
    if request.method != "POST":
        return _form_page(request, desk, _form(request, desk))
    form = _form(request, desk)
    way = request.POST.get("way", "preview")
    if way == "edit" or not form.is_valid():
        return _form_page(request, desk, form)
    station, facts = form.chosen_station(), form.facts()
    try:
        if way != "save":
            return _preview(request, desk, form, rules.draft(station, facts))
        made = rules.save_rule(
            station=station, facts=facts, seen=form.cleaned_data["seen"], by=request.actor
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _form_page(request, desk, form)
    except ChangedMeanwhile:
        drafted = rules.draft(station, facts)
        return _preview(request, desk, form, drafted, is_clash=True, status=409)
    messages.success(request, _words(made))
    month = max(facts.starts_on, portal_day())
    return redirect(desk.url(month=f"{month:%Y-%m}", station=_key(desk, station.pk)))


def _form(request: ActorRequest, desk: Desk) -> RuleForm:
    """The form as sent, as drafted, or as the last rule went."""
    today = portal_day()
    last_day = today.replace(year=today.year + AHEAD_DAYS // 365)
    advisors = advisors_between(desk.street, today, last_day)
    needs: dict[str, Any] = {"stations": desk.stations, "advisors": advisors}
    if request.method == "POST":
        return RuleForm(request.POST, **needs)
    last = selectors.last_rule(desk.station) if desk.station else None
    known = {one.pk for one in advisors}
    turn = [one for one in selectors.turn_of(last) if one.pk in known] if last else []
    initial = initial_of(last, turn, desk.month)
    return drawn(RuleForm, request, initial=initial, **needs)


def _form_page(request: ActorRequest, desk: Desk, form: RuleForm) -> HttpResponse:
    context = {
        "desk": desk,
        "form": form,
        "back": desk.url(),
        "crumbs": desk.crumbs("按规则排班"),
    }
    return render(request, "advisors/duty_rule.html", context)


def _preview(
    request: ActorRequest,
    desk: Desk,
    form: RuleForm,
    drafted: Draft,
    is_clash: bool = False,
    status: int = 200,
) -> HttpResponse:
    facts, station = form.facts(), form.chosen_station()
    first = max(facts.starts_on, portal_day())
    calendar = calendar_of(station, first, facts.ends_on, rules.entries_of(drafted), portal_day())
    context = {
        "desk": desk,
        "form": form,
        "purpose": f"{station.official_name}，{first} 至 {facts.ends_on}",
        "drafted": drafted,
        "calendar": calendar,
        "counts": drafted.counts,
        "weekdays": WEEKDAYS,
        "is_clash": is_clash,
        "crumbs": desk.crumbs("核对排班"),
    }
    return render(request, "advisors/duty_preview.html", context, status=status)


def _words(made: Made) -> str:
    if not made.is_changed:
        return "和现在的排班一样，没有改动。"
    gone = f"，替换原来按规则排的 {made.removed} 班" if made.removed else ""
    gaps = f"；还有 {made.gaps} 班没有人，请逐班指定" if made.gaps else ""
    return f"已保存 {made.added} 班{gone}{gaps}。手工排的和今天以前的没有改动。"


def _key(desk: Desk, pk: int) -> str:
    return "" if not desk.stations or desk.stations[0].pk == pk else str(pk)
