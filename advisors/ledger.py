"""顾问名册: the roster of advisors as the streets file it."""

from advisors.books import RosterBooks
from advisors.enums import Education, Employment, Level, Sex, StaffKind, Status
from core.masking import mask_id_number, mask_phone
from ledgers import readers
from ledgers.cells import Choices, clean, split_many
from ledgers.columns import COMMUNITY, STREET
from ledgers.identifiers import holder_of
from ledgers.problems import Reading
from ledgers.registry import register
from ledgers.spec import Cell, Column, Ledger, Naming, Row
from ledgers.workbook import CellValue

LEVELS = Choices.of(
    Level.choices,
    {
        Level.STREET: ("街道", "镇", "街镇级", "街道级", "街镇顾问"),
        Level.COMMUNITY: ("居委", "居委会", "村委", "村居", "居村委", "居村级", "居村顾问"),
    },
)
# 社工 alone may be either kind of worker, so it is asked about.
STAFF_KINDS = Choices.of(
    StaffKind.choices,
    {
        StaffKind.ASSISTANCE_WORKER: ("救助工作人员", "社会救助工作者", "社会救助干部"),
        StaffKind.COMMUNITY_CADRE: ("居委干部", "居委会干部", "村干部", "村委干部"),
        StaffKind.COMMUNITY_WORKER: ("社区工作人员",),
        StaffKind.SOCIAL_WORKER: ("专业社会工作者", "社会工作者"),
        StaffKind.THIRD_PARTY: ("第三方人员", "第三方机构"),
    },
)
EDUCATIONS = Choices.of(
    Education.choices,
    {
        Education.SECONDARY: ("高中", "中专", "中技", "职高", "技校", "初中", "小学"),
        Education.COLLEGE: ("专科", "大学专科", "高职"),
        Education.BACHELOR: ("大学本科", "大学", "学士"),
        Education.POSTGRADUATE: ("硕士", "博士", "硕士研究生", "博士研究生"),
    },
)
STATUSES = Choices.of(
    Status.choices,
    {
        # 未上岗 is what the portal writes of a day before the first.
        Status.ACTIVE: ("是", "√", "✓", "✔", "在职", "正常", "未上岗", "Y", "1"),
        Status.LEFT: ("否", "×", "离职", "不在岗", "调离", "退休", "N", "0"),
        Status.ON_LEAVE: ("休假", "产假", "病假", "暂离"),
    },
)
STARS = Choices.of(
    ((3, "三星"), (4, "四星"), (5, "五星")),
    {
        3: ("三", "3", "3星", "三星级", "3星级", "★★★"),
        4: ("四", "4", "4星", "四星级", "4星级", "★★★★"),
        5: ("五", "5", "5星", "五星级", "5星级", "★★★★★"),
    },
)
QUALIFICATIONS = {
    "助理社工师": "助理社会工作师",
    "助理社工": "助理社会工作师",
    "初级社工": "助理社会工作师",
    "社工师": "社会工作师",
    "中级社工": "社会工作师",
    "高级": "高级社会工作师",
    "高级社工师": "高级社会工作师",
}


def read_qualifications(value: CellValue, cell: Cell) -> Reading:
    """Certificates as a list; those of social work under one name, others as written."""
    names = [QUALIFICATIONS.get(part, part) for part in split_many(clean(value))]
    return Reading(list(dict.fromkeys(names)))


def check_level(row: Row) -> None:
    """The level follows from the community where it is blank; a community's needs one."""
    if row.is_blank("level"):
        level = Level.STREET if row.is_blank("community") else Level.COMMUNITY
        row.values["level"] = level.value
    if row.get("level") == Level.COMMUNITY:
        row.require("community", "层级是“居村”，要填是哪个居村。")
    elif row.get("level") == Level.STREET and row.get("community"):
        row.warn("level", "level_conflict", "层级是“街镇”，却填了居村，请核对。")


def check_identity(row: Row) -> None:
    """Sex and birth date agree with the ID number."""
    if not row.get("id_number"):
        return
    holder = holder_of(row.get("id_number"))
    if row.get("sex") and row.get("sex") != holder.sex:
        told = Sex(holder.sex).label
        row.warn("sex", "sex_mismatch", f"身份证号上是{told}，与填的性别不一致。", suggestion=told)
    born_on = row.get("born_on")
    if born_on is None:
        return
    is_month = row.get("born_on_precision") == "month"
    told_on = holder.born_on.replace(day=1) if is_month else holder.born_on
    if born_on != told_on:
        row.warn("born_on", "birth_mismatch", f"身份证号上是{holder.born_on}，与填的不一致。")


