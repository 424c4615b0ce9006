"""Where the roster's rows are kept: an advisor's file, her communities, her stars."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from advisors.models import Advisor, Assignment, StarRating, phone_key
from core.actor import Actor
from core.clock import portal_day
from ledgers.spec import Values
from standards.selectors import standard_for

FIELDS = (
    "name", "sex", "level", "staff_kind", "employment", "position", "education",
    "qualifications", "started_on", "started_on_precision", "ended_on", "filed_on", "status",
    "note",
)  # fmt: skip

# street, name, blind index of the phone: the ledger's key.
Key = tuple[str, str, str]


def key_of(row: Values) -> Key:
    """By what an advisor is found again."""
    return row["street"], row["name"], phone_key(row["phone"])


class RosterBooks:
    """The books of 顾问名册; one advisor may stand in two rows, for two communities."""

    def recorded(self, rows: Sequence[Values]) -> list[Values | None]:
        """What is on file for each row; the community only where it is hers already."""
        advisors = _on_file(rows)
        communities = _open_assignments(advisors.values())
        stars = _ratings(advisors.values(), {row["year"] for row in rows})
        found: list[Values | None] = []
        for row in rows:
            advisor = advisors.get(key_of(row))
            if advisor is None:
                found.append(None)
                continue
            on_file: dict[str, Any] = {field: getattr(advisor, field) for field in FIELDS}
            wanted = row.get("community")
            on_file["community"] = wanted if wanted in communities[advisor.pk] else None
            rating = stars.get((advisor.pk, row["year"]))
            on_file["star"] = rating.level if rating else None
            found.append(on_file)
        return found

    def enter(self, rows: Sequence[Values], by: Actor) -> None:
        """Open new files, change those on file, assign communities, keep the year's stars."""
        keeps_id_numbers = _keeps_id_numbers()
        advisors = _on_file(rows)
        new: dict[Key, Advisor] = {}
        changed: dict[Key, Advisor] = {}
        for row in rows:
            key = key_of(row)
            advisor = advisors.get(key) or new.get(key)
            if advisor is None:
                advisor = new[key] = Advisor(street_id=row["street"])
                advisor.set_phone(row["phone"])
            elif key in advisors:
                changed[key] = advisor
            _fill(advisor, row, keeps_id_numbers=keeps_id_numbers)
        Advisor.objects.bulk_create(new.values(), batch_size=1000)
        Advisor.objects.bulk_update(
            changed.values(), [*FIELDS, "id_number_sealed"], batch_size=500
        )
        everybody = advisors | new
        self._assign(rows, everybody)
        self._rate(rows, everybody)

    def _assign(self, rows: Sequence[Values], advisors: dict[Key, Advisor]) -> None:
        held = _open_assignments(advisors.values())
        new = []
        for row in rows:
            advisor = advisors[key_of(row)]
            community = row.get("community")
            if community and community not in held[advisor.pk]:
                held[advisor.pk].add(community)
                new.append(
                    Assignment(
                        advisor=advisor,
                        community_id=community,
                        starts_on=advisor.started_on,
                        ends_on=advisor.ended_on,
                    )
                )
        Assignment.objects.bulk_create(new, batch_size=1000)

    def _rate(self, rows: Sequence[Values], advisors: dict[Key, Advisor]) -> None:
        held = _ratings(advisors.values(), {row["year"] for row in rows})
        new: dict[Any, StarRating] = {}
        changed = []
        for row in rows:
            advisor, star, year = advisors[key_of(row)], row.get("star"), row["year"]
            if star is None:
                continue
            rating = held.get((advisor.pk, year))
            if rating is None:
                new[advisor.pk, year] = StarRating(
                    advisor=advisor, year=year, level=star, basis="顾问名册"
                )
            elif rating.level != star:
                rating.level = star
                changed.append(rating)
        StarRating.objects.bulk_create(new.values(), batch_size=1000)
        StarRating.objects.bulk_update(changed, ["level"], batch_size=500)


def _on_file(rows: Sequence[Values]) -> dict[Key, Advisor]:
    streets = {row["street"] for row in rows}
    keys = {key_of(row)[2] for row in rows}
    advisors = Advisor.objects.filter(street__in=streets, phone_key__in=keys)
    return {(a.street_id, a.name, a.phone_key): a for a in advisors}


def _open_assignments(advisors: Iterable[Advisor]) -> dict[Any, set[str]]:
    held: dict[Any, set[str]] = defaultdict(set)
    pairs = Assignment.objects.filter(advisor__in=list(advisors)).values_list(
        "advisor_id", "community_id"
    )
    for advisor, community in pairs:
        held[advisor].add(community)
    return held


def _ratings(advisors: Iterable[Advisor], years: set[int]) -> dict[Any, StarRating]:
    rows = StarRating.objects.filter(advisor__in=list(advisors), year__in=years)
    return {(rating.advisor_id, rating.year): rating for rating in rows}


def _fill(advisor: Advisor, row: Values, *, keeps_id_numbers: bool) -> None:
    for field in FIELDS:
        if row.get(field) is not None:
            setattr(advisor, field, row[field])
    if keeps_id_numbers and row.get("id_number"):
        advisor.id_number = row["id_number"]


def _keeps_id_numbers() -> bool:
    """Whether the standard's setting lets ID numbers be kept; checked they are always."""
    book = standard_for(portal_day())
    return bool(book and book.values["keep_id_numbers"])
