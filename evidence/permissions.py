"""Who hands evidence in and who accepts it."""

from core.permissions import Permission, Role, grant


class EvidencePermission(Permission):
    VIEW = "evidence.view", "查看佐证材料"
    HAND_IN = "evidence.hand_in", "上传佐证材料"
    REVIEW = "evidence.review", "审核佐证材料"


grant(
    EvidencePermission.VIEW,
    [
        Role.DISTRICT_REVIEWER,
        Role.STREET_MANAGER,
        Role.STREET_ADVISOR,
        Role.COMMUNITY_ADVISOR,
        Role.DATA_ADMIN,
    ],
)
grant(
    EvidencePermission.HAND_IN,
    [Role.STREET_MANAGER, Role.STREET_ADVISOR, Role.COMMUNITY_ADVISOR, Role.DATA_ADMIN],
)
grant(EvidencePermission.REVIEW, [Role.DISTRICT_REVIEWER], in_the_district_alone=True)
