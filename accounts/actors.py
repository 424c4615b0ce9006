"""From a signed-in user to the actor she is in this request."""

from accounts.models import Membership, User
from core.actor import Actor
from core.clock import today
from core.permissions import Role, permissions_of


def actor_of(membership: Membership) -> Actor:
    """The actor that a membership makes of its user."""
    role = Role(membership.role)
    return Actor(
        user_id=membership.user_id,
        username=membership.user.username,
        name=membership.user.name or membership.user.username,
        role=role,
        unit_code=membership.unit_id,
        unit_name=membership.unit.name,
        membership_id=membership.pk,
        may_sign=membership.may_sign,
        stands_in_for=membership.stands_in_for.username if membership.stands_in_for else "",
        permissions=permissions_of(role, membership.unit_id),
    )


def memberships_of(user: User) -> list[Membership]:
    """The memberships a user may act in today, in one query."""
    if not user.is_active:
        return []
    running = user.memberships.valid_on(today())
    return list(running.select_related("unit", "user", "stands_in_for").order_by("pk"))


def actor_for_username(username: str) -> Actor | None:
    """The first membership's actor of an account, for the command line."""
    user = User.objects.filter(username=username).first()
    memberships = memberships_of(user) if user else []
    return actor_of(memberships[0]) if memberships else None
