"""Duty by hand: who is on duty on a day; given to another; swapped; taken off."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.drafts import drawn, keeps_draft
from advisors.duty import selectors, services
from advisors.duty.forms import ShiftForm, SwapForm, suggested
from advisors.duty.limits import AHEAD_DAYS, closed_words
from advisors.duty.months import Month, day_words
from advisors.duty.policies import may_schedule
from advisors.duty.selectors import Candidate
from advisors.duty.views.desk import Desk, desk_of, may_plan
from advisors.enums import Away
from advisors.models import DutyShift
from core.clock import page_day, parse_day, portal_day
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest
from stations.models import Station

ONE_DAY = timedelta(days=1)


@may_plan
@require_http_methods(GET_OR_POST)
def shift(request: ActorRequest, code: str) -> HttpResponse:
    """A day at a station (`?day=`): who is there, and one more put on duty."""
    desk = desk_of(request, code)
    desk.may_schedule.enforce()
    day = _day_asked(request)
    if desk.station is None:
        messages.info(request, "本街镇这个月还没有启用的服务站，启用后才能排班。")
        return redirect(desk.url())
    if request.method != "POST":
        return _day_page(desk, day, None, desk.station)
    form = ShiftForm(request.POST, candidates=selectors.candidates(desk.street, day))
    if form.is_valid():
        try:
            _, is_new = services.assign(
                station=desk.station, day=day, by=request.actor, **form.facts()
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            word = "补登" if day < portal_day() else "排班"
            done = f"已{word}：{day_words(day)}。"
            messages.success(request, done if is_new else "已经排过了，没有重复。")
            return redirect(_month_url(desk, day))
    return _day_page(desk, day, form, desk.station)


@may_plan
@require_http_methods(GET_OR_POST)
def shift_change(request: ActorRequest, pk: int) -> HttpResponse:
    """A shift given to another, put into another session, or taken off (`way=remove`)."""
    found = _found(request, pk)
    may_schedule(request.actor, found.station.street_id).enforce()
    desk = Desk(request, found.station.street, Month.of(found.day), [found.station], found.station)
    if request.POST.get("way") == "remove":
        return _remove(request, desk, found)
    candidates = selectors.candidates(found.station.street, found.day)
    if request.method != "POST":
        return _change_page(desk, found, _form_of(found, candidates))
    form = ShiftForm(request.POST, candidates=candidates)
    if form.is_valid():
        try:
            is_changed = services.change_shift(
                shift=found, seen=form.cleaned_data["seen"], by=request.actor, **form.facts()
            )
        except ValidationError as refused:
            form.refuse(refused)
        except ChangedMeanwhile:
            now = _found(request, pk)
            return _change_page(desk, now, _form_of(now, candidates), is_clash=True)
        else:
            messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
            return redirect(_month_url(desk, found.day))
    return _change_page(desk, found, form)


@may_plan
@require_http_methods(GET_OR_POST)
@keeps_draft
def swap(request: ActorRequest, code: str) -> HttpResponse:
    """Two shifts of the street change hands."""
    desk = desk_of(request, code)
    desk.may_schedule.enforce()
    # Who was there in the past is put right at the shift itself.
    shifts = selectors.shifts_of(request.actor, portal_day(), desk.month.after.last)
    choices = list(shifts.filter(station__street=desk.street))
    initial = {"first": request.GET.get("first", "")}
    if request.method != "POST":
        return _swap_page(desk, drawn(SwapForm, request, shifts=choices, initial=initial))
    form = SwapForm(request.POST, shifts=choices)
    if form.is_valid():
        try:
            services.swap(by=request.actor, **form.facts())
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, "已换班。这两班从此算手工排的，按规则重排时不会改动。")
            return redirect(_month_url(desk, form.facts()["first"].day))
    return _swap_page(desk, form)


def _day_asked(request: ActorRequest) -> date:
    """The day of the address; what can't be read, or lies years away, counts as not asked."""
    day = parse_day(request.GET.get("day"))
    is_near = day is not None and abs((day - portal_day()).days) <= 2 * AHEAD_DAYS
    return day if day and is_near else page_day(request)


def _remove(request: ActorRequest, desk: Desk, found: DutyShift) -> HttpResponse:
    try:
        services.remove_shift(shift=found, by=request.actor)
    except ValidationError as refused:
        messages.error(request, f"没有移除：{'；'.join(refused.messages)}")
    except ChangedMeanwhile:
        messages.info(request, "这一班刚被别人移除了。")
    else:
        messages.success(request, f"已移除 {day_words(found.day)} 的一班。")
    return redirect(_month_url(desk, found.day))


def _found(request: ActorRequest, pk: int) -> Any:
    """A shift with `away`."""
    rows = DutyShift.objects.visible_to(request.actor).with_away()
    return get_object_or_404(rows.select_related("station__street", "advisor"), pk=pk)


def _day_page(desk: Desk, day: date, form: ShiftForm | None, station: Station) -> HttpResponse:
    """The day with those on duty; without a form sent, one that suggests who."""
    there = desk.calendar(station, day, day).days[0]
    candidates = selectors.candidates(desk.street, day)
    if form is None:
        rule = selectors.last_rule(station)
        turn = selectors.turn_of(rule) if rule else []
        initial = suggested(candidates, there.entries, rule, turn)
        form = ShiftForm(candidates=candidates, initial=initial)
    context = {
        "desk": desk,
        "station": station,
        "there": there,
        "form": form,
        "closed": closed_words(station, day),
        "is_past": day < portal_day(),
        "back": _month_url(desk, day),
        "before": desk.url("advisors:duty-shift", desk.street.pk, day=day - ONE_DAY),
        "after": desk.url("advisors:duty-shift", desk.street.pk, day=day + ONE_DAY),
        "crumbs": desk.crumbs(day_words(day)),
    }
    return render(desk.request, "advisors/duty_shift.html", context)


def _change_page(desk: Desk, shift: Any, form: ShiftForm, is_clash: bool = False) -> HttpResponse:
    context = {
        "desk": desk,
        "shift": shift,
        "form": form,
        "is_clash": is_clash,
        "title": f"{day_words(shift.day)} {shift.get_session_display()} {shift.advisor.name}",
        "away": Away(shift.away).label if shift.away else "",
        "swap": desk.url("advisors:duty-swap", desk.street.pk, first=str(shift.pk)),
        "back": _month_url(desk, shift.day),
        "crumbs": desk.crumbs(f"{day_words(shift.day)} {shift.get_session_display()}"),
    }
    status = 409 if is_clash else 200
    return render(desk.request, "advisors/duty_change.html", context, status=status)


def _swap_page(desk: Desk, form: SwapForm) -> HttpResponse:
    context = {
        "desk": desk,
        "form": form,
        "back": desk.url(),
        "crumbs": desk.crumbs("换班"),
    }
    return render(desk.request, "advisors/duty_swap.html", context)


def _form_of(shift: DutyShift, candidates: list[Candidate]) -> ShiftForm:
    initial = {
        "advisor": str(shift.advisor_id),
        "session": shift.session,
        "mode": shift.mode,
        "note": shift.note,
        "seen": services.state_of(shift),
    }
    return ShiftForm(candidates=candidates, initial=initial)


def _month_url(desk: Desk, day: date) -> str:
    """The month that a day lies in."""
    return desk.url(month=f"{day:%Y-%m}")
