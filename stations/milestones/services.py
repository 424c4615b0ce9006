"""The milestones that a street sets itself (P2-4), and where each of them stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from core.due import Due, due
from core.measures import Question, met_dates
from core.versions import ChangedMeanwhile
from evidence.enums import ProofState
from evidence.models import Proof
from orgs.models import Unit
from stations.enums import MilestoneKind
from stations.models import StreetMilestone
from stations.policies import may_keep_sites_of

# What records tell by themselves: the key of the fact that says on which day it was done.
TOLD_BY = {
    MilestoneKind.OPENING: "stations.opened",
    MilestoneKind.POINTS: "stations.points_complete",
    MilestoneKind.STAFFING: "advisors.street_staffed",
}
# Where such a day comes from, in words.
TOLD_WORDS = {
    MilestoneKind.OPENING: "街镇站的启用日期",
    MilestoneKind.POINTS: "最后一个居村服务点的启用日期",
    MilestoneKind.STAFFING: "顾问名册配齐的日期",
}
# The note of a day that came with a plan.
BY_PLAN = "按建设方案的进度排定"


@dataclass(frozen=True)
class Days:
    """What a street says of one milestone; a moved day comes with its reason in `note`."""

    planned_on: date | None
    done_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Standing:
    """One of the required milestones on a day; `row` is None while nothing of it was kept.

    `is_told` says that records tell when it was done, so that nobody types it.
    """

    kind: MilestoneKind
    row: StreetMilestone | None
    done_on: date | None
    is_told: bool
    due: Due | None

    @property
    def state(self) -> str:
        """A key of core.badges.STATES."""
        if self.due is not None:
            return self.due.state
        return "done" if self.done_on else "no_data"

    @property
    def told_words(self) -> str:
        """Where the day it was done comes from."""
        return TOLD_WORDS.get(self.kind, "")


@transaction.atomic
def plan_milestones(
    *, street: Unit, year: int, days: Mapping[MilestoneKind, date], by: Actor
) -> int:
    """Set the planned days, as a plan's schedule names them; return how many that changed.

    Kinds that are left out keep their day. The same days again change nothing.
    """
    may_keep_sites_of(by, street.pk).enforce()
    held = _locked(street, year)
    changed = []
    for kind, day in days.items():
        row = held.get(kind) or StreetMilestone(street=street, year=year, kind=kind)
        if row.planned_on != day:
            row.planned_on, row.note = day, BY_PLAN
            _write(row)
            changed.append(str(kind))
    _tell(by, street, year, changed)
    return len(changed)


@transaction.atomic
def keep_milestones(
    *, street: Unit, year: int, days: Mapping[MilestoneKind, Days], seen: str, by: Actor
) -> int:
    """Keep what was typed of the milestones; return how many that changed.

    `seen` is the fingerprint of what the form was drawn from. Raises ChangedMeanwhile where
    somebody else wrote since and it stands otherwise. From then on each kind has its row, so
    that photos may prove it.
    """
    may_keep_sites_of(by, street.pk).enforce()
    held = _locked(street, year)
    is_latest = seen == fingerprint(held.values())
    changed = []
    for kind in MilestoneKind:
        row = held.get(kind) or StreetMilestone(street=street, year=year, kind=kind)
        said = days.get(kind, Days(row.planned_on, row.done_on, row.note))
        if kind in TOLD_BY:
            said = Days(said.planned_on, None, said.note)
        if row.pk is None or (row.planned_on, row.done_on, row.note) != _values(said):
            row.planned_on, row.done_on, row.note = _values(said)
            changed.append((kind, row))
    if changed and not is_latest:
        raise ChangedMeanwhile
    for _, row in changed:
        _write(row)
    _tell(by, street, year, [str(kind) for kind, _ in changed])
    return len(changed)


def milestones_of(street: Unit, year: int, actor: Actor) -> dict[str, StreetMilestone]:
    """Kind → row, each with `photos` and `waiting`: how many prove it, how many are not seen yet."""
    rows = StreetMilestone.objects.visible_to(actor).filter(street=street, year=year)
    proofs = Proof.objects.standing().filter(
        subject=Concat(Value("milestone:"), Cast(OuterRef("pk"), CharField()))
    )
    counted = rows.annotate(
        photos=_count_of(proofs), waiting=_count_of(proofs.filter(state=ProofState.WAITING))
    )
    return {row.kind: row for row in counted.order_by("id")}


def standings_of(
    street: Unit, rows: Mapping[str, StreetMilestone], question: Question
) -> list[Standing]:
    """Each required milestone as of the question's day; what records tell in one query."""
    told = met_dates(question, TOLD_BY.values())
    return [standing_of(kind, rows.get(kind), told, street.pk, question) for kind in MilestoneKind]


def fingerprint(rows: Any) -> str:
    """What stands in the rows, in one text; a form carries it to notice another's change."""
    facts = [f"{row.kind}:{row.planned_on}:{row.done_on}:{row.note}" for row in rows]
    return "|".join(sorted(facts))


def standing_of(
    kind: MilestoneKind,
    row: StreetMilestone | None,
    told: Mapping[tuple[str, str], date],
    code: str,
    question: Question,
) -> Standing:
    """One milestone of the street with this code; `told` is what `core.measures.met_dates` gave."""
    is_told = kind in TOLD_BY
    typed = row.done_on if row else None
    done_on = told.get((TOLD_BY[kind], code)) if is_told else typed
    if done_on is not None and done_on > question.as_of:
        done_on = None
    planned_on = row.planned_on if row else None
    known = due(planned_on, question.as_of, done_on) if planned_on else None
    return Standing(kind, row, done_on, is_told, known)


def _count_of(proofs: QuerySet[Proof]) -> Any:
    counted = proofs.order_by().values("subject").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _values(said: Days) -> tuple[date | None, date | None, str]:
    return said.planned_on, said.done_on, said.note


def _locked(street: Unit, year: int) -> dict[str, StreetMilestone]:
    """The street's rows; two who write at once follow each other."""
    Unit.objects.select_for_update().get(pk=street.pk)
    rows = StreetMilestone.objects.filter(street=street, year=year)
    return {row.kind: row for row in rows.order_by("id")}


def _write(row: StreetMilestone) -> None:
    if row.planned_on is None:
        row.set_on = None
    elif row.set_on is None:
        row.set_on = portal_day()
    row.full_clean()
    row.save()


def _tell(by: Actor, street: Unit, year: int, kinds: Sequence[str]) -> None:
    if kinds:
        trail.record(
            actor=by,
            action=Entry.Action.CHANGED,
            subject=f"milestones:{year}",
            unit=street.pk,
            kinds=list(kinds),
        )
