"""Users and memberships at the data admin's desk."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import admin as _groups  # noqa: F401 - registers them
from django.contrib.auth.models import Group
from django.http import HttpRequest

from accounts import endings
from accounts.forms import MembershipForm
from accounts.models import Membership, User
from accounts.permissions import AccountsPermission
from accounts.policies import may_let_sign, may_manage_account
from audit.admin import TrailedAdmin
from core.admin import ScopedInline, is_superuser

# Rights come from memberships; Django's own groups are not used.
admin.site.unregister(Group)


class SigningOptions:
    """Whether somebody may sign is shown to all, and open to whoever may let her sign."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """`obj` is the user or one of his memberships; MembershipForm asks again."""
        user = obj.user if isinstance(obj, Membership) else obj
        actor = request.actor  # type: ignore[attr-defined]
        return () if may_let_sign(actor, request.user, user) else ("may_sign",)


class MembershipInline(SigningOptions, ScopedInline):
    """Where a user acts, as what, from when to when."""

    model = Membership
    form = MembershipForm
    needs = AccountsPermission.MANAGE
    fk_name = "user"
    fields = ("unit", "role", "starts_on", "ends_on", "may_sign", "stands_in_for")

    def get_min_num(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """A new user needs one membership: without it nobody could see him again."""
        return 0 if obj or is_superuser(request) else 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The same, enforced."""
        formset: Any = super().get_formset(request, obj, validate_min=True, **kwargs)
        formset.form.request = request
        return formset


@admin.register(User)
class UserAdmin(TrailedAdmin):
    """Accounts one by one; a password is never shown and never typed here."""

    needs = AccountsPermission.MANAGE
    list_display = ("username", "name", "is_active", "must_change_password", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "name")
    fields = ("username", "name", "is_active", "must_change_password", "last_login", "created_at")
    readonly_fields = ("must_change_password", "last_login", "created_at")
    inlines = (MembershipInline,)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A new account has no past to show."""
        return self.fields if obj else self.fields[:3]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever also acts elsewhere is kept by those above."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or is_superuser(request):
            return True
        return bool(may_manage_account(request.actor, obj))  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new user can sign in once a first password is given him on a slip.

        What rooms keep for an account goes when it is switched off.
        """
        if not change:
            obj.set_unusable_password()
            obj.must_change_password = True
            messages.info(request, "账号已建好。请到“账号”页给他重设密码，打印首次密码条。")
        super().save_model(request, obj, form, change)
        if change and not obj.is_active:
            endings.tell(obj, request.actor)  # type: ignore[attr-defined]


@admin.register(Membership)
class MembershipAdmin(SigningOptions, TrailedAdmin):
    """Who acts where; a membership is ended by its last day, not deleted."""

    form = MembershipForm
    needs = AccountsPermission.MANAGE
    list_display = ("user", "unit", "role", "starts_on", "ends_on", "may_sign", "stands_in_for")
    list_filter = ("role", "may_sign")
    list_select_related = ("user", "unit", "stands_in_for")
    search_fields = ("user__username", "user__name", "unit__name")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form knows who fills it in."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.request = request
        return form
