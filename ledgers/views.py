"""The ledger pages: upload, columns, preview, entered, and the way back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit import trail
from audit.models import Entry
from core.lists import page_of
from core.parts import Column, Link
from core.spreadsheet import download
from core.templatetags.kit import errorsummary
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from ledgers import batches, selectors
from ledgers.batches import BatchRefused, UndoRefused
from ledgers.blanks import blank_workbook
from ledgers.enums import BatchState
from ledgers.forms import ColumnsForm, UploadForm, first_mapping, fixes_from
from ledgers.guard import UnreadableWorkbook
from ledgers.models import Batch
from ledgers.obstacles import reasons
from ledgers.pages import batch_page
from ledgers.permissions import LedgersPermission
from ledgers.registry import all_ledgers
from ledgers.returns import returned_name, returned_workbook
from ledgers.workbook import read_workbook

may_import = actor_required(LedgersPermission.IMPORT)
# What a second press finds, in another window or by a double click.
ALREADY = {
    BatchState.ENTERED: "这一批已经入账",
    BatchState.UNDONE: "这一批已经撤销",
    BatchState.DISCARDED: "这一批已经放弃",
}

LIST_COLUMNS = (
    Column("文件"),
    Column("台账"),
    Column("上传"),
    Column("新增", is_numeric=True),
    Column("有变化", is_numeric=True),
    Column("相同", is_numeric=True),
    Column("不能入账", is_numeric=True),
    Column("状态"),
)

OBSTACLE_COLUMNS = (
    Column("记录"),
    Column("街镇"),
    Column("缘由"),
    Column("最近改动"),
    Column("哪一批"),
)


@may_import
@require_http_methods(GET_OR_POST)
def batch_list(request: ActorRequest) -> HttpResponse:
    """Where a workbook is handed in, and what was handed in before."""
    ledgers = selectors.ledgers_in_order()
    form = UploadForm(ledgers, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _received(request, form)
        except UnreadableWorkbook as refused:
            form.add_error("workbook", refused.message)
    page = page_of(request, selectors.batches(request.actor))
    context = {
        "form": form,
        "kinds": selectors.kinds(),
        "columns": LIST_COLUMNS,
        "page": page,
        "batches": [(one, selectors.counts_of(one)) for one in selectors.named(page)],
    }
    return render(request, "ledgers/batch_list.html", context)


def _received(request: ActorRequest, form: UploadForm) -> HttpResponse:
    """Take the file in; a workbook with unknown headers goes to the page of columns."""
    file = form.cleaned_data["workbook"]
    content = file.read()
    try:
        received = batches.receive(
            file_name=file.name,
            content=content,
            by=request.actor,
            kind=form.cleaned_data["kind"] or None,
        )
    except UnreadableWorkbook as refused:
        if refused.code != "no_known_header":
            raise
        unmapped = batches.receive_unmapped(file_name=file.name, content=content, by=request.actor)
        return _to(request, "ledgers:columns", unmapped)
    if received.was_there:
        messages.warning(request, _there_already(received.batch))
    elif received.batch.summary["missing"]:
        return _to(request, "ledgers:columns", received.batch)
    return _to(request, "ledgers:batch", received.batch)


def _there_already(batch: Batch) -> str:
    """That this very file was there, and what is to be done about it."""
    [batch] = selectors.named([batch])
    at = localtime(batch.uploaded_at)
    words = f"这个文件{batch.uploader}在 {at:%Y-%m-%d %H:%M} 上传过"
    if batch.state == BatchState.ENTERED:
        return f"{words}，并且已经入账；没有再收一次。下面就是那一批。"
    return f"{words}，还没有入账。下面就是那一批，可以接着做。"


@may_import
@require_http_methods(GET_OR_POST)
def batch(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A batch where it stands: the preview with its corrections, or what was entered."""
    found = _found(request, pk)
    if request.method == "POST":
        return _put_right(request, found, request.get_full_path())
    if found.state == BatchState.RECEIVED:
        return _to(request, "ledgers:columns", found)
    return _page(request, found)


def _put_right(request: ActorRequest, batch: Batch, back: str) -> HttpResponse:
    """Check again with what was put right; nothing typed is lost where that fails."""
    fixes = fixes_from(request.POST.dict())
    try:
        checked = batches.recheck(batch=batch, by=request.actor, fixes=fixes)
    except (BatchRefused, UnreadableWorkbook) as refused:
        messages.error(request, str(refused))
        return _page(request, _found(request, batch.pk), request.POST.dict(), status=409)
    wrong = selectors.still_wrong(checked, [fix.place for fix in fixes])
    solved = selectors.counts_of(batch)["returned"] - selectors.counts_of(checked)["returned"]
    done = f"按您的 {len(fixes)} 处改正重新核对了" if fixes else "重新核对了"
    result = f"，又有 {solved} 行可以入账" if solved > 0 else "，不能入账的行没有减少"
    if wrong:
        messages.warning(request, f"{done}{result}。有 {len(wrong)} 处还不对，看新的问题再改。")
        return HttpResponseRedirect(f"{back}#{wrong[0]}")
    messages.success(request, f"{done}{result}。仍然没有写入任何数据。")
    return HttpResponseRedirect(back)


