"""What the pages about accounts show."""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import Membership, User
from core.actor import Actor


def accounts_of(actor: Actor, words: str = "") -> QuerySet[User]:
    """Accounts of the actor's unit, by name or username; `roles` holds memberships there alone."""
    users = User.objects.visible_to(actor)
    if words:
        users = users.filter(Q(username__icontains=words) | Q(name__icontains=words))
    own = Membership.objects.visible_to(actor).select_related("unit", "stands_in_for")
    return users.prefetch_related(
        Prefetch("memberships", own.order_by("starts_on", "pk"), to_attr="roles")
    ).order_by("username")


def is_running(membership: Membership, day: date) -> bool:
    """Whether a membership has begun and not ended on a day."""
    return membership.starts_on <= day and not is_over(membership, day)


def is_over(membership: Membership, day: date) -> bool:
    """Whether a membership's last day lies before a day."""
    return membership.ends_on is not None and membership.ends_on < day
