"""What the pages of conferences read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from advisors.models import Advisor
from casework.enums import ConferenceState
from casework.models import (
    CaseConference,
    ConferenceAction,
    ConferenceCase,
    ConferenceParticipant,
    Household,
)
from casework.periods import quarter_of
from core.actor import Actor
from orgs.models import Unit

# Lists hold no sealed texts, and so read none.
SEALED_CASE = ("situation_sealed", "opinions_sealed", "resolution_sealed")
SEALED_ACTION = ("matter_sealed", "result_sealed")
# As they were brought in; those of one form, or of a ledger, came at the same moment.
CASE_ORDER = ("recorded_at", "household__community_id", "household__number", "pk")
ACTION_ORDER = ("recorded_at", "due_on", "pk")
# So many open actions of earlier conferences are shown where the next is made.
MOST_OPEN = 20


def conference_names(keys: Iterable[str]) -> dict[str, str]:
    """Conferences as the trail tells them: by street and day."""
    found = CaseConference.objects.filter(pk__in=list(keys)).select_related("street")
    rows = found.defer("minutes_content_sealed").order_by("pk")
    return {str(one.pk): f"{one.street.short_name} {one}" for one in rows}


def action_names(keys: Iterable[str]) -> dict[str, str]:
    """Actions as the trail tells them: by the beginning of their key."""
    rows = ConferenceAction.objects.filter(pk__in=list(keys)).defer(*SEALED_ACTION)
    return {str(one.pk): str(one) for one in rows.order_by("pk")}


def conferences_of(actor: Actor) -> QuerySet[CaseConference]:
    """Those of the actor's unit; of a community those that deal with a household of hers."""
    found: QuerySet[CaseConference] = CaseConference.objects.visible_to(actor)
    return found.select_related("street").defer("minutes_content_sealed")


def minutes_files_of(actor: Actor) -> QuerySet[CaseConference]:
    """The same with the files of their minutes."""
    found: QuerySet[CaseConference] = CaseConference.objects.visible_to(actor)
    return found.select_related("street").filter(minutes_content_sealed__isnull=False)


def street_of(actor: Actor, code: str, day: date) -> Unit | None:
    """A street within the actor's unit."""
    units = Unit.objects.visible_to(actor).streets().valid_on(day)
    found: Unit | None = units.filter(pk=code).first()
    return found


# The list ------------------------------------------------------------------------------------


def has_minutes_by(day: date) -> Q:
    """Held, with minutes settled by a day (T4-2)."""
    return Q(state=ConferenceState.HELD, minutes_on__lte=day)


def listed(actor: Actor, day: date) -> QuerySet[CaseConference]:
    """Conferences by a day, and those planned; each with how many cases and open actions."""
    cases = ConferenceCase.objects.visible_to(actor)
    actions = ConferenceAction.objects.visible_to(actor).filter(is_open_on(day))
    is_there = Q(held_on__lte=day) | Q(state=ConferenceState.PLANNED)
    return (
        conferences_of(actor)
        .filter(is_there)
        .annotate(cases_there=_count(cases), actions_open=_count(actions))
        .order_by("-held_on", "-recorded_at", "pk")
    )


def _count(rows: QuerySet[Any]) -> Any:
    counted = rows.filter(conference=OuterRef("pk")).order_by().values("conference")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)


@dataclass(frozen=True)
class Standing:
    """How many conferences of a quarter have minutes; how many actions are open, and late."""

    held: int
    settled: int
    open: int
    late: int


NONE = Standing(0, 0, 0, 0)


def standing_of(actor: Actor, day: date, street: str = "") -> dict[str, Standing]:
    """Street by street, for the quarter that a day lies in; two queries."""
    quarter = quarter_of(day)
    within = {"held_on__gte": quarter.first, "held_on__lte": day}
    conferences = CaseConference.objects.visible_to(actor).held().filter(**within)
    held = (
        conferences.order_by()
        .values("street")
        .annotate(held=Count("pk"), settled=Count("pk", filter=Q(minutes_on__lte=day)))
        .order_by("street")
    )
    actions = actions_of(actor).filter(is_open_on(day))
    waiting = (
        actions.order_by()
        .values("conference__street")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=day)))
        .order_by("conference__street")
    )
    by_street = {one["street"]: (one["held"], one["settled"]) for one in held}
    of_actions = {one["conference__street"]: (one["n"], one["late"]) for one in waiting}
    return {
        code: Standing(*by_street.get(code, (0, 0)), *of_actions.get(code, (0, 0)))
        for code in {*by_street, *of_actions}
        if not street or code == street
    }


# One conference ------------------------------------------------------------------------------


def cases_of(actor: Actor, conference: CaseConference) -> list[ConferenceCase]:
    """Its cases as far as the actor may see them, each with its open and all its actions."""
    rows = ConferenceCase.objects.visible_to(actor).filter(conference=conference)
    rows = rows.select_related("household__community", "community")
    return list(rows.annotate(open_actions=_open_of_case()).order_by(*CASE_ORDER))


def case_of(actor: Actor) -> QuerySet[ConferenceCase]:
    """Cases within the actor's unit."""
    found: QuerySet[ConferenceCase] = ConferenceCase.objects.visible_to(actor)
    return found.select_related("conference__street", "household__community").annotate(
        open_actions=_open_of_case()
    )


