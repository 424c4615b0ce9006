"""Who sees and keeps this room."""

from core.permissions import Permission, Role, grant


class StationsPermission(Permission):
    VIEW = "stations.view", "查看站点"
    KEEP = "stations.keep", "登记站点"
    PROGRESS = "stations.progress", "查看站点进度和自查"
    REVIEW = "stations.review", "审核自查和延期说明"


grant(
    StationsPermission.VIEW,
    [
        Role.DISTRICT_REVIEWER,
        Role.STREET_MANAGER,
        Role.STREET_ADVISOR,
        Role.COMMUNITY_ADVISOR,
        Role.DATA_ADMIN,
    ],
)
grant(StationsPermission.KEEP, [Role.STREET_MANAGER, Role.DATA_ADMIN])
grant(
    StationsPermission.PROGRESS,
    [Role.DISTRICT_REVIEWER, Role.STREET_MANAGER, Role.STREET_ADVISOR, Role.DATA_ADMIN],
)
grant(StationsPermission.REVIEW, [Role.DISTRICT_REVIEWER], in_the_district_alone=True)
