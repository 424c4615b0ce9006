"""The fixed choices of a standard, with the words shown for them."""

from django.db.models import TextChoices


class Status(TextChoices):
    """Where a standard stands: only drafts can be edited, only one a year is published."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    RETIRED = "retired", "已停用"


class Level(TextChoices):
    """How binding a clause is."""

    MUST = "must", "必须"
    ENCOURAGED = "encouraged", "鼓励"
    DISTRICT = "district", "区级"


class Basis(TextChoices):
    """What a clause's number rests on."""

    AUTOMATIC = "automatic", "由记录直接算出"
    PHOTO = "photo", "照片经审核后由记录算出"
    SEMI = "semi", "由记录算出并经审核确认"
    JUDGED = "judged", "由审核人评定"


class Window(TextChoices):
    """Which facts count for a day (rule 12)."""

    SNAPSHOT = "snapshot", "当日状态"
    CLOSED_PERIODS = "closed_periods", "已结束各期的平均"
    ITEMS_DUE = "items_due", "本周期内已到时限的事项"
    CYCLE_TO_DATE = "cycle_to_date", "年初至当日"


class Period(TextChoices):
    """How often a clause falls due, where it has no single date."""

    ANNUAL = "annual", "每年12月31日"
    HALF_YEARLY = "half_yearly", "每半年"
    QUARTERLY = "quarterly", "每季度"
    MONTHLY = "monthly", "每月"
    CONTINUOUS = "continuous", "持续"


class Responsible(TextChoices):
    """Who has to reach a milestone."""

    DISTRICT = "district", "区级"
    STREET = "street", "街镇"


class ConventionKind(TextChoices):
    """A rule for all indicators, or a point that the notice leaves open."""

    RULE = "rule", "计分规则"
    READING = "reading", "待明确口径"


class SettingType(TextChoices):
    """What kind of value a setting holds."""

    INT = "int", "整数"
    DECIMAL = "decimal", "小数"
    BOOL = "bool", "是或否"
    DATE = "date", "日期"
    CHOICE = "choice", "选项"
