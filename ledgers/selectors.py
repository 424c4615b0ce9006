"""What the ledger pages show."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from core.actor import Actor
from core.badges import Tone
from ledgers.corrections import Place
from ledgers.enums import BatchState, Outcome
from ledgers.headers import Mapping as WorkbookMapping
from ledgers.lines import anchor_of
from ledgers.models import Batch, Row
from ledgers.registry import all_ledgers, ledger_of
from ledgers.spec import Ledger
from orgs.models import Unit

# The badge of each state (core.badges), where it goes by another name.
_BADGES = {BatchState.RECEIVED: "warning", BatchState.DISCARDED: "closed"}
# Why rows were passed over, in words.
_SKIPPED = {
    "total": "合计行",
    "note": "备注行",
    "header": "重复的表头",
    "number_only": "只有序号的行",
    "unknown_columns": "不在各列之内的行",
}


@dataclass(frozen=True)
class Show:
    """One view of a batch's rows: which of them, under which words, loud or quiet."""

    value: str
    label: str
    count: str
    condition: Q
    tone: str = ""


_REJECTED = Q(outcome=Outcome.REJECTED)
SHOWS = (
    Show("rejected", "不能入账", "rejected", _REJECTED & Q(has_choice=False), Tone.BAD),
    Show("choose", "需要您选", "choose", _REJECTED & Q(has_choice=True), Tone.WARN),
    Show("changed", "有变化", "changed", Q(outcome=Outcome.CHANGED)),
    Show("warning", "有提醒", "warning", ~_REJECTED & Q(has_warning=True)),
    Show("corrected", "改正过", "corrected", Q(is_corrected=True)),
    Show("new", "新增", "new", Q(outcome=Outcome.NEW)),
    Show("same", "相同", "same", Q(outcome=Outcome.SAME)),
    Show("all", "全部", "all", Q()),
)


def ledgers_in_order() -> list[Ledger]:
    """The kinds, in the order in which they are best brought in.

    Those whose rows name advisors come after the roster that has them.
    """
    return sorted(all_ledgers(), key=lambda ledger: (ledger.roster is not None, ledger.kind))


@dataclass(frozen=True)
class Kind:
    """A kind of ledger as the upload page tells of it; `required` are the columns it needs."""

    kind: str
    title: str
    required: list[str]
    needs_roster: bool


def kinds() -> list[Kind]:
    """The ledgers that can be brought in."""
    return [
        Kind(
            kind=ledger.kind,
            title=ledger.title,
            required=[column.label for column in ledger.columns if column.required],
            needs_roster=ledger.roster is not None,
        )
        for ledger in ledgers_in_order()
    ]


def batches(actor: Actor) -> QuerySet[Batch]:
    """The batches of one's own unit and those below, the latest first; without their files."""
    sealed = ("content_sealed", "mapping_sealed", "corrections_sealed")
    found: QuerySet[Batch] = Batch.objects.visible_to(actor).defer(*sealed)
    return found.select_related("unit").order_by("-uploaded_at", "pk")


def named(batches: Iterable[Batch]) -> list[Batch]:
    """Batches with their `title`, `badge`, and the people of their steps by name, in one query."""
    batches = list(batches)
    usernames = {
        name for one in batches for name in (one.uploaded_by, one.entered_by, one.undone_by)
    }
    names = dict(User.objects.filter(username__in=usernames).values_list("username", "name"))
    for one in batches:
        one.title = ledger_of(one.kind).title if one.kind else "种类未定"
        one.badge = _BADGES.get(BatchState(one.state), one.state)
        one.uploader = names.get(one.uploaded_by) or one.uploaded_by
        one.enterer = names.get(one.entered_by) or one.entered_by
        one.undoer = names.get(one.undone_by) or one.undone_by
    return batches


def batch_names(keys: Iterable[str]) -> dict[str, str]:
    """What batches are called in the trail: 顾问名册：2024.xlsx."""
    found = Batch.objects.filter(pk__in=keys).values_list("pk", "kind", "file_name")
    return {
        str(pk): f"{ledger_of(kind).title if kind else '台账'}：{file_name}"
        for pk, kind, file_name in found
    }


