"""Needs near or over their limit, and visits that ask for a referral of no need (T3-1)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from casework.models import Need, Referral, Visit
from casework.needs.limits import NEAR, limit_in
from casework.needs.selectors import open_needs
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.clock import page_day
from core.due import due
from core.gathering import Wanted
from core.todos import Asker, Todo
from standards.asked import asked

# More than so many are told as one.
MOST = 5
# An older visit's wish has mostly been seen to by other means.
LOOKED_BACK = timedelta(days=60)


def needs_waiting(asker: Asker) -> Iterator[Wanted]:
    """For those who serve: needs that nothing has met, a week before their limit and after.

    What waits for its provider's answer is told by its referral.
    """
    actor = asker.actor
    if not actor.can(CaseworkPermission.SERVE) or not actor.street_code:
        return
    day, book = page_day(asker), asked(asker).book
    within = limit_in(book.question(asked(asker).as_of) if book else None)
    near = open_needs(actor, day).filter(registered_on__lte=day - within + NEAR)
    yield Wanted(near, lambda needs: _to_meet(needs, within, day))


def referrals_wanted(asker: Asker) -> Iterator[Wanted]:
    """For those who serve: visits ticked 需要转介 since when the household got no need and no
    referral.
    """
    actor = asker.actor
    if not actor.can(CaseworkPermission.SERVE) or not actor.street_code:
        return
    day = page_day(asker)
    since = {"household": OuterRef("household")}
    needs = Need.objects.standing().filter(**since, registered_on__gte=OuterRef("visited_on"))
    referrals = Referral.objects.filter(**since, offered_on__gte=OuterRef("visited_on"))
    found = (
        Visit.objects.visible_to(actor)
        .standing()
        .between(day - LOOKED_BACK, day)
        .filter(wants_referral=True, household__merged_into__isnull=True)
        .filter(~Exists(needs.order_by()), ~Exists(referrals.order_by()))
        .select_related("household")
        .defer("note_sealed", "action_sealed")
        .order_by("visited_on", "pk")
    )
    yield Wanted(found, lambda visits: _to_register(visits, actor))


def _to_register(visits: Sequence[Visit], actor: Actor) -> Iterator[Todo]:
    rows = [one for one in visits if actor.covers(one.household.community_id)]
    for one in rows[:MOST]:
        yield Todo(
            title=f"{one.household.reference}的走访勾了“需要转介”，还没有登记需求",
            note=f"{one.visited_on} 走访；登记是哪一类需求，才好找资源（T3-1）",
            view="casework:need-add",
            args=(str(one.household_id),),
            query=(("visit", str(one.pk)),),
            action="登记需求",
        )


def _to_meet(near: Sequence[Any], within: timedelta, day: date) -> Iterator[Todo]:
    if len(near) > MOST:
        late = sum(one.registered_on + within < day for one in near)
        yield Todo(
            title=f"{len(near)}项需求还没有着落"
            + (f"，其中{late}项已超过期限" if late else "，都快到期限了"),
            note=f"登记之后{within.days}天内对接或了结（T3-1）",
            view="casework:needs",
            query=(("show", "open"),),
            action="去对接",
            due_on=near[0].registered_on + within,
        )
        return
    for one in near:
        last = one.registered_on + within
        yield Todo(
            title=f"{one.household.reference}的{one.get_category_display()}需求还没有着落，"
            f"{due(last, day).words}",
            note=f"{one.registered_on} 登记；{within.days}天内对接或了结（T3-1）",
            view="casework:need",
            args=(str(one.pk),),
            action="去对接",
            due_on=last,
        )
