"""Who sees this room; its records come in by ledgers."""

from core.permissions import Permission, Role, grant


class TrainingPermission(Permission):
    VIEW = "training.view", "查看培训"


grant(
    TrainingPermission.VIEW,
    [
        Role.DISTRICT_REVIEWER,
        Role.STREET_MANAGER,
        Role.STREET_ADVISOR,
        Role.COMMUNITY_ADVISOR,
        Role.DATA_ADMIN,
    ],
)
