"""What the desk reads of a street, or of all streets."""

from datetime import date
from typing import Any

from casework.models import Household
from core.actor import Actor
from orgs.models import Unit


def households_listed(actor: Actor, street: str, day: date) -> Any:
    """Households on the lists of a day within an actor's unit; of one street where it is given."""
    rows = Household.objects.visible_to(actor).standing().listed_on(day)
    return rows.filter(community__code__startswith=street) if street else rows


def communities_in(actor: Actor, street: str, day: date) -> list[Unit]:
    """The communities of a street, or of all, within an actor's unit."""
    units = Unit.objects.communities().valid_on(day).visible_to(actor)
    if street:
        units = units.filter(parent=street)
    return list(units.order_by("code"))
