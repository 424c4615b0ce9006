"""A Team out of the records: six queries, however many streets and people there are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from advisors.enums import HELPERS, EndReason, LeaveKind, Level, Status, TransferState
from advisors.models import Advisor, Assignment, Leave, PartnerContract, Transfer
from advisors.staffing.team import Away, Cause, Duty, Person, Place, Population, Rules, Span, Team
from core.actor import Actor
from core.measures import Question
from orgs.models import HukouPopulation, Unit

ONE_DAY = timedelta(days=1)

FIELDS = (
    "pk", "name", "street_id", "level", "staff_kind", "started_on", "ended_on", "end_reason",
    "contract_ends_on", "partner__name", "agency_ends_on",
)  # fmt: skip


def team_of(actor: Actor, streets: Iterable[Unit], question: Question, until: date) -> Team:
    """All that the records of an actor's streets tell of the days from `question.as_of` on.

    Who is on a leave without days (a ledger's 请假) is not in post on any day, and left out.
    """
    day, codes = question.as_of, [street.pk for street in streets]
    advisors = list(
        Advisor.objects.visible_to(actor)
        .filter(_lasts(day, "ended_on"), street__in=codes, started_on__lte=until)
        .exclude(status=Status.ON_LEAVE)
        .annotate(agency_ends_on=_agency_ends_on())
        .order_by("street_id", "name", "pk")
        .values(*FIELDS)
    )
    leaves = _leaves(day, codes)
    transfers = _transfers(day, codes)
    going = {one.advisor_id: one for one in transfers}
    people = [
        _person(row, day, leaves.get(row["pk"], ()), going.get(row["pk"]), question)
        for row in advisors
    ]
    return Team(
        rules=_rules(question),
        people=[*people, *_coming(transfers, codes, question)],
        duties=_duties(actor, day, codes),
        places=_places(actor, day, codes, until, question),
        populations=_populations(codes, until),
    )


def _rules(question: Question) -> Rules:
    settings = question.settings
    return Rules(
        hukou_per_advisor=settings["hukou_per_advisor"],
        min_street_advisors=settings["min_street_advisors"],
        hukou_population_on=settings["hukou_population_on"],
        advisor_may_serve_two_communities=settings["advisor_may_serve_two_communities"],
    )


def _lasts(day: date, field: str) -> Q:
    """Rows whose last day, if they have one, is not before a day."""
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": day})


def _person(
    row: dict[str, Any],
    day: date,
    leaves: Iterable[Away],
    transfer: Transfer | None,
    question: Question,
) -> Person:
    ends = list(_ends(row, day, transfer))
    last, end, words = min(ends, key=itemgetter(0), default=(None, Cause.ENDED, ""))
    return Person(
        pk=row["pk"],
        name=row["name"],
        street=row["street_id"],
        stay=Span(row["started_on"], last),
        is_counted=_is_counted(row["level"], row["staff_kind"], question),
        is_helper=row["staff_kind"] in HELPERS,
        end=end,
        end_words=words,
        leaves=tuple(leaves),
    )


def _ends(row: dict[str, Any], day: date, transfer: Transfer | None) -> Any:
    """Each last day that the records know, with its reason, the surest first; a contract that
    is past ended nothing.
    """
    if row["ended_on"]:
        reason = row["end_reason"]
        yield row["ended_on"], Cause.ENDED, EndReason(reason).label if reason else ""
    if transfer:
        yield transfer.starts_on - ONE_DAY, Cause.TRANSFER, transfer.to_street.short_name
    if row["contract_ends_on"] and row["contract_ends_on"] >= day:
        yield row["contract_ends_on"], Cause.CONTRACT, ""
    if row["agency_ends_on"] and row["agency_ends_on"] >= day:
        yield row["agency_ends_on"], Cause.PARTNER, row["partner__name"]


def _agency_ends_on() -> Subquery:
    """The end of the last contract with the agency that sent her: a renewal is another contract."""
    same = PartnerContract.objects.filter(
        street=OuterRef("partner__street"), name=OuterRef("partner__name")
    )
    return Subquery(same.order_by("-starts_on", "-pk").values("ends_on")[:1])


def _is_counted(level: str, staff_kind: str, question: Question) -> bool:
    """Whether T6-1 counts her (readings 1 and 12)."""
    settings = question.settings
    is_own = settings["third_party_counted"] or staff_kind not in HELPERS
    is_level = settings["count_community_advisors_in_ratio"] or level == Level.STREET
    return bool(is_own and is_level)


def _leaves(day: date, codes: list[str]) -> dict[Any, list[Away]]:
    rows = Leave.objects.long().filter(_lasts(day, "ends_on"), advisor__street__in=codes)
    found: dict[Any, list[Away]] = defaultdict(list)
    for row in rows.order_by("starts_on", "pk"):
        kind = str(LeaveKind(row.kind).label)
        found[row.advisor_id].append(Away(row.starts_on, row.ends_on, kind))
    return found


def _transfers(day: date, codes: list[str]) -> list[Transfer]:
    """Those on offer, from one of the streets or to one."""
    concerned = Q(advisor__street__in=codes) | Q(to_street__in=codes)
    rows = Transfer.objects.filter(concerned, state=TransferState.OFFERED, starts_on__gt=day)
    return list(rows.select_related("to_street", "advisor").order_by("starts_on", "pk"))


def _coming(transfers: Iterable[Transfer], codes: list[str], question: Question) -> list[Person]:
    """Who is on the way to one of the streets, as she will be there."""
    return [
        Person(
            pk=("coming", one.pk),
            name=one.advisor.name,
            street=one.to_street_id,
            stay=Span(one.starts_on),
            is_counted=_is_counted(one.advisor.level, one.advisor.staff_kind, question),
            is_helper=one.advisor.staff_kind in HELPERS,
        )
        for one in transfers
        if one.to_street_id in codes
    ]


def _duties(actor: Actor, day: date, codes: list[str]) -> list[Duty]:
    rows = Assignment.objects.visible_to(actor).filter(
        _lasts(day, "ends_on"), advisor__street__in=codes
    )
    fields = ("pk", "advisor_id", "community_id", "starts_on", "ends_on")
    return [
        Duty(pk, advisor, community, Span(first, last))
        for pk, advisor, community, first, last in rows.order_by("pk").values_list(*fields)
    ]


def _places(
    actor: Actor, day: date, codes: list[str], until: date, question: Question
) -> list[Place]:
    rows = (
        Unit.objects.communities()
        .visible_to(actor)
        .filter(_lasts(day, "valid_to"), parent__in=codes)
        .exclude(valid_from__gt=until)
        .order_by("code")
    )
    are_villages_scored = question.settings["villagers_committees_scored"]
    return [
        Place(
            code=row.pk,
            name=row.short_name,
            street=row.parent_id or "",
            span=Span(row.valid_from or date.min, row.valid_to),
            label=row.short_name if _is_village(row) else row.core_name,
            is_village=_is_village(row),
            is_scored=are_villages_scored or not _is_village(row),
        )
        for row in rows
    ]


def _is_village(unit: Unit) -> bool:
    return unit.kind == Unit.Kind.VILLAGERS_COMMITTEE


def _populations(codes: list[str], until: date) -> list[Population]:
    rows = HukouPopulation.objects.filter(unit__in=codes, as_of__lte=until).order_by("pk")
    fields = ("unit_id", "as_of", "persons", "source", "is_sample")
    return [Population(*row) for row in rows.values_list(*fields)]
