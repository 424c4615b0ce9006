"""When a station moves, posts and duty go on at the new address."""

from datetime import timedelta

from django.db.models import Q

from advisors.models import DutyShift, Post
from stations.models import Station
from stations.moving import listen


def follow(here: Station, there: Station) -> None:
    """Posts that run on end here with the station's last day and begin there on the next.

    What begins later, and the shifts of later days, are at the new address altogether.
    """
    if here.closed_on is None:
        return
    next_day = here.closed_on + timedelta(days=1)
    Post.objects.filter(station=here, starts_on__gte=next_day).update(station=there)
    running = Post.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=next_day), station=here)
    going_on = [
        Post(
            station=there,
            advisor_id=post.advisor_id,
            title=post.title,
            is_lead=post.is_lead,
            duties=post.duties,
            starts_on=next_day,
            ends_on=post.ends_on,
        )
        for post in running.order_by("pk")
    ]
    running.update(ends_on=here.closed_on)
    Post.objects.bulk_create(going_on)
    DutyShift.objects.filter(station=here, day__gte=next_day).update(station=there)


listen(follow)
