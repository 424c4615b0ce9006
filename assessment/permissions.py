"""Who sees scores."""

from core.permissions import Permission, Role, grant


class AssessmentPermission(Permission):
    VIEW = "assessment.view", "查看评分"
    RECORD = "assessment.record", "存档评分"


grant(
    AssessmentPermission.VIEW,
    [
        Role.DISTRICT_REVIEWER,
        Role.STREET_MANAGER,
        Role.STREET_ADVISOR,
        Role.DATA_ADMIN,
        Role.AUDITOR,
    ],
)
grant(AssessmentPermission.RECORD, [Role.DISTRICT_REVIEWER])
