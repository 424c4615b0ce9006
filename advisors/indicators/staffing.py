"""What the team gives the score: T6-1, T6-2, T6-6 and the staffing milestones."""

from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Ceil, Coalesce, Greatest, RowNumber

from advisors.enums import Level
from advisors.filing import missing, with_filing
from advisors.indicators.columns import KIND, LEVEL, NAME, SINCE
from advisors.models import Advisor, Assignment
from core.actor import Actor
from core.measures import ItemColumn, Measure, MilestoneFact, Question, register
from orgs.models import HukouPopulation, Unit


def staff(question: Question) -> QuerySet[Any]:
    """Advisors in post on the day who count as the street's own (readings 1 and 12)."""
    return (
        Advisor.objects.in_post(question.as_of)
        .own_staff(with_helpers=question.settings["third_party_counted"])
        .annotate(street_code=F("street_id"))
    )


def street_staff(question: Question) -> QuerySet[Any]:
    """T6-1: advisors of the street's own level; community ones only if the setting says so."""
    if question.settings["count_community_advisors_in_ratio"]:
        return staff(question).annotate(counted=Value(True))
    return staff(question).filter(level=Level.STREET).annotate(counted=Value(True))


def required_staff(question: Question, code: str = "pk") -> Any:
    """max(2, ⌈hukou population ÷ 10,000⌉), from the latest figure known by the day."""
    population = latest_population(question).filter(unit=OuterRef(code)).values("persons")[:1]
    per_advisor = float(question.settings["hukou_per_advisor"])
    by_population = Cast(Ceil(Subquery(population) * Value(1.0) / per_advisor), IntegerField())
    return Greatest(Value(question.settings["min_street_advisors"]), Coalesce(by_population, 0))


def latest_population(question: Question) -> QuerySet[HukouPopulation]:
    """Populations counted by the day, the latest first; a fixed day where one is set (reading 4)."""
    fixed = question.settings["hukou_population_on"]
    day = min(fixed, question.as_of) if fixed else question.as_of
    return HukouPopulation.objects.filter(as_of__lte=day).order_by("-as_of")


def staffing(question: Question) -> QuerySet[Any]:
    """T6-1 per street: advisors in post, of those required."""
    in_post = (
        street_staff(question)
        .filter(street=OuterRef("pk"))
        .order_by()
        .values("street")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        Unit.objects.streets()
        .valid_on(question.as_of)
        .annotate(
            street_code=F("code"),
            numerator=Coalesce(Subquery(in_post), 0),
            denominator=required_staff(question),
        )
    )


def staffing_gap(question: Question, street_code: str) -> str:
    """还差几名, with the figure the requirement comes from."""
    latest = latest_population(question).filter(unit=OuterRef("pk"))
    row = (
        staffing(question)
        .filter(pk=street_code)
        .annotate(
            persons=Subquery(latest.values("persons")[:1]),
            counted_on=Subquery(latest.values("as_of")[:1]),
            told_by=Subquery(latest.values("source")[:1]),
        )
        .first()
    )
    if row is None:
        return ""
    if row.persons is None:
        return "户籍人口还没有登记，先按最低人数计算。"
    basis = (
        f"户籍 {row.persons:,} 人（{row.counted_on:%Y-%m-%d}，{row.told_by}），"
        f"需 {row.denominator} 名"
    )
    short = row.denominator - row.numerator
    return f"还差 {short} 名街镇顾问。{basis}。" if short > 0 else f"{basis}，已配齐。"


def assignments(question: Question) -> QuerySet[Assignment]:
    """Those running on the day; of each advisor only the first where she may serve but one."""
    running = Assignment.objects.running_on(question.as_of)
    if question.settings["advisor_may_serve_two_communities"]:
        return running
    earlier = running.filter(advisor=OuterRef("advisor")).filter(
        Q(starts_on__lt=OuterRef("starts_on"))
        | Q(starts_on=OuterRef("starts_on"), pk__lt=OuterRef("pk"))
    )
    return running.filter(~Exists(earlier))


