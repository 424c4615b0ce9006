"""A line in the trail for each way that anything takes from one state to another."""

from typing import Any

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.transitions import Transition, listen


def tell(subject: Any, way: Transition, before: str, by: Actor) -> None:
    """What was done, in its button's words; in the transaction of the transition itself."""
    trail.record(
        actor=by,
        action=Entry.Action.CHANGED,
        subject=f"{subject._meta.model_name}:{subject.pk}",
        transition=way.label,
    )


def start() -> None:
    """Listen from now on; called once, when the portal starts."""
    listen(tell)
