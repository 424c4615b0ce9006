"""Where the roster's rows are kept: an advisor's file, her communities, her stars."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from advisors.ending.spans import end_spans
from advisors.enums import EndReason, Status
from advisors.models import Advisor, Assignment, StarRating, Transfer, phone_key
from core.actor import Actor
from core.clock import portal_day
from ledgers.corrections import ANOTHER
from ledgers.spec import RECORD, Values
from ledgers.telling import told_by, unit_names, words
from standards.selectors import standard_for

FIELDS = (
    "name", "sex", "level", "staff_kind", "employment", "position", "education",
    "qualifications", "started_on", "started_on_precision", "ended_on", "filed_on", "status",
    "note",
)  # fmt: skip
SEALED = ("phone_sealed", "phone_key", "id_number_sealed")

# street, name, blind index of the phone: the ledger's key.
Key = tuple[str, str, str]
Pair = tuple[Values, Advisor]


def key_of(row: Values) -> Key:
    """By what an advisor is found again."""
    return row["street"], row["name"], phone_key(row["phone"])


class RosterBooks:
    """The books of 顾问名册; one advisor may stand in two rows, for two communities."""

    def recorded(self, rows: Sequence[Values]) -> list[Values | None]:
        """What is on file for each row, under its key or under its name alone (`_on_file`)."""
        advisors = _on_file(rows)
        communities = _communities(advisors.values())
        stars = _ratings(advisors.values(), rows)
        keeps_numbers = keeps_id_numbers()
        found: list[Values | None] = []
        for row in rows:
            advisor = advisors.get(key_of(row))
            if advisor is None:
                found.append(None)
                continue
            held: dict[str, Any] = {field: getattr(advisor, field) for field in FIELDS}
            held |= _no_news(row, advisor)
            held[RECORD] = advisor.pk
            if advisor.phone_key != phone_key(row["phone"]):
                held["phone"] = advisor.phone
            if keeps_numbers:
                held["id_number"] = advisor.id_number
            hers = communities[advisor.pk]
            held["community"] = row.get("community") if row.get("community") in hers else hers
            rating = stars.get((advisor.pk, row["year"]))
            held["star"] = rating.level if rating else None
            found.append(held)
        return found

    def told(self, key: str, values: Sequence[Any]) -> tuple[str, list[str]]:
        """Labels of choices, names of communities, stars as such."""
        if key == "community":
            codes = [[value] if isinstance(value, str) else value for value in values]
            names = unit_names(code for each in codes for code in each)
            return "居村", ["、".join(names[code] for code in each) for each in codes]
        if key == "star":
            return "星级", [f"{value}星" if value else "" for value in values]
        if key in ("phone", "id_number"):
            return "", [words(value) for value in values]
        return told_by(Advisor, key, values)

    def enter(self, rows: Sequence[Values], by: Actor) -> None:
        """Open new files, change those on file, assign communities, keep the year's stars."""
        keeps_numbers = keeps_id_numbers()
        on_file = _files().in_bulk([row[RECORD] for row in rows if row.get(RECORD)])
        new: dict[Key, Advisor] = {}
        pairs: list[Pair] = []
        for row in rows:
            advisor = on_file.get(row.get(RECORD)) or new.get(key_of(row))
            if advisor is None:
                advisor = new[key_of(row)] = Advisor(street_id=row["street"])
            _fill(advisor, row, keeps_numbers=keeps_numbers)
            pairs.append((row, advisor))
        Advisor.objects.bulk_create(new.values(), batch_size=1000)
        Advisor.objects.bulk_update(
            on_file.values(), [*FIELDS, "end_reason", *SEALED], batch_size=500
        )
        _assign(pairs)
        end_spans([advisor.pk for _, advisor in pairs if advisor.ended_on])
        _rate(pairs)


def _on_file(rows: Sequence[Values]) -> dict[Key, Advisor]:
    """The rows' advisors: by street, name and phone, else who plainly got a new phone.

    That is where the file names her with a phone nobody of that name has, and on file one
    advisor of that name is left whom no row names; her own phone then is news like any other,
    and shows on the preview. A row that a person said is ANOTHER opens a file of its own.
    """
    streets = {row["street"] for row in rows}
    names = {row["name"] for row in rows}
    named = _files().filter(street__in=streets, name__in=names)
    on_file = {(a.street_id, a.name, a.phone_key): a for a in named}
    asked = {key_of(row): row for row in rows}
    others = {key_of(row) for row in rows if row.get(ANOTHER)}
    found = {key: on_file[key] for key in asked if key in on_file}
    unclaimed = _by_name(key for key in on_file if key not in found)
    unknown = _by_name(key for key in asked if key not in found)
    for who, keys in unknown.items():
        if len(keys) == 1 and len(unclaimed[who]) == 1:
            row, advisor = asked[keys[0]], on_file[unclaimed[who][0]]
            if keys[0] not in others and _may_be(row, advisor):
                found[keys[0]] = advisor
    return found


def _files() -> QuerySet[Advisor]:
    """Files, and whether they were opened by a transfer from another street."""
    return Advisor.objects.annotate(
        has_come=Exists(Transfer.objects.filter(new_file=OuterRef("pk")))
    )


def _by_name(keys: Iterable[Key]) -> dict[tuple[str, str], list[Key]]:
    named: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key in keys:
        named[key[:2]].append(key)
    return named


