"""The forecast in words, with people's names as the actor may see them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisors.staffing.forecast import ONE_DAY, Break, Change
from advisors.staffing.team import Cause
from core.actor import Actor
from orgs.models import Unit

# More names than these say no more.
MOST_NAMES = 3


@dataclass(frozen=True)
class Told:
    """A break with its street and what happens, each cause in one line."""

    found: Break
    street: Unit
    lines: Sequence[str]


def told(breaks: Sequence[Break], streets: Mapping[str, Unit], actor: Actor) -> list[Told]:
    """Each break of one of the streets."""
    return [
        Told(one, streets[one.street], lines_of(one, actor))
        for one in breaks
        if one.street in streets
    ]


def lines_of(found: Break, actor: Actor) -> list[str]:
    """What happens on the day of a break; people of the same cause in one line."""
    groups: dict[tuple[Cause, str], list[Change]] = defaultdict(list)
    for change in found.changes:
        groups[change.cause, change.words].append(change)
    return [_line(cause, words, group, actor) for (cause, words), group in groups.items()]


def _line(cause: Cause, words: str, group: Sequence[Change], actor: Actor) -> str:
    last = group[0].day - ONE_DAY
    names, places = _names(group, actor), _places(group)
    match cause:
        case Cause.ENDED:
            return f"{names} {last} 离岗{f'（{words}）' if words else ''}"
        case Cause.TRANSFER:
            return f"{names} 调往{words}，在本街镇到 {last}"
        case Cause.CONTRACT:
            return f"{names} 的合同 {last} 到期"
        case Cause.PARTNER:
            return f"{names} 的派出机构（{words}）合作 {last} 到期"
        case Cause.LEAVE:
            return f"{names} 请{words}"
        case Cause.ASSIGNMENT:
            return f"{names} 负责{places}到 {last}"
        case Cause.POPULATION:
            return f"户籍人口改为 {words} 人"
        case Cause.COMMUNITY:
            return f"新设{places}"


def _names(group: Sequence[Change], actor: Actor) -> str:
    people = dict.fromkeys(change.person for change in group if change.person)
    names = [actor.shown_name(one.name, one.street) for one in people]
    more = f"等 {len(names)} 人" if len(names) > MOST_NAMES else ""
    return "、".join(names[:MOST_NAMES]) + more


def _places(group: Sequence[Change]) -> str:
    return "、".join(change.place.name for change in group if change.place)
