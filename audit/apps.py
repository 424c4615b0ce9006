from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who changed, saw or exported what."""

    name = "audit"
    verbose_name = "留痕"

    def ready(self) -> None:
        """Keep a line of each transition, whichever room it happens in."""
        from audit import transitions

        transitions.start()
