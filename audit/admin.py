"""Writes in the admin, written down."""

from typing import Any

from django.http import HttpRequest

from audit import trail
from audit.models import Entry
from core.admin import ScopedAdmin


class TrailedAdmin(ScopedAdmin):
    """A scoped admin whose additions and changes leave a line in the trail.

    The line names the row by its key and the fields by their names, never by what they hold.
    """

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save, then write down what was changed; a change of nothing leaves no line."""
        super().save_related(request, form, formsets, change)
        fields = [*form.changed_data, *(f.prefix for f in formsets if f.has_changed())]
        if change and not fields:
            return
        trail.record(
            actor=request.actor,  # type: ignore[attr-defined]
            username=request.user.get_username(),
            action=Entry.Action.CHANGED if change else Entry.Action.CREATED,
            subject=f"{self.opts.model_name}:{form.instance.pk}",
            fields=fields,
        )
