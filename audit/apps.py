from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who changed, saw or exported what."""

    name = "audit"
    verbose_name = "留痕"
