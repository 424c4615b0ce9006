"""How photos and files of stations and points stood on a day, in SQL and as one reading.

Items are joined by their subject's text, for the room of evidence knows no stations. What was
decided after the day still waited on it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject

from evidence.enums import ProofState
from evidence.models import Proof
from stations.models import ServicePoint, Site, Station

STATION, POINT = Station.SUBJECT, ServicePoint.SUBJECT
# How many accepted photos of the premises T1-2 asks for (its min_photos in the standard).
PREMISES_PHOTOS = 2

_BEST_FIRST = Case(
    When(state_then=ProofState.ACCEPTED, then=0),
    When(state_then=ProofState.WAITING, then=1),
    default=2,
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Photos:
    """How what was handed in for one tag stands: how many, and the one to look at.

    `reason` is why the latest refused one was; `evidence` the key of the best of them.
    """

    accepted: int = 0
    waiting: int = 0
    refused: int = 0
    reason: str = ""
    evidence: str = ""

    @classmethod
    def of(cls, told: Iterable[Mapping[str, str]]) -> Self:
        """From the items of one tag, the best first."""
        items = list(told)
        states = [one["state"] for one in items]
        refused = [one["reason"] for one in items if one["state"] == ProofState.REFUSED]
        return cls(
            accepted=states.count(ProofState.ACCEPTED),
            waiting=states.count(ProofState.WAITING),
            refused=len(refused),
            reason=refused[0] if refused else "",
            evidence=items[0]["evidence"] if items else "",
        )

    @property
    def state(self) -> str:
        """A key of core.badges.STATES: that of the best; nothing handed in is no_data."""
        if self.accepted:
            return ProofState.ACCEPTED.value
        if self.waiting:
            return ProofState.WAITING.value
        return ProofState.REFUSED.value if self.refused else "no_data"

    @property
    def is_waiting(self) -> bool:
        """Whether the district's answer would change anything: none is accepted yet."""
        return self.waiting > 0 and not self.accepted

    @property
    def words(self) -> str:
        """For a cell of a table."""
        if self.state == "no_data":
            return "未上传"
        word = str(ProofState(self.state).label)
        return f"{word}：{self.reason}" if self.state == ProofState.REFUSED else word


def by_tag(told: Iterable[Mapping[str, str]]) -> dict[str, Photos]:
    """Items of several tags, sorted out; a tag without any is left out."""
    sorted_out: dict[str, list[Mapping[str, str]]] = {}
    for one in told:
        sorted_out.setdefault(one["tag"], []).append(one)
    return {tag: Photos.of(items) for tag, items in sorted_out.items()}


def handed_in(day: date, *tags: str) -> QuerySet[Any]:
    """Items that show the day or one before it; `state_then` is how each stood on the day.

    Without tags those of all tags.
    """
    items = Proof.objects.standing().filter(evidence__shown_on__lte=day)
    then = Case(When(decided_on__gt=day, then=Value(ProofState.WAITING)), default=F("state"))
    return (items.filter(tag__in=tags) if tags else items).annotate(state_then=then)


def accepted(day: date, *tags: str) -> QuerySet[Any]:
    """Those that the district had accepted by the day."""
    return handed_in(day, *tags).filter(state=ProofState.ACCEPTED, decided_on__lte=day)


def not_refused(day: date, *tags: str) -> QuerySet[Any]:
    """Those accepted or waiting: enough where a clause asks for records alone."""
    return handed_in(day, *tags).exclude(state_then=ProofState.REFUSED)


def waiting(day: date, *tags: str) -> QuerySet[Any]:
    """Those that waited on the day, with none accepted yet: accepting one would add something."""
    done = accepted(day, *tags).filter(subject=OuterRef("subject"), tag=OuterRef("tag"))
    return handed_in(day, *tags).filter(~Exists(done), state_then=ProofState.WAITING)


def subject_of(kind: str, pk: Any = "pk") -> Concat:
    """The subject of a row, as text: `station:12`."""
    return Concat(Value(f"{kind}:"), Cast(pk, CharField()))


def about(items: QuerySet[Any], kind: str) -> QuerySet[Any]:
    """Items about the row of the query outside, for `Exists` and the like."""
    return items.filter(subject=subject_of(kind, OuterRef("pk")))


def about_any(items: QuerySet[Any], kind: str, sites: QuerySet[Any]) -> QuerySet[Any]:
    """Items about any of these rows."""
    return items.filter(
        subject__in=sites.order_by().annotate(as_subject=subject_of(kind)).values("as_subject")
    )


def how_many(items: QuerySet[Any]) -> Coalesce:
    """How many items a row has, as a column."""
    counts = items.order_by().values("subject").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts), 0)


def told(items: QuerySet[Any]) -> ArraySubquery:
    """The items of a row as a column, the best and latest first, for `Photos.of` and `by_tag`."""
    return ArraySubquery(_told(items))


def photos_of(site: Site, day: date, *tags: str) -> dict[str, Photos]:
    """Tag → how its photos of one station or point stood on a day; in one query."""
    items = handed_in(day, *tags).filter(subject=site.subject)
    return by_tag(_told(items).values_list("one", flat=True))


def best_by_subject(items: QuerySet[Any]) -> dict[str, Mapping[str, str]]:
    """Subject → the best and latest of its items, for `Photos.of`; in one query."""
    best = items.order_by("subject", _BEST_FIRST, "-pk").distinct("subject")
    facts = best.values_list("subject", "state_then", "reason", "evidence_id")
    return {
        subject: {"state": state, "reason": reason, "evidence": evidence}
        for subject, state, reason, evidence in facts
    }


def _told(items: QuerySet[Any]) -> QuerySet[Any]:
    one = JSONObject(
        tag="tag", state="state_then", reason="reason", evidence=Cast("evidence_id", CharField())
    )
    return items.annotate(one=one).order_by(_BEST_FIRST, "-pk").values("one")
