"""Why a figure is what it is, in words and as a sum written out. Pure: no database."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from assessment.scoring import Scored, State
from assessment.timeline import Progress
from core.parts import Explanation, Gap, Link, Term
from standards.book import Clause, Part, StandardBook
from standards.enums import Basis, Period, Window
from standards.rules import Deadline, Halves, Linear, NOfM, Outcome, Steps, Within, number, percent

# Rules that divide the numerator by what is wanted; the others read it as a count or a level.
SHARES = (Linear, Within, Halves, NOfM)
# What the numerator of a deadline is.
LATE_DAYS = "迟的工作日"
# Counted from the opening of the street's station (rule 12).
PERIODS = (Period.MONTHLY, Period.QUARTERLY, Period.HALF_YEARLY)


def state_of(line: Scored) -> str:
    """A key of core.badges.STATES; a clause that counts says how much of it is earned."""
    if line.state != State.OK:
        return str(line.state)
    if line.points == line.full_mark:
        return "full"
    return "partial" if line.points else "zero"


def rule_sentence(clause: Clause) -> str:
    """The rule in one sentence: how it is counted, what earns all, what earns some."""
    if clause.is_tracked or clause.is_bonus:
        full = clause.full_when
    else:
        full = f"{clause.full_when}得 {number(clause.weight)} 分"
    partial = f"；{clause.partial_credit}" if clause.partial_credit else ""
    return f"{clause.formula}。{full}{partial}。"


def source_of(book: StandardBook, part: Part) -> str:
    """Where a part's clauses stand in the notice."""
    return f"{book.document_number} {part.section}"


def shown(points: Decimal) -> str:
    """Points to one decimal (rule 1)."""
    return str(points.quantize(Decimal("0.1"), ROUND_HALF_UP))


def share_words(line: Scored) -> str:
    """What was found, in short: 76.5%, or the count where there is nothing to divide by."""
    if line.value is None:
        return "–"
    if line.denominator is None:
        return number(line.value)
    share = percent(line.value).removesuffix("%")
    return f"{share if '.' in share else share + '.0'}%"


def terms_of(clause: Clause, line: Scored) -> list[Term]:
    """The sum: 9 名在岗 ÷ 9 名需配 = 100% × 4 分 = 4.0; empty without a figure."""
    if clause.rule is None or line.value is None or line.numerator is None:
        return []
    outcome = clause.rule.apply(line.numerator, line.denominator, clause.words)
    terms = _found(clause, line, outcome)
    if clause.is_tracked:
        return terms
    return [
        *terms,
        Term(number(line.full_mark), "加分" if line.is_bonus else "满分", "×"),
        Term(shown(line.points), "得分", "="),
    ]


def _found(clause: Clause, line: Scored, outcome: Outcome) -> list[Term]:
    """From the numbers found to the attainment."""
    attainment = Term(percent(outcome.attainment), "得分率", "→")
    if isinstance(clause.rule, Steps):
        return [Term(attainment.value, attainment.label)]
    label = LATE_DAYS if isinstance(clause.rule, Deadline) else f"{clause.unit}{clause.counted}"
    counted = Term(number(line.numerator or Decimal(0)), label)
    if not isinstance(clause.rule, SHARES) or line.denominator is None:
        return [counted, attainment]
    share = Term(percent(line.value or Decimal(0)), "占比", "=")
    terms = [counted, Term(number(line.denominator), f"{clause.unit}{clause.total}", "÷"), share]
    return terms if attainment.value == share.value else [*terms, attainment]


def explain(
    *,
    book: StandardBook,
    part: Part,
    clause: Clause,
    line: Scored,
    street: str,
    gap: str = "",
    records: Link | None = None,
    milestones: Sequence[Progress] = (),
) -> Explanation:
    """One clause of one street.

    `gap` is what its measure tells beyond the rule's own words; `records` leads to where the
    records are kept; `milestones` are those of the timeline that the clause asks for.
    """
    notes = [_level(clause, line), _due(clause, line), _basis(clause)]
    notes += [_milestone(one) for one in milestones if one.is_known]
    gaps = []
    if line.missing:
        gaps = [Gap(gap or line.missing, _gain(clause, line), records)]
    elif gap:
        notes.insert(0, gap)
    return Explanation(
        title=clause.name,
        place=f"{street} · {part.short_name} · {clause.code}",
        state=state_of(line),
        quote=clause.quote,
        source=source_of(book, part),
        rule=rule_sentence(clause),
        terms=terms_of(clause, line),
        gaps=gaps,
        note=" ".join(note for note in notes if note),
    )


def _gain(clause: Clause, line: Scored) -> str:
    if line.state == State.NO_DATA:
        return f"佐证：{clause.evidence}。"
    if line.open_points > 0:
        return f"最多可再得 {shown(line.open_points)} 分。"
    return ""


def _milestone(one: Progress) -> str:
    met = f"，{one.met_on:%Y-%m-%d}" if one.met_on else ""
    return (
        f"时间线：{one.milestone.title}，{one.words}{met}（期限 {one.milestone.due_on:%Y-%m-%d}）。"
    )


def _level(clause: Clause, line: Scored) -> str:
    if not isinstance(clause.rule, Steps) or line.numerator is None:
        return ""
    return f"现状：{clause.rule.level(line.numerator).label}。"


def due_words(clause: Clause) -> str:
    """When a clause is due, as the standard says it."""
    if clause.due is None:
        return "没有期限"
    return clause.due.label if isinstance(clause.due, Period) else f"{clause.due:%Y-%m-%d}"


def not_due_yet(book: StandardBook, lines: Sequence[Scored]) -> str:
    """Why less is due in one street than in another; empty where every first period is over."""
    waiting = [
        line
        for line in lines
        if line.counts and line.due_on and not line.is_due and book.clause(line.id).due in PERIODS
    ]
    if not waiting:
        return ""
    return f"{len(waiting)} 条按月、季、半年到期的从站点启用起算，首期未满，不计入到期应得"


def _due(clause: Clause, line: Scored) -> str:
    if line.due_on is None:
        return ""
    if line.is_due:
        counted = "已到期，计入“到期应得”"
    elif isinstance(clause.due, Period):
        counted = f"{line.due_on:%Y-%m-%d} 起算到期"
    else:
        counted = "还没有到期"
    return f"期限：{due_words(clause)}（{counted}）。"


def _basis(clause: Clause) -> str:
    return f"{Basis(clause.basis).label}，按{Window(clause.window).label}计。"
