"""What an end of service touches."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from advisors.models import Advisor, Assignment, DutyShift, Post


@dataclass(frozen=True)
class EndingWithHer:
    """What runs on after a day: names of communities, posts with their stations, shifts."""

    communities: list[str]
    posts: list[str]
    shifts: int


def running_after(advisor: Advisor, day: date) -> EndingWithHer:
    """What would end with the service if that ended on a day."""
    on = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    communities = Assignment.objects.filter(on, advisor=advisor).order_by("community_id")
    posts = Post.objects.filter(on, advisor=advisor).order_by("station_id", "pk")
    shifts = DutyShift.objects.filter(advisor=advisor, day__gt=day)
    return EndingWithHer(
        list(communities.values_list("community__name", flat=True)),
        [f"{name}{title}" for name, title in posts.values_list("station__official_name", "title")],
        shifts.aggregate(n=Count("pk"))["n"],
    )
