"""The writers of an advisor's file: adding, changing and removing one."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from advisors.books import keeps_id_numbers
from advisors.files.policies import may_change, may_file_in, may_remove
from advisors.files.selectors import records_of
from advisors.lines import locked_file, write_down
from advisors.models import Advisor, Assignment, phone_key
from audit.models import Entry
from core.actor import Actor
from core.versions import ChangedMeanwhile
from orgs.models import Unit


class AlreadyOnFile(Exception):
    """The street has a file of the same name and phone: `advisor`."""

    def __init__(self, advisor: Advisor) -> None:
        super().__init__()
        self.advisor = advisor


@transaction.atomic
def add_file(
    *,
    street: Unit,
    facts: Mapping[str, Any],
    sealed: Mapping[str, str],
    community: str = "",
    by: Actor,
) -> tuple[Advisor, bool]:
    """Open a file, with the first community from the first day on; whether it is new.

    The same form sent twice opens one. Raises AlreadyOnFile where somebody else's form, or a
    ledger, was there before with other facts.
    """
    may_file_in(by, street.pk).enforce()
    # Two forms sent at once follow each other.
    Unit.objects.select_for_update().get(pk=street.pk)
    twin = _twin(street.pk, facts["name"], phone_key(sealed["phone"]))
    if twin is not None:
        if _differing(twin, facts):
            raise AlreadyOnFile(twin)
        return twin, False
    advisor = Advisor(street=street, **facts)
    _seal(advisor, sealed)
    advisor.full_clean()
    advisor.save()
    if community:
        _first_assignment(advisor, community)
    write_down(by, Entry.Action.CREATED, advisor, fields=sorted(facts))
    return advisor, True


@transaction.atomic
def change_file(
    *,
    advisor: Advisor,
    version: int,
    facts: Mapping[str, Any],
    sealed: Mapping[str, str],
    by: Actor,
) -> bool:
    """Change a file; whether anything was to be changed.

    What is sealed stays where nothing new was typed. Communities looked after from before a
    later first day begin with that day. Raises ChangedMeanwhile where `version` is no longer the
    latest, and AlreadyOnFile where another file has this name and phone.
    """
    held = locked_file(advisor, by, may_change)
    changed = _differing(held, facts) + _new_among(held, sealed)
    if not changed:
        return False
    if version != held.version:
        raise ChangedMeanwhile
    for name, value in facts.items():
        setattr(held, name, value)
    _seal(held, sealed)
    twin = _twin(held.street_id, held.name, held.phone_key)
    if twin is not None and twin.pk != held.pk:
        raise AlreadyOnFile(twin)
    held.full_clean()
    held.save()
    if "started_on" in changed:
        _refuse_in_two_streets(held)
        _begin_with_her(held)
    write_down(by, Entry.Action.CHANGED, held, fields=changed)
    return True


@transaction.atomic
def remove_file(*, advisor: Advisor, by: Actor) -> None:
    """Delete a file that nothing rests on; its history is kept."""
    held = Advisor.objects.select_for_update(of=("self",)).get(pk=advisor.pk)
    may_remove(by, held, records_of(held)).enforce()
    write_down(by, Entry.Action.DELETED, held)
    held.delete()


def _twin(street: str, name: str, key: str) -> Advisor | None:
    return Advisor.objects.filter(street=street, name=name, phone_key=key).first()


def _seal(advisor: Advisor, sealed: Mapping[str, str]) -> None:
    if sealed["phone"]:
        advisor.set_phone(sealed["phone"])
    if sealed["id_number"] and keeps_id_numbers():
        advisor.id_number = sealed["id_number"]


def _differing(held: Advisor, facts: Mapping[str, Any]) -> list[str]:
    return [name for name, value in facts.items() if getattr(held, name) != value]


def _new_among(held: Advisor, sealed: Mapping[str, str]) -> list[str]:
    """Which of the sealed values are other than those on file."""
    found = []
    if sealed["phone"] and phone_key(sealed["phone"]) != held.phone_key:
        found.append("phone")
    if sealed["id_number"] and keeps_id_numbers() and sealed["id_number"] != held.id_number:
        found.append("id_number")
    return found


def _first_assignment(advisor: Advisor, community: str) -> None:
    unit = Unit.objects.communities().filter(parent=advisor.street_id, pk=community)
    if not unit.valid_on(advisor.started_on).exists():
        words = f"{advisor.started_on} 那天本街镇没有这个居村，请另选，或登记后再安排居村。"
        raise ValidationError({"community": words})
    Assignment.objects.create(
        advisor=advisor,
        community_id=community,
        starts_on=advisor.started_on,
        ends_on=unit.get().valid_to,
    )


def _refuse_in_two_streets(advisor: Advisor) -> None:
    """Whoever came by a transfer counts in one street at a time."""
    others = Advisor.objects.filter(person=advisor.person, ended_on__gte=advisor.started_on)
    if advisor.ended_on is not None:
        others = others.filter(started_on__lte=advisor.ended_on)
    other = others.exclude(pk=advisor.pk).select_related("street").order_by("-ended_on").first()
    if other is not None:
        words = f"在{other.street.name}在岗到 {other.ended_on} 为止，上岗日期要在那以后。"
        raise ValidationError({"started_on": words})


def _begin_with_her(advisor: Advisor) -> None:
    begun = Assignment.objects.filter(advisor=advisor, starts_on__lt=advisor.started_on)
    over = begun.filter(ends_on__lt=advisor.started_on).select_related("community").first()
    if over is not None:
        words = (
            f"已负责{over.community.name}到 {over.ends_on}，上岗日期不能晚于那天；"
            "登记错了的分工请先去掉。"
        )
        raise ValidationError({"started_on": words})
    begun.update(starts_on=advisor.started_on)
