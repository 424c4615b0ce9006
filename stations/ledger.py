"""站点台账: stations of the streets and service points of the communities, in one list."""

from ledgers import readers
from ledgers.cells import Choices, clean
from ledgers.columns import STREET
from ledgers.problems import Reading, Rejected, warning
from ledgers.registry import register
from ledgers.spec import Cell, Column, Ledger, Naming, Row
from ledgers.workbook import CellValue
from orgs.names import DISTRICT_WIDTH, service_point_name, station_name
from stations.books import SiteBooks
from stations.enums import SiteStatus, StationKind, VenueKind

# The ledger's fourth kind; a point is a table of its own.
POINT = "point"

KINDS = Choices.of(
    (
        (StationKind.MAIN.value, "站"),
        (StationKind.EXTRA.value, "增设站"),
        (StationKind.STUDIO.value, "工作室"),
        (POINT, "点"),
    ),
    {
        StationKind.MAIN.value: ("街镇站", "服务站", "街镇服务站"),
        StationKind.EXTRA.value: ("增设服务站", "增设"),
        POINT: ("服务点", "居村点", "居村服务点"),
    },
)
VENUES = Choices.of(
    VenueKind.choices,
    {
        VenueKind.AFFAIRS_CENTRE: ("受理中心", "事务受理中心", "社区事务受理中心"),
        VenueKind.NEIGHBOURHOOD_HUB: ("邻聚里", "“邻聚里”中心", "邻聚里服务中心"),
        VenueKind.ELDER_CARE_CENTRE: ("为老服务中心", "综合为老服务中心"),
    },
)
STATUSES = Choices.of(
    SiteStatus.choices,
    {
        SiteStatus.PLANNED: ("筹备", "筹建中", "在建"),
        SiteStatus.OPEN: ("已开放", "启用", "已启用", "运行", "正常", "是", "√"),
        SiteStatus.CLOSED: ("已关闭", "停用", "撤销", "否", "×"),
    },
)


def read_venue(value: CellValue, cell: Cell) -> Reading:
    """The kind of house a station is in; a house of no listed kind is 其他, and says so."""
    try:
        return VENUES.read(value)
    except Rejected:
        note = warning("venue_other", f"“{clean(value)}”不在列出的场所里，记为“其他”。")
        return Reading(VenueKind.OTHER.value, (note,))


def check_place(row: Row) -> None:
    """A point belongs to a community; a station stands in some house."""
    kind = row.get("kind")
    if kind == POINT:
        row.require("community", "类型是“点”，要填是哪个居村。")
    elif kind:
        row.require("venue_kind", "服务站要填设置场所。")
        if row.get("community"):
            row.warn("community", "community_unneeded", "服务站属于街镇，填的居村不记。")


def check_opening(row: Row) -> None:
    """A site has its day of opening, unless it is still planned."""
    opened_on, closed_on = row.get("opened_on"), row.get("closed_on")
    if opened_on and closed_on and closed_on < opened_on:
        row.error("closed_on", "date_order", f"关闭日期{closed_on}早于启用日期{opened_on}。")
    if row.is_blank("status"):
        row.values["status"] = _status(row).value
    if row.get("status") != SiteStatus.PLANNED:
        row.require("opened_on", "“启用日期”没有填。")
    if row.get("status") == SiteStatus.CLOSED:
        row.require("closed_on", "已关闭，要填关闭日期。")


def _status(row: Row) -> SiteStatus:
    today = row.sheet.today
    opened_on, closed_on = row.get("opened_on"), row.get("closed_on")
    if closed_on and closed_on < today:
        return SiteStatus.CLOSED
    return SiteStatus.PLANNED if opened_on and opened_on > today else SiteStatus.OPEN


def check_name(row: Row) -> None:
    """The name is the one that the annex prescribes (S1-1, S1-5); another is only warned of."""
    right = _official_name(row)
    if right and row.get("official_name") and row.get("official_name") != right:
        row.warn(
            "official_name",
            "station_name_nonstandard",
            f"不是统一名称，应为“{right}”。",
            suggestion=right,
        )


def _official_name(row: Row) -> str:
    """The prescribed name; empty for extra stations and studios, which have none."""
    units = row.sheet.units
    street_code = row.get("street") or ""
    if row.get("kind") == StationKind.MAIN and street_code:
        district_name = units.name_of(street_code[:DISTRICT_WIDTH])
        return station_name(district_name, units.name_of(street_code))
    community = units.get(row.get("community") or "")
    if row.get("kind") == POINT and community:
        return service_point_name(units.name_of(street_code), community.short_name)
    return ""


def name_site(row: Row) -> None:
    """What a site is found again by: a point by its community, a station by kind and name."""
    if row.get("kind") == POINT:
        row.values["site"] = row.get("community")
    else:
        row.values["community"] = None
        row.values["site"] = f"{row.get('kind')}:{row.get('official_name')}"


LEDGER = register(
    Ledger(
        kind="stations",
        title="站点台账",
        key=("street", "site"),
        checks=(check_place, check_opening, check_name, name_site),
        books=SiteBooks(),
        records=(
            Naming("stations.station", unit="street_id", words=("official_name",)),
            Naming("stations.servicepoint", unit="community_id", words=("official_name",)),
        ),
        columns=(
            STREET,
            Column(
                "community",
                "居村",
                readers.community(),
                aliases=("居委", "居村委", "居委（村）", "居委会", "村居", "所属居委", "居民区"),
                fill_down=True,
            ),
            Column(
                "official_name",
                "站点名称",
                readers.text(80),
                aliases=("名称", "站点名", "服务站名称", "服务点名称"),
                required=True,
            ),
            Column(
                "kind",
                "类型",
                readers.choice(KINDS),
                aliases=("站点类型", "类别"),
                required=True,
            ),
            Column("brand_name", "品牌名称", readers.text(60), aliases=("品牌", "特色品牌")),
            Column(
                "address",
                "地址",
                readers.text(120),
                aliases=("站点地址", "详细地址"),
                required=True,
            ),
            Column("venue_kind", "场所", read_venue, aliases=("设置场所",)),
            Column("is_physical", "实体化", readers.yes_no(), aliases=("是否实体化", "是否实体")),
            Column("is_independent", "独立设置", readers.yes_no(), aliases=("是否独立",)),
            Column("area_m2", "面积", readers.number(), aliases=("面积（㎡）", "建筑面积")),
            Column("seats", "座位数", readers.count(most=1_000), aliases=("座位",)),
            Column(
                "phone",
                "电话",
                readers.phone(hotlines=True),
                aliases=("联系电话", "联系方式", "服务电话"),
                required=True,
            ),
            Column(
                "opening_hours",
                "开放时间",
                readers.text(80),
                aliases=("服务时间", "工作时间"),
                required=True,
            ),
            Column(
                "lead_name",
                "负责人",
                readers.person_name(),
                aliases=("站点负责人", "负责人姓名"),
                required=True,
            ),
            Column(
                "opened_on",
                "启用日期",
                readers.day(),
                aliases=("开放日期", "启用时间", "挂牌日期", "挂牌时间"),
            ),
            Column("closed_on", "关闭日期", readers.day(), aliases=("停用日期",)),
            Column("status", "状态", readers.choice(STATUSES), aliases=("站点状态",)),
            Column("note", "备注", readers.text(200)),
        ),
    )
)