def covered_communities(question: Question) -> QuerySet[Any]:
    """T6-2: communities that need an advisor, and whether one is assigned (readings 2, 5)."""
    kinds = [Unit.Kind.RESIDENTS_COMMITTEE]
    if question.settings["villagers_committees_scored"]:
        kinds.append(Unit.Kind.VILLAGERS_COMMITTEE)
    running = assignments(question).filter(community=OuterRef("pk"))
    return (
        Unit.objects.communities()
        .valid_on(question.as_of)
        .filter(kind__in=kinds)
        .annotate(
            street_code=F("parent_id"),
            counted=Exists(running),
            advisor_name=Subquery(running.order_by("pk").values("advisor__name")[:1]),
        )
    )


def coverage_gap(question: Question, street_code: str) -> str:
    """Which committees have no advisor."""
    names = list(
        covered_communities(question)
        .filter(street_code=street_code, counted=False)
        .order_by("pk")
        .values_list("short_name", flat=True)
    )
    return f"{len(names)} 个居委还没有顾问：{'、'.join(names)}" if names else ""


def filed_advisors(question: Question) -> QuerySet[Any]:
    """T6-6: everybody in post, and whether the seven fields of the file are there.

    The filing date joins them for a street that has begun to enter it by the day.
    """
    in_post = Advisor.objects.in_post(question.as_of)
    return with_filing(in_post, question.as_of).annotate(
        street_code=F("street_id"), counted=F("is_complete")
    )


def missing_fields(advisor: Advisor, actor: Actor) -> str:
    """Which fields of the file are still empty."""
    return "、".join(missing(advisor)) or "齐全"


def filing_gap(question: Question, street_code: str) -> str:
    """How many files are incomplete."""
    count = filed_advisors(question).filter(street_code=street_code, counted=False).count()
    return f"{count} 名顾问的备案信息不全" if count else ""


def _advisor_of(community: Any, actor: Actor) -> str:
    if not community.advisor_name:
        return "没有"
    return actor.shown_name(community.advisor_name, community.parent_id)


def communities_covered(question: Question) -> QuerySet[Any]:
    """The day the last committee of a street got its advisor, once all have one."""
    return (
        covered_communities(question)
        .annotate(first=Subquery(_first_assignment(question)))
        .order_by()
        .values("street_code")
        .annotate(needing=Count("pk"), having=Count("pk", filter=Q(counted=True)))
        .annotate(met_on=Case(When(needing=F("having"), then=Max("first"))))
    )


def _first_assignment(question: Question) -> QuerySet[Any]:
    running = assignments(question).filter(community=OuterRef("pk"))
    return running.order_by("starts_on").values("starts_on")[:1]


def street_staffed(question: Question) -> QuerySet[Any]:
    """The day on which the last of the advisors required began, among those now in post."""
    return (
        street_staff(question)
        .annotate(
            place=Window(RowNumber(), partition_by="street_id", order_by=["started_on", "pk"]),
            required=required_staff(question, "street_id"),
            met_on=F("started_on"),
        )
        .filter(place=F("required"))
    )


register(
    Measure(
        key="T6-1",
        items=street_staff,
        totals=staffing,
        columns=(NAME, KIND, SINCE),
        records="advisors:staffing",
        records_label="看配备",
        ledger="顾问名册",
        gap=staffing_gap,
    ),
    Measure(
        key="T6-2",
        items=covered_communities,
        columns=(
            ItemColumn("居委", lambda community, actor: community.name),
            ItemColumn("顾问", _advisor_of),
        ),
        records="advisors:staffing",
        records_label="看配备",
        ledger="顾问名册",
        gap=coverage_gap,
    ),
    Measure(
        key="T6-6",
        items=filed_advisors,
        columns=(NAME, LEVEL, ItemColumn("缺项", missing_fields)),
        records="advisors:list",
        records_label="看备案不全的",
        records_show="incomplete",
        ledger="顾问名册",
        gap=filing_gap,
    ),
    MilestoneFact(
        "advisors.communities_covered",
        communities_covered,
        records="advisors:staffing",
        records_label="看配备",
        ledger="顾问名册",
    ),
    MilestoneFact(
        "advisors.street_staffed",
        street_staffed,
        records="advisors:staffing",
        records_label="看配备",
        ledger="顾问名册",
    ),
)
