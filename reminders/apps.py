from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RemindersConfig(AppConfig):
    """Who was reminded of what."""

    name = "reminders"
    verbose_name = "提醒"

    def ready(self) -> None:
        """Collect what units can be reminded of; tell the trail how it is called."""
        from audit import telling
        from reminders.matters import names_in_trail

        autodiscover_modules("matters")
        telling.register("reminder", names_in_trail)