def _page(
    request: ActorRequest, batch: Batch, typed: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """A batch as a page: its preview while that may change, then what became of it."""
    name = "preview" if batch.state == BatchState.CHECKED else "entered"
    context = batch_page(request, batch, typed or {})
    return render(request, f"ledgers/{name}.html", context, status=status)


@may_import
@require_http_methods(GET_OR_POST)
def columns(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Which sheets are read, where their headers are, and what each column means."""
    found = _found(request, pk)
    if found.state not in batches.OPEN:
        messages.warning(request, batches.DONE_WITH)
        return _to(request, "ledgers:batch", found)
    ledgers = selectors.ledgers_in_order()
    try:
        book = read_workbook(found.content)
    except UnreadableWorkbook as refused:
        messages.error(request, refused.message)
        return HttpResponseRedirect(address(request, "ledgers:list"))
    mapping = found.mapping or first_mapping(book, ledgers[0].kind)
    form = ColumnsForm(book, mapping, ledgers, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            checked = batches.recheck(batch=found, by=request.actor, mapping=form.mapping)
        except (BatchRefused, UnreadableWorkbook) as refused:
            form.kind.add_error(None, str(refused))
        else:
            if form.is_moved:
                messages.info(request, "已按新的种类或表头重新找了一遍，请看看各列对不对。")
                return _to(request, "ledgers:columns", checked)
            messages.success(request, "已按您对的列重新核对。仍然没有写入任何数据。")
            return _to(request, "ledgers:batch", checked)
    context = {
        "batch": found,
        "form": form,
        "errors": errorsummary(*form.parts) if form.kind.is_bound else "",
        "is_unknown": found.state == BatchState.RECEIVED,
        "crumbs": [Link("台账", address(request, "ledgers:list")), Link(found.file_name)],
    }
    return render(request, "ledgers/columns.html", context)


@may_import
@require_POST
def enter(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Enter what the preview shows; texts typed beside the button are checked first."""
    found = _found(request, pk)
    if found.state == BatchState.CHECKED and fixes_from(request.POST.dict()):
        messages.warning(request, "还没有入账：先把您刚填的改正核对一遍。没问题就再点一次入账。")
        return _put_right(request, found, address(request, "ledgers:batch", pk))
    return _done(
        request,
        found,
        batches.enter_batch,
        BatchState.ENTERED,
        lambda batch: f"已入账 {selectors.counts_of(batch)['writing']} 行。",
    )


@may_import
@require_http_methods(GET_OR_POST)
def undo(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Ask, and take the batch out of the books again."""
    found = _found(request, pk)
    if request.method == "POST":
        told = "已撤销，账上和入账前一样。"
        try:
            return _done(request, found, batches.undo_batch, BatchState.UNDONE, lambda _: told)
        except UndoRefused as refused:
            return _undo_refused(request, found, refused)
    return _asked(request, found, "ledgers/undo.html", BatchState.ENTERED)


def _undo_refused(request: ActorRequest, batch: Batch, refused: UndoRefused) -> HttpResponse:
    """What stands in the way of undoing, record by record, and what to do about it."""
    context = {
        "batch": batch,
        "told": str(refused),
        "columns": OBSTACLE_COLUMNS,
        "reasons": reasons(refused.obstacles, request.actor),
        "crumbs": _crumbs(request, batch),
    }
    return render(request, "ledgers/undo_refused.html", context, status=409)


@may_import
@require_http_methods(GET_OR_POST)
def discard(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Ask, and put the batch aside."""
    found = _found(request, pk)
    if request.method == "POST":
        told = "已放弃这一批，文件内容已删去。"
        return _done(request, found, batches.discard_batch, BatchState.DISCARDED, lambda _: told)
    return _asked(request, found, "ledgers/discard.html", *batches.OPEN)


@may_import
@require_GET
def returns(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The office's own workbook with the reasons beside its rejected rows."""
    found = _found(request, pk)
    if found.mapping is None or not found.counts.get("rejected"):
        raise Http404
    content, count = returned_workbook(found)
    trail.record(
        actor=request.actor,
        action=Entry.Action.EXPORTED,
        subject=f"batch:{found.pk}",
        rows=count,
    )
    return download(content, returned_name(found))


@may_import
@require_GET
def template(request: ActorRequest, kind: str) -> HttpResponse:
    """An empty workbook of a ledger, to be filled in."""
    ledger = next((one for one in all_ledgers() if one.kind == kind), None)
    if ledger is None:
        raise Http404
    content = blank_workbook(ledger, request.actor)
    return download(content, f"空表-{ledger.title}-{request.actor.unit_name}.xlsx")


def _done(
    request: ActorRequest,
    batch: Batch,
    step: Callable[..., Batch],
    goal: BatchState,
    told: Callable[[Batch], str],
) -> HttpResponse:
    """Take a step and show the batch; a second click finds it done and changes nothing."""
    try:
        done = step(batch=batch, by=request.actor)
    except UndoRefused:
        raise
    except (BatchRefused, UnreadableWorkbook) as refused:
        if _found(request, batch.pk).state == goal:
            messages.info(request, f"{ALREADY[goal]}，没有再做一次。")
        else:
            messages.error(request, str(refused))
    else:
        messages.success(request, told(done))
    return _to(request, "ledgers:batch", batch)


def _asked(
    request: ActorRequest, batch: Batch, template_name: str, *states: BatchState
) -> HttpResponse:
    """The page of a question, for browsers that open no dialog."""
    if batch.state not in states:
        return _to(request, "ledgers:batch", batch)
    context = {
        "batch": batch,
        "counts": selectors.counts_of(batch),
        "crumbs": _crumbs(request, batch),
    }
    return render(request, template_name, context)


def _crumbs(request: ActorRequest, batch: Batch) -> list[Link]:
    return [
        Link("台账", address(request, "ledgers:list")),
        Link(batch.file_name, address(request, "ledgers:batch", batch.pk)),
    ]


def _found(request: ActorRequest, pk: UUID) -> Batch:
    visible = Batch.objects.visible_to(request.actor).defer("content_sealed")
    return get_object_or_404(visible.select_related("unit"), pk=pk)


def _to(request: ActorRequest, view: str, batch: Batch) -> HttpResponse:
    return HttpResponseRedirect(address(request, view, batch.pk))
