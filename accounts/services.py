"""The only writer of accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.lockout import unlock
from accounts.models import Membership, User
from accounts.passwords import first_password, hash_first_password
from accounts.permissions import AccountsPermission
from accounts.policies import may_manage_account
from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.permissions import ROLE_LABELS, Role
from orgs.models import Unit


@dataclass(frozen=True)
class NewAccount:
    """An account to be made: who, where, as what; `more_units` get the same role."""

    username: str
    name: str
    unit_code: str
    role: Role
    may_sign: bool = False
    more_units: tuple[str, ...] = ()

    @property
    def unit_codes(self) -> tuple[str, ...]:
        """Every unit she is to act in."""
        return (self.unit_code, *self.more_units)


@dataclass(frozen=True)
class Slip:
    """A first password, known only now; printed and handed over."""

    username: str
    name: str
    unit_name: str
    role: Role
    password: str

    @property
    def role_label(self) -> str:
        """The role in Chinese."""
        return ROLE_LABELS[self.role]


@transaction.atomic
def create_accounts(*, accounts: Iterable[NewAccount], by: Actor, starts_on: date) -> list[Slip]:
    """Make accounts with first passwords that must be changed; in a fixed number of queries.

    A username that exists already is left out: her slip was handed over before.
    """
    by.must(AccountsPermission.MANAGE).enforce()
    wanted = list(accounts)
    if any(not by.covers(code) for account in wanted for code in account.unit_codes):
        raise PermissionDenied("只能为本单位及所属单位开设账号。")
    if any(account.may_sign for account in wanted) and not by.is_district:
        raise PermissionDenied("“可签发”由区级数据管理员办理。")
    taken = set(
        User.objects.filter(username__in=[a.username for a in wanted]).values_list(
            "username", flat=True
        )
    )
    new = list({a.username: a for a in wanted if a.username not in taken}.values())
    units = Unit.objects.in_bulk({account.unit_code for account in new})
    slips = [
        Slip(a.username, a.name, units[a.unit_code].name, a.role, first_password()) for a in new
    ]
    users = User.objects.bulk_create(
        User(
            username=slip.username,
            name=slip.name,
            password=hash_first_password(slip.password),
            must_change_password=True,
        )
        for slip in slips
    )
    Membership.objects.bulk_create(
        Membership(user=user, unit_id=code, role=a.role, starts_on=starts_on, may_sign=a.may_sign)
        for user, a in zip(users, new, strict=True)
        for code in a.unit_codes
    )
    if slips:
        trail.record(actor=by, action=Entry.Action.CREATED, subject="accounts", count=len(slips))
    return slips


@transaction.atomic
def reset_password(*, user: User, by: Actor) -> Slip:
    """Give a new first password and let him try again where he was locked out.

    Every session of the account ends with its old hash.
    """
    may_manage_account(by, user).enforce()
    membership = user.memberships.select_related("unit").order_by("-starts_on", "-pk")[0]
    password = first_password()
    user.password = hash_first_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    unlock(user.username)
    trail.record(actor=by, action=Entry.Action.PASSWORD_SET, subject=f"user:{user.username}")
    return Slip(user.username, user.name, membership.unit.name, Role(membership.role), password)


@transaction.atomic
def change_own_password(*, user: User, password: str, by: Actor | None) -> None:
    """Set the password the user chose himself."""
    user.set_password(password)
    user.must_change_password = False
    user.last_login = timezone.now()
    user.save(update_fields=["password", "must_change_password", "last_login"])
    trail.record(
        actor=by,
        username=user.username,
        action=Entry.Action.PASSWORD_SET,
        subject=f"user:{user.username}",
    )
