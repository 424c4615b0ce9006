"""Plans for the tests, filled as a street would fill them."""

from collections.abc import Sequence
from typing import Any

from core.actor import Actor
from orgs.models import Unit
from plans import services
from plans.enums import PlanForm
from plans.models import ConstructionPlan, PlanPart
from plans.parts import parts_asked
from plans.schema import Ask, AskKind, Content, Part, Table
from plans.selectors import parts_of

ANSWERS = {
    AskKind.TEXT: "试验",
    AskKind.LONG: "按通知要求办理。",
    AskKind.WHOLE: "4",
    AskKind.DECIMAL: "32.5",
    AskKind.MONEY: "12000.50",
    AskKind.DAY: "2024-05-20",
    AskKind.PHONE: "62580001",
    AskKind.YES_NO: "yes",
}


def filled(part: Part, communities: Sequence[Unit] = ()) -> Content:
    """A part with an answer to every question; its layout names these communities."""
    return {
        "asks": {ask.name: answer(ask) for ask in part.asks},
        "tables": {table.name: _rows(table, communities) for table in part.tables},
    }


def answer(ask: Ask) -> str:
    """Something that fits a question; people are called 金丝雀."""
    if ask.is_personal and ask.kind != AskKind.PHONE:
        return "金丝雀"
    return ask.choices[0][0] if ask.choices else ANSWERS[ask.kind]


def _rows(table: Table, communities: Sequence[Unit]) -> list[dict[str, str]]:
    key = next(column for column in table.columns if column.name == table.key)
    keys: list[str] = list(table.wanted) or [answer(key)] if key.kind != AskKind.COMMUNITY else []
    keys += [one.pk for one in communities] if key.kind == AskKind.COMMUNITY else []
    others = [column for column in table.columns if column is not key]
    return [{table.key: value, **{one.name: answer(one) for one in others}} for value in keys]


def begun(street: Unit, by: Actor, year: int = 2024, **fields: Any) -> ConstructionPlan:
    """A plan that has just been begun."""
    plan, _ = services.begin_plan(street=street, year=year, by=by, **fields)
    return plan


def fill(plan: ConstructionPlan, by: Actor, communities: Sequence[Unit]) -> None:
    """Fill every part that the plan's form asks for."""
    parts = parts_of(plan)
    for part in parts_asked(plan.form):
        services.save_part(
            plan=plan,
            kind=part.kind,
            content=filled(part, communities),
            version=parts[part.kind].version,
            by=by,
        )


def submitted(
    street: Unit, communities: Sequence[Unit], by: Actor, form: str = PlanForm.WRITTEN
) -> ConstructionPlan:
    """A plan filled and handed in on the portal's day."""
    plan = begun(street, by, form=form)
    fill(plan, by, communities)
    services.submit_plan(plan=plan, by=by)
    plan.refresh_from_db()
    return plan


def answered(plan: ConstructionPlan, by: Actor, returned: Sequence[str] = ()) -> None:
    """A review in which every waiting part is answered and nothing is ended yet."""
    services.begin_review(plan=plan, by=by)
    for kind, part in parts_of(plan).items():
        if part.state == "awaiting_review":
            services.answer_part(
                plan=plan,
                kind=kind,
                is_accepted=kind not in returned,
                comment="请补充。" if kind in returned else "",
                by=by,
            )


def states(plan: ConstructionPlan) -> dict[str, str]:
    """Kind → state of each part."""
    return {kind: part.state for kind, part in parts_of(plan).items()}


def save(plan: ConstructionPlan, kind: str, by: Actor, **asks: str) -> PlanPart:
    """Save a part with other answers to some questions."""
    part = parts_of(plan)[kind]
    content = {**part.content, "asks": {**part.content["asks"], **asks}}
    return services.save_part(plan=plan, kind=kind, content=content, version=part.version, by=by)
