"""Units and population at the data admin's desk."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from import_export.admin import ImportExportModelAdmin

from audit.admin import TrailedAdmin
from audit.models import Entry
from core.admin import ScopedInline
from orgs.formats import OfficeCsv
from orgs.models import HukouPopulation, Unit, UnitAlias
from orgs.permissions import OrgsPermission
from orgs.resources import PopulationResource


class AliasInline(ScopedInline):
    """Other names of a unit."""

    model = UnitAlias
    needs = OrgsPermission.KEEP
    may_delete = True


class PredecessorInline(ScopedInline):
    """Units that this one came from by a split, a merger or a new name."""

    model = Unit.predecessors.through
    needs = OrgsPermission.KEEP
    may_delete = True
    fk_name = "from_unit"
    verbose_name = verbose_name_plural = "前身"


@admin.register(Unit)
class UnitAdmin(TrailedAdmin):
    """Units; one that has ended keeps its row and gets its last day."""

    needs = OrgsPermission.KEEP
    list_display = ("code", "name", "level", "kind", "parent", "valid_from", "valid_to")
    list_filter = ("level", "kind")
    list_select_related = ("parent",)
    search_fields = ("code", "name", "aliases__name")
    fields = (
        "code",
        ("name", "short_name", "core_name"),
        ("level", "kind"),
        "parent",
        ("valid_from", "valid_to"),
        "source",
    )
    inlines = (AliasInline, PredecessorInline)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A code is a unit's key for ever."""
        return ("code",) if obj else ()


@admin.register(HukouPopulation)
class HukouPopulationAdmin(ImportExportModelAdmin, TrailedAdmin):
    """Registered population, one by one or as a CSV file.

    CSV alone, because this way in has no guard against oversized workbooks; the ledgers have.
    """

    needs = OrgsPermission.KEEP
    may_delete = True
    list_display = ("unit", "persons", "as_of", "source", "is_sample")
    list_filter = ("is_sample", "as_of")
    list_select_related = ("unit",)
    search_fields = ("unit__name", "source")
    fields = ("unit", "persons", "as_of", "source", "is_sample")
    resource_classes = (PopulationResource,)
    formats = (OfficeCsv,)
    # Its form runs scripts that the content security policy refuses.
    skip_export_form = True
    skip_export_form_from_action = True

    def has_import_permission(self, request: HttpRequest) -> bool:
        """As for changing rows by hand."""
        return self._allowed(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """As for seeing them."""
        return self._allowed(request)

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        """Tell the resource whose figures may come in."""
        return {"actor": request.actor}  # type: ignore[attr-defined]

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """A file came in: a line in the trail, where it changed anything."""
        counts = {kind: result.totals[kind] for kind in ("new", "update")}
        if any(counts.values()):
            self.write_down(request, Entry.Action.IMPORTED, **counts)
        answer: HttpResponse = super().process_result(result, request)
        return answer

    def get_export_data(
        self, file_format: Any, request: HttpRequest, queryset: QuerySet[Any], **kwargs: Any
    ) -> Any:
        """The file, and a line in the trail."""
        self.write_down(request, Entry.Action.EXPORTED, rows=queryset.count())
        return super().get_export_data(file_format, request, queryset, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A street or town: population is kept for these alone."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.queryset = field.queryset.streets()
        return field
