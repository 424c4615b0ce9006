"""The six accounts of a demo, one for each role."""

from dataclasses import asdict, dataclass

from django.db import transaction

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


@transaction.atomic
def create_demo_accounts() -> list[DemoAccount]:
    """Make the six accounts, or give those that exist their demo password again."""
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
