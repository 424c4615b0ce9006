"""Row scope, in one place: every read goes through `visible_to`."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.actor import Actor


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows cut to what an actor may see.

    The model states `SCOPE_PATH`, the look-up that leads to a unit's code (`street__code`;
    it needs no join, for a foreign key to a unit holds the code). Codes are of fixed width, so
    being within a unit is a prefix test. With `SHARED_DOWNWARD` the units below see the rows of
    those above them too (a training that the district runs). What belongs to a street but
    concerns single communities states `COMMUNITY_PATH` as well: an actor of a community is
    tested by that.
    """

    def visible_to(self, actor: Actor | None) -> Self:
        """The rows within the actor's unit; without a unit, none."""
        if actor is None or not actor.unit_code:
            return self.none()
        if actor.is_community and hasattr(self.model, "COMMUNITY_PATH"):
            concerned = {f"{self.model.COMMUNITY_PATH}__startswith": actor.unit_code}
            return self.filter(pk__in=self.model._base_manager.filter(**concerned).values("pk"))
        path = self.model.SCOPE_PATH
        within = Q(**{f"{path}__startswith": actor.unit_code})
        if getattr(self.model, "SHARED_DOWNWARD", False):
            within |= Q(**{f"{path}__in": ancestors(actor.unit_code)})
        return self.filter(within)


def ancestors(code: str) -> list[str]:
    """The codes above a code: 310107015003 → [310107015, 310107]."""
    return [code[:width] for width in (9, 6) if len(code) > width]
