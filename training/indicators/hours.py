"""T8-4 and T8-5: class hours, and who has had any training."""

from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractMonth

from advisors.enums import Level, TransferState
from advisors.indicators.columns import KIND, NAME
from advisors.indicators.staffing import staff
from advisors.models import Advisor, Assignment
from core.actor import Actor
from core.measures import ItemColumn, Measure, Question, register, true_when
from orgs.models import Unit
from training.enums import SessionKind, SessionState
from training.hours.reckoning import Hours
from training.models import Attendance

TENTH = Decimal("0.1")


def attendances(question: Question, **of: Any) -> QuerySet[Attendance]:
    """What was attended in the cycle so far; the district's sessions if they count (reading 13)."""
    return Attendance.objects.filter(
        _has_host_that_counts(question),
        session__state=SessionState.HELD,
        session__held_on__gte=question.cycle_start,
        session__held_on__lte=question.as_of,
        **of,
    )


def gives_class_hours(question: Question) -> Q:
    """Of attendances and enrolments, those in sessions that give class hours (readings 6, 13)."""
    gives = _has_host_that_counts(question)
    if not question.settings["induction_counts_as_class_hours"]:
        gives &= ~Q(session__kind=SessionKind.INDUCTION)
    return gives


def summed_by(question: Question) -> tuple[str, str]:
    """Whose class hours add up: the path from an attendance, and the field of the advisor.

    A person takes hers along from street to street (Transfer: two files, one person); a station
    has what was attended under its own files.
    """
    if _is_by_station(question):
        return "advisor__street", "street"
    return "advisor__person", "person"


def total_of(rows: QuerySet[Any], by: str, own: str, total: Any) -> Any:
    """A total (of minutes, of sessions) over each advisor's own rows; 0 where there are none.

    A person's rows are read file by file: those of the file in question by its key, those of
    earlier files through the few transfers there are. Asked for by `person` alone, the database
    reads all attendances once for each advisor.
    """
    if own != "person":
        return _total(rows.filter(**{by: OuterRef(own)}), by, total)
    earlier = rows.filter(
        advisor__transfers__state=TransferState.TAKEN, advisor__person=OuterRef("person")
    ).exclude(advisor=OuterRef("pk"))
    return _total(rows.filter(advisor=OuterRef("pk")), "advisor", total) + _total(
        earlier, "advisor__person", total
    )


def _total(rows: QuerySet[Any], by: str, total: Any) -> Any:
    sums = rows.order_by().values(by).annotate(total=total).values("total")
    return Coalesce(Subquery(sums, output_field=IntegerField()), 0)


def first_day(person: str) -> Subquery:
    """The day somebody began as an advisor: that of her first file, in whatever street."""
    files = Advisor.objects.filter(person=OuterRef(person)).order_by("started_on")
    return Subquery(files.values("started_on")[:1])


def trained_staff(question: Question) -> QuerySet[Any]:
    """Everybody in post with the minutes attended in the cycle so far, in whatever street."""
    minutes = total_of(attendances(question), "advisor__person", "person", Sum("minutes"))
    return staff(question).annotate(minutes=minutes)


def required_minutes(question: Question) -> int:
    """12 class hours of 45 minutes: 540."""
    settings = question.settings
    return int(settings["class_hours_required"] * settings["class_minutes"])


def with_enough_hours(question: Question) -> QuerySet[Any]:
    """T8-4: who has reached the class hours of the year; never rounded up (readings 6, 7).

    `minutes` are those that count as class hours, `required` those asked of her.
    """
    attended = attendances(question).filter(gives_class_hours(question))
    by, own = summed_by(question)
    rows = staff(question).annotate(minutes=total_of(attended, by, own, Sum("minutes")))
    return _with_required(question, rows, "person").annotate(
        counted=true_when(_has_enough(question, attended))
    )


