"""A change of units as it was asked for: what it says, what it will do, whether it can be done."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError

from core.clock import portal_day
from core.units import Held, Move, Mover, Place
from orgs.changes.naming import NewName, place_of
from orgs.models import Unit, UnitChange

FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class NewUnit:
    """A community to be: its code as somebody typed it, and its name."""

    code: str
    name: NewName


@dataclass(frozen=True)
class Planned:
    """One change, before it is carried out.

    `old` are the communities as they are; `new` those that begin; `survivor` the one of `old`
    that takes the others in, or that is renamed to `new_name`. `choices` tells where each thing
    goes, (mover, key) → codes; an empty one ends it. For a new name they hold what is renamed too.
    """

    kind: UnitChange.Kind
    street: Unit
    old: tuple[Unit, ...]
    day: date
    document: str
    sent_as: UUID
    new: tuple[NewUnit, ...] = ()
    survivor: Unit | None = None
    new_name: NewName | None = None
    note: str = ""
    choices: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @property
    def last_day(self) -> date:
        """The last day of the old state."""
        return self.day - timedelta(days=1)

    @property
    def ending(self) -> list[Unit]:
        """The communities that end."""
        return [unit for unit in self.old if unit != self.survivor]

    def places(self) -> dict[str, Place]:
        """Where things may go, by code."""
        places = {one.code: one.name.place(one.code, self.street) for one in self.new}
        if self.survivor:
            places[self.survivor.code] = place_of(self.survivor)
        return places

    def moves(self, mover: Mover, held: Sequence[Held]) -> list[Move]:
        """What becomes of each thing; ValidationError where somebody has yet to decide."""
        places = self.places()
        codes = {one.key: self._where(mover, one) for one in held}
        undecided = [one.words for one in held if codes[one.key] is None]
        if undecided:
            raise ValidationError(f"还没有选去向：{'、'.join(undecided)}。请选好再办。")
        moves = [
            Move(one, tuple(places[code] for code in codes[one.key] or () if code in places))
            for one in held
        ]
        if mover.is_single:
            _at_most_one_each(mover, moves)
        return moves

    def _where(self, mover: Mover, held: Held) -> tuple[str, ...] | None:
        """The codes chosen for a thing; what the survivor has stays, unless it was chosen to end."""
        chosen = self.choices.get((mover.key, held.key))
        if chosen is None and self.survivor and held.unit_code == self.survivor.code:
            return (self.survivor.code,)
        return chosen


def check(planned: Planned) -> None:
    """Refuse what cannot be, each with its own sentence (ValidationError)."""
    _check_day(planned)
    _check_new_units(planned)
    _check_name(planned)


def told(planned: Planned, held: Mapping[Mover, list[Held]]) -> list[tuple[str, list[str]]]:
    """What the change will do, in sentences under headings."""
    sections = [("单位", _units_told(planned))]
    for mover, things in held.items():
        if planned.new_name:
            place = planned.new_name.place(planned.old[0].code, planned.street)
            words = [
                f"{one.words}：{mover.tell_rename(one, place)}"
                if planned.choices.get((mover.key, one.key))
                else f"{one.words}：名称不改。"
                for one in things
                if mover.tell_rename
            ]
        else:
            words = [
                f"{move.held.words}：{'不变。' if move.stays else mover.tell(move, planned.day)}"
                for move in planned.moves(mover, things)
            ]
        if words:
            sections.append((mover.label, words))
    return sections


def fingerprint(sections: Sequence[tuple[str, list[str]]]) -> str:
    """What a preview said: something else than that asks again."""
    return hashlib.sha256(json.dumps(sections, ensure_ascii=False).encode()).hexdigest()


def _units_told(planned: Planned) -> list[str]:
    if planned.new_name:
        return [
            f"{planned.old[0].name}（{planned.old[0].code}）自 {planned.day} 起改名为"
            f"{planned.new_name.name}，代码不变；旧名称导入台账时仍能认出。"
        ]
    ends = [
        f"{unit.name}（{unit.code}）存续到 {planned.last_day} 为止。" for unit in planned.ending
    ]
    begins = [
        f"{one.name.name}（{one.code}）自 {planned.day} 起设立，简称{one.name.short_name}。"
        for one in planned.new
    ]
    if planned.survivor:
        begins = [f"{planned.survivor.name}（{planned.survivor.code}）继续存续，并入以上居村。"]
    return [*ends, *begins, f"{planned.last_day} 及以前的记录和得分不变。"]


def _check_day(planned: Planned) -> None:
    if planned.day > portal_day() + FURTHEST:
        raise ValidationError({"day": "生效日期最多提前一年登记。"})
    if planned.new_name and planned.day > portal_day():
        raise ValidationError({"day": "更名登记后各页就用新名称，请到生效那天再登记。"})
    for unit in planned.old:
        if unit.valid_to is not None:
            raise ValidationError({"day": f"{unit.name}已于 {unit.valid_to} 撤销，不能再变更。"})
        if unit.valid_from is not None and planned.day <= unit.valid_from:
            raise ValidationError(
                {"day": f"{unit.name} {unit.valid_from} 才设立，生效日期要在那之后。"}
            )


def _check_new_units(planned: Planned) -> None:
    codes = [one.code for one in planned.new]
    for code in codes:
        if not code.startswith(planned.street.code):
            raise ValidationError(
                f"代码 {code} 不在{planned.street.name}：要以 {planned.street.code} 开头。"
            )
        if codes.count(code) > 1:
            raise ValidationError(f"两个新居村不能用同一个代码 {code}。")
    used = Unit.objects.filter(code__in=codes).order_by("code").first()
    if used:
        raise ValidationError(f"代码 {used.code} 已是{used.name}的，代码不能重复使用。")


def _check_name(planned: Planned) -> None:
    names = [one.name for one in planned.new]
    if planned.new_name:
        names = [planned.new_name]
        if planned.new_name.name == planned.old[0].name:
            raise ValidationError({"new_name": "新名称和现在的一样。"})
        _check_kind(planned.old[0], planned.new_name)
    cores = [name.core_name for name in names]
    if len(set(cores)) < len(cores):
        raise ValidationError("两个新居村不能同名。")
    others = (
        planned.street.children.communities()
        .valid_on(planned.day)
        .exclude(code__in=[unit.code for unit in planned.old])
    )
    taken = {NewName(unit.name).core_name: unit for unit in others.order_by("code")}
    for name in names:
        other = taken.get(name.core_name)
        if other and other.kind == name.kind:
            raise ValidationError(
                f"{planned.street.name}已有{other.name}（{other.code}），不能再有同名的。"
            )


def _check_kind(unit: Unit, name: NewName) -> None:
    """A new name holds for the days before too, and T6-2 asks for residents' committees alone."""
    if unit.kind != name.kind:
        kinds = f"{unit.get_kind_display()}改成{name.kind.label}"
        raise ValidationError(
            {
                "new_name": f"更名不能把{kinds}：那是撤销旧的、用新代码另设一个，"
                "按更名办，以前各月的得分会跟着变（T6-2）。请保留原来的后缀。"
            }
        )


def _at_most_one_each(mover: Mover, moves: Sequence[Move]) -> None:
    taken: set[str] = set()
    for move in moves:
        for place in move.to:
            if place.code in taken:
                raise ValidationError(
                    f"{place.name}只能有一个{mover.label}：请留下一个，其余的选“不移交”。"
                )
            taken.add(place.code)
