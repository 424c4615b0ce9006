"""资源清单: what is offered to households in need, by whom, for how many, until when."""

from core.masking import mask_phone
from ledgers import readers
from ledgers.cells import Choices
from ledgers.problems import Reading
from ledgers.registry import register
from ledgers.spec import Cell, Column, Ledger, Naming, Row
from ledgers.workbook import CellValue
from resources import reading
from resources.books import PoolBooks
from resources.credit import kind_doubt, kind_meant_by
from resources.enums import NeedCategory, ProviderKind

ACTIVE, STOPPED = "active", "stopped"

CATEGORIES = Choices.of(
    NeedCategory.choices,
    {
        NeedCategory.BASIC_LIVING: ("帮困", "生活", "生活帮扶", "帮困生活", "生活救助"),
        NeedCategory.HEALTH: ("助医", "医疗", "健康", "医疗救助", "健康服务"),
        NeedCategory.ELDER_CARE: ("为老", "助老", "养老", "为老服务", "助老服务"),
        NeedCategory.EMPLOYMENT: ("就业", "助业", "就业援助", "就业服务"),
        NeedCategory.EDUCATION: ("助学", "教育", "教育帮扶", "助学服务"),
        NeedCategory.PSYCHOLOGICAL: ("心理", "心理疏导", "心理关爱", "心理咨询"),
        NeedCategory.DONATION: ("捐赠", "慈善", "公益", "慈善捐赠", "公益慈善"),
    },
)
KINDS = Choices.of(
    ProviderKind.choices,
    {
        ProviderKind.DEPARTMENT: ("部门", "政府部门", "机关", "事业单位", "机关事业单位"),
        ProviderKind.ENTERPRISE: ("企业", "爱心商户", "商户", "民营企业", "国有企业"),
        ProviderKind.SOCIAL_ORGANISATION: ("社会团体", "社工机构", "民办非企业单位", "民非"),
        ProviderKind.CHARITY: ("慈善机构", "基金会", "慈善基金会"),
        ProviderKind.VOLUNTEER: ("志愿服务队", "志愿者团队", "志愿者队伍", "个人"),
    },
)
STATUSES = Choices.of(
    ((ACTIVE, "有效"), (STOPPED, "停用")),
    {
        ACTIVE: ("在用", "正常", "启用", "合作中", "可用", "是", "√"),
        STOPPED: ("已停用", "终止", "已终止", "到期", "已到期", "过期", "失效", "否", "×"),
    },
)


def read_status(value: CellValue, cell: Cell) -> Reading:
    """有效 or 停用."""
    return STATUSES.read(value)


def take_kind(row: Row) -> None:
    """A blank kind is what the head of the credit code says; one that does not fit is told of."""
    code = row.get("credit_code")
    if row.is_blank("provider_type"):
        meant = kind_meant_by(code) if code else None
        if meant is None:
            row.error("provider_type", "required", "“主体类型”没有填。")
            return
        row.values["provider_type"] = meant.value
        row.warn("provider_type", "provider_type_assumed", f"按信用代码记为“{meant.label}”。")
        return
    kind = row.get("provider_type")
    if doubt := kind_doubt(kind, code) if kind and code else "":
        meant = kind_meant_by(code)
        row.warn(
            "provider_type",
            "provider_type_mismatch",
            doubt,
            suggestion=str(meant.label) if meant else "",
        )


def check_code(row: Row) -> None:
    """All but volunteers have a credit code."""
    kind = row.get("provider_type")
    if kind == ProviderKind.VOLUNTEER:
        if row.get("credit_code"):
            row.warn("credit_code", "credit_code_unneeded", "志愿者没有信用代码，填的不记。")
            row.values["credit_code"] = None
    elif kind:
        row.require("credit_code", "除志愿者外都要填统一社会信用代码。")


