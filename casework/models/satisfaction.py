"""How many of those asked are satisfied (G-3)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from audit.history import tracked
from casework.enums import SurveyMethod, SurveySource
from casework.models.indexes import by_unit_and_day
from core.scope import ScopedQuerySet
from core.versions import counts_changes
from orgs.models import Unit


class SatisfactionSurveyQuerySet(ScopedQuerySet):
    """Satisfaction surveys."""

    def counting(self) -> Self:
        """The district's own and third parties'; a street's once the district accepted it."""
        return self.exclude(source=SurveySource.STREET, accepted_on__isnull=True)


@tracked
class SatisfactionSurvey(models.Model):
    """Some people of a street were asked whether they are satisfied (满意度调查, G-3)."""

    SCOPE_PATH = "street__code"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    street = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", verbose_name="街镇"
    )
    surveyed_on = models.DateField("调查日期")
    source = models.CharField("来源", max_length=15, choices=SurveySource)
    method = models.CharField("方式", max_length=10, choices=SurveyMethod)
    asked = models.PositiveIntegerField("调查人数")
    satisfied = models.PositiveIntegerField("满意人数")
    surveyor = models.CharField("调查单位", max_length=60, blank=True)
    accepted_on = models.DateField("认可日期", null=True, blank=True)
    accepted_by = models.CharField("认可人", max_length=60, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="填写人",
    )
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = SatisfactionSurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-surveyed_on", "-recorded_at", "id"]
        verbose_name = verbose_name_plural = "满意度调查"
        indexes = [by_unit_and_day("satisfaction_by_unit_and_day", "street", "surveyed_on")]
        constraints = [
            models.CheckConstraint(
                name="satisfied_are_among_the_asked",
                condition=Q(asked__gt=0, satisfied__lte=F("asked")),
                violation_error_message="满意人数不能多于调查人数，调查人数要大于0。",
            )
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"满意度调查 {self.surveyed_on}"