def check_service(row: Row) -> None:
    """Somebody who left has a last day, which is not before her first."""
    started_on, ended_on = row.get("started_on"), row.get("ended_on")
    if started_on and ended_on and ended_on < started_on:
        row.error("ended_on", "date_order", f"离岗日期{ended_on}早于上岗日期{started_on}。")
    if row.is_blank("status"):
        # On her last day she is still in post.
        has_left = ended_on and ended_on < row.sheet.today
        row.values["status"] = Status.LEFT.value if has_left else Status.ACTIVE.value
    if row.get("status") == Status.LEFT:
        row.require("ended_on", "已离岗，要填离岗日期。")
    elif ended_on and ended_on < row.sheet.today:
        row.warn("status", "status_conflict", f"{ended_on}已离岗，状态却不是“离岗”，请核对。")


def note_year(row: Row) -> None:
    """Stars are of the ledger's year."""
    row.values["year"] = row.sheet.year


LEDGER = register(
    Ledger(
        kind="advisors",
        title="顾问名册",
        key=("street", "name", "phone"),
        # The same person with two communities is one advisor with two assignments.
        repeats_by=("community",),
        checks=(check_level, check_identity, check_service, note_year),
        books=RosterBooks(),
        records=(
            Naming("advisors.advisor", unit="street_id", person="name", page="advisors:detail"),
            Naming(
                "advisors.assignment",
                unit="community_id",
                person="advisor__name",
                words=("community__name",),
                page="advisors:detail",
                page_key="advisor_id",
            ),
            Naming(
                "advisors.starrating",
                unit="advisor__street_id",
                person="advisor__name",
                words=("year",),
                page="advisors:detail",
                page_key="advisor_id",
            ),
        ),
        columns=(
            STREET,
            COMMUNITY,
            Column(
                "name",
                "姓名",
                readers.person_name(),
                aliases=("顾问姓名", "人员姓名", "名字"),
                required=True,
            ),
            Column("sex", "性别", readers.choice(Choices.of(Sex.choices))),
            Column(
                "id_number",
                "身份证号",
                readers.id_number(),
                aliases=("身份证", "身份证号码", "公民身份号码", "证件号码"),
                mask=mask_id_number,
            ),
            Column(
                "born_on",
                "出生年月",
                readers.day(may_be_month=True, may_be_future=False),
                aliases=("出生日期",),
            ),
            Column(
                "phone",
                "联系电话",
                readers.phone(),
                aliases=("手机", "手机号", "手机号码", "电话", "联系方式"),
                required=True,
                mask=mask_phone,
            ),
            Column(
                "level",
                "顾问层级",
                readers.choice(LEVELS),
                aliases=("类别", "级别", "层级"),
            ),
            Column(
                "staff_kind",
                "人员性质",
                readers.choice(STAFF_KINDS),
                aliases=("身份", "岗位", "用工性质"),
                required=True,
            ),
            Column("employment", "专兼职", readers.choice(Choices.of(Employment.choices))),
            Column("position", "职务", readers.text(60), aliases=("岗位职务",)),
            Column("education", "学历", readers.choice(EDUCATIONS), aliases=("文化程度",)),
            Column(
                "qualifications",
                "职业资格",
                read_qualifications,
                aliases=("证书", "社工证", "职业资格证书"),
            ),
            Column(
                "started_on",
                "上岗日期",
                readers.day(may_be_month=True, may_be_future=False),
                aliases=("上岗时间", "入职时间", "任职时间", "开始时间"),
                required=True,
            ),
            Column("ended_on", "离岗日期", readers.day(), aliases=("离岗时间", "离职时间")),
            Column("filed_on", "备案日期", readers.day(may_be_future=False), aliases=("备案时间",)),
            Column("star", "星级", readers.choice(STARS), aliases=("星级评定", "等级")),
            Column("status", "状态", readers.choice(STATUSES), aliases=("在岗情况", "是否在岗")),
            Column("note", "备注", readers.text(200)),
        ),
    )
)
