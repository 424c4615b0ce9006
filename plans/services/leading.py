"""Who leads a street's work, and the meetings they hold (R1-1)."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day, today
from orgs.models import Unit
from plans.models import LeadershipGroup, LeadershipMeeting
from plans.policies import may_keep_leadership

FACTS = ("lead_name", "lead_title", "contact_name", "contact_phone")


@transaction.atomic
def keep_leadership(
    *, street: Unit, year: int, facts: Mapping[str, str], by: Actor
) -> LeadershipGroup:
    """Name a street's leadership group of a year, or change who is in it.

    `facts`: lead_name, lead_title, contact_name, contact_phone.
    """
    may_keep_leadership(by, street).enforce()
    return name_group(street, year, facts, by)


@transaction.atomic
def add_meeting(
    *, street: Unit, held_on: date, topic: str, decisions: str = "", by: Actor
) -> tuple[LeadershipMeeting, bool]:
    """Record a meeting of the group; whether it is new. The same one sent twice is kept once."""
    may_keep_leadership(by, street).enforce()
    if held_on > today():
        raise ValidationError({"held_on": "会议日期不能晚于今天。"})
    Unit.objects.select_for_update().get(pk=street.pk)
    there = LeadershipMeeting.objects.filter(street=street, held_on=held_on, topic=topic).first()
    if there is not None:
        return there, False
    meeting = LeadershipMeeting(street=street, held_on=held_on, topic=topic, decisions=decisions)
    meeting.full_clean()
    meeting.save()
    trail.record(
        actor=by,
        action=Entry.Action.CREATED,
        subject=f"leadershipmeeting:{meeting.pk}",
        unit=street.pk,
    )
    return meeting, True


def name_group(street: Unit, year: int, facts: Mapping[str, str], by: Actor) -> LeadershipGroup:
    """Write the group, in the caller's transaction and under his policy.

    `named_on` stays the day the group was first named: it counts from then, whoever is in it.
    """
    Unit.objects.select_for_update().get(pk=street.pk)
    there = LeadershipGroup.objects.filter(street=street, year=year).first()
    group = there or LeadershipGroup(street=street, year=year, named_on=portal_day())
    changed = [name for name in FACTS if name in facts and getattr(group, name) != facts[name]]
    if there is not None and not changed:
        return there
    for name in changed:
        setattr(group, name, facts[name])
    group.full_clean()
    group.save()
    trail.record(
        actor=by,
        action=Entry.Action.CHANGED if there else Entry.Action.CREATED,
        subject=f"leadershipgroup:{group.pk}",
        unit=street.pk,
        fields=changed,
    )
    return group
