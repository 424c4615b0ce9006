"""Who reminds whom, and who sees that it was done."""

from core.permissions import Permission, Role, grant


class RemindersPermission(Permission):
    SEND = "reminders.send", "发提醒"
    VIEW = "reminders.view", "查看提醒"


grant(RemindersPermission.SEND, [Role.DISTRICT_REVIEWER], in_the_district_alone=True)
grant(
    RemindersPermission.VIEW,
    [Role.DISTRICT_REVIEWER, Role.STREET_MANAGER, Role.STREET_ADVISOR, Role.AUDITOR],
)
