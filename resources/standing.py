"""Where a resource stands on a day: offered, full, about to end, over."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from orgs.models import Unit
from resources.enums import Per
from resources.models import Resource

# From so many days before its end, a resource is shown as ending, and is work to do.
NEAR = timedelta(days=30)
# In which period a place is taken, as pages say it.
PERIODS = {Per.MONTH: "本月", Per.QUARTER: "本季", Per.YEAR: "今年", Per.TERM: "整个期限"}


@dataclass(frozen=True)
class Standing:
    """A resource on a day; `state` is a key of core.badges.STATES."""

    state: str
    words: str
    is_offered: bool = False


def standing_of(resource: Resource, day: date) -> Standing:
    """已停用, 未开始, 已到期, 有效, 还有12天到期; the end of its term is its last day."""
    if resource.stopped_on and resource.stopped_on <= day:
        return Standing("retired", f"已停用（{resource.get_stop_reason_display()}）")
    if resource.starts_on and resource.starts_on > day:
        return Standing("not_due", "未开始")
    if resource.ends_on and resource.ends_on < day:
        return Standing("past", "已到期")
    if resource.ends_on and resource.ends_on <= day + NEAR:
        left = (resource.ends_on - day).days
        return Standing("due_soon", f"还有{left}天到期" if left else "今天到期", True)
    return Standing("open", "有效", True)


@dataclass(frozen=True)
class Left:
    """How much of a resource is left in the period: 本月剩 3 / 20 人次."""

    words: str
    period: str = ""
    is_full: bool = False


def left_of(resource: Resource) -> Left:
    """From the `left` of `places.with_left`."""
    left = resource.left  # type: ignore[attr-defined]
    if resource.capacity is None or left is None:
        return Left("未写数量")
    period = PERIODS[Per(resource.per)]
    if not left:
        return Left(f"{period}已满" if resource.per != Per.TERM else "名额已满", "", True)
    unit = f" {resource.capacity_unit}" if resource.capacity_unit else ""
    return Left(f"{left} / {resource.capacity}{unit}", period)


def term_of(resource: Resource) -> str:
    """2024-01-01 至 2024-12-31; what has no end is 长期."""
    starts_on, ends_on = resource.starts_on, resource.ends_on
    if starts_on and ends_on:
        return f"{starts_on} 至 {ends_on}"
    if ends_on:
        return f"至 {ends_on}"
    return f"{starts_on} 起长期" if starts_on else "长期"


def areas_of(resource: Resource, day: date) -> list[Unit]:
    """The communities that it is for, as far as those exist on the day; none means all.

    A community that was split or merged hands its area on (units.py) and stays on record.
    """
    there = [one.community for one in resource.places_served.all()]
    return [one for one in there if one.valid_to is None or one.valid_to >= day]


# The same as conditions, for lists -------------------------------------------------------------


def is_offered_on(day: date) -> Q:
    """As ResourceQuerySet.active_on."""
    return (
        (Q(starts_on__isnull=True) | Q(starts_on__lte=day))
        & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        & (Q(stopped_on__isnull=True) | Q(stopped_on__gt=day))
    )


def ends_soon_on(day: date) -> Q:
    """Offered on a day, and over within 30."""
    return is_offered_on(day) & Q(ends_on__lte=day + NEAR)


def is_over_on(day: date) -> Q:
    """Past its term, or stopped, on a day."""
    return Q(ends_on__lt=day) | Q(stopped_on__lte=day)
