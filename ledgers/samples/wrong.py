"""Mistakes put into rows on purpose, each under the code that a reading must find."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random

from ledgers.samples.mess import Cell, Mess
from ledgers.samples.sheets import Line
from ledgers.samples.team import SampleUnit, Team

# Spoils the cells of one row.
Spoil = Callable[[dict[str, Cell], Random], None]

NO_SUCH_STREET = "新华路街道"
NO_SUCH_DAYS = ("2024-02-30", "2024年6月31日", "2024.13.5", "三月中")

_NUMBERED = re.compile(r"(.+)第.居委会")


def put(label: str, *wrong: Cell) -> Spoil:
    """Write one of some texts into a column."""

    def spoil(cells: dict[str, Cell], chance: Random) -> None:
        cells[label] = chance.choice(wrong)

    return spoil


def leave_out(*labels: str) -> Spoil:
    """Leave one of some columns blank."""

    def spoil(cells: dict[str, Cell], chance: Random) -> None:
        cells[chance.choice(labels)] = chance.choice((None, "/", "待补"))

    return spoil


def leave_as_it_is(cells: dict[str, Cell], chance: Random) -> None:
    """For mistakes that already stand in the row."""


def mistyped_years(year: int) -> tuple[str, ...]:
    """2042 for 2024: two digits changed places, and the day lies far ahead."""
    return f"{year + 18}.3.5", f"{year + 18}/6/18", f"{year + 18}年9月2日"


def count_for(rows: int, kinds: int, mess: Mess) -> int:
    """The wrong rows for so many good ones: each kind once at least, none in a clean file."""
    return max(round(rows * mess.bad), kinds) if mess.bad else 0


def scatter(lines: list[Line], spoilt: Sequence[Line], chance: Random) -> None:
    """Put wrong rows among the good ones."""
    for line in spoilt:
        lines.insert(chance.randrange(len(lines) + 1), line)


def repeat_one(lines: list[Line], chance: Random) -> None:
    """Add a good row once more at the end."""
    good = chance.choice([line for line in lines if line.values])
    lines.append(Line(dict(good.cells), errors=("duplicate_row",), warnings=good.warnings))


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A mistake to make in a row of a community, and the wrong name it may go by."""

    code: str
    community: SampleUnit
    written: str = ""


def in_communities(
    codes: Sequence[str], count: int, team: Team, gaps: Sequence[SampleUnit], chance: Random
) -> Iterator[Misplaced]:
    """So many mistakes, each kind in turn, in communities that lack something while there are any.

    Two kinds are about the community itself: unknown in its street (it is another street's), and
    ambiguous (written without its number).
    """
    everywhere = [unit for units in team.communities.values() for unit in units]
    lacking = chance.sample(gaps, len(gaps))
    numbered = _numbered_communities(team)
    possible = [code for code in codes if code != "unit_ambiguous" or numbered]
    for code in islice(cycle(possible), count):
        if code == "unit_ambiguous":
            name, group = chance.choice(numbered)
            yield Misplaced(code, group[0], name)
            continue
        community = lacking.pop() if lacking else chance.choice(everywhere)
        is_strange = code == "community_unknown"
        written = _name_from_elsewhere(community.parent, team, chance) if is_strange else ""
        yield Misplaced(code, community, written)


def _numbered_communities(team: Team) -> list[tuple[str, Sequence[SampleUnit]]]:
    """Names without their number, and the communities of one street that each may mean.

    铜川路居委会 may be 铜川路第一居委会 or 铜川路第二居委会.
    """
    groups: dict[tuple[str, str], list[SampleUnit]] = {}
    for code, communities in team.communities.items():
        for community in communities:
            if numbered := _NUMBERED.fullmatch(community.name):
                groups.setdefault((code, f"{numbered[1]}居委会"), []).append(community)
    return [
        (name, group)
        for (code, name), group in groups.items()
        if len(group) > 1 and name not in {each.name for each in team.communities[code]}
    ]


def _name_from_elsewhere(street_code: str, team: Team, chance: Random) -> str:
    """A community of another street, whose name this street does not have."""
    own = {community.name for community in team.communities[street_code]}
    elsewhere = [
        community.name
        for code, communities in team.communities.items()
        for community in communities
        if code != street_code and community.name not in own
    ]
    return chance.choice(elsewhere)
