"""A street that has its plan already: the stamped file instead of text, its day on paper."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from plans import services
from plans.enums import PlanForm
from plans.forms.beginning import PaperForm
from plans.permissions import PlansPermission
from plans.policies import may_note_paper
from plans.views.pages import crumbs_of, found_plan

may_write = actor_required(PlansPermission.WRITE)


@may_write
@require_POST
def choose_form(request: ActorRequest, pk: int) -> HttpResponse:
    """Write the plan here, or upload it; what was written stays."""
    plan = found_plan(request, pk)
    asked = request.POST.get("form")
    form = PlanForm.UPLOADED if asked == PlanForm.UPLOADED else PlanForm.WRITTEN
    services.choose_form(plan=plan, form=form, by=request.actor)
    if form == PlanForm.UPLOADED:
        messages.success(request, "改为上传盖章文件：请上传文件，并填好计分要用的部分。")
    else:
        messages.success(request, "改为在这里填写：十二个部分都要填齐。")
    return redirect(address(request, "plans:plan", plan.pk))


@may_write
@require_http_methods(GET_OR_POST)
def paper(request: ActorRequest, pk: int) -> HttpResponse:
    """The day on which the plan was handed in on paper, before the portal was there."""
    plan = found_plan(request, pk)
    may_note_paper(request.actor, plan).enforce()
    form = PaperForm(request.POST or None, initial={"paper_on": plan.paper_on})
    back = address(request, "plans:plan", plan.pk)
    if request.method == "POST" and form.is_valid():
        try:
            services.note_paper(plan=plan, paper_on=form.day(), by=request.actor)
        except ValidationError as refused:
            form.add_error("paper_on", refused.messages)
        else:
            messages.success(request, "已记下，等区里认可。" if form.day() else "已去掉。")
            return redirect(back)
    context = {"form": form, "plan": plan, "back": back}
    crumbs = crumbs_of(request, plan, "补录")
    return render(request, "plans/paper.html", context | {"crumbs": crumbs})
