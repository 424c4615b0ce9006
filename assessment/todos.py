"""Milestones still to be met: a street's own, and for the reviewer the streets that are behind."""

from collections.abc import Iterator

from assessment.pages import scene_of
from assessment.permissions import AssessmentPermission
from assessment.selectors import Scene
from assessment.timeline import summary_of
from core.todos import Asker, Todo, register


def milestones_to_meet(asker: Asker) -> Iterator[Todo]:
    """Only those that records can tell: nobody is sent after what nobody can show."""
    actor = asker.actor
    if not actor.can(AssessmentPermission.VIEW):
        return
    scene = scene_of(asker)
    if scene is None:
        return
    if actor.street_code:
        yield from _of_street(scene)
    elif actor.can(AssessmentPermission.RECORD):
        yield from _of_district(scene)


def _of_street(scene: Scene) -> Iterator[Todo]:
    for row in scene.progress_by_street.values():
        for one in row:
            if one.is_known and not one.is_met and one.unit in scene.streets:
                yield Todo(
                    title=one.milestone.title,
                    note=f"时间线节点，条款 {one.milestone.clause}",
                    view="assessment:clause",
                    args=(one.unit.code, one.milestone.clause),
                    action="看还差什么",
                    due_on=one.milestone.due_on,
                    clause=one.milestone.clause,
                )


def _of_district(scene: Scene) -> Iterator[Todo]:
    for row in scene.progress.values():
        behind = [one for one in row if one.is_behind]
        if not behind:
            continue
        yield Todo(
            title=f"{behind[0].milestone.title}：{summary_of(row)[1]}",
            note=f"时间线节点，条款 {behind[0].milestone.clause}",
            view="assessment:indicator",
            args=(behind[0].milestone.clause,),
            action="看各街镇",
            due_on=behind[0].milestone.due_on,
        )


register(milestones_to_meet)
