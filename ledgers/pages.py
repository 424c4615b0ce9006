"""What the page of a batch is made of: its rows in one of several views, and ways on from it."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page

from core.lists import page_of
from core.parts import Chip, Column, Link
from core.templatetags.portal_links import address, here
from core.web import ActorRequest
from ledgers import selectors
from ledgers.enums import BatchState
from ledgers.lines import cells, columns_read, lines
from ledgers.models import Batch, Row
from ledgers.registry import ledger_of

_PLACE = (Column("工作表"), Column("行", is_numeric=True))
LINE_COLUMNS = {
    "problems": (*_PLACE, Column("列"), Column("原值"), Column("问题")),
    "changed": (*_PLACE, Column("哪一条"), Column("列"), Column("账上"), Column("改为")),
    "corrected": (*_PLACE, Column("哪一条"), Column("列"), Column("原值"), Column("改正为")),
    "all": (*_PLACE, Column("哪一条"), Column("结果"), Column("说明")),
}
# Views that are drawn alike.
_LOOKS = dict.fromkeys(("rejected", "choose", "warning"), "problems")
# What is there besides while something can still be done about the rows.
MORE_COLUMNS = {
    "problems": (Column("建议"), Column("改正")),
    "changed": (Column("操作", is_hidden=True),),
    "corrected": (Column("操作", is_hidden=True),),
}
STREET_COLUMNS = (
    Column("街镇"),
    Column("新增", is_numeric=True),
    Column("有变化", is_numeric=True),
    Column("相同", is_numeric=True),
    Column("没有入账", is_numeric=True),
    Column("去看", is_hidden=True),
)


def batch_page(request: ActorRequest, batch: Batch, typed: Mapping[str, str]) -> dict[str, Any]:
    """The context of a batch's page; `typed` are texts that were sent but could not be kept."""
    [batch] = selectors.named([batch])
    counts = selectors.counts_of(batch)
    context = {
        "batch": batch,
        "counts": counts,
        "crumbs": [Link("台账", address(request, "ledgers:list")), Link(batch.file_name)],
        "figures": {one.value: here(request, show=one.value, page="") for one in selectors.SHOWS},
        "is_open": batch.state == BatchState.CHECKED,
        "returns": address(request, "ledgers:returns", batch.pk) if counts["returned"] else "",
    }
    if batch.state == BatchState.DISCARDED:
        return context
    show = selectors.show_of(request.GET.get("show", ""), counts)
    page = page_of(request, selectors.rows(batch, show))
    context |= {
        "show": show,
        "chips": _chips(request, show, counts),
        "page": page,
        "notes": selectors.reading_notes(batch, batch.mapping),
        **_table(batch, show.value, page, typed),
    }
    if batch.state != BatchState.CHECKED:
        context |= {"street_columns": STREET_COLUMNS, "streets": _streets(request, batch)}
    return context


def _chips(request: ActorRequest, show: selectors.Show, counts: Mapping[str, int]) -> list[Chip]:
    """The views that have rows, and the one that is open."""
    return [
        Chip(
            label=one.label,
            url=here(request, show=one.value, page=""),
            count=counts[one.count],
            is_current=one is show,
            tone=one.tone,
        )
        for one in selectors.SHOWS
        if counts[one.count] or one is show
    ]


def _table(batch: Batch, show: str, page: Page[Row], typed: Mapping[str, str]) -> dict[str, Any]:
    """How a view is drawn: its look, columns and lines."""
    if show in ("new", "same"):
        read = columns_read(batch)
        return {
            "look": "cells",
            "columns": (*_PLACE, *(Column(column.label) for column in read)),
            "lines": cells(page, read),
        }
    look = _LOOKS.get(show, show)
    columns = LINE_COLUMNS[look]
    if batch.state == BatchState.CHECKED:
        columns = (*columns, *MORE_COLUMNS.get(look, ()))
    return {"look": look, "columns": columns, "lines": lines(batch, show, page, typed)}


def _streets(request: ActorRequest, batch: Batch) -> list[tuple[selectors.StreetCounts, str]]:
    """What each street got, with the way to its records: most ledgers have their room's name."""
    view = ledger_of(batch.kind).page or f"{batch.kind}:list"
    return [
        (one, address(request, view, street=one.code) if one.code else "")
        for one in selectors.by_street(batch)
    ]
