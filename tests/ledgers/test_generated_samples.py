"""The generator of sample ledgers: its people are in order, and so is what it says of its mess."""

import csv
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest

from ledgers.checking import CheckedRow, CheckResult, check_workbook
from ledgers.identifiers import holder_of, read_id_number
from ledgers.parsing import parse
from ledgers.report import to_plain
from ledgers.roster import Roster, RosterEntry
from ledgers.samples import (
    Mess,
    Sample,
    SampleAdvisor,
    Team,
    invent_team,
    roster_workbook,
    stations_workbook,
    training_workbook,
)
from ledgers.samples.invention import needed
from tests.ledgers.directories import KINDS, TODAY, UNITS, FixedDirectory

DEMO_DAY, YEAR_END = date(2024, 9, 20), date(2024, 12, 31)
REQUIRED_MINUTES = 540
LEDGERS = {
    "advisors": roster_workbook,
    "stations": stations_workbook,
    "training": training_workbook,
}
MESSES = {
    "tidy": Mess.NONE,
    "tidy with wrong rows": Mess(bad=0.1, seed=1),
    "office": Mess.OFFICE,
    "office, other chance": Mess(odd=0.6, bad=0.04, seed=7),
    "worst": Mess(odd=1.0, bad=0.3, seed=2),
}


