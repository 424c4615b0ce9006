"""Roles and permissions as code; each room says in `permissions.py` who may do what in it."""

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import TextChoices


class Role(StrEnum):
    """The six roles of the portal, and those who come through a link."""

    DISTRICT_REVIEWER = "district_reviewer"
    STREET_MANAGER = "street_manager"
    STREET_ADVISOR = "street_advisor"
    COMMUNITY_ADVISOR = "community_advisor"
    DATA_ADMIN = "data_admin"
    AUDITOR = "auditor"
    # No membership: whoever answers through a one-time link (accounts.links).
    LINK_HOLDER = "link_holder"


ROLE_LABELS: dict[Role, str] = {
    Role.DISTRICT_REVIEWER: "区级审核",
    Role.STREET_MANAGER: "街镇负责人",
    Role.STREET_ADVISOR: "街镇顾问",
    Role.COMMUNITY_ADVISOR: "居村顾问",
    Role.DATA_ADMIN: "数据管理员",
    Role.AUDITOR: "审计员",
    Role.LINK_HOLDER: "经链接答复",
}

# How many digits the code of a role's unit has: district 6, street 9, community 12.
ROLE_UNIT_WIDTHS: dict[Role, tuple[int, ...]] = {
    Role.DISTRICT_REVIEWER: (6,),
    Role.STREET_MANAGER: (9,),
    Role.STREET_ADVISOR: (9,),
    Role.COMMUNITY_ADVISOR: (12,),
    Role.DATA_ADMIN: (6, 9),
    Role.AUDITOR: (6, 9),
}

ROLE_CHOICES = [(role.value, ROLE_LABELS[role]) for role in ROLE_UNIT_WIDTHS]


class Permission(TextChoices):
    """One thing somebody may do; the label finishes the sentence “不能…”."""


# Digits of a district's code.
DISTRICT_WIDTH = 6

_granted: dict[Role, set[Permission]] = {role: set() for role in Role}
_of_the_district: set[Permission] = set()


def grant(
    permission: Permission, roles: Iterable[Role], *, in_the_district_alone: bool = False
) -> None:
    """Give a permission to roles; called by each room's `permissions.py` at start.

    What concerns all streets alike is kept to those who act for the whole district.
    """
    for role in roles:
        _granted[role].add(permission)
    if in_the_district_alone:
        _of_the_district.add(permission)


def permissions_of(role: Role, unit_code: str) -> frozenset[Permission]:
    """Every permission that a role holds in a unit."""
    is_district = len(unit_code) == DISTRICT_WIDTH
    return frozenset(_granted[role] if is_district else _granted[role] - _of_the_district)
