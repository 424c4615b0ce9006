"""Holds the year's trainings and fills them with the advisors, as zealous as the story has it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from ledgers.samples.invented import Inventor, a_workday
from ledgers.samples.story import ENOUGH, LITTLE, NEARLY, NOTHING, Story, Zeal
from ledgers.samples.team import STREET_LEVEL, SampleAdvisor, SampleSession, SampleUnit

TOPICS = {
    "岗前培训": (
        "社区救助顾问岗位职责与工作规范",
        "最低生活保障政策解读",
        "社会救助申请受理流程",
        "“社区云-社区救助顾问”模块操作",
    ),
    "日常督训": (
        "支出型困难家庭认定要点",
        "临时救助办理流程",
        "低收入家庭经济状况核对实务",
        "上门走访与沟通技巧",
        "需求评估与分层分类帮扶",
        "困难家庭个案会商",
        "心理疏导基础",
        "救助档案与台账填写",
    ),
    "骨干带训": (
        "资源链接案例分享",
        "主动发现与政策找人经验",
        "办不成事接待实例",
        "桥计划项目带教",
    ),
}
PLACES = ("街道会议室", "社区事务受理服务中心二楼", "邻聚里中心活动室", "社区学校", "线上")
DISTRICT_PLACE = "区社会救助事务中心"
MINUTES = (90, 120, 135, 135, 150, 180)
# The first sessions of the street of the exact hours: 540 minutes are 180+135+135+90, and with
# the recorded course of 89 minutes instead of the last it is 539.
EXACT_MINUTES = (180, 135, 135, 90, 89)
AT_540, AT_539 = (0, 1, 2, 3), (0, 1, 2, 4)

# The district's own: kind, month, minutes, days.
DISTRICT_SESSIONS = (
    ("岗前培训", 3, 180, 1),
    ("日常督训", 5, 270, 2),
    ("日常督训", 7, 150, 1),
    ("日常督训", 9, 120, 1),
    ("日常督训", 11, 150, 1),
)


def district_sessions(
    district: SampleUnit, year: int, factor: int, chance: Random, inventor: Inventor
) -> list[SampleSession]:
    """The district's trainings, nobody attending yet."""
    return [
        SampleSession(
            host=district,
            held_on=(held_on := a_workday(year, month, chance)),
            ended_on=held_on + timedelta(days=1) if days == 2 else None,
            topic=chance.choice(TOPICS[kind]),
            kind=kind,
            trainer_name=inventor.name(inventor.sex()),
            place=DISTRICT_PLACE,
            minutes=minutes,
        )
        for kind, month, minutes, days in DISTRICT_SESSIONS * factor
    ]


def street_sessions(
    street: SampleUnit, story: Story, year: int, factor: int, chance: Random, inventor: Inventor
) -> list[SampleSession]:
    """A street's own trainings, nobody attending yet."""
    exact = EXACT_MINUTES if "exact_hours" in story.cast else ()
    sessions = []
    for place, month in enumerate(story.months * factor):
        kind = story.kinds[place % len(story.kinds)]
        minutes = exact[place] if place < len(exact) else chance.choice(MINUTES)
        sessions.append(
            SampleSession(
                host=street,
                held_on=a_workday(year, month, chance),
                topic=chance.choice(TOPICS[kind]),
                kind=kind,
                trainer_name=inventor.name(inventor.sex()),
                place="线上" if minutes % 5 else chance.choice(PLACES),
                minutes=minutes,
            )
        )
    return sessions


def let_one_of_them_teach(
    sessions: list[SampleSession], advisors: Sequence[SampleAdvisor], story: Story, chance: Random
) -> SampleAdvisor:
    """T8-6: a senior advisor of the street gives its peer-led trainings, once each month."""
    seniors = [a for a in advisors if a.level == STREET_LEVEL and not a.is_helper]
    trainer = chance.choice(seniors[: len(seniors) // 2 + 1])
    for place, session in enumerate(sessions[: len(story.months)]):
        if session.kind == "骨干带训":
            sessions[place] = replace(session, trainer_name=trainer.name)
    return trainer


class Attendance:
    """Who sits in which session."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._seats: dict[int, list[SampleAdvisor]] = {}
        self._sessions: list[SampleSession] = []

    def open(self, sessions: Iterable[SampleSession]) -> list[int]:
        """Take in sessions; the numbers they go by here."""
        first = len(self._sessions)
        self._sessions += sessions
        return list(range(first, len(self._sessions)))

    def seat(self, advisor: SampleAdvisor, sessions: Sequence[int]) -> None:
        """Put an advisor into these sessions."""
        for number in sessions:
            self._seats.setdefault(number, []).append(advisor)

    def fill(
        self,
        advisors: Sequence[SampleAdvisor],
        own: Sequence[int],
        districts: Sequence[int],
        story: Story,
    ) -> None:
        """Each attends up to what his zeal takes; the district invites the street's own staff.

        A street without trainings of its own sends everybody to the district's.
        """
        for advisor in advisors:
            is_invited = not own or (advisor.level == STREET_LEVEL and not advisor.is_helper)
            offered = [*own, *districts] if is_invited else list(own)
            minutes_left = self._chance.randint(*self._wanted(story.zeal))
            chosen = []
            for number in self._in_order(offered, story.puts_off):
                session = self._sessions[number]
                if session.minutes <= minutes_left and _may_attend(advisor, session):
                    chosen.append(number)
                    minutes_left -= session.minutes
            self.seat(advisor, chosen)

    def _in_order(self, offered: Sequence[int], puts_off: int) -> list[int]:
        day = {n: self._sessions[n].held_on.toordinal() for n in offered}
        return sorted(offered, key=lambda n: day[n] + self._chance.randrange(puts_off))

    def sessions(self) -> list[SampleSession]:
        """The sessions that took place, by day."""
        held = [
            replace(session, attendees=tuple(self._seats[number]))
            for number, session in enumerate(self._sessions)
            if number in self._seats
        ]
        return sorted(held, key=lambda session: (session.host.code, session.held_on))

    def _wanted(self, zeal: Zeal) -> tuple[int, int]:
        throw = self._chance.randrange(100)
        for share, minutes in (
            (zeal.nothing, NOTHING),
            (zeal.little, LITTLE),
            (zeal.nearly, NEARLY),
        ):
            if throw < share:
                return minutes
            throw -= share
        return ENOUGH


def _may_attend(advisor: SampleAdvisor, session: SampleSession) -> bool:
    is_trainer = advisor.name == session.trainer_name
    return advisor.in_post_on(session.held_on) and not is_trainer
