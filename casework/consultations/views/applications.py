"""The pages of applications: log one, read it, put it right, note its result, take it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import drafts
from casework.consultations import applying, selectors
from casework.consultations.forms import (
    ApplicationForm,
    ReasonForm,
    ResultForm,
    initial_of_application,
    initial_of_new,
    initial_of_result,
    people_of,
)
from casework.consultations.lines import STATES, waited
from casework.consultations.policies import may_change, may_decide, may_read, may_take_in
from casework.consultations.views.parts import (
    crumbs,
    known_household,
    list_url,
    write_seen,
)
from casework.models import Application
from casework.permissions import CaseworkPermission
from core.clashes import CLASH_COLUMNS
from core.clock import page_day, portal_day
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest, actor_required
from orgs.models import Unit

SHOW = "applied"
MEANWHILE = "刚有人改过这份申请，还没有保存。下面是现在登记的，请核对后再保存一次。"


@actor_required(CaseworkPermission.SERVE)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def add(request: ActorRequest, code: str) -> HttpResponse:
    """Log an application; `?household=` names the household whose page led here.

    `?need=` is the need of that household which it settles; it leads back there.
    """
    unit = get_object_or_404(selectors.places(request.actor, portal_day()), pk=code)
    may_take_in(request.actor, unit.pk).enforce()
    hands = selectors.hands(request.actor, portal_day())
    known = known_household(request)
    needs = {"actor": request.actor, "unit": unit, "hands": hands, "household": known}
    if request.method != "POST":
        initial = initial_of_new(hands, request.actor)
        form = drafts.drawn(ApplicationForm, request, initial=initial, **needs)
        return _form_page(request, unit, form)
    form = ApplicationForm(request.POST, **needs)
    if form.is_valid():
        try:
            added, is_new = applying.add_application(
                key=form.cleaned_data["key"] or form.fields["key"].initial(),
                unit=unit,
                facts=form.facts(),
                by=request.actor,
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已登记。" if is_new else "已经登记过了，没有重复登记。")
            return redirect(_after(request, added))
    return _form_page(request, unit, form)


@actor_required(CaseworkPermission.SERVE)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def application(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One application, and for its writer and the manager the form that changes or removes it."""
    found = _found(request, pk)
    may_read(request.actor, found.unit_id).enforce()
    may = may_change(request.actor, found)
    if request.method != "POST":
        write_seen(request, found)
        form = None
        if may:
            initial = initial_of_application(found)
            form = drafts.drawn(ApplicationForm, request, initial=initial, **_needs(request, found))
        return _page(request, found, form)
    may.enforce()
    if request.POST.get("action") == "remove":
        return _remove(request, found)
    return _change(request, found)


@actor_required(CaseworkPermission.SERVE)
@require_http_methods(GET_OR_POST)
@drafts.keeps_draft
def result(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What became of an application, and when."""
    found = _found(request, pk)
    may_decide(request.actor, found).enforce()
    if request.method != "POST":
        form = drafts.drawn(ResultForm, request, initial=initial_of_result(found))
        return _result_page(request, found, form)
    form = ResultForm(request.POST)
    if not form.is_valid():
        return _result_page(request, found, form)
    try:
        is_changed = applying.decide_application(
            application=found, by=request.actor, **form.cleaned_data
        )
    except ValidationError as refused:
        form.add_error(None, refused)
        return _result_page(request, found, form)
    except ChangedMeanwhile:
        now = _found(request, found.pk)
        form = ResultForm(initial=initial_of_result(now))
        return _result_page(request, now, form, meanwhile=MEANWHILE, status=409)
    messages.success(request, "结果已登记。" if is_changed else "没有改动，和登记的一样。")
    return redirect(address(request, "casework:application", found.pk))


def _change(request: ActorRequest, found: Application) -> HttpResponse:
    form = ApplicationForm(
        request.POST, initial=initial_of_application(found), **_needs(request, found)
    )
    if not form.is_valid():
        return _page(request, found, form)
    try:
        is_changed = applying.change_application(
            application=found,
            version=form.cleaned_data["version"] or 0,
            facts=form.facts(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.refuse(refused)
        return _page(request, found, form)
    except ChangedMeanwhile:
        now = _found(request, found.pk)
        merged, clashes = form.beside(initial_of_application(now))
        return _page(request, now, merged, clashes=clashes, is_clashing=True, status=409)
    messages.success(request, "已保存。" if is_changed else "没有改动，和登记的一样。")
    return redirect(address(request, "casework:application", found.pk))


def _remove(request: ActorRequest, found: Application) -> HttpResponse:
    form = ReasonForm(request.POST, name="remove", people=people_of(found))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            applying.remove_application(application=found, reason=reason, by=request.actor)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, "已删除，原因记入留痕。")
            return redirect(list_url(request, show=SHOW))
    own = ApplicationForm(initial=initial_of_application(found), **_needs(request, found))
    return _page(request, found, own, remove=form)


def _found(request: ActorRequest, pk: UUID) -> Application:
    found: Application = get_object_or_404(selectors.applications(request.actor), pk=pk)
    return found


def _after(request: ActorRequest, added: Application) -> str:
    """The application; or the need that asked for it, to be settled by it."""
    try:
        need = UUID(request.GET.get("need", ""))
    except ValueError:
        return address(request, "casework:application", added.pk)
    return address(request, "casework:need-settle", need, application=added.pk)


def _needs(request: ActorRequest, found: Application) -> dict[str, Any]:
    return {
        "actor": request.actor,
        "unit": found.unit,
        "hands": selectors.hands(request.actor, portal_day(), found.advisor_id),
    }


def _form_page(request: ActorRequest, unit: Unit, form: ApplicationForm) -> HttpResponse:
    context = {
        "form": form,
        "unit": unit,
        "known": form.known,
        "back": list_url(request, show=SHOW),
        "crumbs": crumbs(request, "登记申请", show=SHOW),
    }
    return render(request, "casework/application_form.html", context)


def _page(
    request: ActorRequest,
    found: Application,
    form: ApplicationForm | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "found": found,
        "form": form,
        "waited": waited(found, page_day(request)),
        "state": STATES[found.result],
        "may_decide": may_decide(request.actor, found),
        "remove": ReasonForm(name="remove"),
        "clash_columns": CLASH_COLUMNS,
        "back": list_url(request, show=SHOW),
        "crumbs": crumbs(request, str(found), show=SHOW),
        **more,
    }
    return render(request, "casework/application.html", context, status=status)


def _result_page(
    request: ActorRequest, found: Application, form: ResultForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "found": found,
        "form": form,
        "back": address(request, "casework:application", found.pk),
        "crumbs": crumbs(request, "登记结果", show=SHOW),
        **more,
    }
    return render(request, "casework/application_result.html", context, status=status)
