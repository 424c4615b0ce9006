"""Who writes construction plans and who reviews them."""

from core.permissions import Permission, Role, grant


class PlansPermission(Permission):
    VIEW = "plans.view", "查看建设方案"
    WRITE = "plans.write", "起草建设方案"
    SUBMIT = "plans.submit", "报送建设方案"
    REVIEW = "plans.review", "审核建设方案"


grant(
    PlansPermission.VIEW,
    [Role.DISTRICT_REVIEWER, Role.STREET_MANAGER, Role.STREET_ADVISOR, Role.DATA_ADMIN],
)
grant(PlansPermission.WRITE, [Role.STREET_MANAGER, Role.STREET_ADVISOR])
grant(PlansPermission.SUBMIT, [Role.STREET_MANAGER])
grant(PlansPermission.REVIEW, [Role.DISTRICT_REVIEWER], in_the_district_alone=True)
