"""What waits about the duty: workdays ahead on which nobody is there (T6-4)."""

from collections.abc import Iterator
from datetime import timedelta

from advisors.models import DutyShift
from advisors.permissions import AdvisorsPermission
from core.todos import Asker, Todo
from core.workdays import workdays_in
from standards.asked import asked
from stations.enums import StationKind
from stations.models import Station

DAYS_AHEAD = 7


def uncovered_workdays(asker: Asker) -> Iterator[Todo]:
    """For whoever schedules a street: the next seven days, in two queries."""
    actor = asker.actor
    if not (actor.can(AdvisorsPermission.SCHEDULE) and actor.street_code):
        return
    day = asked(asker).as_of
    workdays = workdays_in(day + timedelta(days=1), day + timedelta(days=DAYS_AHEAD))
    mains = Station.objects.visible_to(actor).filter(kind=StationKind.MAIN)
    spans = mains.filter(opened_on__isnull=False).values_list("opened_on", "closed_on")
    ahead = [one for one in workdays if any(a <= one <= (b or one) for a, b in spans)]
    if not ahead:
        return
    shifts = DutyShift.objects.visible_to(actor).at_main_stations().kept()
    covered = set(shifts.filter(day__in=ahead).values_list("day", flat=True))
    missing = [one for one in ahead if one not in covered]
    if missing:
        yield Todo(
            title=f"未来 {DAYS_AHEAD} 天有 {len(missing)} 个工作日没人值守",
            note="服务站值守排班（T6-4）：在没人的那天点“指定”，或者按规则排班",
            view="advisors:duty",
            query=(("month", f"{missing[0]:%Y-%m}"),),
            action="去排班",
            due_on=missing[0],
        )
