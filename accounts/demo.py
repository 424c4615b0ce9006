"""The six accounts of a demo, one for each role."""

from dataclasses import asdict, dataclass

from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Membership, User
from core.clock import today
from core.permissions import Role

# Printed at every start; demo data is refused on a database that somebody else named.
PASSWORD = "putuo-demo-2024"  # noqa: S105


@dataclass(frozen=True)
class DemoAccount:
    """A demo account as it is printed."""

    username: str
    password: str
    role: str
    unit: str


_PEOPLE = (
    ("reviewer", "王科长", Role.DISTRICT_REVIEWER, "310107"),
    ("manager", "周主任", Role.STREET_MANAGER, "310107017"),
    ("advisor", "李顾问", Role.STREET_ADVISOR, "310107017"),
    ("community", "陈顾问", Role.COMMUNITY_ADVISOR, "310107017026"),
    ("dataadmin", "赵管理", Role.DATA_ADMIN, "310107"),
    ("auditor", "孙审计", Role.AUDITOR, "310107"),
)


def demo_accounts() -> QuerySet[User]:
    """Those of the six that are there: by name, in the seat of the demo, and no superuser."""
    found = User.objects.none()
    for username, _, role, unit in _PEOPLE:
        found |= User.objects.filter(
            username=username,
            is_superuser=False,
            pk__in=Membership.objects.filter(role=role, unit=unit).values("user_id"),
        )
    return found


@transaction.atomic
def create_demo_accounts() -> list[DemoAccount]:
    """Make the six accounts, or give those that exist their demo password again.

    Raises CommandError where somebody else's account has one of the names: its password is his.
    """
    named = User.objects.filter(username__in=[username for username, *_ in _PEOPLE])
    if other := named.exclude(pk__in=demo_accounts().values("pk")).order_by("username").first():
        raise CommandError(
            f"账号 {other.username} 不是演示账号，不改它的密码。演示请用一个空的库。"
        )
    made = []
    for username, name, role, unit in _PEOPLE:
        user, _ = User.objects.get_or_create(username=username, defaults={"name": name})
        user.set_password(PASSWORD)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        Membership.objects.get_or_create(
            user=user,
            unit_id=unit,
            role=role,
            defaults={"starts_on": today(), "may_sign": role == Role.DISTRICT_REVIEWER},
        )
        made.append(DemoAccount(username, PASSWORD, role.value, unit))
    return made


def as_json(accounts: list[DemoAccount]) -> list[dict[str, str]]:
    """The accounts as plain dictionaries."""
    return [asdict(account) for account in accounts]
