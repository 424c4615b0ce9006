"""Who sees and keeps this room."""

from core.permissions import Permission, Role, grant


class CaseworkPermission(Permission):
    VIEW = "casework.view", "查看困难家庭名册"
    SERVE = "casework.serve", "登记走访和服务"
    KEEP = "casework.keep", "登记困难家庭"
    DECIDE = "casework.decide", "处置线索"
    LOOK_INTO = "casework.look_into", "凭理由查看家庭档案"
    RECONCILE = "casework.reconcile", "导入社区云记录"
    CONFER = "casework.confer", "组织会商"
    EXTEND = "casework.extend", "批准办不成事延期"
    SURVEY = "casework.survey", "登记满意度调查"
    ACCEPT = "casework.accept", "认可街镇的满意度调查"
    ANSWER = "casework.answer", "经链接答复"


# The auditor reads the trail, and no casework; the data admin brings ledgers in, and sees lists.
grant(
    CaseworkPermission.VIEW,
    [
        Role.DISTRICT_REVIEWER,
        Role.STREET_MANAGER,
        Role.STREET_ADVISOR,
        Role.COMMUNITY_ADVISOR,
        Role.DATA_ADMIN,
    ],
)
grant(
    CaseworkPermission.SERVE,
    [Role.STREET_MANAGER, Role.STREET_ADVISOR, Role.COMMUNITY_ADVISOR],
)
grant(CaseworkPermission.KEEP, [Role.STREET_MANAGER, Role.STREET_ADVISOR])
grant(CaseworkPermission.DECIDE, [Role.STREET_MANAGER, Role.STREET_ADVISOR])
grant(CaseworkPermission.LOOK_INTO, [Role.DISTRICT_REVIEWER], in_the_district_alone=True)
grant(
    CaseworkPermission.RECONCILE,
    [Role.STREET_MANAGER, Role.STREET_ADVISOR, Role.DATA_ADMIN],
)
grant(CaseworkPermission.CONFER, [Role.STREET_MANAGER, Role.STREET_ADVISOR])
grant(CaseworkPermission.EXTEND, [Role.STREET_MANAGER])
grant(
    CaseworkPermission.SURVEY,
    [Role.DISTRICT_REVIEWER, Role.STREET_MANAGER, Role.STREET_ADVISOR],
)
grant(CaseworkPermission.ACCEPT, [Role.DISTRICT_REVIEWER], in_the_district_alone=True)
# A provider's contact or a clerk, and nothing but the one thing that the link is for.
grant(CaseworkPermission.ANSWER, [Role.LINK_HOLDER])
