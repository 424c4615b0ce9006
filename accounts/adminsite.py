"""Django's admin as the data admin's desk."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.permissions import AccountsPermission
from core.admin import is_superuser


class PortalAdminSite(AdminSite):
    """Opened by a role, not by Django's own flags; signing in is the portal's own page."""

    site_header = "普陀区社区救助顾问 · 后台"
    site_title = "后台"
    index_title = "数据管理"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """A signed-in actor whose role may use the admin, or a superuser."""
        actor = getattr(request, "actor", None)
        if request.user.is_active and is_superuser(request):
            return True
        return actor is not None and actor.can(AccountsPermission.USE_ADMIN)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """To the portal's sign-in page; 403 for somebody who is signed in already."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied("后台只对数据管理员开放。")
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """To the portal's own page, which writes it down."""
        return redirect("accounts:change-password")

    def get_urls(self) -> list[Any]:
        """All but the redirect to any object's own page, which asks for no scope."""
        return [one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"]
