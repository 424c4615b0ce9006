"""The writers of visits: logging one, changing it, taking it back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from advisors.models import Advisor
from audit import trail
from audit.models import Entry
from casework.households.prepared import DAY, KEY, KEYS, Prepared
from casework.models import CaseFile, Household, Need, ServiceRecord, Visit, VisitCompanion
from casework.policies import may_serve
from casework.records.deriving import records_of, write_records
from casework.serving import fit_among
from casework.visits.facts import VisitFacts
from casework.visits.needs import against_needs, need_of, needs_by_touch, put_needs_right
from casework.visits.photos import MOST_PHOTOS, TOO_MANY, files_of, read_photos
from casework.visits.policies import OUT_OF_SCOPE, may_change, may_read_visit
from casework.visits.rules import against, lived_elsewhere, not_in_post, second_that_day
from casework.visits.selectors import listed_where
from core.actor import Actor
from core.clock import portal_day
from core.versions import ChangedMeanwhile
from orgs.models import Unit

KEY_TAKEN = "这个表单的编号已用在另一户的走访上，请重新打开这一页再填。"

# Told of a visit and kept on it as told.
_TOLD = (
    "visited_on", "mode", "note", "action", "question_type", "wants_referral",
    "community_cloud_ref", "next_visit_on",
)  # fmt: skip
# What the trail calls them; their fields are those of a visit, and the line is a household's.
_LABELS = {
    "visited_on": "走访日期",
    "mode": "走访方式",
    "note": "情况说明",
    "action": "处理措施",
    "question_type": "四问类型",
    "wants_referral": "需要转介",
    "community_cloud_ref": "社区云编号",
    "next_visit_on": "下次走访",
    "advisor": "走访人",
    "findings": "看到什么",
    "deeds": "做了什么",
    "needs": "需求",
    "companions": "同行",
}


@transaction.atomic
def record_visit(
    *,
    key: UUID,
    household: Household,
    facts: VisitFacts,
    photos: Sequence[bytes] = (),
    by: Actor,
) -> tuple[Visit, bool]:
    """Log a visit, with its needs, service records and photos; whether it is new.

    The same key sent again is the same visit, whatever else came with it. Raises ValidationError
    with a dict, field → sentence; `is_old_confirmed` and `is_second_confirmed` are questions
    that a tick of that name in `facts` answers. The household counts where it was listed that
    day: one that has moved since, in the community it came from.
    """
    may_serve(by, household).enforce()
    pictures = read_photos(photos)
    # Two visits to one household follow each other; others don't wait.
    held = _locked_household(household, facts.visited_on)
    may_serve(by, held).enforce()
    rows = _same_day_or_key(held, facts.visited_on, key)
    there = next((one for one in rows if one.pk == key), None)
    if there is not None:
        return _the_same(there, held), False
    community = held.listed_where or held.community_id
    _refuse(facts, community, rows, by)
    visit = Visit(pk=key, household=household, community_id=community, written_by_id=by.user_id)
    visit.source, visit.written_at = facts.source, facts.written_at
    visit.is_new_finding = facts.is_new_finding
    _tell(visit, facts)
    visit.save(force_insert=True)
    Need.objects.bulk_create(need_of(visit, one) for one in facts.needs)
    VisitCompanion.objects.bulk_create(_companion(visit, one) for one in facts.companions)
    CaseFile.objects.bulk_create(files_of(visit, pictures))
    ServiceRecord.objects.bulk_create(records_of([visit]))
    _write_down(by, Entry.Action.CREATED, visit)
    return visit, True


@transaction.atomic
def change_visit(
    *,
    visit: Visit,
    version: int,
    facts: VisitFacts,
    photos: Sequence[bytes] = (),
    by: Actor,
) -> bool:
    """Put a visit right, or add photos to it; whether anything was to be changed.

    Raises ChangedMeanwhile where `version` is no longer the latest, and ValidationError as
    `record_visit` does.
    """
    may_change(by, visit).enforce()
    pictures = read_photos(photos)
    household = _locked_household(visit.household, facts.visited_on)
    held = _locked_visit(visit, by)
    if len(pictures) + (held.files.count() if pictures else 0) > MOST_PHOTOS:
        raise ValidationError({"photos": TOO_MANY})
    changed = _differing(held, facts)
    if changed and version != held.version:
        raise ChangedMeanwhile
    if not changed and not pictures:
        return False
    if changed:
        _put_right(held, household, facts, changed, by)
    CaseFile.objects.bulk_create(files_of(held, pictures))
    told = [_LABELS[name] for name in changed] + ["照片"] * bool(pictures)
    _write_down(by, Entry.Action.CHANGED, held, items=told)
    return True


@transaction.atomic
def void_visit(*, visit: Visit, reason: str, by: Actor) -> bool:
    """Take back a visit written in error, with its needs and service records; False: it was so.

    The row, and what it said, stay; it counts nowhere any more. A need of it that was settled or
    referred meanwhile stays on record by itself.
    """
    held = Visit.objects.select_for_update(of=("self",)).select_related("advisor").get(pk=visit.pk)
    if held.voided_at is not None:
        may_read_visit(by, held).enforce()
        return False
    may_change(by, held).enforce()
    if not reason.strip():
        raise ValidationError({"reason": "请写明为什么作废。"})
    held.voided_at, held.void_reason = timezone.now(), reason.strip()
    held.save()
    untouched, touched = needs_by_touch(held)
    held.needs.filter(pk__in=[one.pk for one in untouched]).delete()
    held.needs.filter(pk__in=[one.pk for one in touched]).update(visit=None)
    write_records([held])
    _write_down(by, Entry.Action.DELETED, held)
    return True


def _locked_household(household: Household, day: date) -> Any:
    """The household as far as it matters, held until the end; `listed_where` on the visit's day."""
    ((community, merged_into, listed_where),) = _held().ask([household.pk], day)
    held: Any = Household(pk=household.pk, community_id=community, merged_into_id=merged_into)
    held.listed_where = listed_where
    return held