def counts_of(batch: Batch) -> dict[str, int]:
    """How many rows each view has; those to choose for are not among the rejected here."""
    counts = Counter(batch.counts)
    counts["all"] = sum(counts[outcome] for outcome in Outcome)
    counts["writing"] = counts[Outcome.NEW] + counts[Outcome.CHANGED]
    counts["returned"] = counts[Outcome.REJECTED]
    counts["rejected"] -= counts["choose"]
    return counts


def show_of(asked: str, counts: Mapping[str, int]) -> Show:
    """The view asked for, else the first that has something to do, else everything."""
    urgent = [one for one in SHOWS[:3] if counts[one.count]]
    wanted = [one for one in SHOWS if one.value == asked]
    return [*wanted, *urgent, SHOWS[-1]][0]


def rows(batch: Batch, show: Show) -> QuerySet[Row]:
    """The rows of a view, in the order of the workbook."""
    found: QuerySet[Row] = batch.rows.filter(show.condition).order_by("position")
    return found


def still_wrong(batch: Batch, places: Collection[Place]) -> list[str]:
    """The lines of those cells that keep their rows out still, in the order of the workbook."""
    found = batch.rows.filter(
        outcome=Outcome.REJECTED,
        sheet__in={sheet for sheet, _, _ in places},
        number__in={number for _, number, _ in places},
    )
    wrong = []
    for row in found.order_by("position"):
        columns = [one["column"] for one in row.content["problems"] if one["is_error"]]
        wrong += [
            anchor_of(row.position, column)
            for column in dict.fromkeys(columns)
            if (row.sheet, row.number, column) in places
        ]
    return wrong


@dataclass(frozen=True)
class StreetCounts:
    """What a batch brought a street, by outcome; `rejected` goes back to it."""

    code: str
    name: str
    new: int
    changed: int
    same: int
    rejected: int


def by_street(batch: Batch) -> list[StreetCounts]:
    """A batch's rows street by street, in official order; rows of no known street come last."""
    counts = {outcome.value: Count("pk", filter=Q(outcome=outcome)) for outcome in Outcome}
    tallies = list(
        batch.rows.order_by("street")
        .values("street")
        .annotate(**counts)
        .values_list("street", *counts)
    )
    units = Unit.objects.filter(code__in=[street for street, *_ in tallies])
    names = dict(units.values_list("code", "name"))
    found = [
        StreetCounts(street, names.get(street, "没有认出街镇"), *numbers)
        for street, *numbers in tallies
    ]
    return sorted(found, key=lambda one: (not one.code, one.code))


def reading_notes(batch: Batch, mapping: WorkbookMapping | None) -> list[str]:
    """How the workbook was read, in a few words each, for the line below the table."""
    summary = batch.summary
    notes = [batch.file_name]
    if mapping:
        notes.append(f"{len(mapping.sheets)} 张工作表")
        notes.append(_header_note(mapping))
    skipped = [
        words for reason, words in _SKIPPED.items() if summary.get("skipped", {}).get(reason)
    ]
    if skipped:
        notes.append(f"{'、'.join(skipped)}已略过")
    for key, words in (
        ("hidden_sheets", "隐藏的工作表{}没有读"),
        ("other_sheets", "工作表{}不是这种台账，没有读"),
        ("hidden_columns", "工作表{}有隐藏的列没有读"),
    ):
        if names := summary.get(key):
            notes.append(words.format("、".join(f"“{name}”" for name in names)))
    for name, count in summary.get("hidden_rows", {}).items():
        notes.append(f"工作表“{name}”有 {count} 行被隐藏，没有读")
    for name, number in summary.get("unread", {}).items():
        notes.append(f"工作表“{name}”空了 200 行，第 {number} 行起没有读")
    return notes


def _header_note(mapping: WorkbookMapping) -> str:
    """第 3 行为表头, or from which row to which where sheets differ."""
    first = {one.header_rows[0] for one in mapping.sheets}
    is_double = any(len(one.header_rows) > 1 for one in mapping.sheets)
    where = "、".join(str(row) for row in sorted(first))
    return f"第 {where} 行为表头" + ("（有的合并两行）" if is_double else "")
