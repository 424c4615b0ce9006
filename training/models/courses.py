"""Courses (救助课程), what there is to read, and who teaches (T8-2, T8-6)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from advisors.models import Advisor
from audit.history import tracked
from core.scope import ScopedQuerySet
from core.versions import counts_changes
from orgs.models import Unit


class CourseQuerySet(ScopedQuerySet):
    """Courses, by day."""

    def in_use_on(self, day: date) -> Self:
        """Finished by a day and not retired by then."""
        is_used = Q(retired_on__isnull=True) | Q(retired_on__gt=day)
        return self.filter(is_used, developed_on__lte=day)


@tracked
class Course(models.Model):
    """A course of one's own: what it teaches, for how long, who wrote it."""

    SCOPE_PATH = "owner__code"
    PERSONAL_FIELDS = ("author_name",)
    SHARED_DOWNWARD = True

    owner = models.ForeignKey(Unit, models.PROTECT, related_name="courses", verbose_name="开发单位")
    title = models.CharField("课程名称", max_length=80)
    syllabus = models.TextField("课程大纲", max_length=3000, blank=True)
    minutes = models.PositiveSmallIntegerField("时长（分钟）")
    author_name = models.CharField("编写人", max_length=60, blank=True)
    developed_on = models.DateField("编写完成日期")
    retired_on = models.DateField("停用日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["-developed_on", "owner_id", "id"]
        verbose_name = verbose_name_plural = "救助课程"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "title"],
                name="course_once",
                violation_error_message="本单位已有同名的课程。",
            ),
            models.CheckConstraint(
                name="course_has_minutes",
                condition=Q(minutes__gt=0),
                violation_error_message="时长须大于0。",
            ),
            models.CheckConstraint(
                name="course_retires_after_it_was_made",
                condition=Q(retired_on__isnull=True) | Q(retired_on__gte=F("developed_on")),
                violation_error_message="停用日期不能早于编写完成日期。",
            ),
        ]
        triggers = [counts_changes()]

    def __str__(self) -> str:
        return self.title


class MaterialQuerySet(ScopedQuerySet):
    """Materials, by day."""

    def there_on(self, day: date) -> Self:
        """Added by a day and not taken back by then."""
        is_kept = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day)
        return self.filter(is_kept, added_on__lte=day)


@tracked
class Material(models.Model):
    """A file of a course that advisors read: slides, a text, a form."""

    SCOPE_PATH = "course__owner__code"
    SHARED_DOWNWARD = True

    course = models.ForeignKey(
        Course, models.CASCADE, related_name="materials", verbose_name="课程"
    )
    title = models.CharField("教材名称", max_length=80)
    file_name = models.CharField("文件名", max_length=120)
    content_type = models.CharField(max_length=100, editable=False)
    suffix = models.CharField(max_length=10, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    size = models.PositiveIntegerField("大小（字节）", editable=False)
    added_on = models.DateField("上传日期")
    added_by = models.CharField("上传人账号", max_length=150)
    withdrawn_on = models.DateField("撤下日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["course_id", "id"]
        verbose_name = verbose_name_plural = "教材"

    def __str__(self) -> str:
        return self.title


class TrainerQuerySet(ScopedQuerySet):
    """Trainers, by day."""

    def active_on(self, day: date) -> Self:
        """Named by a day and not ended before it."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


@tracked
class Trainer(models.Model):
    """An advisor who teaches (救助顾问讲师); her courses are those of the sessions she taught."""

    SCOPE_PATH = "advisor__street__code"
    COMMUNITY_PATH = "advisor__assignments__community__code"

    advisor = models.ForeignKey(
        Advisor, models.CASCADE, related_name="trainerships", verbose_name="顾问"
    )
    since = models.DateField("起始日期")
    until = models.DateField("结束日期", null=True, blank=True)
    speciality = models.CharField("擅长内容", max_length=120, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)

    objects = TrainerQuerySet.as_manager()

    class Meta:
        ordering = ["advisor_id", "-since"]
        verbose_name = verbose_name_plural = "救助顾问讲师"
        constraints = [
            models.UniqueConstraint(
                fields=["advisor"],
                condition=Q(until__isnull=True),
                name="trainer_once",
                violation_error_message="这名顾问已是讲师。",
            ),
            models.CheckConstraint(
                name="trainer_ends_after_start",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message="结束日期不能早于起始日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.advisor_id} {self.since}"
