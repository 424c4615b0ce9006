"""Which households numbers mean: PT00012, 未编号-1A2B3C, PT00012（石里1）."""

import re
from collections import defaultdict
from collections.abc import Iterable

from casework.models import Household
from ledgers.cells import clean

_PLACED = re.compile(r"(.+?)[（(]([^（()）]+)[）)]")
_SPLIT = re.compile(r"[\s、，,；;/]+")


def numbers_in(text: str) -> list[str]:
    """The numbers of a line, each once, in the order written."""
    joined = re.sub(r"\s+(?=[（(])", "", clean(text))
    return list(dict.fromkeys(part for part in _SPLIT.split(joined) if part))


class Numbered:
    """The standing households of some streets by what they are called without a name; one query."""

    def __init__(self, streets: Iterable[str]) -> None:
        self._found: dict[tuple[str, str], list[Household]] = defaultdict(list)
        rows = Household.objects.standing().filter(community__parent__in=set(streets))
        rows = rows.select_related("community").defer("phone_sealed", "address_sealed")
        for one in rows.order_by("community_id", "pk"):
            self._found[one.community_id[:9], one.reference.upper()].append(one)

    def find(self, street: str, text: str) -> list[Household]:
        """Those of a street that a number means: none, one, or those of several communities."""
        whole = self._found.get((street, text.upper()), [])
        placed = _PLACED.fullmatch(text)
        if whole or not placed:
            return whole
        there = self._found.get((street, placed[1].strip().upper()), [])
        where = placed[2].strip()
        return [one for one in there if where in (one.community.short_name, one.community.name)]


def spelling(household: Household) -> str:
    """What to write to mean this one of several with the same number."""
    return f"{household.reference}（{household.community.short_name}）"


def unknown(text: str) -> str:
    """The sentence for a number that no household of the street has."""
    return f"本街镇没有户编号是“{text}”的档案，请核对；还没有建档的，先建档。"


def unclear(text: str, there: Iterable[Household]) -> str:
    """The sentence for a number that several have."""
    words = "、".join(spelling(one) for one in there)
    return f"本街镇有几户的编号都是“{text}”，请写明是哪一户：{words}。"
