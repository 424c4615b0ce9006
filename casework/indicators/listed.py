"""T7-3: households on the list, and whether they were visited as often as they should be."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, Least
from django.db.models.lookups import GreaterThanOrEqual

from casework.indicators.columns import HOUSEHOLD
from casework.indicators.reckoning import (
    Asked,
    asked_of,
    begins_of,
    ended,
    mean_of_shares,
    spoken,
)
from casework.models import Household, Listing, Visit
from casework.periods import QUARTER, Period
from casework.visits.due import asked_visits
from core.measures import ItemColumn, Measure, Question, register

KEY = "T7-3"


def _reaching_into(first: date, last: date) -> QuerySet[Listing]:
    """Listings of standing households with a day in a span.

    A duplicate that was merged into another household was never one of its own.
    """
    merged = Household.objects.filter(merged_into__isnull=False).order_by()
    return (
        Listing.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first), starts_on__lte=last)
        # So put there are few of them to look at; a join would look at every household.
        .exclude(household__in=merged.values("pk"))
        .order_by()
    )


def _long_listed(question: Question, period: Period, listings: QuerySet[Any]) -> QuerySet[Any]:
    """The households of some listings that have days enough in a period, each once."""
    least = question.params[KEY]["min_days_listed"]
    last = Value(period.last, output_field=DateField())
    first = Value(period.first, output_field=DateField())
    # Days come as whole numbers out of PostgreSQL; LEAST passes over what is null.
    days = Func(
        Least("ends_on", last, output_field=DateField()),
        Greatest("starts_on", first, output_field=DateField()),
        template="(%(expressions)s)",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )
    return listings.values("household").annotate(days=Sum(days + 1)).filter(days__gte=least)


def _visits(period: Period, street: Any) -> QuerySet[Any]:
    """Visits of a quarter in a street by which somebody was met (any mode)."""
    return (
        Visit.objects.counting()
        .between(period.first, period.last)
        .filter(community__parent=street)
        .order_by()
    )


def _usual(question: Question) -> int:
    return int(question.params[KEY]["visits_per_quarter"])


def _due(question: Question, period: Period) -> QuerySet[Any]:
    """For an outer street: the households on its list for long enough."""
    listings = _reaching_into(period.first, period.last).filter(community__parent=OuterRef("pk"))
    return _long_listed(question, period, listings)


def _visited_enough(question: Question, period: Period) -> QuerySet[Any]:
    """For an outer street: the households visited there as often as asked.

    How often tells the tier in force on the quarter's last day, else the standard.
    """
    tiers, day = "household__tiers", period.last
    in_force = Q(
        Q(**{f"{tiers}__ends_on__isnull": True}) | Q(**{f"{tiers}__ends_on__gte": day}),
        **{f"{tiers}__starts_on__lte": day},
    )
    return (
        _visits(period, OuterRef(OuterRef("pk")))
        .annotate(tier=FilteredRelation(tiers, condition=in_force))
        .values("household", asked=F("tier__visits_per_quarter"))
        .annotate(n=Count("pk"))
        .filter(n__gte=Coalesce("asked", _usual(question)))
        .values("household")
    )


def _number_of(households: QuerySet[Any]) -> Any:
    """How many households there are, for an outer row."""
    return Func(
        ArraySubquery(households.values("household")),
        function="CARDINALITY",
        output_field=IntegerField(),
    )


def visited_share(question: Question) -> QuerySet[Any]:
    """T7-3 per street: the mean of the quarters' shares, told in households of all quarters.

    A household counts in a quarter for the street on whose list it was for at least 30 of its
    days (several spells there together); it is met by visits there. A quarter without any such
    household has no share.
    """
    return mean_of_shares(
        question,
        QUARTER,
        due=lambda period: _number_of(_due(question, period)),
        met=lambda period: _number_of(
            _due(question, period).filter(household__in=_visited_enough(question, period))
        ),
    )


def listed_households(question: Question) -> QuerySet[Any]:
    """T7-3: each household that was due in a quarter that counts; one row for each street.

    The row is its first listing there. It counts when it was visited enough in all of these
    quarters; `told` says how often it was.
    """
    quarters = ended(question, QUARTER)
    if not quarters:
        return asked_of(Listing.objects.annotate(street_code=F("community__parent_id")), [])
    there = _reaching_into(quarters[0].first, quarters[-1].last)
    earlier = there.filter(
        household=OuterRef("household"),
        community__parent=OuterRef("community__parent"),
        starts_on__lt=OuterRef("starts_on"),
    )
    rows = (
        there.filter(~Exists(earlier))
        .select_related("household", "community")
        .annotate(street_code=F("community__parent_id"))
        .annotate(begins=begins_of(question, "street_code", QUARTER))
    )
    return asked_of(rows, [_asked_in(question, one) for one in quarters])


def _asked_in(question: Question, quarter: Period) -> Asked:
    listings = _reaching_into(quarter.first, quarter.last).filter(
        household=OuterRef("household"), community__parent=OuterRef("street_code")
    )
    long_enough = Exists(_long_listed(question, quarter, listings))
    visits = _visits(quarter, OuterRef("street_code")).filter(household=OuterRef("household"))
    counts = visits.values("household").annotate(n=Count("pk")).values("n")
    done = Coalesce(Subquery(counts, output_field=IntegerField()), 0)
    wanted = asked_visits(quarter.last, _usual(question), "household")
    return Asked(
        quarter,
        is_due=Q(begins__lte=quarter.first) & Q(long_enough),
        is_met=GreaterThanOrEqual(done, wanted),
        words=Concat(
            Value(f"{spoken(quarter)} "),
            Cast(done, CharField()),
            Value("/"),
            Cast(wanted, CharField()),
            Value(" 次"),
        ),
    )


def visits_gap(question: Question, street_code: str) -> str:
    """How many households were not visited enough, by quarter."""
    row = visited_share(question).filter(pk=street_code).first()
    if row is None:
        return ""
    told = [
        f"{missed} 户{spoken(quarter)}没有走访到位"
        for n, quarter in enumerate(ended(question, QUARTER))
        if (missed := getattr(row, f"missed_{n}"))
    ]
    return f"{'；'.join(told)}。" if told else ""


register(
    Measure(
        key=KEY,
        items=listed_households,
        totals=visited_share,
        columns=(
            HOUSEHOLD,
            ItemColumn("居村", lambda listing, actor: listing.community.short_name),
            ItemColumn("走访（已走访/应走访）", lambda listing, actor: listing.told),
            ItemColumn("没有到位", lambda listing, actor: listing.lacks),
        ),
        records="casework:visits",
        records_label="看走访记录",
        ledger="走访台账",
        order=("counted", "community_id", "household__number", "pk"),
        gap=visits_gap,
    )
)
