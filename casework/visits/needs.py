"""The needs of a visit, when the visit is put right: what was acted on meanwhile stays."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q

from casework.enums import Settlement
from casework.models import Need, Referral, Visit
from casework.visits.facts import VisitFacts

# As it is before anybody settled it.
_OPEN: dict[str, Any] = {
    "settlement": "",
    "settled_on": None,
    "application": None,
    "own_service": "",
    "settled_advisor": None,
    "settlement_note_sealed": None,
}


def need_of(visit: Visit, category: str) -> Need:
    """A need as a visit brings it to light, not saved yet."""
    return Need(
        household_id=visit.household_id,
        community_id=visit.community_id,
        category=category,
        registered_on=visit.visited_on,
        visit=visit,
    )


def needs_by_touch(visit: Visit) -> tuple[list[Any], list[Any]]:
    """A visit's needs that nobody has acted on yet, and those settled or ever referred; locked.

    `offered_on` is when a need was first offered to a resource.
    """
    referrals = Referral.objects.filter(need=OuterRef("pk")).order_by()
    rows = visit.needs.select_for_update(of=("self",)).annotate(was_offered=Exists(referrals))
    found = list(rows.order_by("pk"))
    touched = [one for one in found if one.settlement or one.was_offered]
    first = dict(
        Referral.objects.filter(need__in=[one.pk for one in touched])
        .order_by()
        .values_list("need")
        .annotate(Min("offered_on"))
    )
    for one in touched:
        one.offered_on = first.get(one.pk)
    return [one for one in found if one not in touched], touched


def against_needs(touched: Sequence[Any], facts: VisitFacts) -> dict[str, str]:
    """What can't be changed of a visit, for its needs were acted on: the field → its sentence."""
    wrong: dict[str, str] = {}
    counting = [one for one in touched if one.settlement != Settlement.MISTAKEN]
    gone = [one for one in counting if one.category not in facts.needs]
    if gone:
        names = "、".join(str(one.get_category_display()) for one in gone)
        wrong["need_kinds"] = (
            f"“{names}”的需求已经对接或了结，不能从走访里去掉；登错了的，请在那项需求里写明“登记有误”。"
        )
    days = [day for one in counting for day in (one.offered_on, one.settled_on) if day]
    if days and facts.visited_on > (first := min(days)):
        wrong["visited_on"] = f"这次走访的需求{first}已经对接或了结，走访日期不能晚于那天。"
    return wrong


def put_needs_right(
    visit: Visit,
    untouched: Sequence[Any],
    touched: Sequence[Any],
    facts: VisitFacts,
    was_in: str,
    was_on: date,
) -> None:
    """Let a visit have the needs that were told: new ones added, those not acted on removed.

    One that was marked as registered in error, and is told again, is open again. `was_in` is the
    community of the visit until now: a need that has followed its household elsewhere stays.
    `was_on` is its day until now: one that was registered on a later day keeps it.
    """
    wanted = set(facts.needs)
    going = [one.pk for one in untouched if one.category not in wanted]
    back = [
        one.pk
        for one in touched
        if one.settlement == Settlement.MISTAKEN and one.category in wanted
    ]
    visit.needs.filter(pk__in=going).delete()
    visit.needs.filter(pk__in=back).update(**_OPEN)
    moves = Q(registered_on=was_on) | Q(registered_on__lt=visit.visited_on)
    visit.needs.filter(moves).update(registered_on=visit.visited_on)
    here = [one.pk for one in untouched if one.community_id == was_in]
    visit.needs.filter(pk__in=here).update(community=visit.community_id)
    there = {one.category for one in (*untouched, *touched)}
    Need.objects.bulk_create(need_of(visit, one) for one in facts.needs if one not in there)
