"""走访台账: visits to households in need, as the streets keep them."""

from datetime import date

from advisors.roster import load_roster
from casework.books.visits import VisitBooks
from casework.enums import QuestionType, VisitMode
from casework.ledger import reading
from casework.ledger.exports import UNTOLD
from core.masking import mask_id_number, mask_phone
from ledgers import cells, readers
from ledgers.cells import Choices, clean
from ledgers.columns import OWN_COMMUNITY, STREET
from ledgers.problems import NOTHING, Reading, Rejected, warning
from ledgers.registry import register
from ledgers.spec import Cell, Column, Ledger, Naming, Row
from ledgers.workbook import CellValue
from resources.enums import NeedCategory

# The portal's visits begin there; an earlier year is mostly a slip.
FIRST_YEAR = 2019
LONGEST_REFERENCE = 40

MODES = Choices.of(
    VisitMode.choices,
    {
        VisitMode.HOME: ("上门走访", "入户", "入户走访", "实地", "家访", "上门探访"),
        VisitMode.PHONE: ("电话走访", "电话联系", "电话回访", "电话探访"),
        VisitMode.VIDEO: ("视频走访", "视频通话", "微信视频"),
        VisitMode.RECEPTION: ("接待来访", "来访", "来访接待", "站点接待"),
        VisitMode.OTHER: ("其它",),
    },
)
NEEDS = Choices.of(
    NeedCategory.choices,
    {
        NeedCategory.BASIC_LIVING: ("帮困", "生活", "生活帮扶", "帮困生活"),
        NeedCategory.HEALTH: ("助医", "医疗", "健康", "医疗救助"),
        NeedCategory.ELDER_CARE: ("为老", "助老", "养老", "为老服务"),
        NeedCategory.EMPLOYMENT: ("就业", "助业", "就业援助"),
        NeedCategory.EDUCATION: ("助学", "教育", "教育帮扶"),
        NeedCategory.PSYCHOLOGICAL: ("心理", "心理疏导", "心理关爱"),
        NeedCategory.DONATION: ("捐赠", "慈善", "公益", "慈善捐赠"),
    },
)
QUESTIONS = Choices.of(
    QuestionType.choices,
    {
        QuestionType.POLICY: ("问策", "困难问策类"),
        QuestionType.EXPERTISE: ("问教",),
        QuestionType.NEEDS: ("问需",),
        QuestionType.SPECIAL: ("问诊",),
    },
)


def mode_assumed(cell: Cell) -> Reading:
    """A blank mode is a visit at home, which says nothing against what is on record."""
    note = warning("mode_assumed", "没有填走访方式，按“上门”记。")
    return Reading(VisitMode.HOME.value, (note,), {"is_mode_assumed": True})


def no_needs(cell: Cell) -> Reading:
    """A blank need is none."""
    return Reading([])


def read_story(value: CellValue, cell: Cell) -> Reading:
    """What was found; what an export of the portal writes in its place says nothing."""
    if clean(value) == UNTOLD:
        return NOTHING
    return cells.read_text(value, shortest=5, longest=2000)


def read_reference(value: CellValue, cell: Cell) -> Reading:
    """The number in 社区云; a tick says that it stands there, and not under which number."""
    text = clean(value)
    try:
        is_there = cells.read_yes_no(text).value
    except Rejected:
        if len(text) > LONGEST_REFERENCE:
            raise Rejected(
                "text_length", f"最多{LONGEST_REFERENCE}个字，现在是{len(text)}个字。"
            ) from None
        return Reading(text)
    if not is_there:
        return NOTHING
    return Reading(
        None, (warning("cloud_ref_missing", "只打了勾，没有写社区云编号，不算已录入社区云。"),)
    )


def check_day(row: Row) -> None:
    """A day long ago is looked at once more."""
    day: date | None = row.get("visited_on")
    if day and day.year < FIRST_YEAR:
        row.warn("visited_on", "date_early", f"{day}早于{FIRST_YEAR}年，请核对年份。")


