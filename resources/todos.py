"""Resources whose term ends soon: to be renewed, or to be let go (T3-4)."""

from collections.abc import Iterator

from core.clock import page_day
from core.todos import Asker, Todo, register
from resources.models import Resource
from resources.permissions import ResourcesPermission
from resources.selectors import SEALED
from resources.standing import ends_soon_on

# More than so many are told as one.
MOST = 5


def ending_resources(asker: Asker) -> Iterator[Todo]:
    """For whoever keeps the pool: those of her own unit with 30 days to go. One query."""
    actor = asker.actor
    if not actor.can(ResourcesPermission.KEEP) or not actor.unit_code:
        return
    day = page_day(asker)
    there = Resource.objects.visible_to(actor).filter(ends_soon_on(day), unit=actor.unit_code)
    ending = list(there.defer(*SEALED).order_by("ends_on", "name", "pk"))
    if len(ending) > MOST:
        yield Todo(
            title=f"{len(ending)}个资源30天内到期",
            note="续期的改有效期止，不续的不用办（T3-4）",
            view="resources:list",
            query=(("show", "ending"),),
            action="去看",
            due_on=ending[0].ends_on,
        )
        return
    for one in ending:
        yield Todo(
            title=f"资源“{one.name}”快到期",
            note="续期的改有效期止，不续的不用办（T3-4）",
            view="resources:resource",
            args=(str(one.pk),),
            action="去办",
            due_on=one.ends_on,
        )


register(ending_resources)
