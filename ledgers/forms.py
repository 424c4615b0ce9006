"""Forms of the ledger pages: the file, and what each of its columns means."""

import contextlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from openpyxl.utils import get_column_letter

from core.formparts import control
from core.sealing import blind_index
from ledgers.cells import display
from ledgers.corrections import Fix, Place
from ledgers.guard import UnreadableWorkbook
from ledgers.headers import (
    MAX_HEADER_DEPTH,
    SEARCHED_ROWS,
    SheetMapping,
    find_mapping,
    map_sheet,
)
from ledgers.headers import Mapping as WorkbookMapping
from ledgers.registry import ledger_of
from ledgers.spec import Ledger
from ledgers.telling import masked
from ledgers.workbook import Sheet, Workbook

LONGEST_TEXT = 2000
SAMPLES = 3
# More columns than this are no ledger's, and would make a form too long to be sent.
MAX_COLUMNS = 40

_ROWS = re.compile(r"\s*(\d{1,5})\s*(?:[-–—~至到]\s*(\d{1,5})\s*)?")


class UploadForm(forms.Form):
    """A workbook to check; its kind is found from its headers unless it is said."""

    workbook = forms.FileField(
        label="台账文件",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "empty": "这个文件是空的（0字节）。请检查后重新选择文件。",
            "max_length": "文件名太长。请改短后再上传。",
        },
    )
    kind = forms.ChoiceField(label="台账种类", required=False)

    def __init__(self, ledgers: Sequence[Ledger], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "workbook"
        ].help_text = (
            f"Excel 工作簿（.xlsx），{_limit()} 以内。表头在哪一行、叫什么名字，系统自己找。"
        )
        kinds = [(ledger.kind, ledger.title) for ledger in ledgers]
        self.fields["kind"] = forms.ChoiceField(
            label="台账种类", required=False, choices=[("", "按表头自动判断"), *kinds]
        )

    def clean_workbook(self) -> UploadedFile:
        """Refuse what is too large before a byte of it is read."""
        file: UploadedFile = self.cleaned_data["workbook"]
        size = file.size or 0
        if size > settings.LEDGER_MAX_BYTES:
            raise forms.ValidationError(
                f"文件有 {filesizeformat(size)}，超过 {_limit()}。请删去图片，或分成几份再传。"
            )
        return file


def _limit() -> str:
    return f"{settings.LEDGER_MAX_BYTES // 1024 // 1024} MB"


@dataclass(frozen=True)
class Group:
    """Sheets that have the same header in the same rows, and so are told about once."""

    sheets: tuple[Sheet, ...]
    found: SheetMapping
    is_read: bool
    year: int | None

    @property
    def names(self) -> list[str]:
        """The sheets' names."""
        return [sheet.name for sheet in self.sheets]


def groups_of(book: Workbook, mapping: WorkbookMapping) -> list[Group]:
    """The sheets of a workbook by their headers; those that are not read come last."""
    ledger = ledger_of(mapping.kind)
    read = {one.sheet: one for one in mapping.sheets}
    groups: dict[Any, list[Sheet]] = {}
    firsts: dict[Any, SheetMapping] = {}
    for sheet in book.sheets:
        one = read.get(sheet.name) or _guess(sheet, ledger)
        key = (
            sheet.name not in read,
            one.header_rows,
            tuple(one.headers.items()),
            tuple(one.columns.items()),
            one.year,
        )
        groups.setdefault(key, []).append(sheet)
        firsts.setdefault(key, one)
    return [
        Group(tuple(sheets), firsts[key], is_read=not key[0], year=firsts[key].year)
        for key, sheets in sorted(groups.items(), key=lambda item: item[0][0])
    ]


def _guess(sheet: Sheet, ledger: Ledger) -> SheetMapping:
    """Of a sheet without a known header, the widest of its first rows."""
    first = [row for row in sheet.rows if row <= SEARCHED_ROWS] or [1]
    widest = max(first, key=lambda row: sum(v is not None for v in sheet.rows.get(row, ())))
    return map_sheet(sheet, ledger, (widest,))


class KindForm(forms.Form):
    """Which ledger it is; `drawn` tells what the page was drawn from, to know it is still so."""

    kind = forms.ChoiceField(label="台账种类")
    drawn = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, ledgers: Sequence[Ledger], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(ledger.kind, ledger.title) for ledger in ledgers]
        self.fields["kind"] = forms.ChoiceField(label="台账种类", choices=kinds)

    def clean_drawn(self) -> str:
        """Somebody else, or another window, may have set the columns meanwhile."""
        drawn: str = self.cleaned_data["drawn"]
        if drawn != self.initial["drawn"]:
            raise forms.ValidationError("这一页打开以后，对列又改过了。请看最新的，再改一次。")
        return drawn


