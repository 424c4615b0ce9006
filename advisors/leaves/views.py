"""The pages of an advisor's leaves."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from advisors.enums import Status
from advisors.files.views import crumbs, found_by, may_keep_files, url_of
from advisors.leaves import selectors, services
from advisors.leaves.forms import LeaveForm
from advisors.models import Advisor, Leave
from advisors.policies import may_keep
from core.clock import portal_day
from core.parts import Column
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest

COLUMNS = (
    Column("日期"),
    Column("假别"),
    Column("天数"),
    Column("涉及的居村和值守"),
    Column("操作", is_hidden=True),
)


@may_keep_files
@require_http_methods(GET_OR_POST)
def leave(request: ActorRequest, pk: UUID) -> HttpResponse:
    """An advisor's leaves, and the form of another one."""
    found = found_by(request, pk)
    may_keep(request.actor, found).enforce()
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added, is_new = services.add_leave(advisor=found, by=request.actor, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _words_of(added) if is_new else "这次请假已经登记过了。")
            return redirect(address(request, "advisors:leave", found.pk))
    context = {
        "form": form,
        "advisor": found,
        "is_undated": found.status == Status.ON_LEAVE,
        "leaves": selectors.leaves_of(found),
        "columns": COLUMNS,
        "day": portal_day(),
        "back": url_of(request, found),
        "crumbs": crumbs(request, "请假", found),
    }
    return render(request, "advisors/file_leaves.html", context)


@may_keep_files
@require_http_methods(GET_OR_POST)
def leave_change(request: ActorRequest, pk: UUID, leave: int) -> HttpResponse:
    """Other days for a leave."""
    found, kept = _found(request, pk, leave)
    initial = {name: getattr(kept, name) for name in ("kind", "starts_on", "ends_on")}
    form = LeaveForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_leave(leave=kept, by=request.actor, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, "请假已改。")
            return redirect(address(request, "advisors:leave", found.pk))
    context = {
        "form": form,
        "advisor": found,
        "leave": kept,
        "back": address(request, "advisors:leave", found.pk),
        "crumbs": crumbs(request, "改请假", found),
    }
    return render(request, "advisors/file_leave.html", context)


@may_keep_files
@require_POST
def leave_cancel(request: ActorRequest, pk: UUID, leave: int) -> HttpResponse:
    """She was there after all."""
    found, kept = _found(request, pk, leave)
    services.cancel_leave(leave=kept, by=request.actor)
    messages.success(request, "这次请假已取消。")
    return redirect(address(request, "advisors:leave", found.pk))


@may_keep_files
@require_POST
def leave_undated(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Back from a leave that came from a ledger without days."""
    found = found_by(request, pk)
    may_keep(request.actor, found).enforce()
    services.end_undated_leave(advisor=found, by=request.actor)
    messages.success(request, "已按在岗登记。")
    return redirect(address(request, "advisors:leave", found.pk))


def _found(request: ActorRequest, pk: UUID, leave: int) -> tuple[Advisor, Leave]:
    found = found_by(request, pk)
    may_keep(request.actor, found).enforce()
    kept = get_object_or_404(Leave.objects.visible_to(request.actor), pk=leave, advisor=found)
    return found, kept


def _words_of(leave: Leave) -> str:
    days = selectors.length_of(leave)
    if days is None:
        return "已登记请假。没有定哪天结束，按长假计：从第一天起不算在岗，T6-1、T6-2 不计本人。"
    if selectors.is_long(leave):
        return f"已登记请假 {days} 天。30 天及以上是长假：这段时间不算在岗，T6-1、T6-2 不计本人。"
    return f"已登记请假 {days} 天。不到 30 天，仍算在岗。"
