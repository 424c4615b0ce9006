"""Who sees and keeps this room."""

from core.permissions import Permission, Role, grant


class TrainingPermission(Permission):
    VIEW = "training.view", "查看培训"
    KEEP = "training.keep", "登记培训"
    ATTEND = "training.attend", "报名和签到"
    APPROVE = "training.approve", "批准培训方案"
    REVIEW = "training.review", "认可补录的培训方案"


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
# The district holds trainings of its own (reading 13), and so does each street.
grant(
    TrainingPermission.KEEP,
    [Role.DISTRICT_REVIEWER, Role.STREET_MANAGER, Role.STREET_ADVISOR, Role.DATA_ADMIN],
)
grant(TrainingPermission.ATTEND, [Role.STREET_ADVISOR, Role.COMMUNITY_ADVISOR])
grant(TrainingPermission.APPROVE, [Role.STREET_MANAGER])
grant(TrainingPermission.REVIEW, [Role.DISTRICT_REVIEWER], in_the_district_alone=True)
