"""Who answers for a household, and who stands in, from a day on."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from advisors.models import Advisor
from audit import trail
from audit.models import Entry
from casework.enums import CarerRole
from casework.households.lines import locked, locked_all, write_down
from casework.households.services.listing import day_before
from casework.models import Care, Household
from core.actor import Actor

# More than one community has; keeps a form's answer within bounds.
MOST_AT_ONCE = 500


@transaction.atomic
def assign_care(
    *,
    household: Household,
    advisor: Advisor,
    role: str = CarerRole.LEAD,
    starts_on: date,
    by: Actor,
) -> Care:
    """Let an advisor answer for a household, or stand in, from a day on.

    Who did so until then ends on the day before. A deputy who comes to answer stands in no
    more. Raises ValidationError, with the field, for an advisor not in post in the street on
    that day, a deputy who is the one who answers, and a day before a later change.
    """
    held = locked(household, by)
    care = begin_care(held, advisor, role=role, starts_on=starts_on)
    write_down(
        by, Entry.Action.CHANGED, held, care=str(CarerRole(role).label),
        starts_on=starts_on.isoformat(),
    )  # fmt: skip
    return care


@transaction.atomic
def end_care(*, household: Household, role: str, last_day: date, by: Actor) -> bool:
    """Let nobody do it after a day; whether somebody did."""
    held = locked(household, by)
    running = Care.objects.filter(_beyond(last_day), household=held, role=role)
    if not running.exists():
        return False
    begun = running.filter(starts_on__gt=last_day).order_by("starts_on").first()
    if begun is not None:
        words = f"{begun.starts_on} 才开始，最后一天不能早于那天。"
        raise ValidationError({"starts_on": words})
    running.update(ends_on=last_day)
    write_down(
        by, Entry.Action.CHANGED, held, care=str(CarerRole(role).label),
        ends_on=last_day.isoformat(),
    )  # fmt: skip
    return True


@transaction.atomic
def settle_care(
    *,
    household: Household,
    lead: Advisor | None,
    deputy: Advisor | None,
    starts_on: date,
    by: Actor,
) -> bool:
    """Who answers and who stands in from a day on, None for nobody; whether anything changed."""
    held = locked(household, by)
    wanted = {CarerRole.LEAD: lead, CarerRole.DEPUTY: deputy}
    there = Care.objects.filter(_beyond(starts_on), household=held).order_by("-starts_on")
    # The first of each role: the running one, else one to come.
    now = {one.role: one.advisor_id for one in there}
    changed = False
    for role, advisor in wanted.items():
        if (advisor.pk if advisor else None) == now.get(role):
            continue
        try:
            if advisor is not None:
                assign_care(household=held, advisor=advisor, role=role, starts_on=starts_on, by=by)
            else:
                _end_from(held, role, starts_on, by)
        except ValidationError as refused:
            raise _at_role(refused, role) from None
        changed = True
    return changed


def _end_from(household: Household, role: str, day: date, by: Actor) -> None:
    """Nobody from a day on; what was to begin with that very day goes."""
    begun, _ = Care.objects.filter(household=household, role=role, starts_on=day).delete()
    ended = end_care(household=household, role=role, last_day=day_before(day), by=by)
    if begun and not ended:
        write_down(by, Entry.Action.CHANGED, household, care=str(CarerRole(role).label))


def _at_role(refused: ValidationError, role: str) -> ValidationError:
    """What is wrong with an advisor, at the field of her role."""
    told = dict(refused.update_error_dict({}))
    if "advisor" in told:
        told[role] = told.pop("advisor")
    return ValidationError(told)


@transaction.atomic
def assign_many(
    *, households: Collection[UUID], advisor: Advisor, starts_on: date, by: Actor
) -> int:
    """Give many households of a street to one advisor from a day on; how many changed hands.

    In a fixed number of queries. Raises ValidationError where one of them cannot change then,
    and nothing is changed.
    """
    if not households:
        raise ValidationError({"households": "请先勾选要交给她的家庭。"})
    if len(households) > MOST_AT_ONCE:
        raise ValidationError({"households": f"一次最多 {MOST_AT_ONCE} 户，请分几次办。"})
    held = locked_all(households, by)
    if len(held) != len(set(households)):
        raise PermissionDenied("勾选的家庭有的不在您的单位范围内，没有保存。")
    if len({one.community_id[:9] for one in held}) > 1:
        raise ValidationError({"households": "请一次只办一个街镇的家庭。"})
    _refuse_out_of_post(advisor, held[0].community_id[:9], starts_on)
    changed = _change_hands(held, advisor, CarerRole.LEAD, starts_on, "households")
    if changed:
        trail.record(
            actor=by,
            action=Entry.Action.CHANGED,
            subject=f"advisor:{advisor.pk}",
            unit=advisor.street_id,
            households=len(changed),
            starts_on=starts_on.isoformat(),
        )
    return len(changed)


def begin_care(
    household: Household,
    advisor: Advisor,
    *,
    role: str = CarerRole.LEAD,
    starts_on: date,
) -> Care:
    """The same within a writer that has locked the household and asked for leave."""
    if role not in CarerRole:
        raise ValidationError({"role": "请选择责任顾问或协助顾问。"})
    _refuse_out_of_post(advisor, household.community_id[:9], starts_on)
    if role == CarerRole.DEPUTY:
        leads = Care.objects.filter(_beyond(starts_on), household=household, advisor=advisor)
        if leads.leads().exists():
            words = "这名顾问就是这户的责任顾问，协助顾问请另选一人。"
            raise ValidationError({"advisor": words})
    _change_hands([household], advisor, role, starts_on, "starts_on")
    found: Care = Care.objects.running_on(starts_on).get(household=household, role=role)
    return found


def _refuse_out_of_post(advisor: Advisor, street: str, day: date) -> None:
    if not Advisor.objects.in_post(day).filter(pk=advisor.pk, street=street).exists():
        words = f"这名顾问 {day} 不在本街镇在岗，请另选一人，或核对日期。"
        raise ValidationError({"advisor": words})


def _change_hands(
    households: Sequence[Household], advisor: Advisor, role: str, starts_on: date, field: str
) -> list[Household]:
    """End what runs on the day before, begin anew; those that the advisor has already are left."""
    keys = [one.pk for one in households]
    cares = Care.objects.filter(household__in=keys, role=role)
    _refuse_before_later(cares.filter(starts_on__gt=starts_on), households, starts_on, field)
    running = cares.filter(_beyond(starts_on), starts_on__lte=starts_on)
    # Running to her own last day, if she has one, and no shorter.
    hers = running.filter(advisor=advisor, ends_on=advisor.ended_on) if advisor.ended_on else (
        running.filter(advisor=advisor, ends_on__isnull=True)
    )  # fmt: skip
    kept = set(hers.values_list("household", flat=True))
    left = [one for one in households if one.pk not in kept]
    changing = [one.pk for one in left]
    _end_before(running.filter(household__in=changing), starts_on)
    if role == CarerRole.LEAD:
        standing_in = Care.objects.filter(
            _beyond(starts_on), household__in=keys, role=CarerRole.DEPUTY, advisor=advisor
        )
        _end_before(standing_in, starts_on)
    Care.objects.bulk_create(
        Care(
            household=one,
            advisor=advisor,
            role=role,
            starts_on=starts_on,
            ends_on=advisor.ended_on,
        )
        for one in left
    )
    return left


def _end_before(cares: Iterable[Care], day: date) -> None:
    """What began before a day ends on its eve; what was to begin with it or later goes."""
    keys = [one.pk for one in cares]
    Care.objects.filter(pk__in=keys, starts_on__gte=day).delete()
    Care.objects.filter(pk__in=keys, starts_on__lt=day).update(ends_on=day_before(day))


def _refuse_before_later(
    later: Iterable[Care], households: Sequence[Household], day: date, field: str
) -> None:
    found = list(later)
    if not found:
        return
    first = max(one.starts_on for one in found)
    if field == "starts_on":
        words = f"{first} 已另有安排，日期不能早于那天（现在填的是 {day}）。"
        raise ValidationError({field: words})
    names = {one.pk: one.reference for one in households}
    told = "、".join(sorted({names[one.household_id] for one in found})[:5])
    words = f"{told} 等 {len(found)} 户在 {day} 以后已另有安排，请把日期改到 {first} 或以后。"
    raise ValidationError({"starts_on": words})


def _beyond(day: date) -> Q:
    """Not over before a day."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=day)
