"""Who keeps which course and its materials (T8-2)."""

from core.actor import Actor
from core.policies import Allowed, Answer, Denied
from training.models import Course
from training.permissions import TrainingPermission


def may_keep_for(actor: Actor, owner_code: str) -> Answer:
    """A course is kept by the unit that developed it, a street's by that street alone."""
    if not actor.can(TrainingPermission.KEEP):
        return actor.must(TrainingPermission.KEEP)
    if actor.unit_code != owner_code:
        return Denied("课程由开发它的单位登记和修改。")
    return Allowed()


def may_keep(actor: Actor, course: Course) -> Answer:
    """The same for a course on record."""
    return may_keep_for(actor, course.owner_id)


def may_add_material(actor: Actor, course: Course) -> Answer:
    """Not to a course that is no longer taught."""
    answer = may_keep(actor, course)
    if answer and course.retired_on is not None:
        return Denied("课程已停用，不再上传教材。要用的，请先恢复使用。")
    return answer
