"""Where the rows of 资源对接记录 are kept: referrals, their places, their service records."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from accounts.links import revoke_all_links
from advisors.models import Advisor
from casework.books.referred import FIELDS, HOLDING, OnFile
from casework.enums import Consent
from casework.models import Need, Referral
from casework.models.referrals import FALLEN
from casework.records.deriving import write_records
from casework.referrals.services import PURPOSE
from core.actor import Actor
from ledgers.batches import BatchRefused
from ledgers.problems import Problem
from ledgers.spec import RECORD, Values
from ledgers.telling import told_by, words
from resources.models import Place, Resource

TOO_LATE = "刚才有人先办了，没有入账，请重新核对。"


class ReferralBooks:
    """The books of 资源对接记录.

    A referral is found again by need, resource and day; a row takes it further, never back. A
    new one that still holds its need, or held it to the end, takes a place of its resource.
    """

    def doubts(self, rows: Sequence[Values]) -> list[list[Problem]]:
        """What only the books can tell is wrong with each row, in the order of the file."""
        on_file = OnFile(rows)
        told = []
        for row in rows:
            found = next(on_file.doubts(row), None)
            told.append([found] if found else [])
            if found is None:
                on_file.take(row)
        return told

    def recorded(self, rows: Sequence[Values]) -> list[Values | None]:
        """What is on record of each row's referral."""
        on_file = OnFile(rows)
        return [on_file.held(row) for row in rows]

    def told(self, key: str, values: Sequence[Any]) -> tuple[str, list[str]]:
        """Labels of choices, people by name, texts as they are."""
        if key == "advisor":
            found = Advisor.objects.filter(pk__in={one for one in values if one}).order_by("pk")
            names = {str(pk): name for pk, name in found.values_list("pk", "name")}
            return "对接人", [names.get(one, "") for one in values]
        if key == "result":
            return "结果", [words(value) for value in values]
        return told_by(Referral, key, values)

    def enter(self, rows: Sequence[Values], by: Actor) -> None:
        """Add referrals and take those on record further, with their places and records.

        Raises BatchRefused where somebody was quicker since the rows were set beside the books.
        """
        _lock(rows)
        on_file = OnFile(rows)
        for row in rows:
            if late := next(on_file.doubts(row), None):
                raise BatchRefused(f"{TOO_LATE}{late.message}")
            on_file.take(row)
        on_record = Referral.objects.in_bulk([row[RECORD] for row in rows if row.get(RECORD)])
        changed, new = [], []
        for row in rows:
            referral = on_record.get(row.get(RECORD))
            if referral is not None:
                _tell(referral, row)
                changed.append(referral)
            else:
                new.append(_new(row, on_file, by))
        Referral.objects.bulk_create(new, batch_size=1000)
        Referral.objects.bulk_update(changed, [*FIELDS, "advisor", "result_sealed"], batch_size=500)
        _move_places(new, changed)
        # Written down by the street: whoever holds a link has nothing to answer.
        revoke_all_links(purpose=PURPOSE, subjects=[one.pk for one in changed])
        written = Referral.objects.filter(pk__in=[one.pk for one in (*new, *changed)])
        write_records(list(written.select_related("advisor").order_by("pk")))


def _lock(rows: Sequence[Values]) -> None:
    """The needs and the resources, in the order in which an offer takes them."""
    on_file = OnFile(rows)
    needs = {need.pk for row in rows if (need := on_file.need(row))}
    resources = {one.pk for row in rows if (one := on_file.resource(row))}
    for model, keys in ((Need, needs), (Resource, resources)):
        locked = model.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        list(locked.values_list("pk", flat=True))


def _new(row: Values, on_file: OnFile, by: Actor) -> Referral:
    need, resource = on_file.need(row), on_file.resource(row)
    advisor = on_file.advisor(row, need) if need else None
    if need is None or resource is None or advisor is None:
        raise LookupError("a row without a need, a resource or an advisor is not good")
    referral = Referral(
        need=need,
        household_id=need.household_id,
        community_id=need.community_id,
        resource=resource,
        advisor_id=UUID(advisor),
        offered_on=row["offered_on"],
        consent=Consent.SPOKEN,
        consent_on=row["offered_on"],
        written_by_id=by.user_id,
        answered_by=by.username if row.get("answered_on") else "",
    )
    _tell(referral, row)
    return referral


def _tell(referral: Referral, row: Values) -> None:
    """Put into a referral what a row says; what it leaves out, or only assumes, stays."""
    kept = {
        "answered_on": row.get("is_answer_assumed") and referral.answered_on,
        "reason": row.get("is_reason_assumed") and referral.reason,
    }
    for name in FIELDS:
        if row.get(name) is not None and not kept.get(name):
            setattr(referral, name, row[name])
    if row.get("advisor"):
        referral.advisor_id = UUID(row["advisor"])
    if row.get("result"):
        referral.result = row["result"]


def _move_places(new: Sequence[Referral], changed: Sequence[Referral]) -> None:
    """Places for what holds its need; back goes the place of what fell through."""
    Place.objects.bulk_create(
        [
            Place(
                resource_id=one.resource_id,
                unit_id=one.community_id,
                holder=one.pk,
                taken_on=one.offered_on,
            )
            for one in new
            if one.state in HOLDING
        ],
        batch_size=1000,
    )
    ends = {one.pk: one.closed_on for one in changed if one.state in FALLEN}
    places = list(Place.objects.standing().filter(holder__in=ends).order_by("pk"))
    for place in places:
        place.given_back_on = ends[place.holder]
    Place.objects.bulk_update(places, ["given_back_on"], batch_size=500)
