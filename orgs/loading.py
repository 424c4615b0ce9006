"""Loads a district's units, aliases and population from the files in orgs/data."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from orgs.models import HukouPopulation, Unit, UnitAlias, UnitChange

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class District:
    """A district that the portal can be loaded with."""

    key: str
    code: str
    name: str
    short_name: str


DISTRICTS = {"putuo": District("putuo", "310107", "普陀区", "普陀")}
SAMPLE_MARK = "示例"
# The National Bureau of Statistics publishes the codes once a year; these are 2023's.
UNITS_SOURCE = "国家统计局统计用区划代码（2023年）"
_FROM_THE_FILE = ["name", "short_name", "core_name", "level", "kind", "parent", "source"]


@dataclass(frozen=True)
class Loaded:
    """How many rows the files hold."""

    streets: int
    communities: int
    aliases: int
    populations: int


@transaction.atomic
def load_units(district: District) -> Loaded:
    """Create a district's units, and bring those that differ back to what the files say.

    That overwrites names, levels, parents and sources changed by hand, but not the name of a unit
    that was renamed on a day (UnitChange). The days of a unit and its predecessors stay, as do
    aliases and figures of population that are there already; a unit that is as in the files is not
    written.
    """
    rows = _rows(f"{district.key}-units.csv")
    units = [
        Unit(
            code=district.code,
            name=district.name,
            short_name=district.short_name,
            core_name=district.short_name,
            level=Unit.Level.DISTRICT,
            kind=Unit.Kind.DISTRICT,
            source=UNITS_SOURCE,
        )
    ]
    streets = {row["street_code"]: row["street_name"] for row in rows}
    units += [_street(code, name, district) for code, name in streets.items()]
    units += [_community(row) for row in rows]
    changes = UnitChange.objects.filter(kind=UnitChange.Kind.RENAME)
    renamed = set(changes.values_list("old_units", flat=True))
    units = [unit for unit in units if unit.code not in renamed]
    there = Unit.objects.in_bulk([unit.code for unit in units])
    Unit.objects.bulk_create(
        [unit for unit in units if _differs(unit, there.get(unit.code))],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=_FROM_THE_FILE,
    )
    aliases = [
        UnitAlias(unit_id=row["code"], name=row["alias"], is_wrong=row["wrong"] == "1")
        for row in _rows(f"{district.key}-aliases.csv")
    ]
    UnitAlias.objects.bulk_create(aliases, ignore_conflicts=True)
    populations = [_population(row) for row in _rows(f"{district.key}-population.csv")]
    HukouPopulation.objects.bulk_create(populations, ignore_conflicts=True)
    return Loaded(len(streets), len(rows), len(aliases), len(populations))


def _differs(unit: Unit, there: Unit | None) -> bool:
    """Whether a unit has to be written: it is new, or the table says something else."""
    if there is None:
        return True
    return any(
        unit.serializable_value(name) != there.serializable_value(name) for name in _FROM_THE_FILE
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _street(code: str, name: str, district: District) -> Unit:
    # 长寿路街道 is 长寿路 in tables, 长征镇 stays 长征镇: a town's 镇 is part of its name.
    is_town = not name.endswith("街道")
    return Unit(
        code=code,
        name=name,
        short_name=name.removesuffix("街道"),
        core_name=name.removesuffix("街道").removesuffix("镇"),
        level=Unit.Level.STREET,
        kind=Unit.Kind.TOWN if is_town else Unit.Kind.SUBDISTRICT,
        parent_id=district.code,
        source=UNITS_SOURCE,
    )


def _community(row: dict[str, str]) -> Unit:
    kind = {
        "residents": Unit.Kind.RESIDENTS_COMMITTEE,
        "village": Unit.Kind.VILLAGERS_COMMITTEE,
    }[row["kind"]]
    return Unit(
        code=row["community_code"],
        name=row["community_name"],
        short_name=row["short_name"],
        core_name=row["core_name"],
        level=Unit.Level.COMMUNITY,
        kind=kind,
        parent_id=row["street_code"],
        source=UNITS_SOURCE,
    )


def _population(row: dict[str, str]) -> HukouPopulation:
    return HukouPopulation(
        unit_id=row["street_code"],
        persons=int(row["hukou_population"]),
        as_of=date.fromisoformat(row["as_of"]),
        source=row["source"],
        is_sample=SAMPLE_MARK in row["source"],
    )
