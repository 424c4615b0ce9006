"""Units and advisors as the database has them, for checking a workbook."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ledgers.roster import Roster
from ledgers.spec import Ledger
from orgs.models import UnitAlias
from orgs.names import UnitNames
from orgs.selectors import units_and_former


@dataclass
class DatabaseDirectory:
    """The Directory of ledgers.spec over the tables, with the units valid on a day."""

    day: date

    @cached_property
    def units(self) -> UnitNames:
        """The units of the day, with every alias; ended ones lead to their successors."""
        aliases = UnitAlias.objects.values_list("unit_id", "name", "is_wrong")
        units, former = units_and_former(self.day)
        return UnitNames(units, aliases, former)

    def roster_for(self, ledger: Ledger) -> Roster:
        """The advisors on file, where the ledger's rows name any."""
        return ledger.roster() if ledger.roster else Roster()
