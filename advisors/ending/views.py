"""The pages that end an advisor's service, and take that back."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from advisors.ending import selectors, services
from advisors.ending.forms import EndForm
from advisors.ending.policies import may_end, may_take_back
from advisors.files.views import crumbs, found_by, may_keep_files, url_of
from advisors.models import Advisor
from advisors.policies import may_keep
from core.clock import portal_day
from core.numbers import number_in
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest


@may_keep_files
@require_http_methods(GET_OR_POST)
def end(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The last day in post, asked and fixed."""
    found = found_by(request, pk)
    if found.ended_on is not None and may_keep(request.actor, found):
        # The second press of the button, or a colleague was quicker.
        messages.info(request, getattr(may_end(request.actor, found), "reason", ""))
        return redirect(url_of(request, found))
    may_end(request.actor, found).enforce()
    form = EndForm(request.POST or None, initial={"version": found.version})
    if form.is_valid():
        try:
            services.end_service(advisor=found, by=request.actor, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        except ChangedMeanwhile:
            form = _on_latest(form, found)
        else:
            day = form.cleaned_data["ended_on"]
            messages.success(request, f"已办理离岗，{day} 是在岗的最后一天。记录都保留。")
            return redirect(url_of(request, found))
    context = {
        "form": form,
        "advisor": found,
        "ending": selectors.running_after(found, portal_day()),
        "back": url_of(request, found),
        "crumbs": crumbs(request, "离岗", found),
    }
    return render(request, "advisors/file_end.html", context)


@may_keep_files
@require_POST
def back(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Ended by mistake: back in post."""
    found = found_by(request, pk)
    may_take_back(request.actor, found).enforce()
    try:
        services.take_back(
            advisor=found, version=number_in(request.POST.get("version", "")), by=request.actor
        )
    except ChangedMeanwhile:
        messages.error(request, "没有撤回：刚有人改过这份档案，请看过现在的内容再点一次。")
    except ValidationError as refused:
        messages.error(request, f"没有撤回：{'；'.join(refused.messages)}")
    else:
        words = "已撤回离岗。一起结束的居村分工和岗位已恢复；删去的值守排班要重新排。"
        messages.success(request, words)
    return redirect(url_of(request, found))


def _on_latest(form: EndForm, advisor: Advisor) -> EndForm:
    """The same answers on top of the latest version, to be confirmed once more."""
    advisor.refresh_from_db()
    data = cast(QueryDict, form.data).copy()
    data["version"] = str(advisor.version)
    again = EndForm(data)
    again.add_error(None, "刚有人改过这份档案，还没有办理离岗。请核对后再点一次。")
    return again
