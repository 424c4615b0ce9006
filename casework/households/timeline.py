"""Everything of a household, newest first, read in one query.

Each kind of record is one branch of a union with the same columns (`Row`); what they mean in
words is told here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    DateField,
    DateTimeField,
    F,
    Func,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from casework import enums
from casework.households.prepared import KEY, Prepared
from casework.models import (
    Application,
    Care,
    Consultation,
    Household,
    HouseholdCategory,
    HouseholdTier,
    Lead,
    Listing,
    MeansSurvey,
    Need,
    NeedsAssessment,
    Visit,
)
from core.actor import Actor


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


@dataclass(frozen=True)
class Happening:
    """One thing that happened, in words; `view` and `key` lead to its page where there is one.

    `state` is a key of core.badges.STATES, with `state_words`, or empty.
    """

    on: date
    what: str
    words: str = ""
    who: str = ""
    state: str = ""
    state_words: str = ""
    view: str = ""
    key: str = ""


# The view of a kind's own page.
_VIEWS = {
    "visit": "casework:visit",
    "consultation": "casework:consultation",
    "application": "casework:application",
    "means": "casework:means-survey",
    "lead": "casework:lead",
}


def timeline_of(household: Household, actor: Actor) -> list[Happening]:
    """Everything of a household, newest first; for whom it may be shown is asked before."""
    return told(rows_of(household), actor)


def told(rows: Sequence[Row], actor: Actor) -> list[Happening]:
    """The same of rows that were read already."""
    needs: dict[str, list[str]] = {}
    for row in rows:
        if row.kind == "need" and row.key:
            needs.setdefault(row.key, []).append(row.code)
    found = [one for row in rows for one in _happenings(row, needs, actor)]
    found.sort(key=lambda one: one[0], reverse=True)
    return [happening for _, happening in found]


def page_of(row: Row, actor: Actor) -> tuple[str, str]:
    """The view and key of a record's own page, as far as it lies within the actor's unit."""
    view = _VIEWS.get(row.kind, "") if actor.covers(row.unit) else ""
    return view, row.key if view else ""


# Reading -------------------------------------------------------------------------------------


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
            key=F("visit_id"), unit=F("community_id"), code=F("category"),
            state=Case(
                When(visit__voided_at__isnull=False, then=Value("void")), default=Value("")
            ),
            recorded_at=F("recorded_at"),
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


# Telling -------------------------------------------------------------------------------------

Order = tuple[date, bool, float, int, str]


def _happenings(
    row: Row, needs: dict[str, list[str]], actor: Actor
) -> Iterable[tuple[Order, Happening]]:
    """What a row tells: nothing where another tells it, two things where a span has an end."""
    if row.kind == "need" and row.key:
        return  # told with its visit
    what, words, state, state_words = _TELLERS[row.kind](row)
    if row.kind == "visit" and row.key in needs:
        words = "；".join(filter(None, (words, f"需求：{_needs(needs[row.key])}")))
    view, key = page_of(row, actor)
    yield (
        _order(row, row.starts_on),
        Happening(
            on=row.starts_on,
            what=what,
            words=words,
            who=actor.shown_name(row.who, row.street),
            state=state,
            state_words=state_words,
            view=view,
            key=key,
        ),
    )
    if row.ends_on and row.kind in _ENDS:
        yield _order(row, row.ends_on), Happening(on=row.ends_on, what=_ENDS[row.kind](row))


def _order(row: Row, day: date) -> Order:
    """By day; on one day what has a time after what holds from that day on, then by time."""
    at = row.recorded_at
    rank = len(_TELLERS) - list(_TELLERS).index(row.kind)
    return day, at is not None, at.timestamp() if at else 0.0, rank, row.key


Told = tuple[str, str, str, str]


def _visit(row: Row) -> Told:
    findings, _, deeds = row.more.partition("/")
    found = "、".join(str(enums.Finding(one).label) for one in findings.split(",") if one)
    done = "、".join(str(enums.Deed(one).label) for one in deeds.split(",") if one)
    words = "；".join(part for part in (found, done and f"做了：{done}") if part)
    void = ("withdrawn", "已作废") if row.state == "void" else ("", "")
    return f"{enums.VisitMode(row.code).label}走访", words, *void


def _need(row: Row) -> Told:
    return f"登记需求：{enums.NeedCategory(row.code).label}", "", "", ""


def _needs(codes: Iterable[str]) -> str:
    return "、".join(str(one.label) for one in enums.NeedCategory if one.value in set(codes))


def _consultation(row: Row) -> Told:
    answered = f"{row.ends_on:%Y-%m-%d} 答复" if row.ends_on else "还没有答复"
    return f"咨询：{enums.QuestionType(row.code).label}", answered, "", ""


_RESULT_STATES = {
    enums.ApplicationResult.PENDING: "running",
    enums.ApplicationResult.APPROVED: "accepted",
    enums.ApplicationResult.REFUSED: "refused",
    enums.ApplicationResult.WITHDRAWN: "withdrawn",
}


def _application(row: Row) -> Told:
    result = enums.ApplicationResult(row.state)
    how = "代办" if row.more else ""
    when = f"{row.ends_on:%Y-%m-%d} 有结果" if row.ends_on else ""
    words = "，".join(filter(None, (how, when)))
    what = f"申请{enums.ApplicationKind(row.code).label}"
    return what, words, _RESULT_STATES[result], str(result.label)


def _means(row: Row) -> Told:
    return "家境调查", "", "", ""


def _assessment(row: Row) -> Told:
    return "需求评估", f"困境等级：{enums.HardshipLevel(row.code).label}", "", ""


_LEAD_STATES = {
    enums.LeadState.OPEN: "awaiting_review",
    enums.LeadState.DECIDED: "done",
    enums.LeadState.WITHDRAWN: "withdrawn",
}


def _lead(row: Row) -> Told:
    state = enums.LeadState(row.state)
    decision = str(enums.Decision(row.more).label) if row.more else ""
    words = f"{row.ends_on:%Y-%m-%d} {decision}" if row.ends_on else ""
    source = enums.LeadSource(row.code).label
    return f"线索：{source}", words, _LEAD_STATES[state], str(state.label)


def _listing(row: Row) -> Told:
    return f"列入{row.more}的名册", "", "", ""


def _listing_end(row: Row) -> str:
    reason = f"：{enums.EndReason(row.code).label}" if row.code else ""
    return f"移出{row.more}的名册{reason}"


def _category(row: Row) -> Told:
    return f"救助类别：{enums.Category(row.code).label}", "", "", ""


def _category_end(row: Row) -> str:
    return f"{enums.Category(row.code).label}到这天为止"


def _tier(row: Row) -> Told:
    often = f"，每季 {row.more} 次" if row.more else ""
    return f"分层：{enums.Tier(row.code).label}{often}", _until(row), "", ""


def _care(row: Row) -> Told:
    return str(enums.CarerRole(row.code).label), _until(row), "", ""


def _until(row: Row) -> str:
    return f"到 {row.ends_on:%Y-%m-%d}" if row.ends_on else ""


_TELLERS: dict[str, Callable[[Row], Told]] = {
    "visit": _visit,
    "need": _need,
    "consultation": _consultation,
    "application": _application,
    "means": _means,
    "assessment": _assessment,
    "lead": _lead,
    "listing": _listing,
    "category": _category,
    "tier": _tier,
    "care": _care,
}
_ENDS: dict[str, Callable[[Row], str]] = {"listing": _listing_end, "category": _category_end}
