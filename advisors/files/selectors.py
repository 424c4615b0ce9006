"""What the pages of one advisor's file read."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from advisors.filing import with_filing
from advisors.models import Advisor, Assignment, Leave, PartnerContract, Post, Transfer
from core.actor import Actor
from orgs.models import Unit


def files(actor: Actor) -> QuerySet[Advisor]:
    """The files an actor may look at."""
    return Advisor.objects.visible_to(actor).select_related("street")


def files_on(actor: Actor, day: date) -> QuerySet[Advisor]:
    """The same as of a day: with `state` and how the fields of the filing stand."""
    found = with_filing(Advisor.objects.visible_to(actor).with_state_on(day), day)
    return found.select_related("street", "partner")


def leaves_of(advisor: Advisor) -> QuerySet[Leave]:
    """Every leave of an advisor, the latest first."""
    return Leave.objects.filter(advisor=advisor).order_by("-starts_on", "pk")


def posts_of(advisor: Advisor) -> QuerySet[Post]:
    """Every post of an advisor, the latest first."""
    found = Post.objects.filter(advisor=advisor).select_related("station")
    return found.order_by("-starts_on", "pk")


def streets_in(actor: Actor) -> QuerySet[Unit]:
    """The streets an actor may look at."""
    return Unit.objects.visible_to(actor).streets()


def partners_of(street: str) -> QuerySet[PartnerContract]:
    """The agencies that may send somebody to a street."""
    return PartnerContract.objects.filter(street=street).order_by("name", "pk")


def records_of(advisor: Advisor) -> list[str]:
    """What rests on a file beside her communities, by what it is called: 培训签到, 星级评定 …

    Asked of every model that points at advisors, also of rooms that this one does not know.
    """
    relations = {f"has_{n}": one for n, one in enumerate(_relations())}
    asked = Advisor.objects.filter(pk=advisor.pk).annotate(
        **{
            name: Exists(one.related_model._base_manager.filter(**{one.field.name: OuterRef("pk")}))
            for name, one in relations.items()
        }
    )
    answer: dict[str, Any] = asked.values(*relations).get()
    found = {
        str(one.related_model._meta.verbose_name) for name, one in relations.items() if answer[name]
    }
    if advisor.user_id is not None:
        found.add("账号")
    return sorted(found)


def _relations() -> Iterator[Any]:
    """The keys that point at advisors; not her communities, nor the tables of the history."""
    for one in Advisor._meta.get_fields(include_hidden=True):
        if not one.auto_created or not (one.one_to_many or one.one_to_one):
            continue
        model = one.related_model
        if model is not Assignment and not hasattr(model, "pgh_tracked_model"):
            yield one


def transfers_of(advisor: Advisor) -> QuerySet[Transfer]:
    """Every move of the same person between streets, the latest first; masked by the page."""
    same = Q(advisor__person=advisor.person) | Q(new_file__person=advisor.person)
    found = Transfer.objects.filter(same).select_related("advisor__street", "to_street")
    return found.order_by("-offered_on", "-pk")
