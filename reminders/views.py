"""Who was reminded of what, when and by whom."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.lists import page_of
from core.parts import Column
from core.web import ActorRequest, actor_required
from orgs.filters import StreetFilter
from reminders import selectors
from reminders.permissions import RemindersPermission
from reminders.policies import REMINDER_PAUSE_WORKDAYS
from standards.asked import asked

COLUMNS = (
    Column("提醒谁"),
    Column("日期"),
    Column("事项"),
    Column("内容"),
    Column("谁发的"),
    Column("现在"),
)
FOOT = (
    "已经办了的不会收到提醒；同一件事对同一个单位，"
    f"两次提醒之间至少隔{REMINDER_PAUSE_WORKDAYS}个工作日。期限按现在的算，不按发提醒时的。"
)


@actor_required(RemindersPermission.VIEW)
@require_GET
def log(request: ActorRequest) -> HttpResponse:
    """The latest first; a street sees those to itself."""
    day = asked(request)
    form = StreetFilter(request, day.as_of)
    page = page_of(
        request, form.narrow(selectors.reminders_of(request.actor, day.as_of), "unit_id")
    )
    context = {
        "form": form,
        "columns": COLUMNS,
        "page": page,
        "lines": selectors.told(page.object_list, day),
        "day": day.as_of,
        "foot": FOOT,
    }
    return render(request, "reminders/log.html", context)
