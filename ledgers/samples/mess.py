"""How offices write things: every spelling here reads back to the same value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from typing import ClassVar

from ledgers.samples.team import LEFT, ON_LEAVE, SampleAdvisor, SampleSession, SampleUnit

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True, slots=True)
class Mess:
    """How untidy a ledger is.

    `odd` is the share of cells written as people write them rather than as the form asks; with
    any there are also titles, two-row headers, merged cells, totals and notes. `bad` are the
    wrong rows added, as a share of the good ones, each kind of mistake at least once.
    """

    NONE: ClassVar["Mess"]
    OFFICE: ClassVar["Mess"]

    odd: float = 0.0
    bad: float = 0.0
    seed: int = 0

    @property
    def is_tidy(self) -> bool:
        """Whether a sheet is nothing but a header row and data."""
        return not self.odd


Mess.NONE = Mess()
Mess.OFFICE = Mess(odd=0.6, bad=0.04)

EXCEL_EPOCH = date(1899, 12, 30)
CLASS_HOUR = 45
RARELY = 0.02
BLANKS = ("无", "/", "—", "暂无")
STARS = "零一二三四五"
SEPARATORS = ("、", "，", "；", "\n", " ")
GAPS = (" ", "　", "  ")
_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")

DATE_STYLES: tuple[Callable[[date], Cell], ...] = (
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: day.isoformat(),
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%Y.%m.%d}.",
    lambda day: f" {day.year}. {day.month}. {day.day}",
    lambda day: f"{day.year}.{day.month}.{day.day}".translate(_WIDE),
    lambda day: datetime.combine(day, time()),
    lambda day: (day - EXCEL_EPOCH).days,
)
MOBILE_STYLES: tuple[Callable[[str], Cell], ...] = (
    lambda phone: f"+86 {phone[:3]}-{phone[3:7]}-{phone[7:]}",
    lambda phone: f"{phone[:3]} {phone[3:7]} {phone[7:]}",
    lambda phone: phone.translate(_WIDE),
    int,
)
LANDLINE_STYLES: tuple[Callable[[str], Cell], ...] = (
    lambda phone: f"021-{phone}",
    lambda phone: f"021{phone}",
    lambda phone: f"（021）{phone}",
)
OTHER_EDUCATION = {"大专": "专科", "本科": "大学本科"}


class Pen:
    """Writes values into cells; tidy or not, by chance."""

    def __init__(self, mess: Mess, chance: Random) -> None:
        self._mess = mess
        self._chance = chance

    def is_odd(self) -> bool:
        """Whether the next cell is written in some other way."""
        return self._chance.random() < self._mess.odd

    def is_vague(self, share: float = RARELY) -> bool:
        """Whether the next cell is written so that a warning is due."""
        return self._chance.random() < self._mess.odd * share

    def either(self, tidy: Cell, others: Sequence[Cell]) -> Cell:
        """The tidy spelling, or one of the others."""
        return self._chance.choice(others) if others and self.is_odd() else tidy

    def blank(self) -> Cell:
        """Nothing, in one of the ways people write nothing."""
        return self.either(None, (None, None, *BLANKS))

    def day(self, day: date) -> Cell:
        """A day in one of ten ways, or as a date."""
        return self._chance.choice(DATE_STYLES)(day) if self.is_odd() else day

    def mobile(self, phone: str) -> Cell:
        """A mobile number with prefix, blanks, wide digits, or as a number."""
        return self._styled(phone, MOBILE_STYLES)

    def landline(self, phone: str) -> Cell:
        """A landline with or without its area."""
        return self._styled(phone, LANDLINE_STYLES)

    def name(self, name: str) -> Cell:
        """A name of two characters pulled apart, or with another dot."""
        if len(name) == 2:
            return self.either(name, [gap.join(name) for gap in GAPS])
        return self.either(name, [name.replace("·", "•")])

    def id_number(self, number: str) -> Cell:
        """An ID number in groups, or with a small x."""
        groups = f"{number[:6]} {number[6:14]} {number[14:]}"
        return self.either(number, (number, number.lower(), groups))

    def street(self, street: SampleUnit, district: SampleUnit, aliases: Sequence[str]) -> Cell:
        """A street by its name, an alias, or the full name of its office."""
        office = "人民政府" if street.kind == "town" else "办事处"
        return self.either(street.name, (*aliases, f"{district.name}{street.name}{office}"))

    def community(self, community: SampleUnit) -> Cell:
        """A community by its full, shorter or bare name, or as 一居."""
        return self.either(community.name, spellings_of(community))

    def education(self, education: str) -> Cell:
        """An education in other words; nothing stays nothing."""
        return self.either(education, (OTHER_EDUCATION.get(education, education),)) or None

    def star(self, star: int | None) -> Cell:
        """三星, ★★★, 3星 or 三."""
        if star is None:
            return self.blank()
        word = STARS[star]
        return self.either(f"{word}星", (f"{word}星", "★" * star, f"{star}星", word))

    def status(self, advisor: SampleAdvisor) -> Cell:
        """在岗 is also √, 是 or nothing at all."""
        if advisor.status in (ON_LEAVE, LEFT):
            return advisor.status
        return self.either(advisor.status, ("√", "是", None))

    def yes_no(self, is_so: bool) -> Cell:
        """是 or 否, also as a mark."""
        return self.either("是", ("√", "有")) if is_so else self.either("否", ("×", "无"))

    def area(self, area_m2: float | None) -> Cell:
        """Square metres with or without the sign."""
        if area_m2 is None:
            return None
        return self.either(area_m2, (f"{area_m2:g}㎡", f"{area_m2:g}平方米"))

    def duration(self, minutes: int) -> Cell:
        """Minutes as class hours, hours or from–to; a bare number counts class hours."""
        styles: list[Cell] = [_from_to(minutes)]
        if minutes % CLASS_HOUR == 0:
            hours = minutes // CLASS_HOUR
            styles += [f"{hours}课时", f"{hours}学时", str(hours), hours]
        if minutes % 30 == 0:
            styles += [f"{minutes / 60:g}小时", f"{minutes / 60:g}h"]
        return self.either(f"{minutes}分钟", styles)

    def headcount(self, count: int) -> Cell:
        """18 or 18人."""
        return self.either(count, (f"{count}人",))

    def names(self, names: Sequence[str]) -> str:
        """A list of people with one kind of separator."""
        return (self._chance.choice(SEPARATORS) if self.is_odd() else "、").join(names)

    def span(self, session: SampleSession) -> Cell:
        """The day of a session, or its first and last."""
        first, last = session.held_on, session.ended_on
        if last is None:
            return self.day(first)
        others = (
            f"{first.year}.{first.month}.{first.day}-{last.month}.{last.day}",
            f"{first.year}年{first.month}月{first.day}日-{last.day}日",
        )
        return self.either(f"{first}至{last}", others)

    def _styled(self, text: str, styles: Sequence[Callable[[str], Cell]]) -> Cell:
        return self._chance.choice(styles)(text) if self.is_odd() else text


def spellings_of(community: SampleUnit) -> list[str]:
    """What a community is called besides its full name, its own street being understood."""
    bare = community.name.removesuffix("居委会").removesuffix("村委会")
    spellings = [community.name.removesuffix("会"), bare]
    if bare[-2:-1] == "第":
        numeral = "一二三四五六七八九十".index(bare[-1]) + 1
        spellings += [f"{bare[:-2]}{bare[-1]}居", f"{bare[:-2]}{numeral}居"]
    return spellings


def _from_to(minutes: int) -> str:
    begins = 9 * 60 if minutes <= 150 else 13 * 60
    ends = begins + minutes
    return f"{begins // 60}:{begins % 60:02}-{ends // 60}:{ends % 60:02}"