class GroupForm(forms.Form):
    """What the columns of like sheets mean, which of these sheets are read, and their year."""

    def __init__(self, group: Group, ledger: Ledger, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        self.ledger = ledger
        self.fields["sheets"] = forms.MultipleChoiceField(
            label="要读的工作表",
            required=False,
            choices=[(name, name) for name in group.names],
            initial=group.names if group.is_read else [],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["rows"] = forms.CharField(
            label="表头在第几行",
            initial=_rows_text(group.found.header_rows),
            max_length=12,
            help_text="合并成两行的表头写“3-4”。改了表头行，下面的列会重新找一遍。",
        )
        self.fields["year"] = forms.IntegerField(
            label="台账年度",
            required=False,
            min_value=2000,
            max_value=2100,
            initial=group.year,
            help_text="只写月日的日期和星级算这一年的；空着算今年。",
        )
        meanings = [("", "不读这一列")] + [
            (column.key, f"{column.label}（必填）" if column.required else column.label)
            for column in ledger.columns
        ]
        for at, header in self._headers():
            label = f"{get_column_letter(at)} 列“{header}”"
            self.fields[f"column-{at}"] = forms.ChoiceField(
                label=label,
                required=False,
                choices=meanings,
                initial=group.found.columns.get(at, ""),
                widget=forms.Select(attrs={"aria-label": f"{label}是什么"}),
            )

    @property
    def missing(self) -> list[str]:
        """Required columns that no column was found for."""
        return self.group.found.missing_from(self.ledger) if self.group.is_read else []

    def columns(self) -> Iterator[tuple[str, str, list[str], forms.BoundField, str]]:
        """For each column its letter, header, some of its cells; the field that tells its meaning
        and that field's control.
        """
        first = self.group.sheets[0]
        for at, header in self._headers():
            column = self.ledger.by_key.get(self.group.found.columns.get(at, ""))
            samples = [masked(text, column) for text in _samples(first, self.group.found, at)]
            bound = self[f"column-{at}"]
            yield get_column_letter(at), header, samples, bound, control(bound)

    def clean_rows(self) -> tuple[int, ...]:
        """The header's rows: 3 or 3-4."""
        found = _ROWS.fullmatch(self.cleaned_data["rows"])
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 0 < first <= last < first + MAX_HEADER_DEPTH:
            raise forms.ValidationError(
                f"写一个行号，例如“3”；表头有两行的写“3-4”，最多{MAX_HEADER_DEPTH}行。"
            )
        return tuple(range(first, last + 1))

    @property
    def is_moved(self) -> bool:
        """Whether the header was said to be elsewhere, so that these columns mean nothing."""
        return self.cleaned_data.get("rows") != self.group.found.header_rows

    def clean(self) -> dict[str, Any]:
        """One meaning belongs to one column."""
        cleaned = super().clean() or self.cleaned_data
        if self.is_moved or not cleaned.get("sheets"):
            return cleaned
        chosen: dict[str, str] = {}
        for at, _ in self._headers():
            key = cleaned.get(f"column-{at}")
            if key and key in chosen:
                label = self.ledger.by_key[key].label
                letter = get_column_letter(at)
                self.add_error(
                    f"column-{at}", f"“{label}”已经选给 {chosen[key]} 列，不能再选给 {letter} 列。"
                )
            elif key:
                chosen[key] = get_column_letter(at)
        if not chosen:
            self.add_error("rows", "没有一列有意思可读。请选好各列是什么，或者不读这些工作表。")
        return cleaned

    def mappings(self, ledger: Ledger) -> list[SheetMapping]:
        """How the chosen sheets are read, as a ledger that may be another than was drawn."""
        data = self.cleaned_data
        chosen = set(data["sheets"])
        mappings = []
        for sheet in self.group.sheets:
            if sheet.name not in chosen:
                continue
            found = map_sheet(sheet, ledger, data["rows"])
            if ledger is self.ledger and not self.is_moved:
                columns = {at: data[f"column-{at}"] for at, _ in self._headers()}
                found = replace(found, columns={at: key for at, key in columns.items() if key})
            mappings.append(replace(found, year=data["year"]))
        return mappings

    def _headers(self) -> list[tuple[int, str]]:
        """The columns with a header, or with a meaning that was given without one."""
        found = self.group.found
        columns = sorted(found.headers.keys() | found.columns.keys())[:MAX_COLUMNS]
        return [(at, found.headers.get(at, "").rpartition("/")[2]) for at in columns]


class ColumnsForm:
    """The page of columns as one form: the kind, and a part for each group of sheets."""

    def __init__(
        self,
        book: Workbook,
        mapping: WorkbookMapping,
        ledgers: Sequence[Ledger],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        self.book = book
        self.drawn = mapping
        plain = json.dumps(mapping.to_plain(), ensure_ascii=False)
        initial = {
            "kind": mapping.kind,
            "drawn": blind_index(plain, purpose="ledgers.ColumnsForm.drawn"),
        }
        self.kind = KindForm(ledgers, data, initial=initial)
        self.groups = [
            GroupForm(group, ledger_of(mapping.kind), data, prefix=f"group{at}")
            for at, group in enumerate(groups_of(book, mapping))
        ]

    @property
    def parts(self) -> list[forms.Form]:
        """All its forms."""
        return [self.kind, *self.groups]

    def is_valid(self) -> bool:
        """Whether all of it can be read; one sheet at least must be."""
        are_valid = [form.is_valid() for form in self.parts]
        if not all(are_valid):
            return False
        if not any(form.cleaned_data["sheets"] for form in self.groups):
            self.kind.add_error(None, "一张工作表也没有选。请至少选一张要读的。")
            return False
        return True

    @property
    def is_moved(self) -> bool:
        """Whether kind or header rows were changed, so that the columns must be looked at anew."""
        return self._is_other_kind or any(form.is_moved for form in self.groups)

    @property
    def mapping(self) -> WorkbookMapping:
        """How the workbook is to be read; of another kind its columns are found anew."""
        kind = self.kind.cleaned_data["kind"]
        if self._is_other_kind:
            with contextlib.suppress(UnreadableWorkbook):
                return find_mapping(self.book, [ledger_of(kind)], kind)
        sheets = [one for form in self.groups for one in form.mappings(ledger_of(kind))]
        read = {one.sheet for one in sheets}
        others = [sheet.name for sheet in self.book.sheets if sheet.name not in read]
        return WorkbookMapping(kind, tuple(sheets), tuple(others))

    @property
    def _is_other_kind(self) -> bool:
        return bool(self.kind.cleaned_data["kind"] != self.drawn.kind)


def first_mapping(book: Workbook, kind: str) -> WorkbookMapping:
    """How to begin with a workbook whose headers nobody knows: every sheet, its widest row."""
    ledger = ledger_of(kind)
    return WorkbookMapping(kind, tuple(_guess(sheet, ledger) for sheet in book.sheets))


def fixes_from(data: Mapping[str, Any]) -> list[Fix]:
    """What a person put right on the preview; a button pressed goes before what was typed.

    `fix|sheet|row|column` are texts, and `was|…` what stood in their fields, which is no fix;
    `take` is an offer (`sheet|row|column|number`), for all that is `alike` or for this row;
    `restore` a place to leave as the sheet has
    it, `another` a row that is another one's.
    """
    fixes: dict[Place, Fix] = {}
    for name in data:
        head, _, written = name.partition("|")
        text = _unix(data[name])
        if head != "fix" or not text or text == _unix(data.get(f"was|{written}", "")):
            continue
        if place := _place(written):
            fixes[place] = Fix(place, text[:LONGEST_TEXT])
    taken, _, number = data.get("take", "").rpartition("|")
    if number.isdecimal() and (place := _place(taken)):
        fixes[place] = Fix(place, offer=int(number), alike="alike" in data)
    if place := _place(data.get("restore", "")):
        fixes[place] = Fix(place)
    if place := _place(data.get("another", "")):
        fixes[place] = Fix(place, "1")
    return list(fixes.values())


def place_text(place: Place) -> str:
    """A place as the preview's controls are named by it."""
    return "|".join(map(str, place))


def _place(text: str) -> Place | None:
    """The place of `place_text`; a sheet's name may hold anything."""
    head, _, column = text.rpartition("|")
    sheet, _, row = head.rpartition("|")
    return (sheet, int(row), column) if row.isdecimal() and len(row) < 8 and column else None


def _unix(text: str) -> str:
    """A text as it was before a browser sent it."""
    return text.replace("\r\n", "\n").strip()


def _rows_text(rows: Iterable[int]) -> str:
    rows = sorted(rows)
    return str(rows[0]) if len(rows) == 1 else f"{rows[0]}-{rows[-1]}"


def _samples(sheet: Sheet, found: SheetMapping, at: int) -> list[str]:
    """The first cells of a column that say something."""
    samples: list[str] = []
    for row in sheet.rows:
        value = sheet.cell(row, at) if row >= found.first_row else None
        if value is not None:
            samples.append(display(value))
        if len(samples) == SAMPLES:
            break
    return samples
