"""What the reviewer has before him: one version, part by part, with all that was said of it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from core.actor import Actor
from orgs.models import Unit
from plans.clocks import standing_on
from plans.enums import PartKind, PartState, PlanState
from plans.marking import Marked, marked, teller
from plans.models import ConstructionPlan, PartAnswer, PlanPart, PlanVersion
from plans.parts import PARTS
from plans.schema import Content
from plans.selectors import asked_parts_of, layout_codes_in, plans_of, versions_of

ACCEPTED, RETURNED, WAITING = "accepted", "returned", "awaiting_review"


@dataclass(frozen=True)
class Review:
    """A plan under the district's eyes; `version` is None while the street has it for itself.

    `parts` are those its form asks for, in the plan's order; `answers` those of every version.
    """

    plan: ConstructionPlan
    versions: Sequence[PlanVersion]
    parts: Mapping[str, PlanPart]
    answers: Sequence[PartAnswer]
    day: date

    @cached_property
    def version(self) -> PlanVersion | None:
        """The version that waits, or was answered last."""
        standing = standing_on(self.versions, self.day)
        return standing[-1] if standing else None

    @cached_property
    def previous(self) -> PlanVersion | None:
        """The version before it that was reviewed: what changed is told against it."""
        reviewed = [one for one in standing_on(self.versions, self.day) if one.reviewed_on]
        earlier = [one for one in reviewed if self.version and one.number < self.version.number]
        return earlier[-1] if earlier else None

    @cached_property
    def given(self) -> dict[str, PartAnswer]:
        """Kind → the answer to that part of this version."""
        return {
            one.kind: one
            for one in self.answers
            if self.version is not None and one.version_id == self.version.pk
        }

    @property
    def is_open(self) -> bool:
        """Whether it is being reviewed now."""
        return self.plan.state == PlanState.UNDER_REVIEW

    @property
    def is_answered(self) -> bool:
        """Whether the round of this version has ended."""
        return self.version is not None and self.version.reviewed_on is not None

    def state_of(self, kind: str) -> str:
        """How a part stands for the reviewer; a key of core.badges.STATES."""
        if kind in self.given:
            return ACCEPTED if self.given[kind].is_accepted else RETURNED
        return ACCEPTED if self.parts[kind].state == PartState.ACCEPTED else WAITING

    def is_asked(self, kind: str) -> bool:
        """Whether a part can be answered in this round."""
        return self.is_open and self.parts[kind].state == PartState.WAITING

    def count(self, state: str) -> int:
        """How many parts stand so."""
        return sum(self.state_of(kind) == state for kind in self.parts)

    def earlier(self, kind: str) -> list[PartAnswer]:
        """What was said of a part in the versions before, the first one first."""
        return [one for one in self.answers if one.kind == kind and one not in self.given.values()]

    def first_waiting(self, after: str = "") -> str:
        """The next part that waits for an answer; `after` again, or the first one, when none does."""
        kinds = list(self.parts)
        start = kinds.index(after) + 1 if after in kinds else 0
        turned = kinds[start:] + kinds[:start]
        return next((kind for kind in turned if self.state_of(kind) == WAITING), after or kinds[0])

    def beside(self, kind: str) -> tuple[str, str]:
        """The kinds before and after one; empty at the ends."""
        kinds = list(self.parts)
        place = kinds.index(kind)
        return kinds[place - 1] if place else "", kinds[place + 1] if kind != kinds[-1] else ""

    def others(self, username: str) -> dict[str, int]:
        """Colleagues who answered parts of this version, and how many each."""
        found: dict[str, int] = {}
        for one in self.given.values():
            if one.answered_by != username:
                found[one.answered_by] = found.get(one.answered_by, 0) + 1
        return found


@dataclass(frozen=True)
class Coverage:
    """The layout list against the communities of the day (T1-1)."""

    listed: int
    total: int
    missing: Sequence[Unit]


def review_of(plan: ConstructionPlan, day: date) -> Review:
    """In three queries."""
    answers = PartAnswer.objects.filter(version__plan=plan).select_related("version")
    return Review(
        plan=plan,
        versions=list(versions_of(plan)),
        parts=asked_parts_of(plan),
        answers=list(answers.order_by("version__number")),
        day=day,
    )


def marked_part(review: Review, kind: str, actor: Actor, names: Mapping[str, str]) -> Marked | None:
    """A part of the version, marked against the one before."""
    if review.version is None:
        return None
    before = review.previous.content.get(kind, {}) if review.previous else None
    after: Content = review.version.content.get(kind, {})
    return marked(PARTS[kind], before, after, teller(actor, review.plan.street_id, names))


def other_part(
    version: PlanVersion, kind: str, street_code: str, actor: Actor, names: Mapping[str, str]
) -> Marked:
    """The same part of another plan, to be read beside."""
    content = version.content.get(kind, {})
    return marked(PARTS[kind], None, content, teller(actor, street_code, names))


def references_of(actor: Actor, plan: ConstructionPlan) -> QuerySet[ConstructionPlan]:
    """The street's plan of last year, and what other streets had approved this year."""
    last_year = Q(street=plan.street_id, year=plan.year - 1)
    approved = Q(year=plan.year, state=PlanState.APPROVED) & ~Q(street=plan.street_id)
    return plans_of(actor).filter(last_year | approved).order_by("year", "street_id")


def communities_in(codes: Sequence[str]) -> list[Unit]:
    """The communities of some streets, on whatever day."""
    rows = Unit.objects.communities().filter(parent__in=codes)
    return list(rows.select_related("parent").order_by("code"))


def coverage_of(review: Review, communities: Sequence[Unit]) -> Coverage | None:
    """How many of the street's communities the layout list names."""
    if review.version is None:
        return None
    listed = set(layout_codes_in(review.version.content.get(PartKind.LAYOUT, {})))
    there = [
        one
        for one in communities
        if one.parent_id == review.plan.street_id and _is_valid(one, review.day)
    ]
    missing = [one for one in there if one.pk not in listed]
    return Coverage(len(there) - len(missing), len(there), missing)


def seen_of(answer: PartAnswer | None) -> str:
    """What a page had before it when it was drawn, to tell whether a colleague was quicker."""
    if answer is None:
        return "none"
    text = f"{answer.is_accepted}|{answer.comment}|{answer.answered_by}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def seen_of_round(review: Review) -> str:
    """The same of the whole round: every answer to the version, as the page showed them."""
    text = "|".join(f"{kind}:{seen_of(one)}" for kind, one in sorted(review.given.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_valid(unit: Unit, day: date) -> bool:
    return (unit.valid_from is None or unit.valid_from <= day) and (
        unit.valid_to is None or unit.valid_to >= day
    )