def check_term(row: Row) -> None:
    """It ends no earlier than it begins."""
    starts_on, ends_on = row.get("starts_on"), row.get("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        row.error("ends_on", "date_order", f"有效期止{ends_on}早于有效期起{starts_on}。")


def set_stopped(row: Row) -> None:
    """What is past its term needs no stopping; what is stopped before that is stopped."""
    status, ends_on = row.get("status"), row.get("ends_on")
    is_over = ends_on is not None and ends_on < row.sheet.today
    if status == ACTIVE:
        row.values["is_stopped"] = False
    elif status == STOPPED and not is_over:
        row.values["is_stopped"] = True


LEDGER = register(
    Ledger(
        kind="resources",
        title="资源清单",
        key=("street", "provider", "name"),
        unit_keys=("street",),
        checks=(take_kind, check_code, check_term, set_stopped),
        books=PoolBooks(),
        doubts=PoolBooks().doubts,
        page="resources:list",
        records=(
            Naming(
                "resources.resource",
                unit="unit_id",
                words=("name",),
                page="resources:resource",
            ),
            Naming(
                "resources.provider",
                unit="unit_id",
                words=("name",),
                page="resources:provider",
            ),
        ),
        columns=(
            # The district has resources of its own, for all its streets.
            Column(
                "street",
                "街镇",
                readers.street(or_district=True),
                aliases=("所属街镇", "街道（镇）", "街道", "街镇名称", "单位"),
                required=True,
                when_blank=readers.street_of_sheet,
                fill_down=True,
            ),
            Column(
                "name",
                "资源名称",
                readers.text(60),
                aliases=("服务名称", "项目内容", "资源内容", "资源项目"),
                required=True,
            ),
            Column(
                "category",
                "资源类别",
                readers.choice(CATEGORIES),
                aliases=("类别", "类型", "服务类型", "资源类型"),
                required=True,
                fill_down=True,
            ),
            Column(
                "provider",
                "提供方",
                readers.text(60),
                aliases=("单位名称", "资源方", "机构", "资源提供方", "提供单位", "机构名称"),
                required=True,
                fill_down=True,
            ),
            Column(
                "provider_type",
                "主体类型",
                readers.choice(KINDS),
                aliases=("单位性质", "资源主体", "主体性质", "资源方性质"),
                fill_down=True,
            ),
            Column(
                "credit_code",
                "统一社会信用代码",
                reading.read_code,
                aliases=("信用代码", "社会信用代码"),
                fill_down=True,
            ),
            Column(
                "contact_name",
                "联系人",
                readers.person_name(),
                aliases=("联系人姓名", "对接人"),
                required=True,
            ),
            Column(
                "contact_phone",
                "联系电话",
                readers.phone(hotlines=True),
                aliases=("电话", "联系方式", "手机", "联系人电话"),
                required=True,
                mask=mask_phone,
            ),
            Column(
                "eligibility_note",
                "服务对象",
                readers.text(200),
                aliases=("适用对象", "对象", "帮扶对象"),
            ),
            Column(
                "capacity",
                "数量",
                reading.read_capacity,
                aliases=("数量/额度", "额度", "服务能力", "名额", "服务数量", "服务量"),
            ),
            Column(
                "value_yuan",
                "金额（元）",
                reading.read_yuan,
                aliases=("金额", "价值", "价值（元）", "价值（万元）", "金额（万元）"),
            ),
            Column(
                "starts_on",
                "有效期起",
                reading.read_start,
                aliases=("有效期/起", "开始日期", "起始日期", "合作开始", "生效日期"),
            ),
            Column(
                "ends_on",
                "有效期止",
                reading.read_end,
                aliases=("有效期/止", "结束日期", "截止日期", "合作结束", "到期日期"),
            ),
            # Behind the two, whose place it takes.
            Column(
                "term",
                "合作期限",
                reading.read_term,
                aliases=("协议期限", "有效期", "合作期", "期限", "有效期限"),
            ),
            Column(
                "how_to_apply",
                "申请方式",
                readers.text(300),
                aliases=("对接流程", "申请流程", "对接方式"),
            ),
            Column("status", "状态", read_status, aliases=("资源状态", "是否有效")),
            Column("note", "备注", readers.text(200)),
        ),
    )
)
