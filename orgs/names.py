"""Recognises a street or community by the name an office wrote, and never guesses.

Pure Python over plain rows, so that it is built alike from the database and from a file.
Names of communities repeat between streets (海棠苑居委会 is in both 真如镇街道 and 桃浦镇), so a
community is looked for inside its street alone. Two hits are listed, not chosen from.
"""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

DISTRICT_WIDTH, STREET_WIDTH, COMMUNITY_WIDTH = 6, 9, 12
MAX_CANDIDATES = 6

# How the annex has the names end (S1-1, S1-5).
STATION_TITLE = "社区救助顾问服务站"
POINT_TITLE = "社区救助顾问服务点"

CITY = "上海市"
OFFICE_SUFFIXES = (
    STATION_TITLE,
    "街道办事处",
    "人民政府",
    "救助顾问服务站",
    "街道办",
    "办事处",
    "镇政府",
    "服务站",
)
COMMITTEE_SUFFIXES = (
    "村民委员会",
    "居民委员会",
    "居委会",
    "村委会",
    "居民区",
    "居委",
    "村委",
    "社区",
)
# Who holds a district's own training or meeting: after the district's name, or alone.
DISTRICT_OFFICES = ("民政局", "级", "社会救助事务中心", "社会救助工作联席会议办公室")

