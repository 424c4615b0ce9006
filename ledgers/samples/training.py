"""Writes the training ledger (培训台账): one row a session, with the list of who came."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import cycle, islice
from random import Random

from ledgers.samples import wrong
from ledgers.samples.courses import TOPICS
from ledgers.samples.invented import Inventor
from ledgers.samples.mess import CLASS_HOUR, Cell, Mess, Pen
from ledgers.samples.sheets import Line, Sample, Table, headers_of, write
from ledgers.samples.team import SampleAdvisor, SampleSession, Team, dice

# Column labels, and what offices write above them instead. A bare number under 课时 counts
# class hours, so the messy header is always that.
COLUMNS: dict[str, tuple[str, ...]] = {
    "街镇": ("街镇", "举办单位"),
    "培训日期": ("培训时间", "时间"),
    "培训主题": ("培训内容", "课程名称"),
    "培训类型": (),
    "授课人": ("授课人", "主讲人"),
    "地点": ("培训地点", "地点"),
    "时长": ("课时",),
    "参训人数": ("参训人数", "人数"),
    "参训人员": ("参训人员", "人员名单"),
    "备注": (),
}
# Of the cells that are not written as the form asks.
SHARE_WITHOUT_YEAR, SHARE_OF_HALF_DAYS, SHARE_MISCOUNTED = 0.15, 0.4, 0.1
HALF_A_DAY = 4 * CLASS_HOUR


def training_workbook(team: Team, *, mess: Mess) -> Sample:
    """Write a team's trainings; it names only people who stand in the team's roster."""
    chance = dice(mess.seed, "training")
    writer = _Writer(team, mess, chance)
    lines = [writer.line(session) for session in team.sessions]
    wrong.scatter(lines, writer.spoilt_lines(), chance)
    if mess.bad:
        wrong.repeat_one(lines, chance)
    table = Table(
        sheet="培训台账",
        title=f"{team.district.name}社区救助顾问培训台账（{team.year}年度）",
        year=team.year,
        filed_by=Inventor(chance).name("女"),
        headers=headers_of(COLUMNS, mess, chance),
        lines=lines,
    )
    return write("training", [table], mess)


class _Writer:
    """Writes sessions as rows, right and wrong ones."""

    def __init__(self, team: Team, mess: Mess, chance: Random) -> None:
        self._team = team
        self._mess = mess
        self._chance = chance
        self._pen = Pen(mess, chance)
        self._stranger = Inventor(chance, {a.name for a in team.advisors}).name("女")
        self._times = Counter((a.street.code, a.name) for a in team.advisors)

    def line(self, session: SampleSession) -> Line:
        """A right row, with the warnings that its vaguer cells bring."""
        pen, day = self._pen, session.held_on
        cells = self._cells(session)
        warnings = []
        if session.ended_on is None and pen.is_vague(SHARE_WITHOUT_YEAR):
            cells["培训日期"] = f"{day.month}月{day.day}日"
            warnings.append("year_assumed")
        if session.minutes == HALF_A_DAY and pen.is_vague(SHARE_OF_HALF_DAYS):
            cells["时长"] = "半天"
            warnings.append("half_day_assumed")
        if pen.is_vague(SHARE_MISCOUNTED):
            cells["参训人数"] = len(session.attendees) + self._chance.randrange(1, 4)
            warnings.append("headcount_mismatch")
        values = {
            "street": session.host.code,
            "held_on": day.isoformat(),
            "minutes": session.minutes,
            "attendees": len(session.attendees),
        }
        return Line(cells, values, warnings=tuple(warnings))

    def spoilt_lines(self) -> list[Line]:
        """Wrong rows: further sessions of streets that hold some."""
        mistakes = self._mistakes()
        count = wrong.count_for(len(self._team.sessions), len(mistakes), self._mess)
        return [self._spoilt(code, mistakes) for code in islice(cycle(mistakes), count)]

    def _spoilt(self, code: str, mistakes: dict[str, wrong.Spoil]) -> Line:
        held = [s for s in self._team.sessions if s.host != self._team.district]
        namesake = self._team.cast.get("namesake_1")
        if code == "advisor_ambiguous" and namesake:
            held = [session for session in held if session.host == namesake.street]
        like = self._chance.choice(held)
        session = replace(
            like,
            held_on=like.held_on + timedelta(days=1),
            topic=self._chance.choice(TOPICS[like.kind]),
        )
        cells = self._cells(session)
        mistakes[code](cells, self._chance)
        return Line(cells, errors=(code,))

    def _cells(self, session: SampleSession) -> dict[str, Cell]:
        pen, team = self._pen, self._team
        if session.host == team.district:
            host = pen.either(f"{team.district.name}民政局", ("区民政局", team.district.name))
        else:
            aliases = team.aliases.get(session.host.code, ())
            host = pen.street(session.host, team.district, aliases)
        return {
            "街镇": host,
            "培训日期": pen.span(session),
            "培训主题": session.topic,
            "培训类型": session.kind,
            "授课人": session.trainer_name,
            "地点": session.place,
            "时长": pen.duration(session.minutes),
            "参训人数": pen.headcount(len(session.attendees)),
            "参训人员": pen.names([self._called(advisor) for advisor in session.attendees]),
            "备注": pen.blank(),
        }

    def _called(self, advisor: SampleAdvisor) -> str:
        is_alone = self._times[advisor.street.code, advisor.name] == 1
        return advisor.name if is_alone else advisor.called

    def _mistakes(self) -> dict[str, wrong.Spoil]:
        mistakes: dict[str, wrong.Spoil] = {
            "advisor_unknown": _add_name(self._stranger),
            "date_future": wrong.put("培训日期", *wrong.mistyped_years(self._team.year)),
            "date_invalid": wrong.put("培训日期", *wrong.NO_SUCH_DAYS),
            "duration_unparsable": wrong.put("时长", "若干", "一上午多"),
            "number_invalid": wrong.put("时长", "12小时", "600分钟"),
            "choice_unknown": wrong.put("培训类型", "参观", "团建"),
            "required": wrong.leave_out("培训主题", "培训日期", "时长"),
        }
        if namesake := self._team.cast.get("namesake_1"):
            mistakes["advisor_ambiguous"] = _add_name(namesake.name)
        return mistakes


def _add_name(name: str) -> wrong.Spoil:
    def spoil(cells: dict[str, Cell], chance: Random) -> None:
        cells["参训人员"] = f"{cells['参训人员']}、{name}"
        cells["参训人数"] = None

    return spoil
