"""Writes the ledger of stations and service points (站点台账): one sheet for the district."""

from random import Random

from ledgers.samples import wrong
from ledgers.samples.invented import ROADS, Inventor, a_workday
from ledgers.samples.mess import Cell, Mess, Pen
from ledgers.samples.places import OPENING_HOURS
from ledgers.samples.sheets import Line, Sample, Table, headers_of, write
from ledgers.samples.team import SampleSite, SampleUnit, Team, dice
from orgs.names import service_point_name

# Column labels, and what offices write above them instead.
COLUMNS: dict[str, tuple[str, ...]] = {
    "街镇": ("街道（镇）", "街镇"),
    "居村": ("居村", "居委（村）"),
    "站点名称": ("站点名称", "名称"),
    "类型": (),
    "地址": ("地址", "详细地址"),
    "场所": ("设置场所",),
    "面积": ("面积（㎡）",),
    "座位数": ("座位",),
    "实体化": ("是否实体",),
    "独立设置": ("是否独立",),
    "电话": ("联系电话",),
    "开放时间": ("服务时间", "开放时间"),
    "负责人": (),
    "启用日期": ("启用时间", "挂牌日期", "启用日期"),
    "状态": (),
    "备注": (),
}
MONTH_OF_NEW_POINTS = 9


def stations_workbook(team: Team, *, mess: Mess) -> Sample:
    """Write a team's stations and points; the wrong rows are points that are lacking."""
    chance = dice(mess.seed, "stations")
    pen = Pen(mess, chance)
    lines = [_line(pen, team, site) for site in team.sites]
    wrong.scatter(lines, _spoilt_lines(pen, team, mess, chance), chance)
    if mess.bad:
        wrong.repeat_one(lines, chance)
    table = Table(
        sheet="站点",
        title=f"{team.district.name}{team.year}年社区救助顾问服务站（点）台账",
        year=team.year,
        filed_by=Inventor(chance).name("女"),
        headers=headers_of(COLUMNS, mess, chance),
        lines=lines,
    )
    return write("stations", [table], mess)


def _line(pen: Pen, team: Team, site: SampleSite) -> Line:
    values = {
        "street": site.street.code,
        "community": site.community.code if site.community else None,
        "official_name": site.name,
        "opened_on": site.opened_on.isoformat() if site.opened_on else None,
    }
    warnings = () if site.has_official_name else ("station_name_nonstandard",)
    return Line(_cells(pen, team, site), values, warnings=warnings)


def _cells(pen: Pen, team: Team, site: SampleSite) -> dict[str, Cell]:
    aliases = team.aliases.get(site.street.code, ())
    cells: dict[str, Cell] = {
        "街镇": pen.street(site.street, team.district, aliases),
        "居村": pen.community(site.community) if site.community else None,
        "站点名称": site.name,
        "类型": site.kind,
        "地址": site.address,
        "电话": pen.landline(site.phone),
        "开放时间": site.opening_hours,
        "负责人": pen.name(site.lead_name),
        "启用日期": pen.day(site.opened_on) if site.opened_on else None,
        "状态": None if site.opened_on else "筹建",
        "备注": pen.blank(),
    }
    if room := site.room:
        cells["场所"] = room.venue
        cells["面积"] = pen.area(room.area_m2)
        cells["座位数"] = room.seats
        cells["实体化"] = pen.yes_no(True)
        cells["独立设置"] = pen.yes_no(room.is_independent)
    return cells


def _spoilt_lines(pen: Pen, team: Team, mess: Mess, chance: Random) -> list[Line]:
    mistakes = _mistakes(team)
    inventor = Inventor(chance)
    served = {site.community for site in team.sites}
    gaps = [unit for units in team.communities.values() for unit in units if unit not in served]
    lines = []
    count = wrong.count_for(len(team.sites), len(mistakes), mess)
    for mistake in wrong.in_communities(tuple(mistakes), count, team, gaps, chance):
        site = _new_point(team, mistake.community, inventor, chance)
        cells = _cells(pen, team, site)
        cells["居村"] = mistake.written or cells["居村"]
        mistakes[mistake.code](cells, chance)
        lines.append(Line(cells, errors=(mistake.code,)))
    return lines


def _new_point(team: Team, community: SampleUnit, inventor: Inventor, chance: Random) -> SampleSite:
    street = team.street_of(community)
    return SampleSite(
        street=street,
        community=community,
        kind="点",
        name=service_point_name(street.name, community.short_name),
        has_official_name=True,
        address=inventor.address(ROADS),
        phone=inventor.landline(),
        opening_hours=OPENING_HOURS[0],
        lead_name=inventor.name("女"),
        opened_on=a_workday(team.year, MONTH_OF_NEW_POINTS, chance),
    )


def _mistakes(team: Team) -> dict[str, wrong.Spoil]:
    return {
        "phone_bad": wrong.put("电话", "5428", "02163", "021-542814"),
        "required": wrong.leave_out("地址", "电话", "负责人", "启用日期"),
        "date_invalid": wrong.put("启用日期", *wrong.NO_SUCH_DAYS),
        "number_invalid": wrong.put("面积", "较大", "与居委合用"),
        "choice_unknown": wrong.put("类型", "亭", "窗口"),
        "community_unknown": wrong.leave_as_it_is,
        "unit_ambiguous": wrong.leave_as_it_is,
        "formula_no_result": wrong.put("启用日期", "=TODAY()"),
    }
