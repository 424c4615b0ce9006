"""Whose hands: the advisor somebody signed in is, and those who may stand in a form."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import Q, QuerySet

from advisors.models import Advisor, Assignment
from casework.households.prepared import DAY, KEYS, Prepared
from core.actor import Actor


def own_file(actor: Actor, day: date) -> Advisor | None:
    """The advisor's file of who acts, in her street and in post on a day."""
    own = Advisor.objects.in_post(day).filter(user=actor.user_id, street=actor.street_code)
    return own.order_by("-started_on", "pk").first()


def advisors_for(actor: Actor, community: str, day: date) -> QuerySet[Advisor]:
    """Who in post on a day may have served a community, as far as an actor may name them.

    For the street: all of its own. For a community: those who look after it, and herself.
    """
    there = Advisor.objects.in_post(day).filter(street=community[:9])
    if actor.is_community:
        assigned = Assignment.objects.running_on(day).filter(community=actor.unit_code)
        there = there.filter(Q(pk__in=assigned.values("advisor")) | Q(user=actor.user_id))
    return there.order_by("level", "name", "pk")


def fit_among(keys: Collection[UUID], actor: Actor, community: str, day: date) -> set[UUID]:
    """Which of some advisors are among `advisors_for`.

    One short query where an actor names herself, or anybody of her own street, as most do.
    """
    there = {
        key: user
        for key, user, street in _in_post().ask(list(keys), day)
        if street == community[:9]
    }
    fit = {key for key, user in there.items() if user == actor.user_id or not actor.is_community}
    if others := there.keys() - fit:
        found = advisors_for(actor, community, day).filter(pk__in=others)
        fit |= set(found.order_by().values_list("pk", flat=True))
    return fit


@lru_cache(maxsize=1)
def _in_post() -> Prepared:
    rows = Advisor.objects.in_post(DAY).filter(pk__in=KEYS).order_by()
    return Prepared.of(rows.values_list("pk", "user", "street"))
