"""The certificate for the year's class hours (T8-4), and the line that says it was handed out."""

from advisors.certificates import certificate
from advisors.models import Advisor
from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.measures import Question
from training.hours.reckoning import Hours

TITLE = "社区救助顾问培训课时证明"


def certify(*, advisor: Advisor, hours: Hours, question: Question, by: Actor) -> bytes:
    """The PDF with the class hours of an advisor who has enough, cut and never rounded up."""
    year = question.cycle_start.year
    day = question.as_of
    content = certificate(
        title=TITLE,
        name=advisor.name,
        lines=[
            f"{year}年度截至{day.month}月{day.day}日，参加社区救助顾问培训"
            f"累计{hours.minutes}分钟，折合{hours.done}课时（每课时{hours.class_minutes}分钟，不进位），"
            f"达到每年不少于{hours.required}课时的要求。",
            "特此证明。",
        ],
        issuer=advisor.street.name,
        day=day,
        number=number_of(advisor, year),
    )
    trail.record(
        actor=by,
        action=Entry.Action.EXPORTED,
        subject=f"advisor:{advisor.pk}",
        items=TITLE,
        year=year,
        as_of=day.isoformat(),
    )
    return content


def number_of(advisor: Advisor, year: int) -> str:
    """The same for the same person and year: 课时〔2024〕017-3F2A61C0."""
    return f"课时〔{year}〕{advisor.street_id[-3:]}-{str(advisor.person)[:8].upper()}"
