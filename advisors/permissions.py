"""Who sees this room; its records come in by ledgers."""

from core.permissions import Permission, Role, grant


class AdvisorsPermission(Permission):
    VIEW = "advisors.view", "查看顾问"


grant(
    AdvisorsPermission.VIEW,
    [
        Role.DISTRICT_REVIEWER,
        Role.STREET_MANAGER,
        Role.STREET_ADVISOR,
        Role.COMMUNITY_ADVISOR,
        Role.DATA_ADMIN,
    ],
)
