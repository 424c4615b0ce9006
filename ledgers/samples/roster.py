"""Writes the advisor roster (顾问名册): a sheet for each street."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from random import Random

from ledgers.samples import wrong
from ledgers.samples.invented import Inventor, check_character
from ledgers.samples.mess import Cell, Mess, Pen
from ledgers.samples.people import COMMUNITY_KINDS, recruit
from ledgers.samples.sheets import Line, Sample, Table, headers_of, write
from ledgers.samples.team import (
    COMMUNITY_LEVEL,
    LEFT,
    STREET_LEVEL,
    SampleAdvisor,
    SampleUnit,
    Team,
    dice,
)

# Column labels, and what offices write above them instead.
COLUMNS: dict[str, tuple[str, ...]] = {
    "街镇": ("街道（镇）", "所属街镇"),
    "居村": ("居委", "居村委", "居委（村）"),
    "姓名": ("姓 名", "姓名"),
    "性别": (),
    "身份证号": ("身份证号码",),
    "联系电话": ("联系方式", "手机号"),
    "顾问层级": ("类别", "层级"),
    "人员性质": (),
    "专兼职": (),
    "学历": ("文化程度", "学历"),
    "上岗日期": ("上岗时间",),
    "备案日期": ("备案时间",),
    "星级": ("星级评定", "星级"),
    "状态": ("是否在岗",),
    "离岗日期": ("离岗时间",),
    "备注": (),
}
GROUP = ("身份信息", "身份证号", "联系电话")
SHARE_OF_SHEETS = 0.4


def roster_workbook(team: Team, *, mess: Mess) -> Sample:
    """Write a team's roster.

    Its good rows are the team; the wrong ones are of people who would fill the team's gaps.
    """
    chance = dice(mess.seed, "roster")
    pen = Pen(mess, chance)
    inventor = Inventor(chance, {advisor.name for advisor in team.advisors})
    lines: dict[str, list[Line]] = {street.code: [] for street in team.streets}
    for advisor in team.advisors:
        for community in advisor.communities or (None,):
            lines[advisor.street.code].append(_line(pen, team, advisor, community))
    spoilt = _spoilt_lines(pen, team, inventor, mess, chance)
    for code, of_street in lines.items():
        wrong.scatter(of_street, spoilt.get(code, []), chance)
        _write_dittos(of_street, pen)
    if mess.bad:
        wrong.repeat_one(chance.choice(list(lines.values())), chance)
    tables = [
        _table(team, street, lines[street.code], inventor.name("女"), mess, chance)
        for street in team.streets
    ]
    return write("advisors", tables, mess, has_old=not mess.is_tidy)


def _table(
    team: Team, street: SampleUnit, lines: Sequence[Line], filed_by: str, mess: Mess, chance: Random
) -> Table:
    names = (street.name, street.short_name, *team.aliases.get(street.code, ()))
    is_merged = not mess.is_tidy and chance.random() < SHARE_OF_SHEETS
    if is_merged:
        _write_street_alike(lines, street)
    return Table(
        sheet=street.name if mess.is_tidy else chance.choice(names),
        title=f"{street.name}社区救助顾问名册（{team.year}年）",
        year=team.year,
        filed_by=filed_by,
        headers=headers_of(COLUMNS, mess, chance),
        lines=lines,
        group=GROUP if chance.random() < SHARE_OF_SHEETS else None,
        merged="街镇" if is_merged else None,
    )


def _line(pen: Pen, team: Team, advisor: SampleAdvisor, community: SampleUnit | None) -> Line:
    """A right row, with the warnings that its vaguer cells bring."""
    cells = _cells(pen, team, advisor, community)
    started_on = advisor.started_on
    warnings = []
    if pen.is_vague():
        cells["上岗日期"] = f"{started_on.year}年{started_on.month}月"
        started_on = started_on.replace(day=1)
        warnings.append("date_precision")
    if pen.is_vague():
        cells["性别"] = "男" if advisor.sex == "女" else "女"
        warnings.append("sex_mismatch")
    if pen.is_vague():
        cells["街镇"] = None
        warnings.append("street_assumed")
    values = {
        "street": advisor.street.code,
        "community": community.code if community else None,
        "name": advisor.name,
        "id_number": advisor.id_number,
        "phone": advisor.phone,
        "level": "community" if advisor.level == COMMUNITY_LEVEL else "street",
        "star": advisor.star,
        "started_on": started_on.isoformat(),
    }
    return Line(cells, values, warnings=tuple(warnings))


def _cells(
    pen: Pen, team: Team, advisor: SampleAdvisor, community: SampleUnit | None
) -> dict[str, Cell]:
    aliases = team.aliases.get(advisor.street.code, ())
    is_derived = advisor.level == COMMUNITY_LEVEL
    return {
        "街镇": pen.street(advisor.street, team.district, aliases),
        "居村": pen.community(community) if community else None,
        "姓名": pen.name(advisor.name),
        "性别": advisor.sex,
        "身份证号": pen.id_number(advisor.id_number),
        "联系电话": pen.mobile(advisor.phone),
        "顾问层级": pen.either(advisor.level, (None,)) if is_derived else advisor.level,
        "人员性质": advisor.staff_kind,
        "专兼职": advisor.employment,
        "学历": pen.education(advisor.education),
        "上岗日期": pen.day(advisor.started_on),
        "备案日期": pen.day(advisor.filed_on) if advisor.filed_on else None,
        "星级": pen.star(advisor.star),
        "状态": pen.status(advisor),
        "离岗日期": pen.day(advisor.ended_on) if advisor.ended_on else None,
        "备注": pen.blank(),
    }


def _write_dittos(lines: Sequence[Line], pen: Pen) -> None:
    """Now and then 同上 where the row above says the same."""
    for above, line in pairwise(lines):
        is_same = above.cells["人员性质"] == line.cells["人员性质"]
        if is_same and above.values and line.values and pen.is_vague():
            line.cells["人员性质"] = "同上"
            line.warnings += ("copied_from_above",)


def _write_street_alike(lines: Sequence[Line], street: SampleUnit) -> None:
    """One spelling down the sheet, so that the cells can be merged."""
    for line in lines:
        if "street_unknown" not in line.errors:
            line.cells["街镇"] = street.name
            line.warnings = tuple(code for code in line.warnings if code != "street_assumed")


def _spoilt_lines(
    pen: Pen, team: Team, inventor: Inventor, mess: Mess, chance: Random
) -> dict[str, list[Line]]:
    """Wrong rows by street, of people for communities without an advisor."""
    mistakes = _mistakes(team)
    served = {unit for advisor in team.advisors for unit in advisor.communities}
    gaps = [unit for units in team.communities.values() for unit in units if unit not in served]
    spoilt: dict[str, list[Line]] = {}
    count = wrong.count_for(len(team.advisors), len(mistakes), mess)
    for mistake in wrong.in_communities(tuple(mistakes), count, team, gaps, chance):
        community = mistake.community
        kind = chance.choice(COMMUNITY_KINDS)
        started_on = date(team.year - 1, chance.randrange(1, 13), chance.randrange(1, 29))
        street = team.street_of(community)
        advisor = recruit(street, (community,), kind, started_on, inventor, chance)
        cells = _cells(pen, team, advisor, community)
        cells["居村"] = mistake.written or cells["居村"]
        mistakes[mistake.code](cells, chance)
        spoilt.setdefault(street.code, []).append(Line(cells, errors=(mistake.code,)))
    return spoilt


def _mistakes(team: Team) -> dict[str, wrong.Spoil]:
    return {
        "id_checksum": _change_check_digit,
        "id_excel_lost": _lose_end_of_id,
        "phone_bad": wrong.put("联系电话", "1593308", "15412345", "021-5428", "12345678901"),
        "required": wrong.leave_out("姓名", "联系电话", "上岗日期"),
        "date_invalid": wrong.put("上岗日期", *wrong.NO_SUCH_DAYS),
        "date_future": wrong.put("上岗日期", *wrong.mistyped_years(team.year)),
        "date_order": _end_before_start,
        "choice_unknown": wrong.put("人员性质", "社工", "临聘"),
        "street_unknown": _name_strange_street,
        "community_unknown": wrong.leave_as_it_is,
        "unit_ambiguous": wrong.leave_as_it_is,
        "formula_no_result": wrong.put("联系电话", "=VLOOKUP(D5,通讯录!A:C,3,0)"),
    }


def _change_check_digit(cells: dict[str, Cell], chance: Random) -> None:
    body = str(cells["身份证号"]).replace(" ", "")[:17]
    others = "0123456789X".replace(check_character(body), "")
    cells["身份证号"] = body + chance.choice(others)


def _lose_end_of_id(cells: dict[str, Cell], chance: Random) -> None:
    """What Excel leaves of 18 digits in a cell that is a number."""
    cells["身份证号"] = int(str(cells["身份证号"]).replace(" ", "")[:15] + "000")


def _end_before_start(cells: dict[str, Cell], chance: Random) -> None:
    cells["上岗日期"], cells["离岗日期"] = "2023.9.1", "2023.3.31"
    cells["状态"] = LEFT


def _name_strange_street(cells: dict[str, Cell], chance: Random) -> None:
    cells["街镇"], cells["居村"] = wrong.NO_SUCH_STREET, None
    cells["顾问层级"] = STREET_LEVEL
