"""Who may bring ledgers in."""

from core.permissions import Permission, Role, grant


class LedgersPermission(Permission):
    IMPORT = "ledgers.import", "导入台账"


grant(LedgersPermission.IMPORT, [Role.DATA_ADMIN])
