"""Two files of one household become one."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from audit.models import Entry
from casework.enums import CarerRole, Relation
from casework.households.following import follow_household
from casework.households.lines import lock_street, locked_all, write_down
from casework.households.policies import may_merge
from casework.models import (
    Application,
    Care,
    CaseFile,
    ConferenceCase,
    Consultation,
    Handover,
    Household,
    HouseholdCategory,
    HouseholdTier,
    Lead,
    Listing,
    MeansSurvey,
    Member,
    Need,
    NeedsAssessment,
    Referral,
    StuckCase,
    SupportPlan,
    Visit,
)
from core.actor import Actor

# Handed over as they are.
WHOLE: tuple[Any, ...] = (
    Visit,
    Need,
    Consultation,
    Application,
    Lead,
    Referral,
    Handover,
    StuckCase,
    SupportPlan,
)
# One a day of a household, and one at a conference: of two, the survivor's is its own, and the
# other stays.
ONE_A_DAY: tuple[tuple[Any, str], ...] = (
    (MeansSurvey, "surveyed_on"),
    (NeedsAssessment, "assessed_on"),
    (ConferenceCase, "conference"),
)
# Spans of days, which may not overlap where these fields agree.
SPANS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Listing, ()),
    (HouseholdCategory, ("category",)),
    (HouseholdTier, ()),
    (Care, ("role",)),
)
# Taken over where the survivor has nothing.
FILLED = ("size", "phone", "address", "note")


@transaction.atomic
def merge_households(*, duplicate: Household, into: Household, by: Actor) -> Household:
    """Hand all that a duplicate has over to the file that survives, and close it.

    Visits, needs with their referrals, consultations, applications, leads, handovers, plans,
    surveys and files go over, what is open to where the survivor lives; members who are not
    there yet, by ID number or else by name; of listings, categories, tiers and who
    answers, the days that the survivor has none for, so that no day counts twice. A number of
    queries that does not grow with what is handed over. It cannot be taken back. Raises
    PermissionDenied where one of the two is gone, merged already, or not the actor's to change,
    and where both have a support plan that runs.
    """
    lock_street(duplicate.community_id)
    held = {one.pk: one for one in locked_all([duplicate.pk, into.pk], by, alone=True)}
    old, new = held.get(duplicate.pk), held.get(into.pk)
    if old is None or new is None:
        raise PermissionDenied("两份档案里有一份不在您的单位范围内，没有合并。")
    may_merge(by, old, new).enforce()
    _refuse_two_plans(old, new)
    for model in WHOLE:
        model._base_manager.filter(household=old).update(household=new)
    for model, day in ONE_A_DAY:
        there = model._base_manager.filter(household=new)
        rest = model._base_manager.filter(household=old).exclude(
            **{f"{day}__in": there.values(day)}
        )
        rest.update(household=new)
    moved = Q(visit__household=new) | Q(means_survey__household=new)
    CaseFile.objects.filter(moved, household=old).update(household=new)
    follow_household(new, old.community_id, new.community_id)
    _hand_over_members(old, new)
    for model, same in SPANS:
        _hand_over_days(model, same, old, new)
    Household.objects.filter(merged_into=old).update(merged_into=new)
    old.merged_into = new
    old.save(update_fields=["merged_into"])
    _fill(old, new)
    write_down(by, Entry.Action.CHANGED, new, merged=old.reference)
    return new


def _refuse_two_plans(old: Household, new: Household) -> None:
    """A household has one running support plan: which of two goes on, people decide."""
    if SupportPlan.objects.open().filter(household__in=[old, new]).count() > 1:
        raise PermissionDenied("两份档案各有一份帮扶中的方案，请先结案或取消其中一份，再来合并。")


def _hand_over_members(old: Household, new: Household) -> None:
    """Those not there yet; of those who are, what is not known of them there."""
    here = list(Member.objects.filter(household=new).order_by("pk"))
    going, filled = [], []
    for one in Member.objects.filter(household=old).order_by("pk"):
        there = twin_of(one, here)
        if there is None:
            going.append(one.pk)
        elif _complete(there, one):
            filled.append(there)
    fields = ["id_number_sealed", "id_number_key", "phone_sealed", "condition_sealed"]
    Member.objects.bulk_update(filled, fields)
    Member.objects.filter(pk__in=going).update(
        household=new,
        relation=Case(
            When(relation=Relation.HEAD, then=Value(Relation.OTHER)), default=F("relation")
        ),
    )


def twin_of(one: Member, here: Iterable[Member]) -> Member | None:
    """The same person in another file: by ID number; by name where one of them has none."""
    others = list(here)
    if one.id_number_key:
        for other in others:
            if other.id_number_key == one.id_number_key:
                return other
    for other in others:
        if other.name == one.name and not (one.id_number_key and other.id_number_key):
            return other
    return None


def _complete(there: Member, one: Member) -> bool:
    """Take over what is not known; sealed values are bound to their row, so they are re-sealed."""
    before = (there.id_number_key, there.phone_sealed, there.condition_sealed)
    if one.id_number_key and not there.id_number_key:
        there.set_id_number(one.id_number)
    if one.phone_sealed and not there.phone_sealed:
        there.phone = one.phone
    if one.condition_sealed and not there.condition_sealed:
        there.condition = one.condition
    return before != (there.id_number_key, there.phone_sealed, there.condition_sealed)


def _hand_over_days(model: Any, same: Sequence[str], old: Household, new: Household) -> None:
    """The days for which the survivor has none; the rows themselves go, their history stays."""
    taken = list(model.objects.filter(household=new).order_by("starts_on"))
    rows = list(model.objects.filter(household=old).order_by("starts_on", "pk"))
    model.objects.filter(pk__in=[row.pk for row in rows]).delete()
    heirs = []
    for row in rows:
        if model is Care and _is_other_role(row, taken):
            continue
        others = [one for one in taken if all(getattr(one, f) == getattr(row, f) for f in same)]
        for first, last in free_days(row.starts_on, row.ends_on, others):
            heirs.append(_heir(row, new, first, last))
    model.objects.bulk_create(heirs)


def _heir(row: Any, new: Household, first: date, last: date | None) -> Any:
    """A row like this one, of the survivor, with these days."""
    facts = {
        one.attname: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if not one.primary_key
    }
    facts |= {"household_id": new.pk, "starts_on": first, "ends_on": last}
    if "end_reason" in facts and last != row.ends_on:
        facts["end_reason"] = ""
    return type(row)(**facts)


def _is_other_role(row: Care, taken: Iterable[Care]) -> bool:
    """Whether somebody would stand in for herself."""
    return row.role == CarerRole.DEPUTY and any(
        one.role == CarerRole.LEAD and one.advisor_id == row.advisor_id for one in taken
    )


def free_days(
    first: date, last: date | None, taken: Iterable[Any]
) -> list[tuple[date, date | None]]:
    """The stretches of a span that none of these rows covers; they come in order of their days."""
    found: list[tuple[date, date | None]] = []
    for row in taken:
        if last is not None and row.starts_on > last:
            break
        if row.ends_on is not None and row.ends_on < first:
            continue
        if row.starts_on > first:
            found.append((first, row.starts_on - timedelta(days=1)))
        if row.ends_on is None:
            return found
        first = max(first, row.ends_on + timedelta(days=1))
    if last is None or first <= last:
        found.append((first, last))
    return found


def _fill(old: Household, new: Household) -> None:
    """Facts that only the duplicate had; its number, where both were in one community."""
    for name in FILLED:
        if not getattr(new, name):
            setattr(new, name, getattr(old, name))
    if not new.number and old.community_id == new.community_id:
        new.number = old.number
    new.save()
