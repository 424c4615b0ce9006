"""What the pages of 社区云 show."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from casework.ledger.visits import LEDGER
from casework.models import CloudLayout, Visit
from core.actor import Actor
from ledgers import selectors as ledgers
from ledgers.enums import BatchState
from ledgers.models import Batch

# How batches that came from an export are called, and so known again.
PREFIX = "社区云-"


@dataclass(frozen=True)
class Reconciled:
    """An export that was taken in: how many of its visits were here, were added, wait still."""

    batch: Batch
    matched: int
    added: int
    rejected: int

    @property
    def is_entered(self) -> bool:
        """Whether these numbers are in the books."""
        return bool(self.batch.state == BatchState.ENTERED)


def layout_for(actor: Actor) -> CloudLayout | None:
    """How the exports are laid out: as the own unit matched it, else one above."""
    layouts = CloudLayout.objects.visible_to(actor).filter(unit__in=_own_and_above(actor))
    found: CloudLayout | None = layouts.select_related("unit").order_by("-unit").first()
    return found


def columns_for(actor: Actor) -> dict[str, str]:
    """What is known of the headers."""
    layout = layout_for(actor)
    return dict(layout.columns) if layout else {}


def exports(actor: Actor) -> QuerySet[Batch]:
    """The exports that were taken in within the actor's unit, the latest first."""
    found = ledgers.batches(actor).filter(kind=LEDGER.kind, file_name__startswith=PREFIX)
    return found.exclude(state=BatchState.DISCARDED)


def reconciled(batches: Any) -> list[Reconciled]:
    """What became of them."""
    return [
        Reconciled(
            batch=one,
            matched=one.counts.get("changed", 0) + one.counts.get("same", 0),
            added=one.counts.get("new", 0),
            rejected=one.counts.get("rejected", 0),
        )
        for one in ledgers.named(batches)
    ]


def waiting(actor: Actor) -> QuerySet[Batch]:
    """Exports of her unit that wait until their headers are matched."""
    found: QuerySet[Batch] = Batch.objects.visible_to(actor)
    found = found.filter(kind="", state=BatchState.RECEIVED, file_name__startswith=PREFIX)
    return found.select_related("unit")


def unreferenced(actor: Actor) -> int:
    """Visits within the actor's unit that stand in no export of 社区云 yet."""
    visits = Visit.objects.visible_to(actor).standing()
    return int(visits.filter(community_cloud_ref="").count())


def _own_and_above(actor: Actor) -> list[str]:
    code = actor.unit_code
    return [code[:width] for width in (6, 9, 12) if len(code) >= width]
