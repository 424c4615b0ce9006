"""Case conferences (会商), the cases they dealt with, and what they resolved (T4-2, T4-3)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from advisors.models import Advisor
from audit.history import tracked, tracked_as
from casework.enums import CaseOutcome, ConferenceState
from casework.models.households import Household
from casework.models.indexes import by_unit_and_day
from core.scope import ScopedQuerySet
from core.sealing import sealed_file_property, sealed_property
from core.versions import counts_changes
from orgs.models import Unit


class ConferenceQuerySet(ScopedQuerySet):
    """Conferences, by state."""

    def held(self) -> Self:
        """Those that took place."""
        return self.filter(state=ConferenceState.HELD)


@tracked_as("conference")
class CaseConference(models.Model):
    """A conference of a street on single cases (会商); it counts once it has minutes (T4-2).

    `minutes_on` is the day the minutes were settled, written here or uploaded
    (`minutes_content`, a Word or PDF file). An actor of a community sees those that deal with
    a household of hers.
    """

    SCOPE_PATH = "street__code"
    COMMUNITY_PATH = "cases__community__code"
    PERSONAL_FIELDS = ("chair", "minutes_content")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    street = models.ForeignKey(
        Unit, models.PROTECT, db_index=False, related_name="+", verbose_name="街镇"
    )
    held_on = models.DateField("会商日期")
    place = models.CharField("地点", max_length=60, blank=True)
    chair = models.CharField("主持人", max_length=30)
    state = models.CharField(
        "状态", max_length=10, choices=ConferenceState, default=ConferenceState.PLANNED
    )
    minutes_on = models.DateField("纪要日期", null=True, blank=True)
    minutes_by = models.CharField("纪要确认人", max_length=60, blank=True)
    minutes_type = models.CharField("纪要文件格式", max_length=100, blank=True)
    minutes_content_sealed = models.BinaryField(null=True, editable=False)
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

    minutes_content = sealed_file_property("minutes_content_sealed")

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-recorded_at", "id"]
        verbose_name = verbose_name_plural = "会商"
        indexes = [by_unit_and_day("conference_by_unit_and_day", "street", "held_on")]
        constraints = [
            models.CheckConstraint(
                name="conference_minutes_of_what_was_held",
                condition=Q(minutes_on__isnull=True)
                | Q(state=ConferenceState.HELD, minutes_on__gte=F("held_on")),
                violation_error_message="开过会商才有纪要，纪要日期不早于会商日期。",
            )
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"会商 {self.held_on}"


@tracked
class ConferenceParticipant(models.Model):
    """Who took part: an advisor, or somebody of another office."""

    SCOPE_PATH = "conference__street__code"
    PERSONAL_FIELDS = ("name",)

    conference = models.ForeignKey(
        CaseConference, models.CASCADE, related_name="participants", verbose_name="会商"
    )
    name = models.CharField("姓名", max_length=30, blank=True)
    organisation = models.CharField("单位", max_length=60, blank=True)
    advisor = models.ForeignKey(
        Advisor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="顾问"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "会商参加人"
        constraints = [
            models.CheckConstraint(
                name="conference_participant_is_somebody",
                condition=~Q(name="") | ~Q(organisation=""),
                violation_error_message="参加人写单位或姓名。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.conference_id} {self.pk}"


@tracked_as("confcase")
class ConferenceCase(models.Model):
    """A household that a conference dealt with: how things stand, opinions, the resolution.

    `outcome` says whether it was solved, `solved_on` when (T10-2, G-2).
    """

    SCOPE_PATH = "community__code"
    PERSONAL_FIELDS = ("situation", "opinions", "resolution")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(
        CaseConference, models.CASCADE, related_name="cases", verbose_name="会商"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="conference_cases", verbose_name="困难家庭"
    )
    community = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="居村")
    situation_sealed = models.BinaryField(null=True, editable=False)
    opinions_sealed = models.BinaryField(null=True, editable=False)
    resolution_sealed = models.BinaryField(null=True, editable=False)
    outcome = models.CharField(
        "处理结果", max_length=10, choices=CaseOutcome, default=CaseOutcome.OPEN
    )
    solved_on = models.DateField("解决日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    situation = sealed_property("situation_sealed")
    opinions = sealed_property("opinions_sealed")
    resolution = sealed_property("resolution_sealed")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["conference_id", "recorded_at", "id"]
        verbose_name = verbose_name_plural = "会商个案"
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "household"],
                name="conference_case_once",
                violation_error_message="这户已经在这次会商里了。",
            ),
            models.CheckConstraint(
                name="conference_case_solved_has_its_day",
                condition=Q(outcome=CaseOutcome.SOLVED, solved_on__isnull=False)
                | ~Q(outcome=CaseOutcome.SOLVED) & Q(solved_on__isnull=True),
                violation_error_message="已解决的要写解决日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"会商个案 {str(self.pk)[:8].upper()}"


@tracked_as("confaction")
class ConferenceAction(models.Model):
    """Something a conference resolved (会商决议): what, whose it is, by when, done when (T4-3).

    `owner` is an advisor where it is one, who is reminded then; `owner_name` names whoever it is.
    """

    SCOPE_PATH = "conference__street__code"
    COMMUNITY_PATH = "case__community__code"
    PERSONAL_FIELDS = ("matter", "owner_name", "result")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(
        CaseConference, models.CASCADE, related_name="actions", verbose_name="会商"
    )
    case = models.ForeignKey(
        ConferenceCase,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name="会商个案",
    )
    matter_sealed = models.BinaryField(null=True, editable=False)
    owner = models.ForeignKey(
        Advisor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任顾问"
    )
    owner_name = models.CharField("责任人", max_length=60)
    due_on = models.DateField("期限")
    closed_on = models.DateField("办结日期", null=True, blank=True)
    result_sealed = models.BinaryField(null=True, editable=False)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    matter = sealed_property("matter_sealed")
    result = sealed_property("result_sealed")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "recorded_at", "id"]
        verbose_name = verbose_name_plural = "会商决议事项"
        constraints = [
            models.CheckConstraint(
                name="conference_action_has_an_owner",
                condition=~Q(owner_name=""),
                violation_error_message="决议事项要写责任人。",
            )
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return f"会商决议 {str(self.pk)[:8].upper()}"
