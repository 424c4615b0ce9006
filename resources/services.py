"""The writers of the pool beside its ledger: each locks, checks, writes and leaves a line.

What is wrong comes as ValidationError with a sentence for the form. The lines name no contact.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from core.scope import ancestors
from core.versions import ChangedMeanwhile
from orgs.models import Unit
from resources.enums import ProviderKind
from resources.models import Place, Provider, Resource, ResourceArea
from resources.policies import may_change, may_keep, may_keep_of, may_resume
from resources.selectors import same_provider

# Sealed, so that no query can compare it.
SEALED = "contact_phone"

Facts = Mapping[str, Any]


@transaction.atomic
def record_provider(*, unit: Unit, facts: Facts, by: Actor) -> tuple[Provider, bool]:
    """Put a provider on record; whether it is new. The same form sent twice adds one.

    `facts`: name, kind, credit_code. Raises ValidationError where another one of the unit has
    that name or that code.
    """
    may_keep_of(by, unit.pk).enforce()
    _lock(unit)
    there = same_provider(unit, facts["name"], facts["credit_code"])
    if there is not None:
        if not _differing(there, facts):
            return there, False
        raise ValidationError(_taken(there, facts))
    provider = Provider(unit=unit, **facts)
    _check(provider)
    provider.save(force_insert=True)
    _record(by, Entry.Action.CREATED, provider)
    return provider, True


@transaction.atomic
def change_provider(*, provider: Provider, version: int, facts: Facts, by: Actor) -> bool:
    """Change a provider; whether anything was to be changed.

    Raises ChangedMeanwhile where `version` is no longer the latest and it stands otherwise.
    """
    _lock(provider.unit)
    held = Provider.objects.select_for_update(of=("self",)).get(pk=provider.pk)
    may_keep(by, held).enforce()
    changed = _differing(held, facts)
    if not _must_write(held, version, changed):
        return False
    for other in Provider.objects.filter(unit=held.unit_id).exclude(pk=held.pk).order_by("pk"):
        if other.name == facts["name"] or (
            facts["credit_code"] and other.credit_code == facts["credit_code"]
        ):
            raise ValidationError(_taken(other, facts))
    _write(held, facts)
    _record(by, Entry.Action.CHANGED, held, fields=changed)
    return True


@transaction.atomic
def record_resource(
    *,
    key: UUID,
    unit: Unit,
    provider: Provider | None = None,
    new_provider: Facts | None = None,
    facts: Facts,
    areas: Sequence[Unit] = (),
    by: Actor,
) -> tuple[Resource, bool]:
    """Put a resource on record; whether it is new. The same form sent twice adds one.

    Of `provider`, or of one that is put on record with it (`new_provider`: name, kind,
    credit_code). `areas` are the communities it is for; none means all of the unit.
    """
    may_keep_of(by, unit.pk).enforce()
    _lock(unit)
    there = Resource.objects.filter(pk=key).first()
    if there is not None:
        if there.unit_id != unit.pk:
            raise ValidationError("这份表单已经用过了，请重新打开“登记资源”再填。")
        return there, False
    if new_provider is not None:
        provider = _with_it(unit, new_provider, by)
    if provider is None:
        raise ValidationError({"provider": "请选一个提供方，或登记新的。"})
    _refuse_strange_provider(provider, unit)
    _refuse_twin(unit, provider, facts["name"])
    resource = Resource(pk=key, unit=unit, provider=provider)
    _fill(resource, facts)
    _check(resource)
    resource.save(force_insert=True)
    _serve(resource, areas)
    _record(by, Entry.Action.CREATED, resource)
    return resource, True


@transaction.atomic
def change_resource(
    *,
    resource: Resource,
    version: int,
    facts: Facts,
    provider: Provider | None = None,
    areas: Sequence[Unit] | None = None,
    by: Actor,
) -> bool:
    """Change a resource; whether anything was to be changed.

    `areas` of None leave it to whom it is for. Whoever has a place keeps it, though fewer are
    left. Raises ChangedMeanwhile where `version` is no longer the latest and it stands
    otherwise.
    """
    held = _locked(resource)
    may_change(by, held).enforce()
    changed = _differing(held, facts)
    if provider is not None and provider.pk != held.provider_id:
        _refuse_strange_provider(provider, held.unit)
        changed.append("provider")
        held.provider = provider
    if areas is not None and _codes(areas) != _served(held):
        changed.append("areas")
    if not _must_write(held, version, changed):
        return False
    _refuse_twin(held.unit, held.provider, facts.get("name", held.name), besides=held)
    _write(held, facts)
    if areas is not None:
        _serve(held, areas)
    _record(by, Entry.Action.CHANGED, held, fields=changed)
    return True


@transaction.atomic
def stop_resource(*, resource: Resource, stopped_on: date, reason: str, by: Actor) -> bool:
    """Offer a resource no more from a day on; whether that is new.

    Places taken before that day stay taken. Raises ValidationError for a day to come, one
    before it began, and one before its last place was taken.
    """
    held = _locked(resource)
    may_keep(by, held).enforce()
    if held.stopped_on is not None:
        return False
    if stopped_on > portal_day():
        raise ValidationError({"stopped_on": f"{stopped_on}还没有到，请到那天再停用。"})
    if held.starts_on and stopped_on < held.starts_on:
        words = f"这个资源{held.starts_on}才开始，停用日期不能早于那天。"
        raise ValidationError({"stopped_on": words})
    later = Place.objects.standing().filter(resource=held, taken_on__gte=stopped_on).count()
    if later:
        words = f"{stopped_on}和以后还占用了{later}个名额，停用日期要晚于最后一次占用。"
        raise ValidationError({"stopped_on": words})
    _write(held, {"stopped_on": stopped_on, "stop_reason": reason})
    _record(by, Entry.Action.CHANGED, held, fields=["stopped_on", "stop_reason"])
    return True


@transaction.atomic
def resume_resource(*, resource: Resource, by: Actor) -> bool:
    """Offer a resource again that was stopped; whether it was."""
    held = _locked(resource)
    may_keep(by, held).enforce()
    if held.stopped_on is None:
        return False
    may_resume(by, held).enforce()
    _write(held, {"stopped_on": None, "stop_reason": ""})
    _record(by, Entry.Action.CHANGED, held, fields=["stopped_on", "stop_reason"])
    return True


def _with_it(unit: Unit, facts: Facts, by: Actor) -> Provider:
    """A provider that comes with its first resource; what is wrong stands at the form's fields."""
    try:
        return record_provider(unit=unit, facts=facts, by=by)[0]
    except ValidationError as refused:
        told = refused.update_error_dict({})
        raise ValidationError(
            {"provider_name" if name == "name" else name: words for name, words in told.items()}
        ) from None