_DIGITS = "零一二三四五六七八九"
_ARABIC = re.compile(r"\d+")
# 一居, 第1居委 and 第一居民区 all mean 第一.
_NUMBERED = re.compile(r"第?([一二三四五六七八九十]+)居(?:民区|民委员会|委会|委)?$")
_NUMBER_AT_END = re.compile(r"第[一二三四五六七八九十]+$")
_BLANKS = re.compile(r"[\s\u200b-\u200d\ufeff]+")


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit as the matcher knows it; `kind` is one of orgs.models.Unit.Kind."""

    code: str
    name: str
    kind: str
    short_name: str = ""

    @property
    def street_code(self) -> str:
        """The street it is, or lies in; empty for a district."""
        return self.code[:STREET_WIDTH] if len(self.code) >= STREET_WIDTH else ""


@dataclass(frozen=True, slots=True)
class Match:
    """What a written name turned out to be.

    `found`: `code` holds the unit, and `corrected` its right name where the writing was a known
    mistake (长征街道). `ambiguous` and `unknown`: `candidates` may be asked about.
    """

    outcome: Literal["found", "ambiguous", "unknown"]
    code: str = ""
    candidates: tuple[UnitRecord, ...] = ()
    corrected: str = ""


class UnitNames:
    """An index of the units that exist, by every name they go by."""

    def __init__(
        self,
        units: Iterable[UnitRecord],
        aliases: Iterable[tuple[str, str, bool]] = (),
        former: Iterable[tuple[UnitRecord, Sequence[str]]] = (),
    ) -> None:
        """Take the units valid on the day, and (code, other name, is it a mistake) triples.

        `former` are communities that have ended, each with the codes of its successors.
        """
        self._units = {unit.code: unit for unit in units}
        self._districts = [u for u in self._units.values() if len(u.code) == DISTRICT_WIDTH]
        self._streets: dict[str, list[str]] = defaultdict(list)
        self._communities: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._wrong: set[tuple[str, str]] = set()
        self._matches: dict[tuple[str, str], Match] = {}
        for unit in self._units.values():
            for name in _names_of(unit):
                self._add(unit.code, name)
        for code, name, is_wrong in aliases:
            if code in self._units:
                self._add(code, name)
                if is_wrong:
                    self._wrong.add((code, plain(name)))
        self._heirs: dict[tuple[str, str], list[str]] = defaultdict(list)
        for gone, heirs in former:
            for written in (gone.name, gone.code):
                self._heirs[gone.street_code, core_of(written)] += heirs

    def _add(self, code: str, name: str) -> None:
        if len(code) == STREET_WIDTH:
            index, key = self._streets, plain(name)
        elif len(code) == COMMUNITY_WIDTH:
            index, key = self._communities[code[:STREET_WIDTH]], core_of(name)
        else:
            return
        if code not in index[key]:
            index[key].append(code)

    def __len__(self) -> int:
        return len(self._units)

    def get(self, code: str) -> UnitRecord | None:
        """The unit of a code."""
        return self._units.get(code)

    def name_of(self, code: str) -> str:
        """A unit's official name, or the code itself where it is not known."""
        unit = self._units.get(code)
        return unit.name if unit else code

    def match_street(self, text: str, *, allow_district: bool = False) -> Match:
        """Recognise a street or town by name, alias or 9-digit code.

        With `allow_district` the district itself is accepted too (区民政局, 普陀区).
        """
        cache_key = ("district" if allow_district else "", text)
        if cache_key not in self._matches:
            self._matches[cache_key] = self._find_street(plain(text), allow_district)
        return self._matches[cache_key]

    def match_community(self, text: str, street_code: str) -> Match:
        """Recognise a community inside one street by name, alias or 12-digit code.

        A name without its number is asked about (铜川路居委会, since 2022 第一 and 第二), and so
        is the name or code of a community that has ended: its successors are the candidates.
        """
        cache_key = (street_code, text)
        if cache_key not in self._matches:
            self._matches[cache_key] = self._find_community(plain(text), street_code)
        return self._matches[cache_key]

    def street_named_in(self, text: str) -> str:
        """The code of the one street whose official name stands in a title, or empty."""
        title = plain(text)
        named = [
            unit.code
            for unit in self._units.values()
            if len(unit.code) == STREET_WIDTH and unit.name in title
        ]
        return named[0] if len(named) == 1 else ""

    def _find_street(self, text: str, allow_district: bool) -> Match:
        if allow_district:
            for district in self._districts:
                if text.removeprefix(CITY) in _names_of_district(district):
                    return Match("found", district.code)
        if text.isdigit() and len(text) == COMMUNITY_WIDTH and text.endswith("000"):
            text = text[:STREET_WIDTH]
        if text in self._units and len(text) == STREET_WIDTH:
            return Match("found", text)
        spellings = self._street_spellings(text)
        for name in spellings:
            codes = self._streets.get(name, [])
            if len(codes) == 1:
                is_wrong = (codes[0], name) in self._wrong
                return Match("found", codes[0], corrected=self.name_of(codes[0]) * is_wrong)
            if codes:
                return Match("ambiguous", candidates=self._records(codes))
        close = difflib.get_close_matches(spellings[-1], self._streets, n=4, cutoff=0.5)
        return Match(
            "unknown",
            candidates=self._records(code for name in close for code in self._streets[name]),
        )

    def _street_spellings(self, text: str) -> list[str]:
        """The name as written, without city and district, and without the kind of office."""
        spellings = [text]
        text = text.removeprefix(CITY)
        for district in self._districts:
            text = text.removeprefix(district.name)
        spellings.append(text)
        offices = (suffix for suffix in OFFICE_SUFFIXES if text.endswith(suffix))
        spellings += [text.removesuffix(suffix) for suffix in offices]
        return spellings

    def _find_community(self, text: str, street_code: str) -> Match:
        if text in self._units and len(text) == COMMUNITY_WIDTH:
            if text.startswith(street_code):
                return Match("found", text)
            return Match("unknown", candidates=self._records([text]))
        index = self._communities.get(street_code, {})
        street_name = self.name_of(street_code)
        for name in (text, text.removeprefix(street_name)):
            codes = self._of_written_kind(name, index.get(core_of(name), []))
            if len(codes) == 1:
                return Match("found", codes[0])
            if codes:
                return Match("ambiguous", candidates=self._records(codes))
        core = core_of(text)
        heirs = self._heirs.get((street_code, core), []) or self._heirs.get(
            (street_code, core_of(text.removeprefix(street_name))), []
        )
        if still := [code for code in heirs if code in self._units]:
            return Match("ambiguous", candidates=self._records(still))
        numbered = [code for name in index if _is_numbered(name, core) for code in index[name]]
        if len(numbered) > 1:
            return Match("ambiguous", candidates=self._records(numbered))
        return Match("unknown", candidates=self._similar(core, street_code))

    def _of_written_kind(self, name: str, codes: list[str]) -> list[str]:
        """Of a residents' and a villagers' committee of one name, the kind that was written."""
        if len(codes) < 2:
            return codes
        exact = [code for code in codes if plain(self._units[code].name) == name]
        if exact:
            return exact
        kinds = {"村": "villagers_committee", "居": "residents_committee"}
        written = re.search(r"([村居])(?:民)?委(?:员)?(?:会)?$", name)
        if not written:
            return codes
        return [code for code in codes if self._units[code].kind == kinds[written[1]]]

    def _similar(self, core: str, street_code: str) -> tuple[UnitRecord, ...]:
        """What may have been meant: like names in the street, the same name elsewhere."""
        index = self._communities.get(street_code, {})
        names = [name for name in index if core and (core in name or name in core)]
        names += difflib.get_close_matches(core, index, n=4, cutoff=0.5)
        codes = [code for name in names for code in index[name]]
        for other, communities in self._communities.items():
            if other != street_code:
                codes += communities.get(core, [])
        return self._records(codes)

    def _records(self, codes: Iterable[str]) -> tuple[UnitRecord, ...]:
        return tuple(self._units[code] for code in dict.fromkeys(codes))[:MAX_CANDIDATES]


