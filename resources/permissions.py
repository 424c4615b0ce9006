"""Who sees and keeps this room."""

from core.permissions import Permission, Role, grant


class ResourcesPermission(Permission):
    VIEW = "resources.view", "查看资源"
    KEEP = "resources.keep", "登记资源"


grant(
    ResourcesPermission.VIEW,
    [
        Role.DISTRICT_REVIEWER,
        Role.STREET_MANAGER,
        Role.STREET_ADVISOR,
        Role.COMMUNITY_ADVISOR,
        Role.DATA_ADMIN,
    ],
)
# The district has resources of its own, for all its streets.
grant(
    ResourcesPermission.KEEP,
    [Role.DISTRICT_REVIEWER, Role.STREET_MANAGER, Role.STREET_ADVISOR, Role.DATA_ADMIN],
)
