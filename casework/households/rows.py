"""Every record of a household, read in one query.

Each kind of record is one branch of a union with the same columns (`Row`).
"""

from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from casework.enums import ConferenceState, ReferralState
from casework.households.prepared import KEY, Prepared
from casework.models import (
    Application,
    Care,
    ConferenceCase,
    Consultation,
    Handover,
    Household,
    HouseholdCategory,
    HouseholdTier,
    Lead,
    Listing,
    MeansSurvey,
    Need,
    NeedsAssessment,
    Referral,
    StuckCase,
    SupportPlan,
    Visit,
)
from casework.models.referrals import RUNNING


class Row(NamedTuple):
    """One record of a household as the union gives it; empty texts where a kind has none.

    `code` and `state` are choices of its kind, `more` is what else it has to tell, `unit` where
    it was recorded, `key` what its page is found by.
    """

    kind: str
    starts_on: date
    ends_on: date | None
    key: str
    unit: str
    code: str
    more: str
    state: str
    who: str
    street: str
    recorded_at: datetime | None


def rows_of(household: Household) -> list[Row]:
    """Every record of a household."""
    return [Row(*row) for row in _prepared().ask([household.pk])]


@lru_cache(maxsize=1)
def _prepared() -> Prepared:
    first, *others = _branches()
    return Prepared.of(first.union(*others, all=True))


def _branches() -> list[QuerySet[Any, Any]]:
    own = {"household": KEY}
    spans: dict[str, Any] = {"starts_on": F("starts_on"), "ends_on": F("ends_on")}
    advisor: dict[str, Any] = {"who": F("advisor__name"), "street": F("advisor__street_id")}
    visits = Visit.objects.filter(**own).order_by()
    return [
        _branch(
            visits, "visit", F("visited_on"),
            key=F("pk"), unit=F("community_id"), code=F("mode"),
            more=_joined("findings", "deeds"),
            state=Case(When(voided_at__isnull=False, then=Value("void")), default=Value("")),
            recorded_at=F("recorded_at"), **advisor,
        ),
        _branch(
            Need.objects.filter(**own), "need", F("registered_on"),
            ends_on=F("settled_on"), key=F("pk"), unit=F("community_id"), code=F("category"),
            more=F("visit_id"), state=_need_state(), recorded_at=F("recorded_at"),
        ),
        _branch(
            Consultation.objects.filter(**own), "consultation", F("asked_on"),
            ends_on=F("answered_on"), key=F("pk"), unit=F("unit_id"), code=F("question_type"),
            recorded_at=F("recorded_at"), **advisor,
        ),
        _branch(
            Application.objects.filter(**own), "application", F("submitted_on"),
            ends_on=F("result_on"), key=F("pk"), unit=F("unit_id"), code=F("kind"),
            more=Case(When(is_assisted=True, then=Value("assisted")), default=Value("")),
            state=F("result"), recorded_at=F("recorded_at"), **advisor,
        ),
        _branch(
            MeansSurvey.objects.filter(**own), "means", F("surveyed_on"),
            key=F("pk"), unit=F("community_id"), recorded_at=F("recorded_at"), **advisor,
        ),
        _branch(
            NeedsAssessment.objects.filter(**own), "assessment", F("assessed_on"),
            code=F("level"), recorded_at=F("recorded_at"), **advisor,
        ),
        _branch(
            Lead.objects.filter(Q(**own) | Q(visit__in=visits.values("pk"))),
            "lead", F("found_on"),
            ends_on=F("decided_on"), key=F("pk"), unit=F("community_id"), code=F("source"),
            more=F("decision"), state=F("state"), recorded_at=F("recorded_at"),
        ),
        _branch(
            Referral.objects.filter(**own), "referral", F("offered_on"),
            ends_on=F("closed_on"), key=F("pk"), unit=F("community_id"),
            code=F("need__category"), more=F("resource__name"), state=F("state"),
            recorded_at=F("recorded_at"), **advisor,
        ),
        _branch(
            Handover.objects.filter(**own), "handover", F("sent_on"),
            ends_on=F("acknowledged_on"), key=F("pk"), unit=F("unit_id"), code=F("way"),
            more=F("kind"), state=F("state"), recorded_at=F("recorded_at"), **advisor,
        ),
        _branch(
            StuckCase.objects.filter(**own), "stuck", F("received_on"),
            ends_on=F("closed_on"), key=F("pk"), unit=F("unit_id"), code=F("blocker"),
            more=F("outcome"), state=F("state"), recorded_at=F("recorded_at"), **advisor,
        ),
        _branch(
            ConferenceCase.objects.filter(**own), "conference", F("conference__held_on"),
            ends_on=F("solved_on"), key=F("conference_id"), unit=F("community_id"),
            code=F("conference__state"), recorded_at=F("recorded_at"),
            state=Case(
                When(conference__state=ConferenceState.HELD, then=F("outcome")),
                default=F("conference__state"),
            ),
        ),
        _branch(
            SupportPlan.objects.filter(**own), "plan", F("opened_on"),
            ends_on=F("closed_on"), key=F("pk"), unit=F("community_id"), more=F("result"),
            state=F("state"), recorded_at=F("recorded_at"), **advisor,
        ),
        _branch(
            Listing.objects.filter(**own), "listing", **spans,
            unit=F("community_id"), code=F("end_reason"), more=F("community__short_name"),
        ),
        _branch(HouseholdCategory.objects.filter(**own), "category", **spans, code=F("category")),
        _branch(
            HouseholdTier.objects.filter(**own), "tier", **spans,
            code=F("tier"), more=F("visits_per_quarter"),
        ),
        _branch(Care.objects.filter(**own), "care", **spans, code=F("role"), **advisor),
    ]  # fmt: skip


def _branch(
    rows: QuerySet[Any], kind: str, starts_on: Any, ends_on: Any = None, **columns: Any
) -> QuerySet[Any, Any]:
    """Rows of one kind in the columns of `Row`, in their order and types."""
    texts = ("key", "unit", "code", "more", "state", "who", "street")
    return rows.order_by().values_list(
        Value(kind, output_field=TextField()),
        Cast(starts_on, DateField()),
        Cast(ends_on if ends_on is not None else Value(None), DateField()),
        *(_text(columns.get(name)) for name in texts),
        Cast(columns.get("recorded_at", Value(None)), DateTimeField()),
    )


def _text(expression: Any) -> Any:
    nothing = Value("", output_field=TextField())
    if expression is None:
        return nothing
    return Coalesce(Cast(expression, TextField()), nothing)


def _joined(first: str, second: str) -> Any:
    """Two lists of choices as one text: stable,job/policy_guidance."""

    def listed(name: str) -> Any:
        return Func(F(name), Value(","), function="array_to_string", output_field=CharField())

    return Func(
        listed(first), Value("/"), listed(second), function="concat", output_field=TextField()
    )


def _need_state() -> Any:
    """void, how it was settled, running or done of its referral; empty while nothing happened."""
    referrals = Referral.objects.filter(need=OuterRef("pk"))
    return Case(
        When(visit__voided_at__isnull=False, then=Value("void")),
        When(~Q(settlement=""), then=F("settlement")),
        When(Exists(referrals.filter(state=ReferralState.DONE)), then=Value("done")),
        When(Exists(referrals.filter(state__in=RUNNING)), then=Value("running")),
        default=Value(""),
        output_field=CharField(),
    )