def rows_of(name: str) -> list[dict[str, str]]:
    with (UNITS / f"putuo-{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def putuo_units() -> list[tuple[str, str, str, str, str]]:
    rows = rows_of("units")
    units = [("310107", "普陀区", "普陀", "district", "")]
    for code, name in {row["street_code"]: row["street_name"] for row in rows}.items():
        kind = "town" if name.endswith("镇") else "subdistrict"
        units.append((code, name, name.removesuffix("街道"), kind, "310107"))
    units += [
        (
            r["community_code"],
            r["community_name"],
            r["short_name"],
            KINDS[r["kind"]],
            r["street_code"],
        )
        for r in rows
    ]
    return units


@cache
def population() -> dict[str, int]:
    return {row["street_code"]: int(row["hukou_population"]) for row in rows_of("population")}


@cache
def team(seed: int = 2024, factor: int = 1) -> Team:
    aliases: dict[str, list[str]] = {}
    for row in rows_of("aliases"):
        if row["wrong"] == "0":
            aliases.setdefault(row["code"], []).append(row["alias"])
    return invent_team(
        putuo_units(), seed=seed, population=population(), aliases=aliases, factor=factor
    )


@cache
def sample(kind: str, mess: Mess) -> Sample:
    return LEDGERS[kind](team(), mess=mess)


@cache
def checked(kind: str, mess: Mess) -> CheckResult:
    """A sample as the portal reads it, the trainings against the roster's good rows."""
    directory = FixedDirectory()
    if kind == "training":
        directory.roster = roster_of(checked("advisors", mess).good_rows)
    book = parse(sample(kind, mess).content)
    return check_workbook(book, directory=directory, today=TODAY)


def roster_of(rows: list[CheckedRow]) -> Roster:
    """One entry for each advisor, also where two communities make two rows."""
    entries = {}
    for row in rows:
        ref = "/".join(row.values[key] for key in ("street", "name", "phone"))
        entries[ref] = RosterEntry(
            ref=ref,
            street=row.values["street"],
            name=row.values["name"],
            started_on=row.values["started_on"],
            ended_on=row.values["ended_on"],
            hints=(row.values["phone"][-4:],),
        )
    return Roster(entries.values())


def own_staff(street_code: str, day: date) -> list[SampleAdvisor]:
    return [
        advisor
        for advisor in team().advisors
        if advisor.street.code == street_code and advisor.in_post_on(day) and not advisor.is_helper
    ]


def by_street(count: Callable[[str], Any]) -> dict[str, Any]:
    return {street.code: count(street.code) for street in team().streets}


# What the portal reads is what the generator says it wrote.


@pytest.mark.parametrize("mess", MESSES.values(), ids=MESSES)
@pytest.mark.parametrize("kind", LEDGERS)
def test_a_ledger_reads_as_it_was_written(kind: str, mess: Mess) -> None:
    expected = sample(kind, mess).expected
    plain = json.loads(json.dumps(to_plain(checked(kind, mess), with_values=True)))

    assert plain["kind"] == expected.kind == kind
    assert plain["rows"] == expected.rows
    assert plain["errors"] == list(map(list, expected.errors))
    assert [w for w in expected.warnings if list(w) not in plain["warnings"]] == []
    assert plain.get("hidden_sheets", []) == expected.hidden_sheets
    assert plain["values"].keys() == expected.values.keys()
    for place, values in expected.values.items():
        assert {key: plain["values"][place][key] for key in values} == values, place


@pytest.mark.parametrize("kind", LEDGERS)
def test_a_tidy_ledger_has_no_error(kind: str) -> None:
    assert checked(kind, Mess.NONE).rejected_rows == []


@pytest.mark.parametrize("kind", LEDGERS)
def test_wrong_rows_are_few_and_of_every_kind(kind: str) -> None:
    expected = sample(kind, Mess.OFFICE).expected
    codes = Counter(code for _, _, code in expected.errors)

    assert len(codes) >= 8
    assert codes["duplicate_row"] == 1
    assert len(expected.errors) <= max(0.05 * expected.rows, len(codes) + 1)


def test_good_rows_are_the_team_however_untidy() -> None:
    read = {
        (row.values["street"], row.values["name"], row.values["phone"])
        for row in checked("advisors", MESSES["worst"]).good_rows
    }
    assert read == {(a.street.code, a.name, a.phone) for a in team().advisors}


def test_an_office_ledger_has_rows_that_are_no_data() -> None:
    result = checked("advisors", Mess.OFFICE)
    reasons = {row.reason for row in result.skipped}

    assert reasons == {"header", "number_only", "total", "note"}
    assert {len(sheet.header_rows) for sheet in result.mapping.sheets} == {1, 2}


# Invented people are in order, and nobody's.


def test_the_same_seed_gives_the_same() -> None:
    first, second, other = (
        invent_team(putuo_units(), seed=seed, population=population()) for seed in (5, 5, 6)
    )

    assert first == second
    assert {a.name for a in first.advisors} != {a.name for a in other.advisors}
    samples = [roster_workbook(each, mess=Mess.OFFICE) for each in (first, second)]
    assert samples[0].expected == samples[1].expected
    assert parse(samples[0].content) == parse(samples[1].content)


def test_id_numbers_are_valid_and_of_nobody_alive() -> None:
    for advisor in team().advisors:
        reading = read_id_number(advisor.id_number, today=TODAY)
        holder = holder_of(advisor.id_number)

        assert reading.warnings == ()
        assert 1900 <= holder.born_on.year <= 1909
        assert holder.sex == {"男": "male", "女": "female"}[advisor.sex]


def test_nobody_shares_a_phone_and_only_the_namesakes_a_name() -> None:
    advisors = team().advisors
    names = Counter(advisor.name for advisor in advisors)

    assert len({advisor.phone for advisor in advisors}) == len(advisors)
    assert {name for name, times in names.items() if times > 1} == {"王芳"}
    assert {len(name) for name in names} >= {2, 3}


def test_nobody_attends_before_the_first_or_after_the_last_day() -> None:
    for session in team().sessions:
        assert session.attendees
        assert all(advisor.in_post_on(session.held_on) for advisor in session.attendees)
        assert session.trainer_name not in {advisor.name for advisor in session.attendees}


def test_a_factor_multiplies_people_and_trainings() -> None:
    once, thrice = team(), team(factor=3)

    assert 2.8 < len(thrice.advisors) / len(once.advisors) < 3.1
    assert len(thrice.sessions) > 2 * len(once.sessions)
    assert len(set(thrice.cast["two_posts"].communities)) == 2


# The streets differ where the board looks (T1-2, T1-5, S1-1, S1-5, T6, T8).


def test_stations_open_in_time_late_and_not_at_all() -> None:
    opened = {site.street.code: site.opened_on for site in team().sites if site.kind == "站"}
    in_time = [day for day in opened.values() if day and day <= date(2024, 6, 30)]
    late = [day for day in opened.values() if day and date(2024, 6, 30) < day <= DEMO_DAY]
    after = [day for day in opened.values() if day and day > DEMO_DAY]

    assert (len(in_time), len(late), len(after)) == (6, 2, 1)
    assert list(opened.values()).count(None) == 1
    assert [s.kind for s in team().sites if not s.has_official_name].count("站") == 1
    kinds = Counter(site.kind for site in team().sites)
    assert (kinds["增设站"], kinds["工作室"]) == (3, 1)


def test_points_run_from_half_to_all() -> None:
    def share(code: str) -> float:
        open_ones = [
            site
            for site in team().sites
            if site.street.code == code and site.opened_on and site.opened_on <= DEMO_DAY
        ]
        return sum(site.kind == "点" for site in open_ones) / len(team().communities[code])

    shares = sorted(by_street(share).values())

    assert shares[0] < 0.6
    assert 0.6 < shares[5] < 1
    assert shares[-1] == 1


def test_some_streets_are_short_of_advisors() -> None:
    def missing(code: str) -> int:
        in_post = [a for a in own_staff(code, DEMO_DAY) if a.level == "街镇"]
        return needed(population()[code]) - len(in_post)

    assert list(by_street(missing).values()) == [0, -1, 2, 1, 3, 0, 2, 1, 5, 0]


def test_some_communities_have_no_advisor() -> None:
    def bare(code: str) -> int:
        served = {unit for a in own_staff(code, YEAR_END) for unit in a.communities}
        return len(set(team().communities[code]) - served)

    # The third of 长风新村's is the community of the one on leave.
    assert list(by_street(bare).values()) == [0, 3, 3, 0, 6, 0, 0, 4, 8, 2]


def minutes_by(day: date) -> dict[SampleAdvisor, int]:
    """Everybody's minutes of training from the year's first day to a day."""
    minutes = dict.fromkeys(team().advisors, 0)
    for session in team().sessions:
        if session.held_on <= day:
            for advisor in session.attendees:
                minutes[advisor] += session.minutes
    return minutes


def test_class_hours_run_from_none_to_sixteen() -> None:
    minutes = minutes_by(YEAR_END)

    assert min(minutes.values()) == 0
    assert REQUIRED_MINUTES < max(minutes.values()) <= 16 * 45
    assert minutes[team().cast["at_540"]] == REQUIRED_MINUTES
    assert minutes[team().cast["at_539"]] == REQUIRED_MINUTES - 1


@pytest.mark.parametrize("day", [DEMO_DAY, YEAR_END])
def test_some_streets_have_their_hours_and_some_have_not(day: date) -> None:
    minutes = minutes_by(day)

    def share(code: str) -> float:
        staff = own_staff(code, day)
        return sum(minutes[a] >= REQUIRED_MINUTES for a in staff) / len(staff)

    shares = sorted(by_street(share).values())

    assert shares[0] < 0.3
    assert 0.5 < shares[7] < 0.9
    assert shares[-1] > 0.9


def test_trainings_are_spread_over_the_year() -> None:
    sessions = team().sessions
    hosts = Counter(session.host.code for session in sessions)

    assert {session.held_on.month for session in sessions} == set(range(2, 13))
    assert hosts["310107"] == 5
    assert set(hosts) == {"310107", *(s.code for s in team().streets)} - {"310107102"}


def test_the_cast_is_there() -> None:
    cast = team().cast
    taught = {session.trainer_name for session in team().sessions}

    assert len(cast["two_posts"].communities) == 2
    assert cast["left"].ended_on == date(2024, 7, 31)
    assert cast["on_leave"].status == "请假"
    assert cast["own_trainer"].name in taught
    assert "·" in cast["dotted_name"].name
    assert cast["namesake_1"].street == cast["namesake_2"].street
    assert cast["namesake_1"].phone[-4:] != cast["namesake_2"].phone[-4:]
    kinds = Counter(advisor.staff_kind for advisor in team().advisors)
    assert kinds["第三方"] == 6
    assert kinds["志愿者"] == 11
