"""Sample ledgers: invented people on real units, as untidy as those that offices send.

    team = invent_team(units, seed=1, population=population, aliases=aliases)
    sample = roster_workbook(team, mess=Mess.OFFICE)

`sample.content` is the workbook, `sample.expected` its right reading. The demo, tests and
benchmarks use it.
"""

from ledgers.samples.invention import invent_team
from ledgers.samples.mess import Mess
from ledgers.samples.roster import roster_workbook
from ledgers.samples.sheets import Expected, Sample
from ledgers.samples.stations import stations_workbook
from ledgers.samples.team import SampleAdvisor, SampleSession, SampleSite, SampleUnit, Team
from ledgers.samples.training import training_workbook

__all__ = [
    "Expected",
    "Mess",
    "Sample",
    "SampleAdvisor",
    "SampleSession",
    "SampleSite",
    "SampleUnit",
    "Team",
    "invent_team",
    "roster_workbook",
    "stations_workbook",
    "training_workbook",
]
