"""Who edits and who publishes standards."""

from core.permissions import Permission, Role, grant


class StandardsPermission(Permission):
    EDIT = "standards.edit", "编辑标准"
    PUBLISH = "standards.publish", "发布标准"


grant(StandardsPermission.EDIT, [Role.DATA_ADMIN], in_the_district_alone=True)
# Whoever publishes must also be someone who may sign, and none who edited (policies.py).
grant(
    StandardsPermission.PUBLISH,
    [Role.DISTRICT_REVIEWER, Role.DATA_ADMIN],
    in_the_district_alone=True,
)
