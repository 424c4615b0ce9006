"""Places of resources: how many are left in the period, and who takes the last one.

A room above takes a place for something of its own (`holder`, a key this room doesn't know) and
gives it back when that falls through. The resource's row is locked on the way, so that the last
place goes to one.
"""

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from core.actor import Actor
from orgs.models import Unit
from resources.enums import Per
from resources.models import Place, Resource

_MONTHS = {Per.MONTH: 1, Per.QUARTER: 3, Per.YEAR: 12}


def period_start(per: str, day: date) -> date | None:
    """The first day of the period that a day lies in; None for the whole term."""
    months = _MONTHS.get(Per(per)) if per else None
    if months is None:
        return None
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def period_end(per: str, day: date) -> date | None:
    """The last day of the same period."""
    first = period_start(per, day)
    if first is None:
        return None
    # Far enough into the next period, whatever the months' lengths.
    beyond = period_start(per, first + timedelta(days=31 * _MONTHS[Per(per)]))
    return beyond - timedelta(days=1) if beyond else None


def with_left(resources: QuerySet[Resource], day: date) -> QuerySet[Resource]:
    """Resources with `left`, the places free in the period of a day; None where nobody said.

    Never below 0: a capacity that was lowered meanwhile takes nobody's place away.
    """
    taken = Case(
        *(
            When(
                per=per,
                then=_taken(
                    Q(taken_on__range=(period_start(per, day), period_end(per, day))),
                ),
            )
            for per in _MONTHS
        ),
        default=_taken(Q()),
        output_field=IntegerField(),
    )
    return resources.annotate(
        left=Case(
            When(capacity__isnull=False, then=Greatest(F("capacity") - taken, 0)),
            default=None,
            output_field=IntegerField(),
        )
    )


@transaction.atomic
def take_place(*, resource: Resource, holder: UUID, unit: Unit, day: date, by: Actor) -> Place:
    """Take one place of a resource on a day, for `holder` in `unit`.

    Raises ValidationError, with a sentence, where the resource has not begun, is over or stopped
    by then, or no place is left. Whether the actor may is asked by the room above, which knows
    what it is for.
    """
    locked = Resource.objects.visible_to(by).select_for_update(of=("self",)).get(pk=resource.pk)
    _refuse_inactive(locked, day)
    if locked.capacity is not None:
        there = with_left(Resource.objects.filter(pk=locked.pk), day).get()
        if not there.left:  # type: ignore[attr-defined]
            raise ValidationError(
                {"resource": f"“{locked.name}”的名额刚好用完了，没有保存；请另选一个资源。"},
                code="full",
            )
    return Place.objects.create(resource=locked, unit=unit, holder=holder, taken_on=day)


@transaction.atomic
def give_back(*, holder: UUID, day: date) -> bool:
    """Give a place back, free again in the period it was taken in; whether there was one."""
    return bool(Place.objects.standing().filter(holder=holder).update(given_back_on=day))


def _taken(since: Q) -> Coalesce:
    places = Place.objects.standing().filter(since, resource=OuterRef("pk")).order_by()
    counted = places.values("resource").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _refuse_inactive(resource: Resource, day: date) -> None:
    words = ""
    if resource.starts_on and day < resource.starts_on:
        words = f"“{resource.name}”{resource.starts_on}才开始"
    elif resource.ends_on and day > resource.ends_on:
        words = f"“{resource.name}”{resource.ends_on}已到期"
    elif resource.stopped_on and day >= resource.stopped_on:
        words = f"“{resource.name}”{resource.stopped_on}已停用"
    if words:
        raise ValidationError({"resource": f"{words}，没有保存；请另选一个资源。"}, code="over")
