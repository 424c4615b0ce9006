"""The admin under the portal's own scope and permissions."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from core.permissions import Permission


class ScopedOptions:
    """Rows and choices through `visible_to`, rights through the actor's permissions.

    `needs` is the permission to see and change; without `may_add`, `may_change` or `may_delete`
    rows come, change and go elsewhere.
    """

    needs: Permission
    may_add = True
    may_change = True
    may_delete = False

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
        return scoped(super().get_queryset(request), request)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A plain choice, without the small windows that add or change another row."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices within the actor's unit."""
        return self._formfield(super().formfield_for_foreignkey, db_field, request, kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices within the actor's unit."""
        return self._formfield(super().formfield_for_manytomany, db_field, request, kwargs)  # type: ignore[misc]

    def _formfield(self, make: Any, db_field: Any, request: HttpRequest, kwargs: Any) -> Any:
        every = db_field.remote_field.model._default_manager.all()
        kwargs.setdefault("queryset", scoped(every, request))
        return make(db_field, request, **kwargs)

    def _allowed(self, request: HttpRequest) -> bool:
        actor = request.actor  # type: ignore[attr-defined]
        return is_superuser(request) or (actor is not None and actor.can(self.needs))


class ScopedAdmin(ScopedOptions, admin.ModelAdmin):
    """A model in the admin; every write is checked again against the scope."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save what belongs to a row; a row that is then out of scope undoes the whole."""
        super().save_related(request, form, formsets, change)
        if not self.get_queryset(request).filter(pk=form.instance.pk).exists():
            raise PermissionDenied("这一行不在您的单位范围内，没有保存。")

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """The row of an address; PostgreSQL takes no NUL in a text, so no row has one."""
        return None if "\0" in object_id else super().get_object(request, object_id, from_field)

    def _get_obj_does_not_exist_redirect(self, *args: Any) -> HttpResponse:
        """Not found, as everywhere, for what does not exist and for what is out of scope."""
        raise Http404


class ScopedInline(ScopedOptions, admin.TabularInline):
    """Rows that are kept on the page of another."""

    extra = 0


def is_superuser(request: HttpRequest) -> bool:
    """Whether the emergency account is at work, which no scope holds."""
    return bool(getattr(request.user, "is_superuser", False))


def scoped(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """Rows within the actor's unit; models without a scope as they are."""
    if is_superuser(request) or not hasattr(rows, "visible_to"):
        return rows
    visible: QuerySet[Any] = rows.visible_to(request.actor)  # type: ignore[attr-defined]
    return visible
