"""T8-2: courses of one's own, with a syllabus and something to read."""

from typing import Any

from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Value, When

from core.measures import ItemColumn, Measure, Question, register, true_when
from orgs.models import Unit
from training.models import Course, Material

FULL, WITHOUT_MATERIALS, NONE = 2, 1, 0
WORDS = {FULL: "大纲和教材齐备", WITHOUT_MATERIALS: "没有教材", NONE: "没有大纲"}


def year_courses(question: Question) -> QuerySet[Any]:
    """The courses that streets developed in the cycle up to the day and have not retired by then.

    `step` is what each comes to: 0 without a syllabus, 1 with one, 2 with materials as well.
    """
    material = Material.objects.there_on(question.as_of).filter(course=OuterRef("pk"))
    return (
        Course.objects.in_use_on(question.as_of)
        .filter(owner__level=Unit.Level.STREET, developed_on__gte=question.cycle_start)
        .annotate(street_code=F("owner_id"))
        .annotate(
            step=Case(
                When(syllabus="", then=NONE),
                When(Exists(material), then=FULL),
                default=WITHOUT_MATERIALS,
                output_field=IntegerField(),
            )
        )
        .annotate(counted=true_when(Q(step=FULL)))
    )


def best_courses(question: Question) -> QuerySet[Any]:
    """Each street's best course, of 2."""
    best = year_courses(question).order_by().values("street_code")
    return best.annotate(numerator=Max("step"), denominator=Value(FULL))


def gap_of(question: Question, street_code: str) -> str:
    """What the nearest course still lacks."""
    courses = year_courses(question).filter(street_code=street_code).order_by("-step", "pk")
    best = courses.first()
    if best is None:
        return f"{question.cycle_end.year}年还没有自编的救助课程。"
    if best.step == FULL:
        return ""
    return f"“{best.title}”{WORDS[best.step]}。"


register(
    Measure(
        key="T8-2",
        items=year_courses,
        columns=(
            ItemColumn("课程", lambda course, actor: course.title, page="training:course"),
            ItemColumn("编写完成", lambda course, actor: course.developed_on),
            ItemColumn("时长（分钟）", lambda course, actor: course.minutes, is_number=True),
            ItemColumn("情况", lambda course, actor: WORDS[course.step]),
        ),
        records="training:courses",
        records_label="看救助课程",
        totals=best_courses,
        gap=gap_of,
        order=("-step", "pk"),
    )
)
