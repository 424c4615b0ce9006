"""Writes in the admin, written down."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from audit import trail
from audit.models import Entry
from core.admin import ScopedAdmin


class TrailedAdmin(ScopedAdmin):
    """A scoped admin whose additions, changes and deletions leave a line in the trail.

    The line names the row by its key and the fields by their names, never by what they hold.
    """

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save, then write down what was changed; a change of nothing leaves no line."""
        super().save_related(request, form, formsets, change)
        fields = [*form.changed_data, *(f.prefix for f in formsets if f.has_changed())]
        if change and not fields:
            return
        action = Entry.Action.CHANGED if change else Entry.Action.CREATED
        self.write_down(request, action, form.instance.pk, fields=fields)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, and write down which row."""
        key = obj.pk
        super().delete_model(request, obj)
        self.write_down(request, Entry.Action.DELETED, key)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete several, with a line for each."""
        for row in queryset.order_by("pk"):
            self.delete_model(request, row)

    def write_down(
        self, request: HttpRequest, action: Entry.Action, key: object = "", **detail: Any
    ) -> None:
        """A line of the trail about a row, or about the whole table where no key is given."""
        trail.record(
            actor=request.actor,  # type: ignore[attr-defined]
            username=request.user.get_username(),
            action=action,
            subject=f"{self.opts.model_name}:{key}" if key else str(self.opts.verbose_name),
            **detail,
        )
