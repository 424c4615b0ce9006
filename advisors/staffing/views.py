"""How many advisors each street has of those it needs, and which communities have none (T6)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from advisors.enums import Level
from advisors.permissions import AdvisorsPermission
from advisors.staffing.forecast import forecast, horizon
from advisors.staffing.loading import team_of
from advisors.staffing.picture import Tile, read_year, rows_of, trend_of
from advisors.staffing.telling import told
from core.parts import Column
from core.templatetags.portal_links import address
from core.web import ActorRequest, actor_required
from orgs.filters import StreetFilter
from standards.asked import question_of

GAP_COLUMNS = (
    Column("街镇"),
    Column("户籍人口", is_numeric=True),
    Column("需配", is_numeric=True),
    Column("在岗", is_numeric=True),
    Column("缺额", is_numeric=True),
    Column("居委有顾问", is_numeric=True),
    Column("没有顾问的居委"),
    Column("村有顾问", is_numeric=True, note="另列"),
    Column("第三方和志愿者", is_numeric=True, note="另列"),
)
TREND_COLUMNS = (
    Column("月末"),
    Column("街镇顾问", note="在岗 / 需配"),
    Column("居委", note="有顾问 / 应有"),
    Column("配齐的街镇", is_numeric=True),
)
BREAK_COLUMNS = (
    Column("从哪天起"),
    Column("街镇"),
    Column("什么事"),
    Column("街镇顾问", is_numeric=True),
    Column("居委", is_numeric=True),
    Column("怎么办"),
)


@actor_required(AdvisorsPermission.VIEW)
@require_GET
def staffing(request: ActorRequest) -> HttpResponse:
    """The gap table, the tiles, the trend of the year and the forecast, as of the day."""
    question = question_of(request)
    form = StreetFilter(request, question.as_of)
    streets = sorted([form.unit] if form.unit else form.streets, key=lambda one: one.pk)
    until = horizon(question.as_of)
    team = team_of(request.actor, streets, question, until)
    days = read_year(question)
    rows = rows_of(streets, team, days, question.as_of)
    # A community's advisor sees nobody of other communities, and so not what they plan.
    is_whole = not request.actor.is_community
    breaks = forecast(team, question.as_of, until) if is_whole else []
    moments = trend_of(streets, days)
    context = {
        "form": form,
        "is_whole": is_whole,
        "rows": rows,
        "tiles": [(row, [(one, _url(request, one)) for one in row.tiles]) for row in rows],
        "moments": moments,
        "now": moments[-1],
        "breaks": told(breaks, {street.pk: street for street in streets}, request.actor),
        "until": until,
        "gap_columns": GAP_COLUMNS,
        "break_columns": BREAK_COLUMNS,
        # Of one street it is said already whether it has all.
        "trend_columns": TREND_COLUMNS if len(streets) > 1 else TREND_COLUMNS[:-1],
        "settings": question.settings,
    }
    return render(request, "advisors/staffing.html", context)


def _url(request: ActorRequest, tile: Tile) -> str:
    """The file of who looks after a community, or the roster to pick somebody from."""
    if tile.advisor:
        return address(request, "advisors:detail", tile.advisor)
    return address(request, "advisors:list", street=tile.place.street, level=Level.COMMUNITY)
