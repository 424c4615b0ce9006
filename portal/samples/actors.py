"""Who acts in the sample year."""

from accounts.actors import actor_of
from accounts.models import Membership
from core.actor import Actor
from core.permissions import Role, permissions_of

DISTRICT = "310107"


def sample_actor(role: Role, unit: str = DISTRICT) -> Actor:
    """The demo's account in this seat, or somebody of the sample who has none."""
    seats = Membership.objects.filter(role=role, unit=unit).select_related("user", "unit")
    if seat := seats.order_by("pk").first():
        return actor_of(seat)
    return Actor(
        user_id=0,
        username="sample",
        name="示例",
        role=role,
        unit_code=unit,
        unit_name="",
        permissions=permissions_of(role, unit),
    )
