"""Service records: written by the portal out of what was done, never asked for (T7-1, T7-2, T7-7)."""

from django.db import models
from django.db.models import Q

from advisors.models import Advisor
from audit.history import tracked
from casework.enums import ServiceType, StationDuty, SupportType
from casework.models.conferences import CaseConference
from casework.models.consultations import Application, Consultation
from casework.models.indexes import by_unit_and_day
from casework.models.plans import SupportPlan
from casework.models.referrals import Referral
from casework.models.stuck import StuckCase
from casework.models.surveys import MeansSurvey, NeedsSurvey
from casework.models.visits import Need, Visit
from core.scope import ScopedQuerySet
from orgs.models import Unit

ORIGINS = (
    "visit", "consultation", "application", "means_survey", "needs_survey",
    "referral", "need", "stuck_case", "conference", "support_plan",
)  # fmt: skip


def _of_one_origin() -> Q:
    """Exactly one of the origins is set."""
    one = Q()
    for origin in ORIGINS:
        others = {f"{other}__isnull": True for other in ORIGINS if other != origin}
        one |= Q(**{f"{origin}__isnull": False}, **others)
    return one


@tracked
class ServiceRecord(models.Model):
    """One service given on a day: which of the six kinds, station duties or community supports.

    `unit` is who gave it: the street's station (9 digits) or a community (12 digits). Each
    stands by what it was written out of and goes with it (`casework.records.deriving`).
    """

    SCOPE_PATH = "unit__code"

    unit = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", verbose_name="单位"
    )
    given_on = models.DateField("日期")
    advisor = models.ForeignKey(
        Advisor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="顾问"
    )
    service_type = models.CharField("服务类型", max_length=20, choices=ServiceType, blank=True)
    station_duty = models.CharField("服务站职责", max_length=20, choices=StationDuty, blank=True)
    support_type = models.CharField("配合事项", max_length=20, choices=SupportType, blank=True)
    visit = models.ForeignKey(
        Visit, models.CASCADE, null=True, blank=True, related_name="records", verbose_name="走访"
    )
    consultation = models.ForeignKey(
        Consultation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="records",
        verbose_name="咨询",
    )
    application = models.ForeignKey(
        Application,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="records",
        verbose_name="救助申请",
    )
    means_survey = models.ForeignKey(
        MeansSurvey,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="records",
        verbose_name="家境调查",
    )
    needs_survey = models.ForeignKey(
        NeedsSurvey,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="records",
        verbose_name="需求排摸",
    )
    referral = models.ForeignKey(
        Referral,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="records",
        verbose_name="资源对接",
    )
    need = models.ForeignKey(
        Need, models.CASCADE, null=True, blank=True, related_name="records", verbose_name="需求"
    )
    stuck_case = models.ForeignKey(
        StuckCase,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="records",
        verbose_name="办不成事",
    )
    conference = models.ForeignKey(
        CaseConference,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="records",
        verbose_name="会商",
    )
    support_plan = models.ForeignKey(
        SupportPlan,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="records",
        verbose_name="帮扶方案",
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-id"]
        verbose_name = verbose_name_plural = "服务记录"
        indexes = [by_unit_and_day("service_by_unit_and_day", "unit", "given_on")]
        constraints = [
            models.CheckConstraint(name="service_record_of_one_origin", condition=_of_one_origin()),
            models.CheckConstraint(
                name="service_record_says_something",
                condition=~Q(service_type="") | ~Q(station_duty="") | ~Q(support_type=""),
            ),
        ]

    def __str__(self) -> str:
        return f"服务记录 {self.pk}"
