from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """No models, no domain: what every room stands on."""

    name = "core"
    verbose_name = "基础"

    def ready(self) -> None:
        """Collect what each room declares for the rooms above it."""
        autodiscover_modules("permissions", "indicators", "todos", "units")