def _open_of_case() -> Any:
    rows = ConferenceAction.objects.filter(case=OuterRef("pk"), closed_on__isnull=True)
    counted = rows.order_by().values("case").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def participants_of(conference: CaseConference) -> list[ConferenceParticipant]:
    """Who took part, as they were written down: the advisors first."""
    rows = ConferenceParticipant.objects.filter(conference=conference).select_related("advisor")
    return list(rows.order_by("pk"))


def household_named(actor: Actor, key: str) -> Household | None:
    """The household that the address of a form names, within the actor's unit."""
    rows = Household.objects.visible_to(actor).standing().select_related("community")
    found: Household | None = rows.filter(pk=key).first()
    return found


def advisors_in(street: str, day: date) -> QuerySet[Advisor]:
    """The street's advisors in post on a day, who may take part and own actions."""
    return Advisor.objects.in_post(day).filter(street=street).order_by("level", "name", "pk")


# Actions -------------------------------------------------------------------------------------


def is_open_on(day: date) -> Q:
    """Resolved by a held conference, and not closed by a day."""
    is_waiting = Q(closed_on__isnull=True) | Q(closed_on__gt=day)
    return is_waiting & Q(conference__state=ConferenceState.HELD, conference__held_on__lte=day)


def is_own(actor: Actor) -> Q:
    """Actions whose owner is the actor, in the street she acts in."""
    return Q(owner__user=actor.user_id, conference__street=actor.street_code)


def actions_of(actor: Actor) -> QuerySet[ConferenceAction]:
    """Actions within the actor's unit; at community level also her own that concern no household.

    An action of hers may belong to the street at large, or to a household of another community:
    she was named its owner there, and so she sees it.
    """
    found: QuerySet[ConferenceAction] = ConferenceAction.objects.visible_to(actor)
    if not actor.is_community:
        return found
    return ConferenceAction.objects.filter(Q(pk__in=found.order_by().values("pk")) | is_own(actor))


def whole_actions(actor: Actor) -> QuerySet[ConferenceAction]:
    """The same with all that a page of one tells."""
    return actions_of(actor).select_related("conference__street", "case__household", "owner")


def listed_actions(actor: Actor, day: date) -> QuerySet[ConferenceAction]:
    """Actions of conferences held by a day, those open first, the nearest day first."""
    rows = actions_of(actor).filter(
        conference__state=ConferenceState.HELD, conference__held_on__lte=day
    )
    return (
        rows.select_related("conference__street", "case__household", "owner")
        .defer(*SEALED_ACTION, "conference__minutes_content_sealed")
        .annotate(is_waiting=Exists(_waiting(day)))
        .order_by("-is_waiting", "due_on", "recorded_at", "pk")
    )


def _waiting(day: date) -> QuerySet[ConferenceAction]:
    rows = ConferenceAction.objects.filter(pk=OuterRef("pk"))
    return rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))


def actions_in(actor: Actor, conference: CaseConference) -> list[ConferenceAction]:
    """What a conference resolved, as far as the actor may see it."""
    rows = actions_of(actor).filter(conference=conference)
    rows = rows.select_related("case__household", "owner")
    return list(rows.order_by(*ACTION_ORDER))


def open_from_earlier(
    actor: Actor, street: str, day: date, besides: Any = None
) -> tuple[CaseConference | None, list[ConferenceAction], int]:
    """The last conference held by a day, open actions (its own first), and how many there are.

    What the next conference begins with: the last one's first, then what is left of earlier
    ones. Three queries.
    """
    held = conferences_of(actor).filter(street=street, state=ConferenceState.HELD)
    last = held.filter(held_on__lte=day).exclude(pk=besides).first()
    if last is None:
        return None, [], 0
    waiting = actions_of(actor).filter(is_open_on(day), conference__street=street)
    waiting = waiting.exclude(conference=besides).select_related("conference", "case__household")
    rows = waiting.defer("conference__minutes_content_sealed", "result_sealed")
    first = rows.order_by("-conference__held_on", "due_on", "pk")[:MOST_OPEN]
    return last, list(first), waiting.count()


def open_actions_on(household: UUID) -> QuerySet[ConferenceAction]:
    """Actions that held conferences resolved on a household, and that nobody closed yet."""
    return ConferenceAction.objects.filter(
        case__household=household,
        closed_on__isnull=True,
        conference__state=ConferenceState.HELD,
    ).order_by("due_on", "pk")


# Handed out ----------------------------------------------------------------------------------


def as_ledger(conferences: QuerySet[CaseConference], actor: Actor) -> QuerySet[CaseConference]:
    """Held conferences with all that a ledger's row tells her, in a fixed number of queries."""
    participants = ConferenceParticipant.objects.select_related("advisor")
    cases = ConferenceCase.objects.visible_to(actor).defer(*SEALED_CASE)
    actions = actions_of(actor).defer(*SEALED_ACTION)
    return conferences.filter(state=ConferenceState.HELD).prefetch_related(
        Prefetch("participants", participants.order_by("pk")),
        Prefetch("cases", cases.select_related("household__community").order_by(*CASE_ORDER)),
        Prefetch("actions", actions.order_by(*ACTION_ORDER)),
    )
