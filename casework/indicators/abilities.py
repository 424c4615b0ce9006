"""G-2: the three abilities of the cycle to date, side by side; a trend, and no score."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import Left

from casework.desk.abilities import Median
from casework.enums import FOUND_BY_ADVISORS, CaseOutcome, ConferenceState
from casework.models import ConferenceCase, Consultation, Lead
from core.boards import Board, BoardFigure, register
from core.measures import Question
from core.templatetags.kit import points

NONE = "–"


def figures(question: Question, streets: Sequence[str]) -> list[BoardFigure]:
    """What the advisors of some streets find, how soon they answer, what conferences solve.

    Leads by the day they were found, questions by the day they were asked, cases by the day of
    their conference; answered and solved by the day. Three queries.
    """
    return [_found(question, streets), _answered(question, streets), _solved(question, streets)]


def _found(question: Question, streets: Sequence[str]) -> BoardFigure:
    numbers = (
        Lead.objects.standing()
        .filter(found_on__range=_cycle(question), community__parent__in=streets)
        .aggregate(all=Count("pk"), part=Count("pk", filter=Q(source__in=FOUND_BY_ADVISORS)))
    )
    return _share("顾问发现的线索", "线索", "条", numbers)


def _answered(question: Question, streets: Sequence[str]) -> BoardFigure:
    is_answered = Q(answered_on__lte=question.as_of)
    took = ExpressionWrapper(F("answered_on") - F("asked_on"), DurationField())
    numbers = (
        Consultation.objects.annotate(street=Left("unit_id", 9))
        .filter(asked_on__range=_cycle(question), street__in=streets)
        .aggregate(
            all=Count("pk"),
            part=Count("pk", filter=is_answered),
            median=Median(took, filter=is_answered, output_field=DurationField()),
        )
    )
    label = "从咨询到答复"
    if numbers["median"] is None:
        return BoardFigure(label, NONE, note="还没有答复的咨询")
    days = numbers["median"] / timedelta(days=1)
    told = f"中位数；{numbers['all']} 条咨询，已答复 {numbers['part']} 条"
    return BoardFigure(label, points(days), "天", told)


def _solved(question: Question, streets: Sequence[str]) -> BoardFigure:
    is_solved = Q(outcome=CaseOutcome.SOLVED, solved_on__lte=question.as_of)
    numbers = ConferenceCase.objects.filter(
        conference__state=ConferenceState.HELD,
        conference__held_on__range=_cycle(question),
        conference__street__in=streets,
    ).aggregate(all=Count("pk"), part=Count("pk", filter=is_solved))
    return _share("会商个案已解决", "会商个案", "件", numbers)


def _cycle(question: Question) -> tuple[Any, Any]:
    return question.cycle_start, question.as_of


def _share(label: str, of: str, unit: str, numbers: dict[str, int]) -> BoardFigure:
    if not numbers["all"]:
        return BoardFigure(label, NONE, note=f"还没有{of}")
    share = points(Decimal(100 * numbers["part"]) / numbers["all"])
    return BoardFigure(label, share, "%", f"{numbers['all']} {unit}里 {numbers['part']} {unit}")


register(
    Board(
        clause="G-2",
        figures=figures,
        page="casework:abilities",
        page_label="看三项能力的走势",
        is_of_district=True,
    )
)
