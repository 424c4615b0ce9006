"""The writers of partner contracts and volunteer groups: each locks, checks and leaves a line.

What is kept of a contact is sealed before it reaches the database; the lines name no one.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from advisors.models import PartnerContract, VolunteerGroup
from advisors.policies import may_keep_in
from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.versions import ChangedMeanwhile
from orgs.models import Unit

Helper = PartnerContract | VolunteerGroup
# Sealed, so that no query can compare it.
SEALED = "contact_phone"


@transaction.atomic
def add_helper(
    *, model: type[Helper], street: Unit, facts: Mapping[str, Any], by: Actor
) -> tuple[Helper, bool]:
    """Put a contract or a group on record; whether it is new. The same form sent twice adds one."""
    may_keep_in(by, street.pk).enforce()
    Unit.objects.select_for_update().get(pk=street.pk)
    plain = {name: value for name, value in facts.items() if name != SEALED}
    same = model.objects.filter(street=street, **plain).first()
    if same is not None:
        return same, False
    added = model(street=street)
    _write(added, facts)
    _record(by, Entry.Action.CREATED, added)
    return added, True


@transaction.atomic
def change_helper(*, helper: Helper, version: int, facts: Mapping[str, Any], by: Actor) -> bool:
    """Change a contract or a group, its end too; whether anything was to be changed.

    Raises ChangedMeanwhile where `version` is no longer the latest and it stands otherwise.
    """
    held = _locked(helper, by)
    changed = [name for name, value in facts.items() if getattr(held, name) != value]
    if not changed:
        return False
    if version != held.version:
        raise ChangedMeanwhile
    _write(held, facts)
    _record(by, Entry.Action.CHANGED, held, fields=sorted(changed))
    return True


@transaction.atomic
def remove_helper(*, helper: Helper, reason: str, by: Actor) -> None:
    """Take back what was put on record by mistake.

    Raises ValidationError without a reason, and where advisors came by the contract: that one
    ends instead.
    """
    held = _locked(helper, by)
    if not reason:
        raise ValidationError("请写明为什么删除。")
    sent = held.advisors.count() if isinstance(held, PartnerContract) else 0
    if sent:
        raise ValidationError(
            f"有 {sent} 名顾问由这家机构派出，不能删除。合作结束了的，请填合作结束日期。"
        )
    _record(by, Entry.Action.DELETED, held, reason=reason)
    held.delete()


def _locked(helper: Helper, by: Actor) -> Any:
    held = type(helper).objects.select_for_update().get(pk=helper.pk)
    may_keep_in(by, held.street_id).enforce()
    return held


def _write(held: Any, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(held, name, value)
    held.full_clean()
    held.save()


def _record(by: Actor, action: Entry.Action, helper: Helper, **detail: Any) -> None:
    """The line in the trail, once it is sure that the row is still the writer's own."""
    if not type(helper).objects.visible_to(by).filter(pk=helper.pk).exists():
        raise PermissionDenied("这个街镇不在您的范围内，没有保存。")
    trail.record(
        actor=by,
        action=action,
        subject=f"{helper._meta.model_name}:{helper.pk}",
        unit=helper.street_id,
        **detail,
    )
