"""The writers of courses and of what there is to read (T8-2)."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from core.versions import ChangedMeanwhile
from orgs.models import Unit
from training.courses.files import kept_file
from training.courses.policies import may_add_material, may_keep, may_keep_for
from training.models import Course, Material

LONGEST_TITLE = 80


@transaction.atomic
def add_course(*, owner: Unit, facts: Mapping[str, Any], by: Actor) -> tuple[Course, bool]:
    """A new course of a unit; whether it is new. The same one sent twice is kept once.

    `facts`: title, syllabus, minutes, author_name, developed_on.
    """
    may_keep_for(by, owner.pk).enforce()
    _refuse_future(facts["developed_on"])
    Unit.objects.select_for_update().get(pk=owner.pk)
    there = Course.objects.filter(owner=owner, title=facts["title"]).first()
    if there is not None and not _differing(there, facts):
        return there, False
    course = Course(owner=owner, **facts)
    course.full_clean()
    course.save()
    _record(by, Entry.Action.CREATED, course)
    return course, True


@transaction.atomic
def change_course(*, course: Course, version: int, facts: Mapping[str, Any], by: Actor) -> bool:
    """Change a course; whether anything changed. ChangedMeanwhile where another wrote since."""
    held = _locked(course)
    may_keep(by, held).enforce()
    _refuse_future(facts["developed_on"])
    changed = _differing(held, facts)
    if not changed:
        return False
    if version != held.version:
        raise ChangedMeanwhile
    for name in changed:
        setattr(held, name, facts[name])
    held.full_clean()
    held.save()
    _record(by, Entry.Action.CHANGED, held, fields=changed)
    return True


@transaction.atomic
def retire_course(*, course: Course, is_retired: bool, by: Actor) -> None:
    """No longer taught from today on, or taught again; a second click finds it done."""
    held = _locked(course)
    may_keep(by, held).enforce()
    if (held.retired_on is not None) == is_retired:
        return
    held.retired_on = portal_day() if is_retired else None
    held.full_clean()
    held.save()
    _record(by, Entry.Action.CHANGED, held, fields=["retired_on"])


@transaction.atomic
def add_material(
    *, course: Course, upload: UploadedFile, title: str = "", by: Actor
) -> tuple[Material, bool]:
    """Keep a file of a course; whether it is new. Without a title it is called as the file is.

    Raises ValidationError (`UnfitFile` for the file) with sentences for the page.
    """
    held = _locked(course)
    may_add_material(by, held).enforce()
    facts = kept_file(upload)
    there = held.materials.filter(digest=facts["digest"], withdrawn_on__isnull=True).first()
    if there is not None:
        return there, False
    material = Material(
        course=held,
        title=(title.strip() or Path(facts["file_name"]).stem)[:LONGEST_TITLE],
        added_on=portal_day(),
        added_by=by.username,
        **facts,
    )
    material.full_clean()
    material.save()
    _record(by, Entry.Action.CREATED, held, material=material.pk)
    return material, True


@transaction.atomic
def withdraw_material(*, material: Material, by: Actor) -> None:
    """Take a file away from the readers; it stays on record. A second click finds it done."""
    held = Material.objects.select_for_update(of=("self",)).get(pk=material.pk)
    may_keep(by, held.course).enforce()
    if held.withdrawn_on is not None:
        return
    held.withdrawn_on = portal_day()
    held.save()
    _record(by, Entry.Action.DELETED, held.course, material=held.pk)


def _refuse_future(developed_on: date) -> None:
    if developed_on > portal_day():
        raise ValidationError({"developed_on": "编写完成日期不能晚于今天。"})


def _differing(held: Course, facts: Mapping[str, Any]) -> list[str]:
    return [name for name, value in facts.items() if getattr(held, name) != value]


def _locked(course: Course) -> Course:
    found: Course = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    return found


def _record(by: Actor, action: Entry.Action, course: Course, **detail: Any) -> None:
    """The line in the trail, once it is sure that the row is the writer's own."""
    if not Course.objects.visible_to(by).filter(pk=course.pk).exists():
        raise PermissionDenied("这门课程不在您的单位范围内，没有保存。")
    trail.record(
        actor=by, action=action, subject=f"course:{course.pk}", unit=course.owner_id, **detail
    )
