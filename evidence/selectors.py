"""What the pages about photos and files show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject, Left

from core.actor import Actor
from evidence.enums import EvidenceKind, ProofState
from evidence.models import Evidence, Proof
from evidence.subjects import Tag

STREET_WIDTH = 9
_ITEMS = Prefetch("proofs", Proof.objects.order_by("id"))


@dataclass
class Standing:
    """One thing a record is to prove: how far it has come, and the photos shown for it."""

    tag: Tag
    proofs: list[Proof] = field(default_factory=list)

    @property
    def state(self) -> str:
        """The best that any of its photos has reached; a key of core.badges.STATES."""
        states = {proof.state for proof in self.proofs}
        for state in (ProofState.ACCEPTED, ProofState.WAITING, ProofState.REFUSED):
            if state in states:
                return str(state.value)
        return "no_data"

    @property
    def reason(self) -> str:
        """Why the latest photo was refused, while none is accepted or waits."""
        return self.proofs[-1].reason if self.state == ProofState.REFUSED else ""


def evidence_of(actor: Actor) -> QuerySet[Evidence]:
    """Everything of the actor's unit, with its items, what was taken back included."""
    return (
        Evidence.objects.visible_to(actor).select_related("unit", "before").prefetch_related(_ITEMS)
    )


def standing_evidence(actor: Actor) -> QuerySet[Evidence]:
    """What was not taken back, the latest first."""
    rows = Evidence.objects.visible_to(actor).filter(withdrawn_at__isnull=True)
    return rows.select_related("unit").prefetch_related(_ITEMS).order_by("-added_at", "pk")


def as_cards(rows: QuerySet[Evidence]) -> QuerySet[Evidence, Any]:
    """What a card of the gallery shows of each, as plain rows with those names; one query.

    `items` are state and tag of each item.
    """
    items = Proof.objects.filter(evidence=OuterRef("pk")).order_by("id")
    told = items.annotate(told=JSONObject(state="state", tag="tag")).values("told")
    fields = ("pk", "subject", "kind", "file_name", "shown_on", "note", "unit__name", "items")
    plain = rows.prefetch_related(None).annotate(items=ArraySubquery(told))
    return plain.values_list(*fields, named=True)


def items_about(subject: str, actor: Actor) -> list[Proof]:
    """The same by items, the latest photo first; each with its `evidence`. One query."""
    rows = Proof.objects.visible_to(actor).standing().filter(subject=subject)
    return list(
        rows.select_related("evidence").order_by("-evidence__added_at", "evidence_id", "id")
    )


def standings(fitting: Iterable[Tag], proofs: Sequence[Proof]) -> list[Standing]:
    """How each item of a record stands, in the registry's order; no query."""
    by_tag = {tag.key: Standing(tag) for tag in fitting}
    for proof in reversed(proofs):
        if proof.tag in by_tag:
            by_tag[proof.tag].proofs.append(proof)
    return list(by_tag.values())


def with_item(rows: QuerySet[Evidence], **facts: Any) -> QuerySet[Evidence]:
    """Evidence that has an item like this."""
    return rows.filter(Exists(Proof.objects.filter(evidence=OuterRef("pk"), **facts)))


def counts_by_state(rows: QuerySet[Evidence]) -> dict[str, int]:
    """How many of these have an item in each state, and how many there are in `all`; one query."""
    counts = {
        state.value: Count("pk", distinct=True, filter=Q(proofs__state=state))
        for state in ProofState
    }
    return rows.order_by().aggregate(all=Count("pk", distinct=True), **counts)


def earlier_photos(later: Evidence, actor: Actor) -> QuerySet[Evidence]:
    """The photos that one can be put beside: of the same record, none taken later."""
    return (
        standing_evidence(actor)
        .filter(
            kind=EvidenceKind.PHOTO,
            subject=later.subject,
            unit=later.unit_id,
            shown_on__lte=later.shown_on,
        )
        .exclude(pk=later.pk)
        .exclude(before=later.pk)
        .order_by("-shown_on", "-added_at", "pk")
    )


# The review ----------------------------------------------------------------------------------


def proofs_of(actor: Actor) -> QuerySet[Proof]:
    """Items of the actor's unit, with what they hang on."""
    return Proof.objects.visible_to(actor).select_related("evidence__unit")


@dataclass(frozen=True)
class Queue:
    """What waits for the district, the earliest first; `street` and `tag` narrow it."""

    actor: Actor
    street: str = ""
    tag: str = ""

    @property
    def items(self) -> QuerySet[Proof]:
        """The items that wait."""
        rows = Proof.objects.visible_to(self.actor).waiting()
        if self.street:
            rows = rows.filter(unit__code__startswith=self.street)
        return rows.filter(tag=self.tag) if self.tag else rows

    @property
    def counts(self) -> Mapping[str, int]:
        """How many `items` wait, on how many pieces of `evidence`; one query."""
        return self.items.order_by().aggregate(
            items=Count("pk"), evidence=Count("evidence", distinct=True)
        )

    @property
    def evidence(self) -> QuerySet[Evidence]:
        """What they hang on."""
        return self.among(Evidence.objects.visible_to(self.actor).select_related("unit"))

    def among(self, rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
        """Those of some evidence that wait."""
        waiting = self.items.order_by().values("evidence")
        return rows.filter(pk__in=waiting).order_by("added_at", "pk")

    def around(self, one: Evidence, ahead: int) -> tuple[Evidence | None, list[Evidence]]:
        """What came just before, and what comes next; after the last comes the first again."""
        earlier = Q(added_at__lt=one.added_at) | Q(added_at=one.added_at, pk__lt=one.pk)
        others = self.evidence.exclude(pk=one.pk)
        before = others.filter(earlier).order_by("-added_at", "-pk").first()
        after = list(others.exclude(earlier)[:ahead])
        return before, after or list(others[:ahead] if before else [])


def waiting_by_street(actor: Actor) -> Mapping[str, int]:
    """Street's code → items that wait; one query."""
    rows = Proof.objects.visible_to(actor).waiting().order_by()
    by_street = rows.annotate(street=Left("unit_id", STREET_WIDTH)).values("street")
    return {row["street"]: row["n"] for row in by_street.annotate(n=Count("pk"))}


def refused_still(actor: Actor) -> QuerySet[Proof]:
    """Refused items that nothing newer was handed in for."""
    newer = (
        Proof.objects.standing()
        .filter(subject=OuterRef("subject"), tag=OuterRef("tag"))
        .exclude(state=ProofState.REFUSED)
    )
    return (
        Proof.objects.visible_to(actor)
        .standing()
        .filter(~Exists(newer), state=ProofState.REFUSED)
        .select_related("unit")
        .order_by("subject", "pk")
    )