def _may_be(row: Values, advisor: Advisor) -> bool:
    """Whether nothing speaks against a row's being this advisor: sex, ID number, time in post."""
    if row.get("sex") and advisor.sex and row["sex"] != advisor.sex:
        return False
    if row.get("id_number") and advisor.id_number and row["id_number"] != advisor.id_number:
        return False
    return advisor.ended_on is None or row["started_on"] <= advisor.ended_on


def _no_news(row: Values, advisor: Advisor) -> dict[str, Any]:
    """What a row says otherwise than the file and is no news.

    A month that the day on file lies in: the day is the more exact. Of whoever went to another
    street, that she is still in the old one; of whoever came, her first day in the old one.
    """
    started_on, known = row["started_on"], []
    is_month = row["started_on_precision"] == "month"
    is_earlier = started_on < advisor.started_on and getattr(advisor, "has_come", False)
    if is_earlier or (is_month and started_on == advisor.started_on.replace(day=1)):
        known += ["started_on", "started_on_precision"]
    if advisor.end_reason == EndReason.TRANSFERRED:
        known += ["status", "ended_on"]
    return {name: row.get(name) for name in known}


def _fill(advisor: Advisor, row: Values, *, keeps_numbers: bool) -> None:
    known = _no_news(row, advisor) if advisor.started_on else {}
    is_back = advisor.status == Status.LEFT and row["status"] != Status.LEFT
    if is_back and "status" not in known:
        # Back in post.
        advisor.ended_on, advisor.end_reason = None, ""
    for field in FIELDS:
        if row.get(field) is not None and field not in known:
            setattr(advisor, field, row[field])
    if advisor.phone_key != phone_key(row["phone"]):
        advisor.set_phone(row["phone"])
    if keeps_numbers and row.get("id_number"):
        advisor.id_number = row["id_number"]


def _assign(pairs: Sequence[Pair]) -> None:
    """Add the communities that are not an advisor's yet; those not named stay hers."""
    held = _assignments(advisor for _, advisor in pairs)
    new: dict[tuple[Any, str], Assignment] = {}
    for row, advisor in pairs:
        community = row.get("community")
        if not community or (advisor.pk, community) in new:
            continue
        earlier = held.get((advisor.pk, community), [])
        if any(_runs_on(one, advisor) for one in earlier):
            continue
        # What ended before is another spell, and the next begins after it.
        ends = [one.ends_on + timedelta(days=1) for one in earlier if one.ends_on]
        new[advisor.pk, community] = Assignment(
            advisor=advisor,
            community_id=community,
            starts_on=max([advisor.started_on, *ends]),
            ends_on=advisor.ended_on,
        )
    Assignment.objects.bulk_create(new.values(), batch_size=1000)


def _communities(advisors: Iterable[Advisor]) -> dict[Any, list[str]]:
    """The codes of those each advisor looks after to the end of her time in post."""
    by_pk = {advisor.pk: advisor for advisor in advisors}
    hers: dict[Any, list[str]] = defaultdict(list)
    for (pk, code), assignments in _assignments(by_pk.values()).items():
        if any(_runs_on(one, by_pk[pk]) for one in assignments):
            hers[pk].append(code)
    return hers


def _assignments(advisors: Iterable[Advisor]) -> dict[tuple[Any, str], list[Assignment]]:
    held: dict[tuple[Any, str], list[Assignment]] = defaultdict(list)
    found = Assignment.objects.filter(advisor__in=[advisor.pk for advisor in advisors])
    for one in found.order_by("community_id", "pk"):
        held[one.advisor_id, one.community_id].append(one)
    return held


def _runs_on(assignment: Assignment, advisor: Advisor) -> bool:
    """Whether an assignment lasts as long as the advisor does."""
    if assignment.ends_on is None:
        return True
    return advisor.ended_on is not None and assignment.ends_on >= advisor.ended_on


def _rate(pairs: Sequence[Pair]) -> None:
    """Keep the stars of the ledger's year; a later row of the same advisor has the last word."""
    held = _ratings((advisor for _, advisor in pairs), [row for row, _ in pairs])
    new: dict[Any, StarRating] = {}
    changed: dict[Any, StarRating] = {}
    for row, advisor in pairs:
        star, year = row.get("star"), row["year"]
        if star is None:
            continue
        rating = held.get((advisor.pk, year))
        if rating is None:
            new[advisor.pk, year] = StarRating(
                advisor=advisor, year=year, level=star, basis="顾问名册"
            )
        elif rating.level != star:
            rating.level = star
            changed[rating.pk] = rating
    StarRating.objects.bulk_create(new.values(), batch_size=1000)
    StarRating.objects.bulk_update(changed.values(), ["level"], batch_size=500)


def _ratings(
    advisors: Iterable[Advisor], rows: Sequence[Values]
) -> dict[tuple[Any, int], StarRating]:
    years = {row["year"] for row in rows}
    pks = [advisor.pk for advisor in advisors]
    ratings = StarRating.objects.filter(advisor__in=pks, year__in=years).order_by("pk")
    return {(rating.advisor_id, rating.year): rating for rating in ratings}


def keeps_id_numbers() -> bool:
    """Whether the standard's setting lets ID numbers be kept; checked they are always."""
    book = standard_for(portal_day())
    return bool(book and book.values["keep_id_numbers"])
