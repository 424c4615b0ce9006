"""Who sees and keeps this room."""

from core.permissions import Permission, Role, grant


class AdvisorsPermission(Permission):
    VIEW = "advisors.view", "查看顾问"
    KEEP = "advisors.keep", "登记顾问"
    SCHEDULE = "advisors.schedule", "安排值守"
    RATE = "advisors.rate", "评定星级"


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
grant(AdvisorsPermission.KEEP, [Role.STREET_MANAGER, Role.DATA_ADMIN])
grant(AdvisorsPermission.SCHEDULE, [Role.STREET_MANAGER, Role.STREET_ADVISOR])
grant(AdvisorsPermission.RATE, [Role.DISTRICT_REVIEWER, Role.STREET_MANAGER])