@lru_cache(maxsize=1)
def _held() -> Prepared:
    rows = Household.objects.select_for_update(no_key=True).filter(pk=KEY).order_by()
    return Prepared.of(rows.values_list("community", "merged_into", listed_where(DAY)))


def _locked_visit(visit: Visit, by: Actor) -> Visit:
    held = Visit.objects.select_for_update(of=("self",)).select_related("advisor").get(pk=visit.pk)
    may_change(by, held).enforce()
    return held


def _same_day_or_key(household: Household, day: date, key: UUID) -> list[Visit]:
    """The visit of this key, and those that the household had on the day."""
    found = [pk for (pk,) in _met().ask([household.pk, key], day)]
    return list(Visit.objects.filter(pk__in=found).order_by("recorded_at", "pk")) if found else []


@lru_cache(maxsize=1)
def _met() -> Prepared:
    # In two halves: the database reads all visits there are for one OR over a set.
    same_key = Visit.objects.filter(pk__in=KEYS).order_by().values_list("pk")
    same_day = Visit.objects.standing().filter(household=KEY, visited_on=DAY).order_by()
    return Prepared.of(same_key.union(same_day.values_list("pk")))


def _the_same(there: Visit, household: Household) -> Visit:
    if there.household_id != household.pk:
        raise ValidationError({"key": KEY_TAKEN})
    return there


