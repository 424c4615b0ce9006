"""Two people change one record: the second is told, and nothing typed is lost."""

from typing import Any

import pgtrigger

_COUNTS_CHANGES = "counts_changes"


class ChangedMeanwhile(Exception):
    """Somebody else wrote since the form was drawn; nothing was written."""


def counts_changes() -> pgtrigger.Trigger:
    """The trigger that lets a model's `version` grow with each change, whoever makes it.

    In the database, because ledgers change many rows at once.
    """
    return pgtrigger.Trigger(
        name=_COUNTS_CHANGES,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(),
        func="NEW.version = OLD.version + 1; RETURN NEW;",
    )


def is_counted(model: Any) -> bool:
    """Whether a model's `version` is the database's own count, and so no fact of the record."""
    return any(one.name == _COUNTS_CHANGES for one in getattr(model._meta, "triggers", ()))
