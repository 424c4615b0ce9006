"""People and the units and roles they act in."""

import uuid
from datetime import date
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import In

from core.actor import Actor
from core.permissions import ROLE_CHOICES, ROLE_UNIT_WIDTHS
from core.scope import ScopedQuerySet
from core.sealing import sealed_property
from orgs.models import Unit


class UserQuerySet(models.QuerySet["User"]):
    """Users, by the units they are members of."""

    def visible_to(self, actor: Actor | None) -> Self:
        """Users with a membership, past or present, within the actor's unit."""
        if actor is None or not actor.unit_code:
            return self.none()
        members = Membership.objects.visible_to(actor).values("user_id")
        return self.filter(pk__in=members)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users; a superuser is for emergencies at the command line."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """A user whose password is stored hashed; without one he cannot sign in."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """A user who may enter the admin without a membership."""
        return self.create_user(username, password, is_superuser=True, **fields)


class User(AbstractBaseUser):
    """A person who can sign in. What he may do comes from his memberships alone."""

    PERSONAL_FIELDS = ("name",)

    username = models.CharField("账号", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=30, blank=True)
    is_active = models.BooleanField("启用", default=True)
    is_superuser = models.BooleanField("超级用户", default=False)
    must_change_password = models.BooleanField("须改密码", default=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]

    objects = UserManager()

    class Meta:
        ordering = ["username"]
        verbose_name = verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.username

    @property
    def is_staff(self) -> bool:
        """Django's admin asks this; the admin site itself asks the actor."""
        return self.is_active

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used; only a superuser has them."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        """As `has_perm`."""
        return self.has_perm(app_label)


def _role_fits_unit() -> Q:
    """A role is held in a unit of its own level: nobody reviews the district from a street."""
    fits = Q()
    for role, widths in ROLE_UNIT_WIDTHS.items():
        fits |= Q(In(Length("unit"), widths), role=role.value)
    return fits


class MembershipQuerySet(ScopedQuerySet):
    """Memberships, by day."""

    def not_over_on(self, day: date) -> Self:
        """Those that run on a day or begin after it."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def valid_on(self, day: date) -> Self:
        """Those that have begun and not ended on a day."""
        return self.not_over_on(day).filter(starts_on__lte=day)


class Membership(models.Model):
    """A person in a unit and a role, from a day to a day (both included).

    One person may hold two, and may stand in for somebody on leave.
    """

    SCOPE_PATH = "unit__code"

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="用户")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    role = models.CharField("角色", max_length=30, choices=ROLE_CHOICES)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    may_sign = models.BooleanField("可签发", default=False)
    stands_in_for = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="代理何人"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="membership_role_fits_unit",
                condition=_role_fits_unit(),
                violation_error_message="角色和单位对不上：区级审核在区，街镇角色在街镇，居村顾问在居村。",
            ),
            models.CheckConstraint(
                name="membership_stands_in_until_a_day",
                condition=Q(stands_in_for__isnull=True) | Q(ends_on__isnull=False),
                violation_error_message="代理别人的任职须写明结束日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts: nobody's but one's own, whatever unit one acts in."""

    def visible_to(self, actor: Actor | None) -> Self:
        """The actor's own."""
        return self.filter(user_id=actor.user_id) if actor else self.none()


class Draft(models.Model):
    """What somebody typed into a form and has not sent yet; hers alone, sealed.

    `key` is the address of the form. It goes when the form is sent.
    """

    PERSONAL_FIELDS = ("text",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="drafts", verbose_name="用户")
    key = models.CharField("表单", max_length=200)
    text_sealed = models.BinaryField("内容", null=True, editable=False)
    saved_at = models.DateTimeField("保存时间", auto_now=True)

    objects = DraftQuerySet.as_manager()

    text = sealed_property("text_sealed")

    class Meta:
        ordering = ["-saved_at"]
        verbose_name = verbose_name_plural = "草稿"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"


class OneTimeLink(models.Model):
    """An address that lets somebody without an account answer one question, once.

    Its secret goes out once, when it is made; only a hash of it is kept. `purpose` and `subject`
    say what it answers (`casework.referral`, a key), unknown to this room; `holder` whom it was
    made for, as the trail names him. `unit` is whose it is.
    """

    SCOPE_PATH = "unit__code"
    PERSONAL_FIELDS = ("holder",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField("密文摘要", max_length=64, unique=True, editable=False)
    purpose = models.CharField("用途", max_length=40)
    subject = models.UUIDField("对象")
    holder = models.CharField("收件人", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    made_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="发出人"
    )
    made_at = models.DateTimeField("发出时间", auto_now_add=True)
    expires_on = models.DateField("有效期至")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "id"]
        verbose_name = verbose_name_plural = "一次性链接"
        indexes = [models.Index(fields=["purpose", "subject"])]

    def __str__(self) -> str:
        return f"链接 {str(self.pk)[:8].upper()}"


class LinkGuess(models.Model):
    """Somebody opened a link that there is none of: from which address, and when.

    Too many from one address, and it has to wait (`accounts.links`). Old ones are removed.
    """

    address = models.CharField("来源地址", max_length=45)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = verbose_name_plural = "链接猜测"
        indexes = [models.Index(fields=["address", "at"])]

    def __str__(self) -> str:
        return f"{self.pk}"
