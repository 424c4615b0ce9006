"""Which household a ledger's row means: by number, by ID number, else by name and community.

Nobody guesses: where a name fits several households, the row waits until somebody says which.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from casework.models import Household, Listing, Member, id_number_key
from core.masking import mask_name
from ledgers.corrections import ANOTHER
from ledgers.problems import Candidate, Problem, error
from ledgers.spec import Values

UNNUMBERED = "未编号-"
_STREET = 9

# Of a household that a ledger opens: community, and number or name.
NewKey = tuple[str, str]


@dataclass(frozen=True)
class Found:
    """What a row means: a household on file, one to be opened, or what has to be asked first."""

    pk: UUID | None = None
    new: NewKey | None = None
    problem: Problem | None = None

    def key(self, opened: Mapping[NewKey, Household]) -> UUID:
        """The household's, once those that are new have been opened."""
        key = opened[self.new].pk if self.new else self.pk
        if key is None:
            raise ValueError("A row in doubt means no household.")
        return key


@dataclass
class Known:
    """A household as far as rows are matched with it; `people` by name, with their keys."""

    pk: UUID
    number: str
    head: str
    community: str
    size: int | None
    people: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def reference(self) -> str:
        """As `Household.reference`."""
        return self.number or f"{UNNUMBERED}{str(self.pk)[:6].upper()}"

    def fits(self, name: str) -> bool:
        """Whether somebody of it has a name, written out or masked."""
        return any(name in (one, mask_name(one)) for one in self.people)

    def may_be(self, name: str, id_key: str) -> bool:
        """Whether nothing speaks against a name's being this household: another ID number."""
        known = self.people[name] - {""} if name in self.people else set()
        return not id_key or not known or id_key in known

    def offer(self, name: str) -> Candidate:
        """What to write in the cell of the name to mean this household."""
        size = f"，{self.size}人" if self.size else ""
        whose = "" if self.head == name else f"，{mask_name(self.head)}家"
        return Candidate(f"{name}（{self.reference}）", f"{name}（{self.reference}{whose}{size}）")


class Households:
    """The households that the rows of a ledger may mean; four queries."""

    def __init__(self, rows: Sequence[Values]) -> None:
        self.known, self.leads_to = _load(rows)
        self.by_number: dict[tuple[str, str], set[UUID]] = defaultdict(set)
        self.by_name: dict[tuple[str, str], set[UUID]] = defaultdict(set)
        self.by_id: dict[tuple[str, str], set[UUID]] = defaultdict(set)
        self._index(_listed_places(rows))
        # Numbers that stand on no file yet, by whom the rows give them to; and ID numbers.
        self.claims: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.id_claims: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            if row.get("household_number") and self._by_number(row) is None:
                self.claims[row["community"], row["name"]].add(row["household_number"])
            if row.get("id_number") and not row.get("household_number"):
                self.id_claims[row["community"], row["name"]].add(id_number_key(row["id_number"]))

    def find(self, row: Values) -> Found:
        """The household of a row that is read and has no error of its own."""
        numbered, other = self._by_number(row), self._by_id_number(row)
        if numbered and other and numbered is not other:
            return Found(problem=_conflict(numbered, other))
        if numbered:
            if numbered.fits(row["name"]):
                return Found(numbered.pk)
            return Found(problem=_another_name(row, numbered))
        if other and not (row.get("household_number") and other.number):
            return Found(other.pk)
        if other:
            return Found(problem=_another_number(row, other))
        return self._by_person(row)

    def _by_number(self, row: Values) -> Known | None:
        """Of the number in the community; else in the street, where the name fits too."""
        number = row.get("household_number")
        if not number:
            return None
        named = self.by_number[row["community"][:_STREET], number]
        there = [one for one in self._all(named) if one.community == row["community"]]
        fitting = [one for one in self._all(named) if one.fits(row["name"])]
        for found in (there, fitting):
            if len(found) == 1:
                return found[0]
        return None

    def _by_id_number(self, row: Values) -> Known | None:
        key = id_number_key(row.get("id_number") or "")
        found = self._all(self.by_id[row["community"][:_STREET], key]) if key else []
        return found[0] if len(found) == 1 else None

    def _by_person(self, row: Values) -> Found:
        community, name, number = row["community"], row["name"], row.get("household_number") or ""
        if "*" in name or number.startswith(UNNUMBERED):
            return Found(problem=_unknown(row))
        id_key = id_number_key(row.get("id_number") or "")
        named = [
            one
            for one in self._all(self.by_name[community, name])
            if one.may_be(name, id_key) and not (number and one.number)
        ]
        if row.get(ANOTHER):
            named = []
        claims = self.claims[community, name]
        if named and number and len(claims) > 1:
            return Found(problem=_many_numbers(row))
        new = set() if named or number else claims
        if len(named) + len(new) > 1:
            return Found(problem=_ambiguous(row, named, new))
        if named:
            return Found(named[0].pk)
        ids = {id_key} if id_key else self.id_claims[community, name]
        if len(ids) > 1 and not (number or new):
            return Found(problem=_many_ids(row))
        return Found(new=(community, number or next(iter(new), f"{name} {next(iter(ids), '')}")))

    def _all(self, keys: Iterable[UUID]) -> list[Known]:
        """The households of keys; a duplicate leads to the one it was merged into."""
        standing = {self._standing(key) for key in keys}
        found = [self.known[key] for key in standing if key in self.known]
        return sorted(found, key=lambda one: (one.reference, str(one.pk)))

    def _standing(self, key: UUID) -> UUID:
        while key in self.leads_to:
            key = self.leads_to[key]
        return key

    def _index(self, places: dict[UUID, set[str]]) -> None:
        for one in self.known.values():
            here = {one.community, *places.get(one.pk, ())}
            for street in {code[:_STREET] for code in here}:
                self.by_number[street, one.reference].add(one.pk)
                for key in {key for keys in one.people.values() for key in keys if key}:
                    self.by_id[street, key].add(one.pk)
            for community in here:
                for name in one.people:
                    self.by_name[community, name].add(one.pk)


