"""Streets' own satisfaction surveys that wait for the district (G-3)."""

from collections.abc import Iterator

from django.db.models import Count, Min

from casework.models import SatisfactionSurvey
from casework.permissions import CaseworkPermission
from casework.satisfaction.selectors import is_waiting
from core.clock import page_day
from core.todos import Asker, Todo


def surveys_to_accept(asker: Asker) -> Iterator[Todo]:
    """For the district: how many wait. One query."""
    actor = asker.actor
    if not actor.can(CaseworkPermission.ACCEPT):
        return
    rows = SatisfactionSurvey.objects.visible_to(actor).filter(
        is_waiting(), surveyed_on__lte=page_day(asker)
    )
    found = rows.order_by().aggregate(count=Count("pk"), since=Min("surveyed_on"))
    if found["count"]:
        yield Todo(
            title=f"{found['count']}次街镇自查的满意度调查等区里认可",
            note=f"最早的是 {found['since']} 的；认可以后才计入（G-3）",
            view="casework:satisfaction",
            query=(("show", "waiting"),),
            action="去认可",
        )
