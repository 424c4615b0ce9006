"""The admin under the portal's own scope and permissions."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from core.permissions import Permission


class ScopedAdmin(admin.ModelAdmin):
    """Rows through `visible_to`, rights through the actor's permissions.

    `needs` is the permission to see and change; without `may_add` or `may_delete` rows come
    and go elsewhere, and without `may_change` they can only be looked at. Every write is
    checked again against the scope.
    """

    needs: Permission
    may_add = True
    may_change = True
    may_delete = False

    def _allowed(self, request: HttpRequest) -> bool:
        actor = request.actor  # type: ignore[attr-defined]
        is_superuser = bool(getattr(request.user, "is_superuser", False))
        return is_superuser or (actor is not None and actor.can(self.needs))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Shown on the index."""
        return self._allowed(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Seen."""
        return self._allowed(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Changed."""
        return self.may_change and self._allowed(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Added."""
        return self.may_add and self._allowed(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Deleted."""
        return self.may_delete and self._allowed(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows within the actor's unit."""
        return self._scoped(super().get_queryset(request), request)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save what belongs to a row; a row that is then out of scope undoes the whole."""
        super().save_related(request, form, formsets, change)
        if not self.get_queryset(request).filter(pk=form.instance.pk).exists():
            raise PermissionDenied("这一行不在您的单位范围内，没有保存。")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices within the actor's unit."""
        manager = db_field.remote_field.model._default_manager
        kwargs.setdefault("queryset", self._scoped(manager.all(), request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _scoped(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        if getattr(request.user, "is_superuser", False) or not hasattr(rows, "visible_to"):
            return rows
        scoped: QuerySet[Any] = rows.visible_to(request.actor)  # type: ignore[attr-defined]
        return scoped