def _lock(unit: Unit) -> None:
    """Two forms sent at once follow each other."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def _locked(resource: Resource) -> Resource:
    held: Resource = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    return held


def _taken(other: Provider, facts: Facts) -> dict[str, str]:
    """Which of the two an other provider has already, at the field it is about."""
    if facts["credit_code"] and other.credit_code == facts["credit_code"]:
        words = f"这个信用代码已经登记在“{other.name}”名下；是同一家的，请直接选它。"
        return {"credit_code": words}
    words = f"“{other.name}”已经登记过了；是同一家的，请直接选它，不是的，请写出区别。"
    return {"name": words}


def _refuse_strange_provider(provider: Provider, unit: Unit) -> None:
    if provider.unit_id not in [unit.pk, *ancestors(unit.pk)]:
        raise ValidationError({"provider": "这个提供方不是本单位的，请另选。"})


def _refuse_twin(
    unit: Unit, provider: Provider, name: str, besides: Resource | None = None
) -> None:
    there = Resource.objects.filter(unit=unit, provider=provider, name=name)
    if besides is not None:
        there = there.exclude(pk=besides.pk)
    if there.exists():
        words = "这个提供方已经登记过同名的资源；续期的改原来那条，另一项的请换个名称。"
        raise ValidationError({"name": words})


def _codes(areas: Iterable[Unit]) -> set[str]:
    return {one.pk for one in areas}


def _served(resource: Resource) -> set[str]:
    return set(resource.places_served.values_list("community_id", flat=True))


def _serve(resource: Resource, areas: Sequence[Unit]) -> None:
    """Let a resource be for these communities; those of another unit are refused."""
    wanted, there = _codes(areas), _served(resource)
    if strange := [code for code in wanted if not code.startswith(resource.unit_id)]:
        raise PermissionDenied(f"有{len(strange)}个居村不在这个单位范围内，没有保存。")
    for one in resource.places_served.exclude(community__in=wanted).order_by("pk"):
        one.delete()
    for code in sorted(wanted - there):
        ResourceArea.objects.create(resource=resource, community_id=code)


def _differing(held: Any, facts: Facts) -> list[str]:
    return [name for name, value in facts.items() if getattr(held, name) != value]


def _must_write(held: Any, version: int, changed: Sequence[str]) -> bool:
    """Whether there is something to write; a second press of the same button has nothing."""
    if changed and version != held.version:
        raise ChangedMeanwhile
    return bool(changed)


def _fill(held: Any, facts: Facts) -> None:
    for name, value in facts.items():
        setattr(held, name, value)


def _write(held: Any, facts: Facts) -> None:
    _fill(held, facts)
    # The database counts too; so a change of areas alone is one as well.
    held.version += 1
    _check(held)
    held.save()


def _check(held: Any) -> None:
    if isinstance(held, Provider):
        _refuse_wrong_code(held)
    held.full_clean()


def _refuse_wrong_code(provider: Provider) -> None:
    """A volunteer has no credit code, all others have."""
    is_volunteer = provider.kind == ProviderKind.VOLUNTEER
    if is_volunteer and provider.credit_code:
        raise ValidationError({"credit_code": "志愿者没有信用代码，请清空，或改选主体类型。"})
    if not is_volunteer and not provider.credit_code:
        raise ValidationError({"credit_code": "除志愿者外都要填统一社会信用代码。"})


def _record(by: Actor, action: Entry.Action, one: Resource | Provider, **detail: Any) -> None:
    """One line, once it is sure that the row lies in the writer's unit."""
    if not type(one).objects.visible_to(by).filter(pk=one.pk).exists():
        raise PermissionDenied("这条登记不在您的单位范围内，没有保存。")
    subject = f"{one._meta.model_name}:{one.pk}"
    trail.record(actor=by, action=action, subject=subject, unit=one.unit_id, **detail)
