from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class AccountsConfig(AppConfig):
    """People, their roles and what they may see."""

    name = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        """Listen to Django's sign-ins."""
        from accounts import signals  # noqa: F401


class PortalAdminConfig(AdminConfig):
    """Django's admin, opened by the portal's own permissions."""

    default_site = "accounts.adminsite.PortalAdminSite"