LEDGER = register(
    Ledger(
        kind="visits",
        title="走访台账",
        key=("community", "name", "household_number", "visited_on", "advisor"),
        checks=(
            reading.take_hint,
            reading.first_advisor,
            check_day,
            reading.within("visited_on", "next_visit_on", "下次走访", may_be_same=False),
        ),
        roster=load_roster,
        books=VisitBooks(),
        doubts=VisitBooks().doubts,
        page="casework:visits",
        records=(
            Naming(
                "casework.visit",
                unit="community_id",
                words=("visited_on", "household__number"),
                page="casework:visit",
            ),
            Naming(
                "casework.need",
                unit="community_id",
                words=("registered_on", "category"),
                page="casework:household",
                page_key="household_id",
            ),
            Naming(
                "casework.servicerecord",
                unit="unit_id",
                words=("given_on", "service_type"),
            ),
        ),
        columns=(
            STREET,
            OWN_COMMUNITY,
            Column(
                "visited_on",
                "走访日期",
                readers.day(may_be_future=False),
                aliases=("走访时间", "日期", "上门时间", "探访时间", "探访日期"),
                required=True,
            ),
            Column(
                "name",
                "对象姓名",
                reading.household_name,
                aliases=("救助对象", "户主", "走访对象", "被走访人", "对象", "户主姓名"),
                required=True,
                mask=reading.mask_person,
            ),
            Column(
                "household_number",
                "户编号",
                reading.household_number,
                aliases=("家庭编号", "编号", "低保证号"),
            ),
            Column(
                "id_number",
                "身份证号",
                readers.id_number(),
                aliases=("证件号", "身份证", "身份证号码", "公民身份号码", "证件号码"),
                mask=mask_id_number,
            ),
            Column(
                "categories",
                "对象类别",
                reading.listed(reading.CATEGORIES),
                aliases=("救助类别", "类型", "困难类型", "困难类别"),
                required=True,
            ),
            Column(
                "household_size",
                "家庭人数",
                readers.count(least=1, most=20),
                aliases=("人口", "户人数", "家庭人口"),
            ),
            Column(
                "address",
                "住址",
                readers.text(200),
                aliases=("家庭地址", "地址", "家庭住址"),
                mask=reading.mask_address,
            ),
            Column(
                "phone",
                "联系电话",
                readers.phone(),
                aliases=("电话", "手机", "联系方式"),
                mask=mask_phone,
            ),
            Column(
                "mode",
                "走访方式",
                readers.choice(MODES),
                aliases=("方式", "走访形式"),
                when_blank=mode_assumed,
            ),
            Column(
                "visitors",
                "走访人",
                readers.advisors(
                    unit_key="street",
                    day_key="visited_on",
                    refs_key="advisors",
                    may_come_early=lambda row: False,
                ),
                aliases=("顾问", "走访人员", "工作人员", "走访顾问"),
                required=True,
            ),
            Column(
                "story",
                "走访情况",
                read_story,
                aliases=("走访内容", "情况记录", "反映问题"),
                required=True,
                mask=reading.mask_story,
            ),
            Column(
                "needs",
                "需求类别",
                reading.listed(NEEDS),
                aliases=("需求", "主要需求", "诉求"),
                when_blank=no_needs,
            ),
            Column("question_type", "四问类型", readers.choice(QUESTIONS), aliases=("四问",)),
            Column(
                "action",
                "处理措施",
                readers.text(1000),
                aliases=("帮扶措施", "处理结果", "解决情况"),
                mask=reading.mask_story,
            ),
            Column(
                "is_new_finding",
                "是否新发现",
                readers.yes_no(),
                aliases=("新增", "潜在对象", "新发现"),
            ),
            Column("wants_referral", "是否需转介", readers.yes_no(), aliases=("转介", "需转介")),
            Column(
                "community_cloud_ref",
                "社区云编号",
                read_reference,
                aliases=("社区云记录", "是否录入社区云", "社区云"),
            ),
            Column(
                "next_visit_on",
                "下次走访",
                readers.day(),
                aliases=("回访时间", "下次走访时间", "下次走访日期", "回访日期"),
            ),
        ),
    )
)
