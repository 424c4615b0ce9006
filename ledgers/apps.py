from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgersConfig(AppConfig):
    """Workbooks in and out."""

    name = "ledgers"
    verbose_name = "台账"

    def ready(self) -> None:
        """Collect each room's `ledger.py`."""
        autodiscover_modules("ledger")
