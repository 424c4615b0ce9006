"""Who helps the advisors: the page of a street, or of all."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from advisors.enums import StaffKind
from advisors.helpers import selectors
from advisors.permissions import AdvisorsPermission
from advisors.policies import may_keep_in
from core.clock import page_day
from core.lists import Pick, pick
from core.parts import Column
from core.web import ActorRequest, actor_required
from orgs.filters import StreetFilter

SHOWN = (
    Pick("running", "进行中", lambda one: one.runs),
    Pick("ended", "已结束", lambda one: one.state == "past"),
    Pick("all", "全部", lambda one: True),
)
PARTNER_COLUMNS = (
    Column("机构"),
    Column("街镇"),
    Column("合作内容"),
    Column("期限"),
    Column("联系人"),
    Column("状态"),
)
GROUP_COLUMNS = (
    Column("队伍"),
    Column("街镇"),
    Column("人数", is_numeric=True),
    Column("服务内容"),
    Column("期限"),
    Column("状态"),
)
PEOPLE_COLUMNS = (
    Column("姓名"),
    Column("街镇"),
    Column("人员性质"),
    Column("派出机构"),
    Column("上岗日期"),
)


@actor_required(AdvisorsPermission.VIEW)
@require_GET
def overview(request: ActorRequest) -> HttpResponse:
    """Who helps the advisors, as of the day: contracts, groups, people on file."""
    day, actor = page_day(request), request.actor
    form = StreetFilter(request, day)
    partners = form.narrow(selectors.partners(actor), "street")
    groups = form.narrow(selectors.groups(actor), "street")
    every = selectors.shown_on(day, partners, groups)
    rows, chips, shown = pick(request, every, "show", SHOWN)
    people = list(form.narrow(selectors.helpers_on_file(actor, day), "street"))
    running = [one for one in every if one.runs]
    volunteers = [one for one in people if one.staff_kind == StaffKind.VOLUNTEER]
    context = {
        "form": form,
        "chips": chips,
        "shown": shown,
        "partners": [one for one in rows if one.is_partner],
        "groups": [one for one in rows if not one.is_partner],
        "people": people,
        "running_partners": sum(one.is_partner for one in running),
        "running_groups": sum(not one.is_partner for one in running),
        "persons_note": f"共 {sum(selectors.persons_in(one) for one in running)} 人",
        "volunteers": len(volunteers),
        "third_party": len(people) - len(volunteers),
        "ending": selectors.ending(every),
        "may_keep": bool(form.unit and may_keep_in(actor, form.unit.code)),
        "partner_columns": PARTNER_COLUMNS,
        "group_columns": GROUP_COLUMNS,
        "people_columns": PEOPLE_COLUMNS,
    }
    return render(request, "advisors/helpers.html", context)
