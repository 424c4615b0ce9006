"""The plan of a year as something that streets are reminded of (P2-1)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from plans.models import ConstructionPlan, PlanVersion
from plans.standings import HANDED_IN, due_day, due_on, state_on
from reminders.matters import Matter, register
from standards.asked import Asked

PREFIX = "plan"


def matter_of(year: int) -> str:
    """2024 → plan:2024."""
    return f"{PREFIX}:{year}"


def title_of(matter: str) -> str:
    """plan:2024 → 报送2024年度建设方案."""
    return f"报送{_year_of(matter)}年度建设方案"


def owing(
    matters: Collection[str],
    codes: Collection[str],
    asked: Asked,
    *,
    is_locking: bool = False,
) -> dict[tuple[str, str], date | None]:
    """The streets whose plan lies with themselves: not begun, in the making, or returned."""
    years = {_year_of(one): one for one in matters}
    if is_locking:
        # A submission writes the plan's row, so that it waits until the reminders are out.
        plans = ConstructionPlan.objects.filter(year__in=years, street__in=codes)
        list(plans.select_for_update().order_by("pk"))
    versions = defaultdict(list)
    for one in (
        PlanVersion.objects.filter(plan__year__in=years, plan__street__in=codes)
        .select_related("plan")
        .defer("content_sealed")
        .order_by("number")
    ):
        versions[one.plan.year, one.plan.street_id].append(one)
    return {
        (matter, code): due_on(versions[year, code], asked.as_of, due_day(asked.book, year))
        for year, matter in years.items()
        for code in codes
        if state_on(versions[year, code], asked.as_of) not in HANDED_IN
    }


def _year_of(matter: str) -> int:
    return int(matter.removeprefix(f"{PREFIX}:"))


register(Matter(PREFIX, title_of, owing, "plans:list", "去报送"))
