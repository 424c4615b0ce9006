"""What a street's printed sheets still lack, as work to do."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from core.parts import Gap, Link
from core.templatetags.portal_links import address
from orgs.models import Unit
from stations.enums import StationKind, WallTopic
from stations.kit.sheets import Sign
from stations.models import Station, WallText

# (view, arguments) → its address, with the day in it.
Addresses = Callable[..., str]
_FACTS = (("phone", "联系电话"), ("opening_hours", "开放时间"), ("address", "地址"))
MOST_NAMED = 6


def lacking_of(
    request: Any,
    street: Unit,
    stations: Sequence[Station],
    signs: Sequence[Sign],
    texts: Mapping[str, WallText],
) -> list[Gap]:
    """What is to be filled in before printing, each with the way there."""
    to = partial(address, request)
    return [
        *_of_stations(street, stations, to),
        *_of_walls(street, texts, to),
        *_of_signs(street, signs, to),
    ]


def _of_stations(street: Unit, stations: Sequence[Station], to: Addresses) -> Iterator[Gap]:
    """S1-1, S3-3: the street's own station, and what its notice must say."""
    if not any(station.kind == StationKind.MAIN for station in stations):
        url = to("stations:add", street.pk)
        yield Gap("还没有登记街镇站，印不了联系方式公示", "T1-2、S3-3", Link("去登记", url))
    for station in stations:
        missing = [(name, label) for name, label in _FACTS if not getattr(station, name)]
        if missing:
            labels = "、".join(label for _, label in missing)
            url = f"{to('stations:change', station.pk)}#id_{missing[0][0]}"
            yield Gap(
                f"{station.official_name}没有登记{labels}，联系方式公示上会留空",
                "S3-3：公示联系方式",
                Link("去补", url),
            )


def _of_walls(street: Unit, texts: Mapping[str, WallText], to: Addresses) -> Iterator[Gap]:
    """S3-1: the topics that have no text."""
    missing = [topic for topic in WallTopic if topic not in texts]
    if missing:
        words = "、".join(topic.label for topic in missing)
        url = f"{to('stations:walls', street.pk)}#id_{missing[0]}"
        note = "S3-1：工作流程、制度机制、服务理念、服务特色上墙"
        yield Gap(f"上墙内容还没有写：{words}", note, Link("去写", url))


def _of_signs(street: Unit, signs: Sequence[Sign], to: Addresses) -> Iterator[Gap]:
    """S1-5, S1-6: communities without a point, points without phone or hours."""
    without = [sign for sign in signs if sign.point is None]
    if without:
        yield Gap(
            f"{len(without)} 个居村还没有登记服务点：{_names(without)}",
            "S1-6。立牌可以先印，电话和时间留空；登记服务点后会自动印上",
            Link("去开设", to("stations:open-points", street.pk)),
        )
    blank = [sign for sign in signs if sign.point and not (sign.phone and sign.hours)]
    if blank:
        yield Gap(
            f"{len(blank)} 个服务点没有登记电话或开放时间：{_names(blank)}",
            "立牌上会留出横线，可以手写",
            Link("去补", f"{to('stations:change-point', _key(blank[0]))}#id_phone"),
        )
    others = [sign for sign in signs if sign.is_named_otherwise]
    if others:
        yield Gap(
            f"{len(others)} 个服务点登记的名称不是统一名称：{_names(others)}",
            "S1-5。立牌一律按统一名称印，请把登记的名称也改过来",
            Link("去改", to("stations:change-point", _key(others[0]))),
        )


def _names(signs: Sequence[Sign]) -> str:
    named = "、".join(sign.community.short_name for sign in signs[:MOST_NAMED])
    return f"{named}等" if len(signs) > MOST_NAMED else named


def _key(sign: Sign) -> Any:
    return sign.point.pk if sign.point else None
