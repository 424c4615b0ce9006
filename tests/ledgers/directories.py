"""Directories made from files, so that checks can be tested without a database."""

import csv
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from ledgers.checking import CheckedRow, CheckResult, check_workbook
from ledgers.roster import Roster, RosterEntry
from ledgers.spec import Ledger
from orgs.names import UnitNames, UnitRecord

FIXTURES = Path(__file__).parent / "fixtures"
UNITS = Path(__file__).parents[2] / "orgs" / "data"
TODAY = date(2026, 1, 15)
KINDS = {"residents": "residents_committee", "village": "villagers_committee"}


@dataclass
class FixedDirectory:
    """Units and advisors that a test gives."""

    units: UnitNames = field(default_factory=lambda: putuo_names())
    roster: Roster = field(default_factory=Roster)

    def roster_for(self, ledger: Ledger) -> Roster:
        return self.roster


@cache
def unit_rows() -> list[dict[str, str]]:
    """Putuo's communities, as the portal is loaded with them."""
    with (UNITS / "putuo-units.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def putuo_names() -> UnitNames:
    rows = unit_rows()
    with (UNITS / "putuo-aliases.csv").open(encoding="utf-8-sig", newline="") as file:
        aliases = [(r["code"], r["alias"], r["wrong"] == "1") for r in csv.DictReader(file)]
    units = [UnitRecord("310107", "普陀区", "district", "普陀")]
    streets = {row["street_code"]: row["street_name"] for row in rows}
    for code, name in streets.items():
        units.append(UnitRecord(code, name, "town" if name.endswith("镇") else "subdistrict"))
    units += [
        UnitRecord(r["community_code"], r["community_name"], KINDS[r["kind"]], r["short_name"])
        for r in rows
    ]
    return UnitNames(units, aliases)


def roster_of(rows: list[CheckedRow]) -> Roster:
    """The roster that an advisor ledger's good rows make."""
    return Roster(
        RosterEntry(
            ref=f"{row.sheet}!{row.number}",
            street=row.values["street"],
            name=row.values["name"],
            started_on=row.values["started_on"],
            ended_on=row.values["ended_on"],
            hints=(row.values["phone"][-4:],),
        )
        for row in rows
    )


@cache
def checked_sample(name: str) -> CheckResult:
    """A sample ledger, checked; the training ledger against the advisors' good rows."""
    directory = FixedDirectory()
    if name.startswith("培训"):
        directory.roster = roster_of(checked_sample("顾问名册-全区-2024").good_rows)
    return check_workbook(FIXTURES / f"{name}.xlsx", directory=directory, today=TODAY)
