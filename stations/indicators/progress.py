"""How the work goes: the self-check (T2-2), the opening in time (P2-2), the milestones (P2-4)."""

from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FloatField,
    Func,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Greatest, Least

from core.actor import Actor
from core.measures import ItemColumn, Measure, MilestoneFact, Question, register, true_when
from core.workdays import workday_number
from standards.enums import Status
from standards.models import Clause
from stations.annex.clauses import ANNEX_CODES
from stations.enums import CheckResult, DelayState, MilestoneKind, StationKind
from stations.models import DelayRequest, SelfCheck, Station, StreetMilestone

HALF = 0.5


def _clauses(question: Question) -> QuerySet[Clause]:
    """The clauses of the standard that the day is scored by."""
    return Clause.objects.filter(
        standard__status=Status.PUBLISHED, standard__cycle_start=question.cycle_start
    )


def _annex(question: Question) -> QuerySet[Clause]:
    return _clauses(question).filter(code__regex=ANNEX_CODES)


def _count_of(clauses: QuerySet[Clause]) -> Subquery:
    counted = clauses.order_by().values("standard_id").annotate(n=Count("pk")).values("n")
    return Subquery(counted, output_field=IntegerField())


def self_checks(question: Question) -> QuerySet[Any]:
    """T2-2: each clause of the annex that a street checked in the cycle.

    It counts half by that, and whole once it was reviewed. What street and reviewer agree not
    to be applicable (the annex says 可, and the street has none) counts neither here nor below.
    """
    # With the test for NULL, which would be neither true nor false.
    reviewed = Q(reviewed_on__isnull=False, reviewed_on__lte=question.as_of)
    agreed = reviewed & Q(result=CheckResult.NOT_APPLICABLE, review=CheckResult.NOT_APPLICABLE)
    return (
        SelfCheck.objects.filter(
            year=question.cycle_start.year,
            checked_on__gte=question.cycle_start,
            checked_on__lte=question.as_of,
            clause__in=_annex(question).values("code"),
        )
        .annotate(
            street_code=F("street_id"),
            is_left_out=true_when(agreed),
            is_reviewed=true_when(reviewed),
        )
        .annotate(
            counted=true_when(Q(is_left_out=False, is_reviewed=True)),
            worth=Case(
                When(is_left_out=True, then=Value(0.0)),
                When(is_reviewed=True, then=Value(1.0)),
                default=Value(HALF),
                output_field=FloatField(),
            ),
        )
    )


def checks_done(question: Question) -> QuerySet[Any]:
    """T2-2 summed: halves, of the clauses that apply to the street."""
    left_out = Count("pk", filter=Q(is_left_out=True))
    done = Count("pk", filter=Q(is_left_out=False)) + Count("pk", filter=Q(counted=True))
    return (
        self_checks(question)
        .order_by()
        .values("street_code")
        .annotate(
            numerator=Cast(done, FloatField()) * Value(HALF),
            denominator=_count_of(_annex(question)) - left_out,
        )
    )


def checks_waiting(question: Question) -> QuerySet[Any]:
    """T2-2: what the reviewer has still to look at."""
    return self_checks(question).filter(is_reviewed=False)


def self_checked(question: Question) -> QuerySet[Any]:
    """T2-2: the day a street had checked the last clause of the annex, once all are."""
    return (
        self_checks(question)
        .order_by()
        .values("street_code")
        .annotate(n=Count("pk"), last=Max("checked_on"))
        .annotate(met_on=Case(When(n=_count_of(_annex(question)), then=F("last"))))
    )


def openings(question: Question) -> QuerySet[Any]:
    """P2-2: each street's station as it first opened, and how many workdays late that was.

    The limit is inclusive and the clause's own, so that a Sunday stays the limit. A reason that
    the district accepted keeps the points of the band that the setting
    `excused_late_station_attainment` names: later than that band counts as its last day.
    """
    mains = Station.objects.filter(kind=StationKind.MAIN, opened_on__lte=question.as_of)
    first = mains.filter(street=OuterRef("street")).order_by("opened_on", "pk").values("pk")[:1]
    clause = _clauses(question).filter(measure="P2-2")
    accepted = DelayRequest.objects.filter(
        street=OuterRef("street"),
        year=question.cycle_start.year,
        state=DelayState.ACCEPTED,
        answered_on__lte=question.as_of,
    )
    return (
        mains.filter(pk=Subquery(first))
        .annotate(
            street_code=F("street_id"),
            due_on=Subquery(clause.values("due_on")[:1]),
            band=Subquery(clause.annotate(days=_band(question)).values("days")[:1]),
            is_excused=Exists(accepted),
        )
        .filter(due_on__isnull=False)
        .annotate(workdays=_workdays_after(question, F("due_on"), "opened_on"))
        .annotate(
            late=Case(
                When(is_excused=True, then=Least(F("workdays"), F("band"))),
                default=F("workdays"),
                output_field=IntegerField(),
            ),
            counted=true_when(Q(late=0)),
        )
    )


