from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class AccountsConfig(AppConfig):
    """People, their roles and what they may see."""

    name = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        """Listen to Django's sign-ins; see to drafts, and to forms that were sent too late; tell the
        trail how links are called.
        """
        from accounts import drafts, lost, signals  # noqa: F401
        from accounts.links import link_names
        from audit.telling import register
        from core.drafts import kept_by
        from core.web import answer_lost_forms

        answer_lost_forms(lost.ask_to_sign_in)
        kept_by(drafts)
        register("onetimelink", link_names)


class PortalAdminConfig(AdminConfig):
    """Django's admin, opened by the portal's own permissions."""

    default_site = "accounts.adminsite.PortalAdminSite"
