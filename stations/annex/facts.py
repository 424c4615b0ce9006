"""What the portal's own records say of each clause of the annex, so that nobody types it again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.actor import Actor
from core.measures import Question, Reading, read_all
from evidence.enums import ProofState
from evidence.models import Proof
from evidence.subjects import tags
from orgs.models import Unit
from standards.book import Clause
from standards.enums import Basis
from standards.rules import points
from stations.enums import CheckResult

# How many photos of one clause are shown; the rest stand in the gallery.
SHOWN = 4
BRAND_CLAUSE = "S1-4"


@dataclass(frozen=True)
class Told:
    """One clause as records have it on a day.

    `state` is a key of core.badges.STATES, `how` the sum in words, `points` what it earns now
    (None without a record). `suggested` is the word that follows from it, empty where records
    don't tell. `photos` are its newest items, `standing` counts all of them by their state.
    """

    state: str
    how: str
    points: Decimal | None
    suggested: str
    photos: Sequence[Proof] = ()
    standing: Mapping[str, int] = field(default_factory=dict)

    @property
    def suggested_note(self) -> str:
        """The reason that goes with it; only leaving a clause out wants one."""
        return self.how if self.suggested == CheckResult.NOT_APPLICABLE else ""

    @property
    def more(self) -> int:
        """How many photos are not shown."""
        return sum(self.standing.values()) - len(self.photos)


def told_of(
    street: Any, clauses: Sequence[Clause], question: Question, actor: Actor
) -> dict[str, Told]:
    """Code of a clause → what is told of it; in two queries.

    The street comes with `has_brand` (`stations.progress.with_brand`).
    """
    found = read_all(question, [clause.measure for clause in clauses if clause.measure])
    photos = _photos_of(street, actor)
    return {
        clause.code: _told(
            clause,
            found.get((clause.measure, street.pk)),
            photos.get(clause.code, []),
            is_moot=clause.code == BRAND_CLAUSE and not street.has_brand,
        )
        for clause in clauses
    }


def _told(clause: Clause, reading: Reading | None, photos: list[Proof], *, is_moot: bool) -> Told:
    state, how, earned, suggested = _score(clause, reading)
    if is_moot:
        state, how = "not_applicable", "没有登记品牌名称"
        earned, suggested = None, str(CheckResult.NOT_APPLICABLE)
    standing = Counter(str(proof.get_state_display()) for proof in photos)
    if state == "no_data" and any(one.state == ProofState.WAITING for one in photos):
        state = "awaiting_review"
    return Told(state, how, earned, suggested, photos[:SHOWN], dict(standing))


def _score(clause: Clause, reading: Reading | None) -> tuple[str, str, Decimal | None, str]:
    """State, words, points and the word that follows, by the clause's own rule."""
    is_waiting = reading is not None and reading.is_waiting
    is_empty = reading is None or reading.denominator == 0
    is_empty = is_empty or (reading.denominator is None and reading.numerator == 0)  # type: ignore[union-attr]
    if reading is None or is_empty or clause.rule is None:
        return ("awaiting_review" if is_waiting else "no_data"), "", None, ""
    outcome = clause.rule.apply(reading.numerator, reading.denominator, clause.words)
    earned = None if clause.is_tracked else points(clause.weight, outcome.attainment)
    if outcome.attainment == 1:
        return (
            ("tracked" if clause.is_tracked else "full"),
            outcome.how,
            earned,
            str(CheckResult.MET),
        )
    if is_waiting or outcome.awaits_review:
        # What a reviewer may still raise tells nothing certain.
        return "awaiting_review", outcome.how, earned, ""
    if outcome.attainment == 0:
        # Without a photo nobody knows: what is not proved yet may be there all the same.
        is_sure = clause.basis == Basis.AUTOMATIC
        return "zero", outcome.how, earned, str(CheckResult.NOT_MET) if is_sure else ""
    return "partial", outcome.how, earned, str(CheckResult.PARTLY)


def _photos_of(street: Unit, actor: Actor) -> dict[str, list[Proof]]:
    """Clause → the street's photos of it, the newest first; its points' photos among them."""
    found: dict[str, list[Proof]] = {}
    rows = (
        Proof.objects.visible_to(actor)
        .standing()
        .filter(unit__code__startswith=street.pk, tag__in=tags)
        .select_related("evidence")
    )
    for proof in rows.order_by("-id"):
        found.setdefault(tags[proof.tag].clause, []).append(proof)
    return found
