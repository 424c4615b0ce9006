"""The twelve parts of a construction plan, and what can be asked of their content."""

from collections.abc import Sequence

from plans.enums import PartKind, PlanForm
from plans.parts.checking import is_complete, lacks
from plans.parts.content import (
    answers_of,
    empty_content,
    public_content,
    rows_of,
    shown_content,
    shown_value,
    tidy,
)
from plans.parts.people import LEADERSHIP, MECHANISMS, SERVICES, STAFFING, TRAINING
from plans.parts.places import EQUIPMENT, LAYOUT, SITE, SPACE
from plans.parts.work import MONEY, PROJECTS, SCHEDULE
from plans.schema import Part

PARTS: dict[str, Part] = {
    PartKind.SITE: SITE,
    PartKind.SPACE: SPACE,
    PartKind.EQUIPMENT: EQUIPMENT,
    PartKind.LAYOUT: LAYOUT,
    PartKind.STAFFING: STAFFING,
    PartKind.SERVICES: SERVICES,
    PartKind.MECHANISMS: MECHANISMS,
    PartKind.TRAINING: TRAINING,
    PartKind.PROJECTS: PROJECTS,
    PartKind.MONEY: MONEY,
    PartKind.SCHEDULE: SCHEDULE,
    PartKind.LEADERSHIP: LEADERSHIP,
}


def parts_asked(form: str) -> Sequence[Part]:
    """The parts to be filled: all of them, or the figures beside a stamped file."""
    return [part for part in PARTS.values() if part.is_figure or form == PlanForm.WRITTEN]


__all__ = [
    "PARTS",
    "answers_of",
    "empty_content",
    "is_complete",
    "lacks",
    "parts_asked",
    "public_content",
    "rows_of",
    "shown_content",
    "shown_value",
    "tidy",
]
