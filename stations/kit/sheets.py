"""What each printed sheet of a street says, from its own records (S1-4…S1-6, S3-1, S3-3).

Templates of typst in stations/typst/ set it at its real size; no names of people stand on a sheet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.typesetting import typeset
from orgs.models import Unit
from orgs.names import CITY, POINT_TITLE, STATION_TITLE
from stations.enums import ServiceKind, StationKind, WallTopic
from stations.models import ServicePoint, Station, WallText
from stations.naming import name_check_of_point, name_check_of_station
from stations.walls.texts import paragraphs_of

FOLDER = "stations/typst"
# What the notice has the stations be for the people in need (二、工作目标).
MOTTO = "找得到　看得着　帮得到　靠得住"
HOW_TO_MAKE = (
    "按实际大小（100%）打印在 A4 纸上，沿细线裁下、沿虚线对折，放入 200 mm × 100 mm 的 A 字形台牌。"
)


@dataclass(frozen=True)
class Sign:
    """A community's desk sign; `point` is missing where the community has none yet."""

    community: Unit
    point: ServicePoint | None

    @property
    def name(self) -> str:
        """The name laid down (S1-5), whatever was entered: a sign carries no other."""
        return name_check_of_point(self.community).right

    @property
    def is_named_otherwise(self) -> bool:
        """Whether another name is on record."""
        return self.point is not None and self.point.official_name != self.name

    @property
    def phone(self) -> str:
        """Public; empty: a line is left to be written on."""
        return self.point.phone if self.point else ""

    @property
    def hours(self) -> str:
        """As the phone."""
        return self.point.opening_hours if self.point else ""


@dataclass(frozen=True)
class Print:
    """One file to be printed: its title, which template, what goes in, how many sheets."""

    title: str
    template: str
    sheets: Sequence[Mapping[str, Any]]
    data: Mapping[str, Any]

    def pdf(self, street: Unit, day: date) -> bytes:
        """The file, in one run."""
        data = {
            "title": f"{street.name}{self.title}",
            "district": district_of(street),
            "sheets": self.sheets,
            **self.data,
        }
        return typeset(f"{FOLDER}/{self.template}", data, day=day)

    def file_name(self, street: Unit, day: date) -> str:
        """打印件-街镇-日期.pdf."""
        return f"{self.title}-{street.name}-{day:%Y%m%d}.pdf"


def desk_signs(signs: Sequence[Sign]) -> Print:
    """桌面立牌: one tent card each, 200 × 100 mm on both faces (S1-6)."""
    sheets = [
        {
            "code": sign.community.code,
            "lines": lines_of(sign.name),
            "phone": sign.phone,
            "hours": sign.hours,
        }
        for sign in signs
    ]
    title = f"桌面立牌-{signs[0].community.short_name}" if len(signs) == 1 else "桌面立牌"
    return Print(title, "desk-signs.typ", sheets, {"how": HOW_TO_MAKE})


def contact_notices(stations: Sequence[Station], paper: str, day: date) -> Print:
    """联系方式公示: one sheet each, A3 or A4 (S3-3); the list of services where it is published.

    `stations` carry `running_lists` (selectors.stations_to_print).
    """
    sheets = [
        {
            "lines": lines_of(station.ruled_name),
            "brand": station.brand_name,
            "address": station.address,
            "phone": station.phone,
            "hours": station.opening_hours,
            "services": services_of(station),
        }
        for station in stations
    ]
    data = {"paper": paper, "motto": MOTTO, "day": f"{day.year}年{day.month}月{day.day}日"}
    return Print(f"联系方式公示-{paper.upper()}", "contact-notice.typ", sheets, data)


def wall_displays(street: Unit, texts: Sequence[WallText]) -> Print:
    """上墙展板: one A3 sheet for each text, in the annex's order (S3-1)."""
    order = list(WallTopic)
    sheets = [
        {
            "topic": text.get_topic_display(),
            "updated": f"{text.updated_on.year}年{text.updated_on.month}月",
            "paragraphs": paragraphs_of(text.text),
        }
        for text in sorted(texts, key=lambda text: order.index(WallTopic(text.topic)))
    ]
    title = f"上墙展板-{sheets[0]['topic']}" if len(sheets) == 1 else "上墙展板"
    name = name_check_of_station(street, StationKind.MAIN).right
    return Print(title, "wall-displays.typ", sheets, {"station": name})


def services_of(station: Any) -> list[str]:
    """What the station's list in force names, in words."""
    running = station.running_lists
    return [ServiceKind(one).label for one in running[0].services] if running else []


def lines_of(name: str) -> list[str]:
    """A name in the lines it is set in: whose it is, then what it is."""
    for title in (STATION_TITLE, POINT_TITLE):
        if name.endswith(title) and name != title:
            return [name.removesuffix(title), title]
    return [name]


def district_of(street: Unit) -> str:
    """上海市普陀区."""
    return f"{CITY}{street.parent.name}" if street.parent else CITY
