"""Who manages accounts."""

from core.permissions import Permission, Role, grant


class AccountsPermission(Permission):
    MANAGE = "accounts.manage", "管理账号"
    USE_ADMIN = "accounts.use_admin", "进入后台"


grant(AccountsPermission.MANAGE, [Role.DATA_ADMIN])
grant(AccountsPermission.USE_ADMIN, [Role.DATA_ADMIN])
