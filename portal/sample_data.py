"""Fills a demo portal with sample ledgers, through the same door as an office's upload."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db import transaction

from accounts.actors import actor_for_username
from accounts.models import Membership
from advisors.enums import Level
from advisors.models import Advisor
from core.clock import portal_day
from ledgers.batches import enter_batch, receive
from ledgers.models import Batch
from ledgers.samples import (
    Mess,
    SampleUnit,
    Team,
    invent_team,
    roster_workbook,
    stations_workbook,
    training_workbook,
)
from orgs.models import HukouPopulation, Unit, UnitAlias

SEED = 2024
DATA_ADMIN = "dataadmin"


def enter_samples() -> Iterator[str]:
    """Make the three ledgers, keep the files in VAR_DIR/samples, enter their good rows.

    Gives a line of progress for each; nothing happens where batches exist already.
    """
    by = actor_for_username(DATA_ADMIN)
    if by is None or Batch.objects.exists():
        return
    folder = settings.VAR_DIR / "samples"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in sample_files().items():
        (folder / name).write_bytes(content)
        received = receive(file_name=name, content=content, by=by)
        counts = enter_batch(batch=received.batch, by=by).counts
        yield f"{name}：入账 {counts['new']} 行，退回 {counts['rejected']} 行"
    tie_accounts(portal_day())


def sample_files() -> dict[str, bytes]:
    """File name → workbook, in the order in which they have to be entered."""
    team = invented_team()
    return {
        "顾问名册-2024.xlsx": roster_workbook(team, mess=Mess.OFFICE).content,
        "站点台账-2024.xlsx": stations_workbook(team, mess=Mess.OFFICE).content,
        "培训台账-2024.xlsx": training_workbook(team, mess=Mess.OFFICE).content,
    }


def invented_team(factor: int = 1) -> Team:
    """Invented people on the units that are loaded; `factor` multiplies them."""
    units = [
        SampleUnit(*row)
        for row in Unit.objects.order_by("code").values_list(
            "code", "name", "short_name", "kind", "parent_id"
        )
    ]
    population = dict(HukouPopulation.objects.order_by("as_of").values_list("unit_id", "persons"))
    aliases: dict[str, list[str]] = {}
    for code, name in UnitAlias.objects.filter(is_wrong=False).values_list("unit_id", "name"):
        aliases.setdefault(code, []).append(name)
    return invent_team(units, seed=SEED, population=population, aliases=aliases, factor=factor)


@transaction.atomic
def tie_accounts(day: date) -> None:
    """Tie the two advisor accounts of the demo to files on the roster, and take their names."""
    for username, level in (("advisor", Level.STREET), ("community", Level.COMMUNITY)):
        membership = Membership.objects.select_related("user").get(user__username=username)
        candidates = Advisor.objects.in_post(day).filter(user=None, level=level)
        if level == Level.COMMUNITY:
            candidates = candidates.filter(assignments__community=membership.unit_id)
        else:
            candidates = candidates.filter(street=membership.unit_id)
        advisor = candidates.order_by("name", "pk").first()
        if advisor is None:
            continue
        advisor.user = membership.user
        advisor.save(update_fields=["user"])
        membership.user.name = advisor.name
        membership.user.save(update_fields=["name"])
