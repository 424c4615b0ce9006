"""Cells that a person put right on the preview; the workbook itself is never changed."""

from collections.abc import Iterable
from dataclasses import dataclass

# (sheet, Excel row, column key), as ledgers.checking asks for corrections.
Place = tuple[str, int, str]

# No column of any ledger: says that a row found by its name alone is another one.
ANOTHER = "another"


@dataclass(frozen=True)
class Fix:
    """What a person does about a cell: types a text, or takes one of what was offered.

    With neither, what the sheet says stands again. An offer that is taken for all that is
    `alike` settles the same problem in every row that offers the same.
    """

    place: Place
    text: str = ""
    offer: int | None = None
    alike: bool = False


@dataclass(frozen=True)
class Correction:
    """A text to read in a cell's place; `shown` and `before` are how both read on a page."""

    place: Place
    text: str
    shown: str
    before: str

    def to_plain(self) -> list[str | int]:
        """As JSON keeps it."""
        return [*self.place, self.text, self.shown, self.before]

    @classmethod
    def from_plain(cls, plain: list[str | int]) -> "Correction":
        """The correction of `to_plain`."""
        sheet, row, column, text, shown, before = plain
        return cls((str(sheet), int(row), str(column)), str(text), str(shown), str(before))


def texts_of(corrections: Iterable[Correction]) -> dict[Place, str]:
    """The corrections in the shape that a check takes."""
    return {one.place: one.text for one in corrections}