def _refuse(
    facts: VisitFacts,
    community: str,
    same_day: Sequence[Visit],
    by: Actor,
    known: Collection[UUID] = (),
) -> None:
    """Raise all that is wrong with a visit, each at its field; `known` were found fit before."""
    wrong = against(
        visited_on=facts.visited_on,
        findings=facts.findings,
        deeds=facts.deeds,
        note=facts.note,
        next_visit_on=facts.next_visit_on,
        is_old_confirmed=facts.is_old_confirmed,
        today=portal_day(),
    )
    if not by.covers(community):
        wrong.setdefault("visited_on", lived_elsewhere(facts.visited_on, _name_of(community)))
    else:
        wrong |= _wrong_people(facts, community, by, known)
    if same_day and not facts.is_second_confirmed:
        wrong["is_second_confirmed"] = second_that_day(same_day[0])
    if wrong:
        raise ValidationError(wrong)


def _wrong_people(
    facts: VisitFacts, community: str, by: Actor, known: Collection[UUID]
) -> dict[str, str]:
    """Who was not in post on the day, or is not hers to name."""
    people = {"advisor": [facts.advisor], "companions": list(facts.companions)}
    keys = {one.pk for ones in people.values() for one in ones} - set(known)
    fit = {*known, *fit_among(keys, by, community, facts.visited_on)}
    return {
        name: "；".join(not_in_post(one.name, facts.visited_on) for one in missing)
        for name, ones in people.items()
        if (missing := [one for one in ones if one.pk not in fit])
    }


def _name_of(community: str) -> str:
    return str(Unit.objects.get(pk=community).short_name)


def _tell(visit: Visit, facts: VisitFacts) -> None:
    for name in _TOLD:
        setattr(visit, name, getattr(facts, name))
    visit.findings, visit.deeds = list(facts.findings), list(facts.deeds)
    visit.advisor = facts.advisor


def _companion(visit: Visit, advisor: Advisor) -> VisitCompanion:
    return VisitCompanion(visit=visit, advisor=advisor)


def _differing(held: Visit, facts: VisitFacts) -> list[str]:
    """Which of the things told are other than those on record."""
    now: Mapping[str, Any] = {
        **{name: getattr(held, name) for name in _TOLD},
        "advisor": held.advisor_id,
        "findings": set(held.findings),
        "deeds": set(held.deeds),
        "needs": {one.category for one in held.needs.standing()},
        "companions": {one.advisor_id for one in held.together.all()},
    }
    told: Mapping[str, Any] = {
        **{name: getattr(facts, name) for name in _TOLD},
        "advisor": facts.advisor.pk,
        "findings": set(facts.findings),
        "deeds": set(facts.deeds),
        "needs": set(facts.needs),
        "companions": {one.pk for one in facts.companions},
    }
    return [name for name, value in told.items() if value != now[name]]


def _put_right(
    held: Visit, household: Any, facts: VisitFacts, changed: Sequence[str], by: Actor
) -> None:
    others: list[Visit] = []
    community, known = held.community_id, [held.advisor_id]
    known += held.together.values_list("advisor", flat=True)
    if "visited_on" in changed:
        known = []
        rows = _same_day_or_key(household, facts.visited_on, held.pk)
        others = [one for one in rows if one.pk != held.pk]
        community = household.listed_where or household.community_id
    _refuse(facts, community, others, by, known)
    untouched, touched = needs_by_touch(held)
    if wrong := against_needs(touched, facts):
        raise ValidationError(wrong)
    was_in, was_on = held.community_id, held.visited_on
    held.community_id = community
    _tell(held, facts)
    held.save()
    put_needs_right(held, untouched, touched, facts, was_in, was_on)
    if "companions" in changed:
        held.together.all().delete()
        VisitCompanion.objects.bulk_create(_companion(held, one) for one in facts.companions)
    write_records([held])


def _write_down(by: Actor, action: Entry.Action, visit: Visit, **detail: Any) -> None:
    """A line in the trail, at the household; never what was said."""
    if not by.covers(visit.community_id):
        raise PermissionDenied(OUT_OF_SCOPE)
    trail.record(
        actor=by,
        action=action,
        subject=f"household:{visit.household_id}",
        visit=visit.receipt,
        **detail,
    )
