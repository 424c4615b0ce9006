"""The writers of the register of trainers (T8-6)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from advisors.models import Advisor
from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from training.models import Trainer
from training.trainers.policies import may_keep_for


@transaction.atomic
def add_trainer(*, advisor: Advisor, facts: Mapping[str, Any], by: Actor) -> tuple[Trainer, bool]:
    """Name an advisor of the own street; whether it is new. Sent twice she is named once.

    `facts`: since, until, speciality, basis.
    """
    held = Advisor.objects.select_for_update().get(pk=advisor.pk)
    may_keep_for(by, held.street_id).enforce()
    there = Trainer.objects.filter(advisor=held, since=facts["since"]).first()
    if there is not None and not _differing(there, facts):
        return there, False
    trainer = Trainer(advisor=held, **facts)
    _check(trainer)
    trainer.save()
    _record(by, Entry.Action.CREATED, trainer)
    return trainer, True


@transaction.atomic
def change_trainer(*, trainer: Trainer, facts: Mapping[str, Any], by: Actor) -> bool:
    """Change what the register says of her, her last day too; whether anything changed."""
    Advisor.objects.select_for_update().get(pk=trainer.advisor_id)
    held = Trainer.objects.select_related("advisor").get(pk=trainer.pk)
    may_keep_for(by, held.advisor.street_id).enforce()
    changed = _differing(held, facts)
    if not changed:
        return False
    for name in changed:
        setattr(held, name, facts[name])
    _check(held)
    held.save()
    _record(by, Entry.Action.CHANGED, held, fields=changed)
    return True


def _check(trainer: Trainer) -> None:
    since, until, advisor = trainer.since, trainer.until, trainer.advisor
    if since > portal_day():
        raise ValidationError({"since": "起始日期不能晚于今天。"})
    if since < advisor.started_on:
        raise ValidationError(
            {"since": f"起始日期不能早于上岗日期（{advisor.started_on:%Y-%m-%d}）。"}
        )
    if until is not None and until < since:
        raise ValidationError({"until": "结束日期不能早于起始日期。"})
    runs_on = Q(until__isnull=True) | Q(until__gte=since)
    others = Trainer.objects.filter(runs_on, advisor=advisor).exclude(pk=trainer.pk)
    if until is not None:
        others = others.filter(since__lte=until)
    if others.exists():
        raise ValidationError({"since": "这段时间里已在讲师名册上，请先填上一段的结束日期。"})
    trainer.full_clean()


def _differing(held: Trainer, facts: Mapping[str, Any]) -> list[str]:
    return [name for name, value in facts.items() if getattr(held, name) != value]


def _record(by: Actor, action: Entry.Action, trainer: Trainer, **detail: Any) -> None:
    """The line in the trail, once it is sure that the row is the writer's own."""
    if not Trainer.objects.visible_to(by).filter(pk=trainer.pk).exists():
        raise PermissionDenied("这名顾问不在您的单位范围内，没有保存。")
    trail.record(
        actor=by,
        action=action,
        subject=f"trainer:{trainer.pk}",
        unit=trainer.advisor.street_id,
        **detail,
    )
