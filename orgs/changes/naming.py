"""From a community's official name to its kind and its shorter names."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from core.units import Place
from orgs.models import Unit
from orgs.names import core_of, plain

RESIDENTS, VILLAGERS = "居委会", "村委会"
_IN_FULL = {"居民委员会": RESIDENTS, "村民委员会": VILLAGERS}


@dataclass(frozen=True)
class NewName:
    """A name as the tables of units write it: 铜川路第一居委会, 金光村村委会."""

    name: str

    @property
    def kind(self) -> Unit.Kind:
        """Residents' or villagers' committee."""
        is_residents = self.name.endswith(RESIDENTS)
        return Unit.Kind.RESIDENTS_COMMITTEE if is_residents else Unit.Kind.VILLAGERS_COMMITTEE

    @property
    def short_name(self) -> str:
        """As it stands in the name of a service point (S1-5): 铜川路第一居委, 金光村."""
        if self.kind == Unit.Kind.RESIDENTS_COMMITTEE:
            return self.name.removesuffix("会")
        return self.name.removesuffix(VILLAGERS)

    @property
    def core_name(self) -> str:
        """Without what all communities are called."""
        return core_of(self.name)

    def place(self, code: str, street: Unit) -> Place:
        """The community as the rooms need to know it."""
        return Place(code, self.name, self.short_name, street.name)


def read_name(text: str) -> NewName:
    """An official name out of what was typed; ValidationError for what is none."""
    name = plain(text)
    for full, usual in _IN_FULL.items():
        if name.endswith(full):
            name = name.removesuffix(full) + usual
    if not name.endswith((RESIDENTS, VILLAGERS)) or name in (RESIDENTS, VILLAGERS):
        raise ValidationError(f"“{text}”不是完整的名称：要以“居委会”或“村委会”结尾。")
    if name.endswith(VILLAGERS) and not name.removesuffix(VILLAGERS).endswith("村"):
        name = f"{name.removesuffix(VILLAGERS)}村{VILLAGERS}"
    return NewName(name)


def place_of(unit: Unit) -> Place:
    """A community on record as the rooms need to know it; its street comes with it."""
    street = unit.parent.name if unit.parent else ""
    return Place(unit.code, unit.name, unit.short_name, street)
