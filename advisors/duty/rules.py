"""A rule made into shifts: previewed first, then written in bulk."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from advisors.duty.limits import check_span, closed_words
from advisors.duty.months import OnDuty
from advisors.duty.planning import RuleFacts, Slot, fingerprint, plan
from advisors.duty.presence import Presence
from advisors.duty.services import lock_street
from advisors.enums import DutyMode, DutySession
from advisors.models import Advisor, DutyRule, DutyShift, DutyTurn
from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from core.versions import ChangedMeanwhile
from stations.models import Station


@dataclass(frozen=True)
class Draft:
    """What a rule would make from today on, and the shifts at the station that stay.

    `replaced` is how many shifts of earlier rules give way.
    """

    slots: list[Slot]
    kept: list[DutyShift] = field(default_factory=list)
    replaced: int = 0

    @property
    def taken(self) -> list[Slot]:
        """The slots that somebody takes."""
        return [slot for slot in self.slots if slot.advisor]

    @property
    def gaps(self) -> int:
        """How many slots nobody takes."""
        return len(self.slots) - len(self.taken)

    @property
    def counts(self) -> list[tuple[Advisor, int]]:
        """How many slots each takes, in the order in which they first do."""
        times: dict[Advisor, int] = {}
        for slot in self.slots:
            if slot.advisor:
                times[slot.advisor] = times.get(slot.advisor, 0) + 1
        return list(times.items())

    @property
    def fingerprint(self) -> str:
        """What was shown, to be handed back with the saving."""
        return fingerprint(self.slots)


@dataclass(frozen=True)
class Made:
    """What saving a rule did: how many shifts were made, and how many gave way to them."""

    added: int
    removed: int
    gaps: int

    @property
    def is_changed(self) -> bool:
        """Whether anything is otherwise than before."""
        return bool(self.added or self.removed)


def draft(station: Station, facts: RuleFacts) -> Draft:
    """What a rule would make; writes nothing. In three queries.

    Raises ValidationError with a sentence for each thing that can't be done.
    """
    check_rule(station, facts)
    staying = _staying(station, facts).select_related("station", "advisor")
    kept = list(staying.order_by("day", "pk"))
    presence = Presence.of(facts.turn, facts.starts_on, facts.ends_on)
    slots = plan(facts, station, presence, kept, portal_day())
    here = [shift for shift in kept if shift.station_id == station.pk]
    return Draft(
        slots,
        [shift for shift in here if shift.day >= portal_day()],
        _giving_way(station, facts).count(),
    )


@transaction.atomic
def save_rule(*, station: Station, facts: RuleFacts, seen: str, by: Actor) -> Made:
    """Write what the preview showed; `seen` is its fingerprint.

    The rule's shifts take the place of those that earlier rules made from today on; the past and
    what was made by hand stay. Raises ChangedMeanwhile where a leave or a shift has come in
    between. The same rule sent twice changes nothing the second time.
    """
    lock_street(station.street, by)
    drafted = draft(station, facts)
    if drafted.fingerprint != seen:
        raise ChangedMeanwhile
    old = _giving_way(station, facts)
    if _as_rows(old) == sorted(
        (slot.day, slot.session, slot.advisor.pk, facts.mode)
        for slot in drafted.taken
        if slot.advisor
    ):
        return Made(0, 0, drafted.gaps)
    removed, _ = old.delete()
    rule = _write(station, facts)
    DutyShift.objects.bulk_create(
        [
            DutyShift(
                station=station,
                day=slot.day,
                session=slot.session,
                advisor=slot.advisor,
                mode=facts.mode,
                rule=rule,
            )
            for slot in drafted.taken
        ],
        batch_size=500,
    )
    made = Made(len(drafted.taken), removed, drafted.gaps)
    trail.record(
        actor=by,
        action=Entry.Action.CREATED,
        subject=f"dutyrule:{rule.pk}",
        unit=station.street_id,
        starts_on=facts.starts_on.isoformat(),
        ends_on=facts.ends_on.isoformat(),
        added=made.added,
        removed=made.removed,
        gaps=made.gaps,
    )
    return made


def check_rule(station: Station, facts: RuleFacts) -> None:
    """Raise ValidationError for what a rule may not say."""
    check_span(facts.starts_on, facts.ends_on)
    if DutySession.ALL_DAY in facts.sessions and len(facts.sessions) > 1:
        raise ValidationError({"sessions": "选了全天，就不要再选上午或下午。"})
    if not facts.turn:
        raise ValidationError({"turn_1": "请至少选一名值守的顾问。"})
    if len({advisor.pk for advisor in facts.turn}) < len(facts.turn):
        raise ValidationError({"turn_1": "同一名顾问选了两次，每人在顺序里只排一次。"})
    if any(advisor.street_id != station.street_id for advisor in facts.turn):
        raise ValidationError({"turn_1": "只能安排本街镇的顾问。"})
    if facts.mode == DutyMode.ROTATION and len(facts.turn) < 2:
        raise ValidationError({"turn_2": "轮岗至少要两名顾问；只有一名时请选定岗。"})
    if words := closed_words(station, facts.ends_on):
        raise ValidationError({"ends_on": words})


def entries_of(drafted: Draft) -> list[OnDuty]:
    """The slots and what stays beside them, for a calendar."""
    made = [
        OnDuty(
            slot.day,
            slot.session,
            slot.advisor,
            note="、".join(f"{one.name}不在" for one in slot.passed),
        )
        for slot in drafted.slots
    ]
    entries = [*made, *(OnDuty.of(shift, "手工排") for shift in drafted.kept)]
    order = list(DutySession.values)
    return sorted(entries, key=lambda one: order.index(one.session))


def _giving_way(station: Station, facts: RuleFacts) -> QuerySet[DutyShift]:
    """Shifts that rules made at the station within the span, from today on."""
    first = max(facts.starts_on, portal_day())
    return DutyShift.objects.filter(
        station=station, rule__isnull=False, day__gte=first, day__lte=facts.ends_on
    )


def _staying(station: Station, facts: RuleFacts) -> QuerySet[DutyShift]:
    """All other shifts of the street in the span from today on: by hand, at other stations."""
    first = max(facts.starts_on, portal_day())
    return DutyShift.objects.with_away().filter(
        Q(rule__isnull=True) | ~Q(station=station),
        station__street=station.street_id,
        day__gte=first,
        day__lte=facts.ends_on,
    )


def _as_rows(shifts: QuerySet[DutyShift]) -> list[tuple[object, ...]]:
    return sorted(shifts.order_by("day").values_list("day", "session", "advisor", "mode"))


def _write(station: Station, facts: RuleFacts) -> DutyRule:
    rule = DutyRule(
        station=station,
        mode=facts.mode,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        days=facts.days,
        sessions=list(facts.sessions),
        turn_every=facts.turn_every,
    )
    rule.full_clean()
    rule.save()
    DutyTurn.objects.bulk_create(
        DutyTurn(rule=rule, advisor=advisor, place=place)
        for place, advisor in enumerate(facts.turn)
    )
    return rule
