"""manage.py score [--as-of DATE] [--street CODE] [--json]"""

import json
from argparse import ArgumentParser
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessment.runs import StreetScore, score_streets
from assessment.scoring import Scored
from core.clock import parse_day
from orgs.models import Unit
from standards.asked import ask
from standards.selectors import published_cycles


class Command(BaseCommand):
    """Score the streets and print every clause."""

    help = "Score the streets as of a day; all clauses, with --json as one object."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Day, street and form of the answer."""
        parser.add_argument("--as-of", help="the day, as 2024-09-20 (default: rule 13)")
        parser.add_argument("--street", help="only this street's 9-digit code")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compute; nothing is written."""
        day = parse_day(options["as_of"])
        if options["as_of"] and day is None:
            raise CommandError(f"{options['as_of']} 不是日期，请写成 2024-09-20。")
        asked = ask(day)
        if asked.book is None:
            raise CommandError(no_standard_for(asked.as_of))
        if day and day != asked.as_of:
            self.stderr.write(f"{day} 不在 {asked.book} 的周期内，按 {asked.as_of} 计算。")
        streets = Unit.objects.streets().valid_on(asked.as_of)
        if options["street"]:
            streets = streets.filter(code=options["street"])
            if not streets:
                raise CommandError(f"没有代码为 {options['street']} 的街镇。")
        scores = score_streets(asked.book, asked.as_of, streets)
        if options["json"]:
            answer = {
                "as_of": asked.as_of.isoformat(),
                "standard": str(asked.book),
                "streets": [street_json(score) for score in scores],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
            return
        for score in scores:
            totals = score.totals
            self.stdout.write(
                f"{score.street.code} {score.street.name}\t{totals.total:.1f}"
                f"\t加分 {totals.bonus:.1f}\t到期 {totals.due_points:.1f}/{totals.due_full:.1f}"
            )


def no_standard_for(day: date) -> str:
    """Why a day can't be scored, and which can."""
    cycles = published_cycles()
    if not cycles:
        return "还没有已发布的标准：请先运行 manage.py load_district putuo。"
    return f"{day} 还没有标准可用；已发布的有：{'、'.join(cycles)}。"


def street_json(score: StreetScore) -> dict[str, Any]:
    """One street with all its clauses."""
    totals = score.totals
    return {
        "code": score.street.code,
        "name": score.street.name,
        "total": number(totals.total),
        "bonus": number(totals.bonus),
        "due_points": number(totals.due_points),
        "due_full": number(totals.due_full),
        "indicators": [line_json(line) for line in score.lines],
    }


def line_json(line: Scored) -> dict[str, Any]:
    """One clause as plain values."""
    return {
        "id": line.id,
        "value": number(line.value),
        "numerator": number(line.numerator),
        "denominator": number(line.denominator),
        "points": number(line.points),
        "full_mark": number(line.full_mark),
        "is_bonus": line.is_bonus,
        "state": str(line.state),
        "explanation": line.explanation,
    }


def number(value: Decimal | None) -> int | float | None:
    """A JSON number to 4 decimals, whole where it is whole."""
    if value is None:
        return None
    rounded = value.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)
