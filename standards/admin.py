"""The desk for standards: drafts can be edited, published ones only read."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from core.actor import Actor
from core.admin import ScopedAdmin
from standards import services
from standards.enums import Status
from standards.models import (
    Clause,
    Convention,
    Milestone,
    Part,
    Phase,
    Setting,
    Standard,
)
from standards.parsing import InvalidStandard
from standards.permissions import StandardsPermission
from standards.policies import may_edit


def _may_change(request: HttpRequest, standard: Standard | None) -> bool:
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if actor is None:
        return False
    if standard is None:
        return actor.can(StandardsPermission.EDIT)
    return bool(may_edit(actor, standard))


def _note_edit(request: HttpRequest, standard: Standard, **detail: Any) -> None:
    services.note_edit(standard=standard, by=request.actor, **detail)  # type: ignore[attr-defined]


class ContentInline(admin.TabularInline):
    """Rows of a standard's content, on its own page."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Standard | None = None) -> bool:
        """Seen by whoever sees the standard."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Standard | None = None) -> bool:
        """Added while it is a draft."""
        return _may_change(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Standard | None = None) -> bool:
        """Changed while it is a draft."""
        return _may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Standard | None = None) -> bool:
        """Deleted while it is a draft."""
        return _may_change(request, obj)


class PartInline(ContentInline):
    """Columns of the board."""

    model = Part


class ConventionInline(ContentInline):
    """Rules, and points left open."""

    model = Convention


class SettingInline(ContentInline):
    """Adjustable values."""

    model = Setting


class PhaseInline(ContentInline):
    """Phases of the notice."""

    model = Phase


class MilestoneInline(ContentInline):
    """Milestones of the phases."""

    model = Milestone


class DraftAdmin(ScopedAdmin):
    """Whatever belongs to a standard: changed and deleted while that is a draft."""

    needs = StandardsPermission.EDIT

    def standard_of(self, obj: Any) -> Standard:
        """The standard that a row belongs to."""
        standard: Standard = obj.standard
        return standard

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Added by whoever edits standards."""
        return _may_change(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Changed while the standard is a draft."""
        return _may_change(request, self.standard_of(obj) if obj else None)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Deleted while the standard is a draft."""
        return _may_change(request, self.standard_of(obj) if obj else None)


@admin.register(Standard)
class StandardAdmin(DraftAdmin):
    """Standards with all but their clauses, which have a list of their own."""

    list_display = ("__str__", "document_number", "status", "cycle_start", "cycle_end")
    list_filter = ("status", "year")
    readonly_fields = (
        *("status", "drafted_by", "editors"),
        *("published_by", "published_at", "retired_at"),
    )
    inlines = (PartInline, SettingInline, ConventionInline, PhaseInline, MilestoneInline)
    actions = ("publish", "make_new_version")

    def standard_of(self, obj: Any) -> Standard:
        """Itself."""
        standard: Standard = obj
        return standard

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep who drafted it."""
        if not change:
            obj.drafted_by = request.user.get_username()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Note the edit once its rows are saved too."""
        super().save_related(request, form, formsets, change)
        fields = [*form.changed_data, *(f.prefix for f in formsets if f.has_changed())]
        _note_edit(request, form.instance, fields=fields)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete a draft."""
        services.delete_draft(standard=obj, by=request.actor)  # type: ignore[attr-defined]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete drafts."""
        for standard in queryset:
            self.delete_model(request, standard)

    @admin.action(description="发布所选标准")
    def publish(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Publish drafts that hold together."""
        self._each(request, queryset, services.publish_standard, "已发布。")

    @admin.action(description="另起一版草稿")
    def make_new_version(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Copy a standard into a draft with the next number."""
        self._each(request, queryset, services.new_version, "草稿已建。")

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        service: Callable[..., Standard],
        done: str,
    ) -> None:
        if request.actor is None:  # type: ignore[attr-defined]
            refusal = "您今天没有任职，不能发布标准或另起一版；请用有任职的账号办理。"
            self.message_user(request, refusal, messages.ERROR)
            return
        for standard in queryset:
            try:
                made = service(standard=standard, by=request.actor)  # type: ignore[attr-defined]
            except PermissionDenied as error:
                self.message_user(request, f"{standard}：{error}", messages.ERROR)
            except InvalidStandard as error:
                for problem in error.problems:
                    self.message_user(request, f"{standard}：{problem}", messages.ERROR)
            else:
                self.message_user(request, f"{made}{done}", messages.SUCCESS)


@admin.register(Clause)
class ClauseAdmin(DraftAdmin):
    """Clauses, one a page: words, weight, rule, due date, worked examples."""

    list_display = ("code", "name", "weight", "is_bonus", "level", "due_on", "due_period")
    list_filter = ("standard", "level", "basis")
    list_select_related = ("standard",)
    search_fields = ("code", "name", "quote")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer drafts only."""
        kwargs["queryset"] = Standard.objects.filter(status=Status.DRAFT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A clause stays in its standard."""
        return ("standard",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and note the edit of its standard."""
        super().save_model(request, obj, form, change)
        _note_edit(request, obj.standard, clause=obj.code, fields=form.changed_data)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, and note the edit of its standard."""
        standard = obj.standard
        super().delete_model(request, obj)
        _note_edit(request, standard, clause=obj.code, deleted=True)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete several, noting each."""
        for clause in queryset.select_related("standard"):
            self.delete_model(request, clause)
