"""Ledgers handed out: the columns the offices keep, as far as an actor may see them."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from import_export import resources

from core.actor import Actor
from core.spreadsheet import Sheet, workbook

# How many rows are in memory at once.
CHUNK = 2000


class LedgerResource(resources.Resource):
    """One kind of ledger for one actor on one day; its fields are the columns, in their order.

    `count` is the number of rows written. Names and phones go out as pages show them: in full
    within the own street, else masked.
    """

    title: ClassVar[str]
    widths: ClassVar[tuple[int, ...]]

    def __init__(self, actor: Actor, day: date) -> None:
        super().__init__()
        self.actor = actor
        self.day = day
        self.count = 0

    def workbook(self, records: Iterable[Any]) -> bytes:
        """The ledger as an .xlsx file; 序号 comes first."""
        sheet = Sheet(
            title=self.title,
            note=f"填报单位：{self.actor.unit_name}    截至：{self.day:%Y-%m-%d}",
            headers=["序号", *self.get_export_headers()],
            widths=[6, *self.widths],
            rows=self._rows(records),
        )
        return workbook(sheet)

    @property
    def file_name(self) -> str:
        """台账名-单位-日期.xlsx."""
        return f"{self.title}-{self.actor.unit_name}-{self.day:%Y%m%d}.xlsx"

    def _rows(self, records: Iterable[Any]) -> Iterator[list[Any]]:
        if isinstance(records, QuerySet):
            records = records.iterator(chunk_size=CHUNK)
        for record in records:
            self.count += 1
            yield [self.count, *self.export_resource(record)]
