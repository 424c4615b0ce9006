"""Two people change one record: the second is told, and nothing typed is lost."""

import pgtrigger


class ChangedMeanwhile(Exception):
    """Somebody else wrote since the form was drawn; nothing was written."""


def counts_changes() -> pgtrigger.Trigger:
    """The trigger that lets a model's `version` grow with each change, whoever makes it.

    In the database, because ledgers change many rows at once.
    """
    return pgtrigger.Trigger(
        name="counts_changes",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(),
        func="NEW.version = OLD.version + 1; RETURN NEW;",
    )
