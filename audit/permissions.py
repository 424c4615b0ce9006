"""Who may read the trail."""

from core.permissions import Permission, Role, grant


class AuditPermission(Permission):
    READ_TRAIL = "audit.read_trail", "查看留痕"


grant(AuditPermission.READ_TRAIL, [Role.AUDITOR])