def _has_enough(question: Question, attended: QuerySet[Any]) -> Q:
    """The sums made once for everybody: a subquery for each advisor takes ten times as long."""
    by, own = summed_by(question)
    enough = (
        _with_required(question, attended.order_by(), "advisor__person")
        .values(by, "required")
        .annotate(total=Sum("minutes"))
        .filter(total__gte=F("required"))
    )
    return Q(**{f"{own}__in": enough.values(by)})


def _with_required(question: Question, rows: QuerySet[Any], person: str) -> QuerySet[Any]:
    """Rows with `required`; who began in the year owes her months' share, if the standard says so."""
    full = Value(required_minutes(question))
    if not question.settings["prorate_class_hours"] or _is_by_station(question):
        return rows.annotate(required=full)
    months = 13 - ExtractMonth("began_on")
    begun_this_year = When(began_on__gt=question.cycle_start, then=full * months / 12)
    return rows.annotate(began_on=first_day(person)).annotate(
        required=Case(begun_this_year, default=full)
    )


def _is_by_station(question: Question) -> bool:
    return bool(question.settings["class_hours_per"] == "station")


def _has_host_that_counts(question: Question) -> Q:
    if question.settings["district_training_counted"]:
        return Q()
    return ~Q(session__host__level=Unit.Level.DISTRICT)


def with_any_training(question: Question) -> QuerySet[Any]:
    """T8-5: who has attended anything this year, and for how many minutes."""
    trained = attendances(question).order_by().values("advisor__person")
    return trained_staff(question).annotate(counted=true_when(Q(person__in=trained)))


def class_hours_rows(question: Question) -> QuerySet[Any]:
    """The rows behind T8-4: `places` names the communities an advisor looks after."""
    running = Assignment.objects.running_on(question.as_of).filter(advisor=OuterRef("pk"))
    names = StringAgg("community__short_name", "、", order_by="community_id")
    return with_enough_hours(question).annotate(
        places=Subquery(running.order_by().values("advisor").annotate(n=names).values("n")),
        class_minutes=Value(int(question.settings["class_minutes"])),
    )


def hours_gap(question: Question, street_code: str) -> str:
    """How many are short, by how many class hours together."""
    short = with_enough_hours(question).filter(street_code=street_code, counted=False)
    sums = short.aggregate(people=Count("pk"), owed=Sum(F("required") - F("minutes")))
    if not sums["people"]:
        return ""
    hours = (Decimal(sums["owed"]) / question.settings["class_minutes"]).quantize(
        TENTH, ROUND_CEILING
    )
    return f"{sums['people']} 人课时不足，共差 {hours} 课时"


def untrained_gap(question: Question, street_code: str) -> str:
    """How many have attended nothing yet."""
    count = with_any_training(question).filter(street_code=street_code, counted=False).count()
    return f"{count} 人今年还没有参加培训" if count else ""


def _place(advisor: Any, actor: Actor) -> str:
    return "街镇站" if advisor.level == Level.STREET else advisor.places or "未分工"


def _hours(advisor: Any) -> Hours:
    return Hours(advisor.minutes, advisor.required, advisor.class_minutes)


HOURS_COLUMNS = (
    NAME,
    ItemColumn("居村", _place),
    ItemColumn("课时", lambda advisor, actor: _hours(advisor).done, is_number=True),
    ItemColumn("还差", lambda advisor, actor: _hours(advisor).owed, is_number=True),
)


MINUTES = ItemColumn("分钟", lambda advisor, actor: advisor.minutes, is_number=True)


register(
    Measure(
        key="T8-4",
        items=class_hours_rows,
        columns=HOURS_COLUMNS,
        order=("counted", F("minutes") - F("required"), "pk"),
        records="training:hours",
        records_label="去看课时",
        gap=hours_gap,
    ),
    Measure(
        key="T8-5",
        items=with_any_training,
        columns=(NAME, KIND, MINUTES),
        records="training:hours",
        records_label="去看课时",
        gap=untrained_gap,
    ),
)