def _load(rows: Sequence[Values]) -> tuple[dict[UUID, Known], dict[UUID, UUID]]:
    """The households of the rows' streets, those that left them, and where duplicates lead."""
    streets = {row["community"][:_STREET] for row in rows}
    merged = Household.objects.filter(merged_into__isnull=False)
    leads_to = dict(merged.values_list("pk", "merged_into_id"))
    moved = Listing.objects.filter(community__in={row["community"] for row in rows})
    there = Q(community__parent__in=streets) | Q(pk__in=moved.values("household"))
    there |= Q(pk__in=list(leads_to.values()))
    households = Household.objects.filter(there).values_list(
        "pk", "number", "head_name", "community_id", "size"
    )
    known = {pk: Known(pk, number, *rest) for pk, number, *rest in households}
    for one in known.values():
        one.people[one.head].add("")
    members = Member.objects.filter(household__in=Household.objects.filter(there).values("pk"))
    for pk, name, key in members.values_list("household_id", "name", "id_number_key"):
        if pk in known:
            known[pk].people[name].add(key)
    return known, leads_to


def _listed_places(rows: Sequence[Values]) -> dict[UUID, set[str]]:
    """On which of the rows' communities' lists households are or were."""
    places: dict[UUID, set[str]] = defaultdict(set)
    listings = Listing.objects.filter(community__in={row["community"] for row in rows})
    for pk, community in listings.order_by().values_list("household_id", "community_id"):
        places[pk].add(community)
    return places


def _ambiguous(row: Values, named: list[Known], new: set[str]) -> Problem:
    name = row["name"]
    offers = [one.offer(name) for one in named]
    offers += [Candidate(f"{name}（{one}）", f"{name}（{one}）") for one in sorted(new)]
    return error(
        "household_ambiguous",
        f"这个居村有{len(offers)}户都叫{mask_name(name)}，请选是哪一户，或在姓名后加括号写户编号；"
        "都不是的，请写上它自己的户编号。",
        candidates=tuple(offers),
    )


def _many_numbers(row: Values) -> Problem:
    return error(
        "household_ambiguous",
        f"档案里有没有编号的{mask_name(row['name'])}，这份文件却给这个姓名写了几个户编号，"
        "说不准是哪一个。请先在那份档案里写好户编号。",
    )


def _many_ids(row: Values) -> Problem:
    return error(
        "household_ambiguous",
        f"文件里有几位{mask_name(row['name'])}，身份证号各不相同，这一行没有写，请补上身份证号。",
    )


def _another_name(row: Values, found: Known) -> Problem:
    return error(
        "household_name_differs",
        f"户编号{found.reference}登记的户主是{mask_name(found.head)}，家里没有"
        f"{mask_name(row['name'])}，请核对户编号和姓名。",
        candidates=(found.offer(found.head),),
    )


def _another_number(row: Values, found: Known) -> Problem:
    return error(
        "household_conflict",
        f"这个身份证号登记在户编号{found.reference}的家庭里，与写的{row['household_number']}不同，"
        "请核对是哪一户。",
    )


def _conflict(numbered: Known, other: Known) -> Problem:
    return error(
        "household_conflict",
        f"户编号是{numbered.reference}，身份证号却登记在{other.reference}的家庭里，请核对是哪一户。",
    )


def _unknown(row: Values) -> Problem:
    return error(
        "household_unknown",
        f"没有找到{row.get('household_number') or mask_name(row['name'])}这一户，"
        "请写出姓名，或写对户编号。",
    )
