"""培训台账: training sessions, each with the list of those who came, or one row a person."""

from advisors.roster import load_roster
from ledgers import readers
from ledgers.cells import Choices, clean, split_names
from ledgers.registry import register
from ledgers.spec import Column, Ledger, Naming, Row
from training.books import TrainingBooks
from training.enums import Mode, SessionKind, SessionState

KINDS = Choices.of(
    SessionKind.choices,
    {
        SessionKind.INDUCTION: ("岗前", "上岗培训", "岗前培训班"),
        SessionKind.SUPERVISION: ("督训", "日常培训", "日常督导"),
        SessionKind.PEER_LED: ("带训", "骨干培训", "骨干带教"),
    },
)
ONLINE_WORDS = ("线上", "网络", "在线", "视频会议", "腾讯会议", "钉钉", "云课堂")


def set_mode(row: Row) -> None:
    """A place such as 线上 or 腾讯会议 is no place."""
    place = row.get("place") or ""
    is_online = any(word in place for word in ONLINE_WORDS)
    row.values["mode"] = Mode.ONLINE.value if is_online else Mode.ON_SITE.value


def set_state(row: Row) -> None:
    """What stands in the ledger took place, though it was only planned here."""
    row.values["state"] = SessionState.HELD.value


def check_headcount(row: Row) -> None:
    """The number of people is the number of names."""
    headcount = row.get("headcount")
    names = len(split_names(clean(row.raw["attendees"])))
    if headcount is not None and names and headcount != names:
        row.warn(
            "headcount",
            "headcount_mismatch",
            f"写的是{headcount}人，名单上有{names}人，按名单记。",
            suggestion=str(names),
        )


def _is_induction(row: Row) -> bool:
    return bool(row.get("kind") == SessionKind.INDUCTION)


LEDGER = register(
    Ledger(
        kind="training",
        title="培训台账",
        key=("street", "held_on", "topic", "kind", "trainer_name"),
        # One row a person: rows of one session differ in whom they name.
        repeats_by=("advisors",),
        unit_keys=("street",),
        checks=(set_mode, set_state, check_headcount),
        roster=load_roster,
        books=TrainingBooks(),
        records=(
            Naming(
                "training.trainingsession",
                unit="host_id",
                words=("held_on", "topic"),
                page="training:session",
            ),
            Naming(
                "training.attendance",
                unit="advisor__street_id",
                person="advisor__name",
                words=("session__held_on", "session__topic"),
                page="training:session",
                page_key="session_id",
            ),
        ),
        columns=(
            Column(
                "street",
                "街镇",
                readers.street(or_district=True),
                aliases=("所属街镇", "街道（镇）", "街道", "街镇名称", "单位", "举办单位"),
                required=True,
                when_blank=readers.street_of_sheet,
                fill_down=True,
            ),
            Column(
                "held_on",
                "培训日期",
                readers.day(may_be_future=False, end_key="ended_on"),
                aliases=("时间", "培训时间", "日期"),
                required=True,
                fill_down=True,
            ),
            Column(
                "topic",
                "培训主题",
                readers.text(120),
                aliases=("课程名称", "培训内容", "题目", "主题"),
                required=True,
                fill_down=True,
            ),
            Column(
                "kind",
                "培训类型",
                readers.choice(KINDS),
                aliases=("类别", "类型", "培训类别"),
                required=True,
                fill_down=True,
            ),
            Column(
                "trainer_name",
                "授课人",
                readers.text(60),
                aliases=("讲师", "主讲", "主讲人", "培训老师", "授课老师"),
                fill_down=True,
            ),
            Column(
                "organiser", "主办单位", readers.text(80), aliases=("组织单位",), fill_down=True
            ),
            Column("place", "地点", readers.text(120), aliases=("培训地点",), fill_down=True),
            Column(
                "minutes",
                "时长",
                readers.duration(days_between=("held_on", "ended_on")),
                aliases=("课时", "学时", "培训时长", "课时数", "学时数"),
                required=True,
                fill_down=True,
            ),
            Column("headcount", "参训人数", readers.count(most=5_000), aliases=("人数",)),
            Column(
                "attendees",
                "参训人员",
                readers.advisors(
                    unit_key="street",
                    day_key="held_on",
                    refs_key="advisors",
                    may_come_early=_is_induction,
                ),
                aliases=("姓名", "签到人员", "人员名单", "参加人员"),
                required=True,
            ),
            Column("result", "考核结果", readers.text(30), aliases=("成绩", "考核成绩")),
            Column("note", "备注", readers.text(200)),
        ),
    )
)
