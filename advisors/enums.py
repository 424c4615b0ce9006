"""Choices of the advisor's file, with their Chinese labels."""

from django.db.models import TextChoices


class Level(TextChoices):
    """顾问层级."""

    STREET = "street", "街镇"
    COMMUNITY = "community", "居村"


class StaffKind(TextChoices):
    """人员性质; the first four are named by 沪民救发〔2022〕15号."""

    ASSISTANCE_WORKER = "assistance_worker", "社会救助工作人员"
    COMMUNITY_CADRE = "community_cadre", "居村干部"
    COMMUNITY_WORKER = "community_worker", "社区工作者"
    SOCIAL_WORKER = "social_worker", "专业社工"
    THIRD_PARTY = "third_party", "第三方"
    VOLUNTEER = "volunteer", "志愿者"


class Employment(TextChoices):
    """专兼职."""

    FULL_TIME = "full_time", "专职"
    PART_TIME = "part_time", "兼职"


class Sex(TextChoices):
    """性别."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class Education(TextChoices):
    """学历."""

    SECONDARY = "secondary", "高中及以下"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "本科"
    POSTGRADUATE = "postgraduate", "研究生"


class Status(TextChoices):
    """状态."""

    ACTIVE = "active", "在岗"
    ON_LEAVE = "on_leave", "请假"
    LEFT = "left", "离岗"


class DatePrecision(TextChoices):
    """How exactly a day is known (date precision of the ledgers)."""

    DAY = "day", "日"
    MONTH = "month", "月"


class EndReason(TextChoices):
    """离岗原因."""

    RESIGNED = "resigned", "辞职"
    RETIRED = "retired", "退休"
    CONTRACT_ENDED = "contract_ended", "合同到期"
    REASSIGNED = "reassigned", "转任其他工作"
    TRANSFERRED = "transferred", "调往其他街镇"
    OTHER = "other", "其他"


class LeaveKind(TextChoices):
    """假别."""

    ANNUAL = "annual", "年休假"
    SICK = "sick", "病假"
    PERSONAL = "personal", "事假"
    MATERNITY = "maternity", "产假"
    STUDY = "study", "脱产学习"
    OTHER = "other", "其他"


class TransferState(TextChoices):
    """调动的状态."""

    OFFERED = "offered", "待接收"
    TAKEN = "taken", "已接收"
    DECLINED = "declined", "未接收"
    WITHDRAWN = "withdrawn", "已撤回"


class DutyMode(TextChoices):
    """值守方式."""

    FIXED_POST = "fixed_post", "定岗"
    ROTATION = "rotation", "轮岗"


class DutySession(TextChoices):
    """班次."""

    MORNING = "morning", "上午"
    AFTERNOON = "afternoon", "下午"
    ALL_DAY = "all_day", "全天"


class DutyDays(TextChoices):
    """值守日."""

    WORKDAYS = "workdays", "工作日（含调休上班日）"
    EVERY_DAY = "every_day", "每天"


class Away(TextChoices):
    """Why an advisor is not there on a day."""

    NOT_BEGUN = "not_begun", "还没上岗"
    LEFT = "left", "已离岗"
    ON_LEAVE = "on_leave", "请假"


class TurnEvery(TextChoices):
    """多久轮换."""

    SESSION = "session", "每班"
    DAY = "day", "每天"
    WEEK = "week", "每周"


# Not counted in T6-1, T8-4 and T8-5 unless the standard says so (open reading 12).
HELPERS = (StaffKind.THIRD_PARTY, StaffKind.VOLUNTEER)
