"""The trail as the auditor reads it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from audit.filters import TrailFilter
from audit.models import Entry
from audit.permissions import AuditPermission
from audit.telling import told
from core.lists import page_of
from core.parts import Column
from core.web import ActorRequest, actor_required

COLUMNS = (
    Column("时间"),
    Column("人员"),
    Column("角色"),
    Column("单位"),
    Column("动作"),
    Column("对象"),
    Column("说明"),
)


@actor_required(AuditPermission.READ_TRAIL)
@require_GET
def trail_list(request: ActorRequest) -> HttpResponse:
    """Who signed in, saw, exported, entered and changed what, the latest first."""
    form = TrailFilter(request.GET)
    rows = form.apply(Entry.objects.visible_to(request.actor).order_by("-id"))
    page = page_of(request, rows)
    context = {
        "form": form,
        "columns": COLUMNS,
        "page": page,
        "lines": told(list(page)),
    }
    return render(request, "audit/trail.html", context)
