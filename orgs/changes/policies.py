"""Who may split, merge and rename units."""

from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from orgs.models import Unit
from orgs.permissions import OrgsPermission


def may_change_units(actor: Actor, unit: Unit) -> Answer:
    """The district's data admin: units are the denominators of every street's score."""
    if not actor.can(OrgsPermission.KEEP):
        return actor.must(OrgsPermission.KEEP)
    if not actor.covers(unit.code):
        return Denied("这个单位不在您的范围内。")
    return Allowed()
