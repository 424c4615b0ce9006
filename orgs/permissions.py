"""Who sees and keeps units."""

from core.permissions import ROLE_UNIT_WIDTHS, Permission, Role, grant


class OrgsPermission(Permission):
    VIEW = "orgs.view", "查看单位"
    KEEP = "orgs.keep", "维护单位"


# Whoever comes through a one-time link is in no unit, and looks at none.
grant(OrgsPermission.VIEW, ROLE_UNIT_WIDTHS)
# A street that kept its units and population would set the denominators of its own score.
grant(OrgsPermission.KEEP, [Role.DATA_ADMIN], in_the_district_alone=True)
