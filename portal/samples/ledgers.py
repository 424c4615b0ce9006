"""Fills a demo portal with sample ledgers, through the same door as an office's upload.

Invented people go into nobody's own database: the commands ask before they write.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction

from accounts.actors import actor_for_username
from accounts.demo import demo_accounts
from accounts.models import Membership, User
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
from portal.samples.households import households_workbook, invent_households, visits_workbook

SEED = 2024
DATA_ADMIN = "dataadmin"
# In the order in which they have to be entered.
ROSTER, STATIONS, TRAINING, HOUSEHOLDS, VISITS = FILE_NAMES = (
    "顾问名册-2024.xlsx",
    "站点台账-2024.xlsx",
    "培训台账-2024.xlsx",
    "困难对象名册-2024.xlsx",
    "走访台账-2024.xlsx",
)
# Where the demo's street accounts are; it has the most households.
STREET = "310107017"


def refuse_foreign_database() -> None:
    """Let the demo into the embedded database, an empty one, or one that holds this very demo.

    The demo's passwords are known to everybody. Raises CommandError with what to do instead.
    """
    if settings.SERVES_OTHERS:
        raise CommandError("HTTPS=true 的门户对外服务，不写入演示账号和数据。")
    if settings.DATABASE_IS_GIVEN and not (_is_empty() or _is_this_demo()):
        raise CommandError(
            "DATABASE_URL 指向的库里已有别的内容，不写入演示账号和数据。演示请用一个空的库。"
        )


def _is_empty() -> bool:
    """Whether nothing is there; an empty portal's tables are nothing, another program's are not."""
    tables = connection.introspection.table_names()
    if User._meta.db_table not in tables:
        return not tables
    return not User.objects.exists() and not Batch.objects.exists()


def _is_this_demo() -> bool:
    """Whether there are no accounts and no workbooks but the demo's."""
    if User._meta.db_table not in connection.introspection.table_names():
        return False
    others = User.objects.exclude(pk__in=demo_accounts().values("pk"))
    foreign = Batch.objects.exclude(uploaded_by=DATA_ADMIN, file_name__in=FILE_NAMES)
    return not others.exists() and not foreign.exists()


def enter_samples() -> Iterator[str]:
    """Make the ledgers, keep the files in VAR_DIR/samples, enter their good rows.

    Gives a line of progress for each; nothing happens where batches exist already.
    """
    by = actor_for_username(DATA_ADMIN)
    if by is None or Batch.objects.exists():
        return
    folder = settings.VAR_DIR / "samples"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in chain(sample_files(), casework_files()):
        (folder / name).write_bytes(content)
        received = receive(file_name=name, content=content, by=by)
        counts = enter_batch(batch=received.batch, by=by).counts
        yield f"{name}：入账 {counts['new']} 行，退回 {counts['rejected']} 行"
    tie_accounts(portal_day())


def sample_files() -> Iterator[tuple[str, bytes]]:
    """File names and workbooks, in the order in which they have to be entered."""
    team = invented_team()
    yield ROSTER, roster_workbook(team, mess=Mess.OFFICE).content
    yield STATIONS, stations_workbook(team, mess=Mess.OFFICE).content
    yield TRAINING, training_workbook(team, mess=Mess.OFFICE).content


def casework_files() -> Iterator[tuple[str, bytes]]:
    """The same for households and visits, once the advisors they name are on file."""
    households = invent_households(STREET, SEED)
    yield HOUSEHOLDS, households_workbook(households, SEED)
    yield VISITS, visits_workbook(households, portal_day(), SEED)


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
