"""What the pages of this room, and the rooms above it, read of the pool."""

import unicodedata
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.actor import Actor
from core.scope import ancestors
from orgs.models import Unit
from resources.models import Place, Provider, Resource, ResourceArea
from resources.places import with_left
from resources.standing import is_offered_on

# Lists hold no phones, and so read none.
SEALED = ("contact_phone_sealed",)
# The communities that resources are for, in one query.
AREAS = Prefetch(
    "places_served",
    ResourceArea.objects.select_related("community").order_by("community_id"),
)


def offered_to(actor: Actor, day: date) -> QuerySet[Resource]:
    """Resources that may be offered on a day to somebody in the actor's unit, with `left`.

    Those of her own street and of the district, for all communities of theirs: whether one is
    for a household's own community says `areas`.
    """
    there: QuerySet[Resource] = Resource.objects.visible_to(actor).active_on(day)
    found = there.select_related("provider", "unit").defer(*SEALED)
    return with_left(found, day)


def listed(actor: Actor, day: date) -> QuerySet[Resource]:
    """All that the actor sees of the pool, over or not, with `left` and its areas."""
    found = resources_of(actor).prefetch_related(AREAS).defer(*SEALED)
    return with_left(found, day).order_by("category", "name", "pk")


def resources_of(actor: Actor) -> QuerySet[Resource]:
    """The resources that the actor sees, with all that is on record of them."""
    found: QuerySet[Resource] = Resource.objects.visible_to(actor)
    return found.select_related("provider", "unit")


def providers_of(actor: Actor) -> QuerySet[Provider]:
    """The providers that the actor sees."""
    found: QuerySet[Provider] = Provider.objects.visible_to(actor)
    return found.select_related("unit")


def providers_listed(actor: Actor, day: date) -> QuerySet[Provider]:
    """The same with `offered`, how many resources of theirs are offered on the day."""
    there = Resource.objects.filter(is_offered_on(day), provider=OuterRef("pk")).order_by()
    counted = there.values("provider").annotate(n=Count("pk")).values("n")
    offered = Coalesce(Subquery(counted), 0)
    return providers_of(actor).annotate(offered=offered).order_by("name", "pk")


def providers_for(actor: Actor) -> list[Provider]:
    """Whose resources the actor may record: providers of her own unit and of those above it."""
    units = [actor.unit_code, *ancestors(actor.unit_code)]
    return list(providers_of(actor).filter(unit__in=units).order_by("-unit_id", "name", "pk"))


def same_provider(unit: Unit, name: str, credit_code: str) -> Provider | None:
    """A provider of the unit by its code, else by its name, however that is spaced or bracketed."""
    there = list(Provider.objects.filter(unit=unit).order_by("pk"))
    by_code = [one for one in there if credit_code and one.credit_code == credit_code]
    by_name = [one for one in there if name_key(one.name) == name_key(name)]
    return next(iter([*by_code, *by_name]), None)


def name_key(name: str) -> str:
    """A name by which the same organisation is known again: 中心（普陀） is 中心(普陀)."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def communities_for(actor: Actor, day: date) -> list[Unit]:
    """The communities that a resource of the actor's street may be meant for."""
    if not actor.street_code:
        return []
    there = Unit.objects.communities().valid_on(day).visible_to(actor)
    return list(there.order_by("code"))


def taken_by(actor: Actor, resource: Resource, since: date, day: date) -> int:
    """How many places the actor's own unit took from a day to a day, and has not given back."""
    there = Place.objects.visible_to(actor).standing()
    return int(there.filter(resource=resource, taken_on__range=(since, day)).count())


def resource_names(keys: Iterable[str]) -> dict[str, str]:
    """Resources as the trail tells them."""
    rows = Resource.objects.filter(pk__in=list(keys)).order_by("pk")
    return {str(pk): f"资源“{name}”" for pk, name in rows.values_list("pk", "name")}


def provider_names(keys: Iterable[str]) -> dict[str, str]:
    """Providers as the trail tells them: by number, for a volunteer's name is a person's."""
    rows = Provider.objects.filter(pk__in=list(keys)).order_by("pk")
    return {str(one.pk): str(one) for one in rows}


def unit_of(actor: Actor) -> Unit:
    """The actor's own unit."""
    found: Unit = Unit.objects.visible_to(actor).get(pk=actor.unit_code)
    return found
