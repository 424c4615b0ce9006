from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgersConfig(AppConfig):
    """Workbooks in and out."""

    name = "ledgers"
    verbose_name = "台账"

    def ready(self) -> None:
        """Collect each room's `ledger.py`; tell the trail what batches are called."""
        from audit import telling
        from ledgers.selectors import batch_names

        autodiscover_modules("ledger")
        telling.register("batch", batch_names)
