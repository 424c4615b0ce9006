"""One index for both ways in which rows of a unit are asked for."""

from django.db import models


def by_unit_and_day(name: str, unit: str, day: str) -> models.Index:
    """Rows of a unit by day, the unit by its code or by the beginning of it (scope).

    In place of the foreign key's own two indexes, which only double it.
    """
    return models.Index(
        name=name, fields=[unit, day], opclasses=["varchar_pattern_ops", "date_ops"]
    )
