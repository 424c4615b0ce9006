"""The pages of the communities that an advisor looks after."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from advisors.assigning import selectors, services
from advisors.assigning.forms import AssignForm
from advisors.files.views import crumbs, found_by, may_keep_files, url_of
from advisors.models import Advisor, Assignment
from advisors.policies import may_keep
from core.clock import page_day
from core.parts import Column
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest
from standards.asked import asked

COLUMNS = (
    Column("居村"),
    Column("第一天"),
    Column("最后一天"),
    Column("操作", is_hidden=True),
)


@may_keep_files
@require_http_methods(GET_OR_POST)
def assign(request: ActorRequest, pk: UUID) -> HttpResponse:
    """An advisor's communities, and the form of another one."""
    found = found_by(request, pk)
    may_keep(request.actor, found).enforce()
    form = _form(request, found, {"starts_on": max(page_day(request), found.started_on)})
    if request.method == "POST" and form.is_valid():
        try:
            one, is_new = services.assign(advisor=found, by=request.actor, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, "已安排。" if is_new else "已经安排过了，没有重复登记。")
            _warn_of_two(request, found, one)
            return redirect(address(request, "advisors:assign", found.pk))
    context = {
        "form": form,
        "advisor": found,
        "assignments": list(selectors.assignments_of(found)),
        "columns": COLUMNS,
        "back": url_of(request, found),
        "crumbs": crumbs(request, "负责的居村", found),
    }
    return render(request, "advisors/file_communities.html", context)


@may_keep_files
@require_http_methods(GET_OR_POST)
def assign_change(request: ActorRequest, pk: UUID, assignment: int) -> HttpResponse:
    """Other days, an end, or the right community."""
    found, one = _found(request, pk, assignment)
    initial = {"community": one.community_id, "starts_on": one.starts_on, "ends_on": one.ends_on}
    form = _form(request, found, initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_assignment(assignment=one, by=request.actor, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, "分工已改。")
            return redirect(address(request, "advisors:assign", found.pk))
    context = {
        "form": form,
        "advisor": found,
        "assignment": one,
        "back": address(request, "advisors:assign", found.pk),
        "crumbs": crumbs(request, "改分工", found),
    }
    return render(request, "advisors/file_community.html", context)


@may_keep_files
@require_POST
def assign_remove(request: ActorRequest, pk: UUID, assignment: int) -> HttpResponse:
    """An assignment entered by mistake."""
    found, one = _found(request, pk, assignment)
    services.remove_assignment(assignment=one, by=request.actor)
    messages.success(request, "已去掉这一条登记错的分工。")
    return redirect(address(request, "advisors:assign", found.pk))


def _form(request: ActorRequest, advisor: Advisor, initial: dict[str, object]) -> AssignForm:
    communities = selectors.communities_ever(advisor.street_id)
    return AssignForm(request.POST or None, initial=initial, communities=communities)


def _found(request: ActorRequest, pk: UUID, assignment: int) -> tuple[Advisor, Assignment]:
    found = found_by(request, pk)
    may_keep(request.actor, found).enforce()
    hers = Assignment.objects.visible_to(request.actor)
    return found, get_object_or_404(hers, pk=assignment, advisor=found)


def _warn_of_two(request: ActorRequest, advisor: Advisor, one: Assignment) -> None:
    """One advisor may serve two communities (reading 5); it is said, and how it counts."""
    others = selectors.others_on(advisor, one, one.starts_on)
    if not others:
        return
    book = asked(request).book
    may_serve_two = bool(book and book.values["advisor_may_serve_two_communities"])
    counted = "几个居村都计入 T6-2。" if may_serve_two else "T6-2 只计最先负责的那一个。"
    messages.warning(request, f"同时负责{'、'.join(others)}，请确认兼顾得过来。{counted}")
