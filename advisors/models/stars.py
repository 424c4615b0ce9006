"""Star ratings (T6-5)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from advisors.models.people import Advisor
from audit.history import tracked
from core.scope import ScopedQuerySet


class StarRatingQuerySet(ScopedQuerySet):
    """Ratings, by day."""

    def decided_by(self, day: date) -> Self:
        """Those that stood on a day: decided by then, or without a day from 1 January on."""
        return self.filter(Q(decided_on__lte=day) | Q(decided_on__isnull=True, year__lte=day.year))


@tracked
class StarRating(models.Model):
    """A star rating of an advisor in a year (T6-5).

    Without `decided_on`, as ledgers bring it, it counts from the first day of its year.
    """

    SCOPE_PATH = "advisor__street__code"
    COMMUNITY_PATH = "advisor__assignments__community__code"

    advisor = models.ForeignKey(
        Advisor, models.CASCADE, related_name="star_ratings", verbose_name="顾问"
    )
    year = models.PositiveSmallIntegerField("年度")
    level = models.PositiveSmallIntegerField("星级")
    basis = models.CharField("依据", max_length=200, blank=True)
    decided_by = models.CharField("评定单位", max_length=60, blank=True)
    decided_on = models.DateField("评定日期", null=True, blank=True)

    objects = StarRatingQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "id"]
        verbose_name = verbose_name_plural = "星级评定"
        constraints = [
            models.UniqueConstraint(fields=["advisor", "year"], name="one_rating_a_year"),
            models.CheckConstraint(
                name="stars_one_to_five", condition=Q(level__gte=1, level__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.advisor_id} {self.year}"