def plain(text: str) -> str:
    """A name without blanks, full-width digits and letters made half-width."""
    compact = _BLANKS.sub("", text)
    if compact.isascii():
        return compact
    return "".join(
        unicodedata.normalize("NFKC", char) if "０" <= char <= "ｚ" and char.isalnum() else char
        for char in compact
    )


def core_of(name: str) -> str:
    """What tells a community from its neighbours: 颐华1居 and 颐华第一社区居委会 are 颐华第一."""
    core = _ARABIC.sub(lambda found: chinese_number(found[0]), plain(name))
    core = _NUMBERED.sub(r"第\1", core)
    while True:
        for suffix in COMMITTEE_SUFFIXES:
            if core.endswith(suffix) and core != suffix:
                core = core.removesuffix(suffix)
                break
        else:
            return core


def chinese_number(digits: str) -> str:
    """A number as names of places write it: 95 is 九十五; from 1000 on, digit by digit."""
    if len(digits) > 3:
        return "".join(_DIGITS[int(digit)] for digit in digits)
    hundreds, rest = divmod(int(digits), 100)
    tens, ones = divmod(rest, 10)
    words = _DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones or not words else "")


def _is_numbered(name: str, core: str) -> bool:
    """Whether a community is the 第一, 第二 … of a name: 铜川路第一 of 铜川路."""
    return bool(core) and _NUMBER_AT_END.sub("", name) == core and name != core


def _names_of_district(district: UnitRecord) -> set[str]:
    offices = {district.name + office for office in DISTRICT_OFFICES}
    return offices | {"区" + office for office in DISTRICT_OFFICES} | {district.name, district.code}


def _names_of(unit: UnitRecord) -> list[str]:
    names = [unit.name]
    if unit.kind == "villagers_committee":
        # 金光村村委会 is 金光村 in its own papers, 金光村委会 and 金光 in those of others.
        names.append(core_of(unit.name).removesuffix("村"))
    return names


def station_name(district_name: str, street_name: str) -> str:
    """The official name of a street's station (S1-1)."""
    return f"{district_name}{street_name}{STATION_TITLE}"


def service_point_name(street_name: str, community_short_name: str) -> str:
    """The official name of a community's service point (S1-5); short name as 源园居委, 金光村."""
    return f"{street_name}{community_short_name}{POINT_TITLE}"
