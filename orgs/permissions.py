"""Who sees and keeps units."""

from core.permissions import Permission, Role, grant


class OrgsPermission(Permission):
    VIEW = "orgs.view", "查看单位"
    KEEP = "orgs.keep", "维护单位"


grant(OrgsPermission.VIEW, list(Role))
grant(OrgsPermission.KEEP, [Role.DATA_ADMIN])
