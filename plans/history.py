"""What a part was before, and who saved it last: read from the database's own history."""

from accounts.models import User
from core.actor import Actor
from plans.models import PlanPart
from plans.schema import Content


def content_at(part: PlanPart, version: int) -> Content:
    """The content of a part at one of its versions; nothing where there was no such version."""
    event = part.events.filter(version=version).order_by("pgh_id").last()  # type: ignore[attr-defined]
    if event is None:
        return {}
    # Sealed text opens only for the row it was sealed for.
    return PlanPart(pk=part.pk, content_sealed=event.content_sealed).content


def is_own_since(part: PlanPart, version: int, username: str) -> bool:
    """Whether all that was saved of a part since one of its versions was one person's own."""
    events = part.events.filter(version__gt=version)  # type: ignore[attr-defined]
    return 0 < version < part.version and not events.exclude(saved_by=username).exists()


def saved_by(part: PlanPart, actor: Actor) -> str:
    """Who saved a part last, as an actor may read the name."""
    user = User.objects.filter(username=part.saved_by).first()
    name = user.name if user else part.saved_by
    return actor.shown_name(name, part.plan.street_id)
