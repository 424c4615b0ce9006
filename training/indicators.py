"""What training gives the score: T8-3, T8-4, T8-5, T8-6."""

from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    Case,
    Count,
    Exists,
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

from advisors.enums import Level
from advisors.indicators import KIND, LEVEL, NAME, staff
from advisors.models import Advisor, Assignment
from core.actor import Actor
from core.measures import ItemColumn, Measure, Question, register, true_when
from orgs.models import Unit
from training.enums import NAMED_KINDS, SessionKind
from training.hours import Hours
from training.models import Attendance, TrainingSession

TENTH = Decimal("0.1")


def year_sessions(question: Question) -> QuerySet[Any]:
    """Sessions of the cycle up to the day."""
    return TrainingSession.objects.held_between(question.cycle_start, question.as_of)


def attendances(question: Question, **of: Any) -> QuerySet[Attendance]:
    """What was attended in the cycle so far; the district's sessions if they count (reading 13)."""
    attended = Attendance.objects.filter(
        session__held_on__gte=question.cycle_start, session__held_on__lte=question.as_of, **of
    )
    if not question.settings["district_training_counted"]:
        attended = attended.exclude(session__host__level=Unit.Level.DISTRICT)
    return attended


def _sum_of_minutes(attended: QuerySet[Attendance], by: str) -> Any:
    sums = attended.order_by().values(by).annotate(total=Sum("minutes")).values("total")
    return Coalesce(Subquery(sums, output_field=IntegerField()), 0)


def trained_staff(question: Question) -> QuerySet[Any]:
    """Everybody in post with the minutes attended in the cycle so far."""
    attended = attendances(question, advisor=OuterRef("pk"))
    return staff(question).annotate(minutes=_sum_of_minutes(attended, "advisor"))


def required_minutes(question: Question) -> int:
    """12 class hours of 45 minutes: 540."""
    settings = question.settings
    return int(settings["class_hours_required"] * settings["class_minutes"])


def with_enough_hours(question: Question) -> QuerySet[Any]:
    """T8-4: who has reached the class hours of the year; never rounded up (readings 6, 7).

    `minutes` are those that count as class hours, `required` those asked of her.
    """
    attended = attendances(question)
    if not question.settings["induction_counts_as_class_hours"]:
        attended = attended.exclude(session__kind=SessionKind.INDUCTION)
    by, own = "advisor", OuterRef("pk")
    if question.settings["class_hours_per"] == "station":
        by, own = "advisor__street", OuterRef("street")
    return staff(question).annotate(
        minutes=_sum_of_minutes(attended.filter(**{by: own}), by),
        required=_required(question, "started_on"),
        counted=true_when(_has_enough(question, attended, by)),
    )


def _has_enough(question: Question, attended: QuerySet[Any], by: str) -> Q:
    """The sums made once for everybody: a subquery for each advisor takes ten times as long."""
    enough = (
        attended.order_by()
        .annotate(required=_required(question, "advisor__started_on"))
        .values(by, "required")
        .annotate(total=Sum("minutes"))
        .filter(total__gte=F("required"))
    )
    return Q(**{"pk__in" if by == "advisor" else "street__in": enough.values(by)})


def _required(question: Question, started_on: str) -> Any:
    full = Value(required_minutes(question))
    settings = question.settings
    if not settings["prorate_class_hours"] or settings["class_hours_per"] == "station":
        return full
    months = 13 - ExtractMonth(started_on)
    begun_this_year = When(**{f"{started_on}__gt": question.cycle_start}, then=full * months / 12)
    return Case(begun_this_year, default=full)


def with_any_training(question: Question) -> QuerySet[Any]:
    """T8-5: who has attended anything this year, and for how many minutes."""
    attended = attendances(question, advisor=OuterRef("pk"))
    return trained_staff(question).annotate(counted=Exists(attended))


def sessions_of_streets(question: Question) -> QuerySet[Any]:
    """T8-3: for each street the kinds held, the district's where one of its own attended."""
    own: Any = Q(host=OuterRef("pk"))
    if question.settings["district_training_counted"]:
        attended = Attendance.objects.filter(
            session=OuterRef("pk"), advisor__street=OuterRef(OuterRef("pk"))
        )
        own |= Q(host=OuterRef("parent")) & Exists(attended)
    kinds = (
        year_sessions(question)
        .filter(own, kind__in=NAMED_KINDS)
        .order_by()
        .annotate(one=Value(1))
        .values("one")
        .annotate(kinds=Count("kind", distinct=True))
        .values("kinds")
    )
    return (
        Unit.objects.streets()
        .valid_on(question.as_of)
        .annotate(
            street_code=F("code"),
            numerator=Coalesce(Subquery(kinds, output_field=IntegerField()), 0),
            denominator=Case(
                When(numerator__gt=0, then=Value(len(NAMED_KINDS))),
                default=0,
                output_field=IntegerField(),
            ),
        )
    )


def counted_sessions(question: Question) -> QuerySet[Any]:
    """The sessions behind T8-3: a street's own, and the district's for each street that came."""
    host = When(host__level=Unit.Level.STREET, then=F("host_id"))
    if question.settings["district_training_counted"]:
        street = Case(host, default=F("attendances__advisor__street_id"))
    else:
        street = Case(host)
    return (
        year_sessions(question)
        .annotate(street_code=street, counted=true_when(Q(kind__in=NAMED_KINDS)))
        .distinct()
    )


def teaching_advisors(question: Question) -> QuerySet[Any]:
    """T8-6: advisors of the street who taught this year, each once; `taught` counts sessions."""
    taught = year_sessions(question).filter(trainer=OuterRef("pk"))
    sums = taught.order_by().values("trainer").annotate(n=Count("pk")).values("n")
    return Advisor.objects.filter(Exists(taught)).annotate(
        street_code=F("street_id"), taught=Subquery(sums), counted=Value(True)
    )


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
SESSION_COLUMNS = (
    ItemColumn("日期", lambda session, actor: session.held_on),
    ItemColumn("主题", lambda session, actor: session.topic),
    ItemColumn("类型", lambda session, actor: session.get_kind_display()),
)


register(
    Measure(
        key="T8-3",
        items=counted_sessions,
        totals=sessions_of_streets,
        columns=SESSION_COLUMNS,
        records="training:list",
        records_label="看办过的培训",
        ledger="培训台账",
    ),
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
    Measure(
        key="T8-6",
        items=teaching_advisors,
        columns=(
            NAME,
            LEVEL,
            ItemColumn("授课场次", lambda advisor, actor: advisor.taught, is_number=True),
        ),
        records="training:list",
        records_label="看办过的培训",
        ledger="培训台账",
        is_count=True,
    ),
)
