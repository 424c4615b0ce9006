"""What a part's form is drawn in: the street's communities as they are on a day."""

from datetime import date

from orgs.models import Unit
from orgs.selectors import communities_of
from plans.forms.part import Frame
from plans.schema import AskKind, Part
from stations.naming import name_check_of_point


def frame_of(part: Part, street: Unit, year: int, day: date, known: dict[str, str]) -> Frame:
    """The frame of a part of a street's plan; `known` are names that its content speaks of.

    Communities are looked up only where the part asks about them.
    """
    kinds = {column.kind for table in part.tables for column in table.columns}
    if AskKind.COMMUNITY not in kinds:
        return Frame(year, known)
    valid = list(communities_of(street, day).select_related("parent"))
    return Frame(
        year,
        communities={**known, **{one.pk: one.name for one in valid}},
        valid=[one.pk for one in valid],
        notes={one.pk: name_check_of_point(one).right for one in valid},
    )
