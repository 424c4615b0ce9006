"""Beginning a plan: the year, the form, and what it starts from."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.clock import portal_day
from core.parts import Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from orgs.models import Unit
from plans import selectors, services
from plans.dues import first_due_of
from plans.forms.beginning import BeginForm
from plans.models import ConstructionPlan
from plans.permissions import PlansPermission
from plans.policies import may_begin
from stations.selectors import streets_in


@actor_required(PlansPermission.WRITE)
@require_http_methods(GET_OR_POST)
def begin(request: ActorRequest, code: str) -> HttpResponse:
    """Begin the plan of a year; begun twice, it is there once."""
    day = portal_day()
    street = get_object_or_404(streets_in(request.actor), pk=code)
    may_begin(request.actor, street).enforce()
    form = BeginForm(
        request.POST or None,
        initial={"year": day.year + bool(selectors.plan_of(street, day.year))},
        years=(day.year, day.year + 1),
        sources=selectors.sources_for(request.actor, street, day.year + 1),
        code=code,
    )
    if plan := _begin(request, street, form):
        return redirect(address(request, "plans:plan", plan.pk))
    context = {
        "form": form,
        "street": street,
        "due_on": first_due_of(day.year),
        "day": day,
        "back": address(request, "plans:list"),
        "crumbs": [Link("建设方案", address(request, "plans:list")), Link("起草")],
    }
    return render(request, "plans/begin.html", context)


def _begin(request: ActorRequest, street: Unit, form: BeginForm) -> ConstructionPlan | None:
    """The plan asked for; None where nothing was sent, or the form says what is wrong."""
    if not form.is_valid():
        return None
    try:
        plan, is_new = services.begin_plan(
            street=street,
            year=form.cleaned_data["year"],
            form=form.cleaned_data["form"],
            begun_from=form.source(),
            by=request.actor,
        )
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return None
    words = "已建好，填的内容会自动保存。" if is_new else "这一年的方案已经建过，接着填。"
    messages.success(request, words)
    return plan