def _band(question: Question) -> Cast:
    """The workdays of the band that gives what an accepted reason keeps; NULL if none does."""
    keeps = float(question.settings["excused_late_station_attainment"])
    found = Func(
        F("rule"),
        Value("$.bands[*] ? (@.attainment.double() == $keeps).workdays"),
        Func(Value("keeps"), Value(keeps, FloatField()), function="jsonb_build_object"),
        function="jsonb_path_query_first",
        template="(%(function)s(%(expressions)s) #>> '{}')",
        output_field=IntegerField(),
    )
    return Cast(found, IntegerField())


def _workdays_after(question: Question, limit: Any, day: Any) -> Greatest:
    number = [workday_number(one, question.cycle_start, question.cycle_end) for one in (limit, day)]
    return Greatest(number[1] - number[0], Value(0))


def lateness(question: Question) -> QuerySet[Any]:
    """P2-2 summed: workdays late, of the one station."""
    return (
        openings(question)
        .order_by()
        .values("street_code")
        .annotate(numerator=Min("late"), denominator=Value(1))
    )


def delays_waiting(question: Question) -> QuerySet[Any]:
    """P2-2: reasons that the district has still to answer."""
    return DelayRequest.objects.filter(
        year=question.cycle_start.year,
        state=DelayState.WAITING,
        asked_on__lte=question.as_of,
    ).annotate(street_code=F("street_id"))


def planned_milestones(question: Question) -> QuerySet[Any]:
    """P2-4: each required milestone of a street, and whether it had a day by then."""
    planned = Q(set_on__isnull=False, set_on__lte=question.as_of)
    return StreetMilestone.objects.filter(year=question.cycle_start.year).annotate(
        street_code=F("street_id"), counted=true_when(planned)
    )


def milestones_planned(question: Question) -> QuerySet[Any]:
    """P2-4 summed: of the seven that are required."""
    return (
        planned_milestones(question)
        .order_by()
        .values("street_code")
        .annotate(
            numerator=Count("pk", filter=Q(counted=True)), denominator=Value(len(MilestoneKind))
        )
        .filter(numerator__gt=0)
    )


def milestones_set(question: Question) -> QuerySet[Any]:
    """P2-4: the day on which the last of the seven got its day."""
    return (
        planned_milestones(question)
        .filter(counted=True)
        .order_by()
        .values("street_code")
        .annotate(n=Count("pk"), last=Max("set_on"))
        .annotate(met_on=Case(When(n=len(MilestoneKind), then=F("last"))))
    )


def _gap_of_checks(question: Question, street_code: str) -> str:
    checked = self_checks(question).filter(street_code=street_code).values("clause")
    left = _annex(question).exclude(code__in=checked).order_by("position")
    names = [f"{code} {name}" for code, name in left.values_list("code", "name")]
    return f"还有 {len(names)} 条没有自查：{'、'.join(names)}。" if names else ""


def _gap_of_milestones(question: Question, street_code: str) -> str:
    there = planned_milestones(question).filter(street_code=street_code, counted=True)
    kinds = set(there.values_list("kind", flat=True))
    lacking = [str(kind.label) for kind in MilestoneKind if kind not in kinds]
    return f"还没有排定日期：{'、'.join(lacking)}。" if lacking else ""


def _worth(check: Any, actor: Actor) -> str:
    return "不适用，不计" if check.is_left_out else f"{check.worth:g}"


def _lateness(station: Any, actor: Actor) -> str:
    if not station.is_excused or station.late == station.workdays:
        return str(station.late)
    return f"{station.late}（实迟 {station.workdays}，延期说明已接受）"


register(
    Measure(
        key="T2-2",
        items=self_checks,
        totals=checks_done,
        waiting=checks_waiting,
        gap=_gap_of_checks,
        columns=(
            ItemColumn("条款", lambda check, actor: check.clause),
            ItemColumn("街镇自查", lambda check, actor: check.get_result_display()),
            ItemColumn("自查日期", lambda check, actor: check.checked_on),
            ItemColumn("区级审核", lambda check, actor: check.get_review_display() or "待审"),
            ItemColumn("算几项", _worth, is_number=True),
        ),
        order=("-counted", "clause"),
        records="stations:self-checks",
        records_label="看对照自查",
    ),
    Measure(
        key="P2-2",
        items=openings,
        totals=lateness,
        waiting=delays_waiting,
        columns=(
            ItemColumn("站点名称", lambda station, actor: station.official_name),
            ItemColumn("期限", lambda station, actor: station.due_on),
            ItemColumn("启用日期", lambda station, actor: station.opened_on),
            ItemColumn("迟几个工作日", _lateness, is_number=True),
        ),
        records="stations:progress",
        records_label="看建站进度",
    ),
    Measure(
        key="P2-4",
        items=planned_milestones,
        totals=milestones_planned,
        gap=_gap_of_milestones,
        columns=(
            ItemColumn("节点", lambda one, actor: one.get_kind_display()),
            ItemColumn("计划日期", lambda one, actor: one.planned_on or "未排定"),
            ItemColumn("排定于", lambda one, actor: one.set_on or ""),
        ),
        records="stations:progress",
        records_label="看建站进度",
    ),
    MilestoneFact(
        "stations.self_checked",
        self_checked,
        records="stations:self-checks",
        records_label="看对照自查",
    ),
    MilestoneFact(
        "stations.milestones_set",
        milestones_set,
        records="stations:progress",
        records_label="看建站进度",
    ),
)
