"""What the pages about transfers read."""

from datetime import date

from django.db.models import Max, Q, QuerySet

from advisors.models import Advisor, Assignment, DutyShift, Post, Transfer, phone_key
from core.actor import Actor
from orgs.models import Unit


def transfers(actor: Actor) -> QuerySet[Transfer]:
    """Those out of the actor's unit and those into it, the latest first."""
    return Transfer.objects.visible_to(actor).select_related(
        "advisor__street", "to_street", "new_file"
    )


def transfers_of(advisor: Advisor) -> QuerySet[Transfer]:
    """Every transfer that this file was offered in, the latest first."""
    return Transfer.objects.filter(advisor=advisor).select_related("to_street")


def streets_beside(street: Unit, day: date) -> QuerySet[Unit]:
    """The other streets of the district on a day."""
    others = Unit.objects.streets().valid_on(day).filter(parent=street.parent_id)
    return others.exclude(pk=street.pk).order_by("code")


def last_record_on(advisor: Advisor, day: date) -> date | None:
    """The last day by `day` of which a community, a post or duty of hers tells.

    What began and still runs tells of its first day; what ended, of its last.
    """
    days = [
        DutyShift.objects.filter(advisor=advisor, day__lte=day).aggregate(last=Max("day"))["last"]
    ]
    for model in (Assignment, Post):
        over = Q(ends_on__lte=day)
        told = model.objects.filter(advisor=advisor).aggregate(
            began=Max("starts_on", filter=Q(starts_on__lte=day)),
            ended=Max("ends_on", filter=over),
        )
        days += told.values()
    known = [one for one in days if one is not None]
    return max(known) if known else None


def twin_in(advisor: Advisor, street: Unit) -> Advisor | None:
    """A file of the same name and phone in another street: there can be one only."""
    key = phone_key(advisor.phone)
    return Advisor.objects.filter(street=street, name=advisor.name, phone_key=key).first()
