"""Who sees and keeps this room."""

from core.permissions import Permission, Role, grant


class TrainingPermission(Permission):
    VIEW = "training.view", "查看培训"
    KEEP = "training.keep", "登记培训"


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
grant(TrainingPermission.KEEP, [Role.STREET_MANAGER, Role.DATA_ADMIN])
