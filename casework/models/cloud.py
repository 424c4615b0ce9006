"""How a street's export from the city's platform (社区云) is laid out."""

from django.db import models
from django.db.models.functions import Now

from audit.history import tracked
from core.scope import ScopedQuerySet
from orgs.models import Unit


@tracked
class CloudLayout(models.Model):
    """Which column of the export means what (T7-4): matched by hand once, then known.

    The export's format is not public. `columns` maps each of its headers to a header of the
    visit ledger, or to nothing.
    """

    SCOPE_PATH = "unit__code"
    SHARED_DOWNWARD = True

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="+", verbose_name="单位")
    columns = models.JSONField("表头对应", default=dict)
    matched_by = models.CharField("核对人", max_length=60, blank=True)
    matched_at = models.DateTimeField("核对时间", db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "社区云表头"

    def __str__(self) -> str:
        return f"社区云表头 {self.unit_id}"
