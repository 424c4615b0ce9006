"""Django's admin as the data admin's desk."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from accounts.permissions import AccountsPermission


class PortalAdminSite(AdminSite):
    """Opened by a role, not by Django's own flags."""

    site_header = "普陀区社区救助顾问 · 后台"
    site_title = "后台"
    index_title = "数据管理"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """A signed-in actor whose role may use the admin, or a superuser."""
        actor = getattr(request, "actor", None)
        if request.user.is_active and getattr(request.user, "is_superuser", False):
            return True
        return actor is not None and actor.can(AccountsPermission.USE_ADMIN)
