"""Who may split, merge and rename units."""

from core.actor import Actor
from core.policies import Answer
from orgs.models import Unit
from orgs.permissions import OrgsPermission


def may_change_units(actor: Actor, unit: Unit) -> Answer:
    """The district's data admin: units are the denominators of every street's score."""
    return actor.must_within(OrgsPermission.KEEP, unit.code)
