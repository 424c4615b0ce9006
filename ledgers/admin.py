"""Batches, to look at: they are entered and undone on the ledger pages."""

from django.contrib import admin

from core.admin import ScopedAdmin
from ledgers.models import Batch
from ledgers.permissions import LedgersPermission


@admin.register(Batch)
class BatchAdmin(ScopedAdmin):
    """What was uploaded, by whom, and what became of it; never the rows themselves."""

    needs = LedgersPermission.IMPORT
    may_add = False
    may_change = False
    list_display = ("file_name", "kind", "unit", "state", "uploaded_at", "uploaded_by")
    list_filter = ("kind", "state")
    list_select_related = ("unit",)
    search_fields = ("file_name", "uploaded_by")
    fields = (
        ("unit", "kind", "state"),
        "file_name",
        "digest",
        "counts",
        ("uploaded_at", "uploaded_by"),
        ("entered_at", "entered_by"),
        ("undone_at", "undone_by"),
    )
    readonly_fields = ("uploaded_at",)
