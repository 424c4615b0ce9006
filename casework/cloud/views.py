"""The pages of 社区云: hand an export in, match its headers once, see what came of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from casework.cloud import layouts, selectors, services
from casework.cloud.forms import ExportForm, HeadersForm
from casework.permissions import CaseworkPermission
from core.lists import page_of
from core.parts import Column, Link
from core.templatetags.portal_links import address
from core.web import GET_OR_POST, ActorRequest, actor_required
from ledgers.guard import UnreadableWorkbook
from ledgers.models import Batch
from ledgers.permissions import LedgersPermission
from ledgers.telling import masked
from ledgers.workbook import read_workbook

may_reconcile = actor_required(CaseworkPermission.RECONCILE)

COLUMNS = (
    Column("文件"),
    Column("上传"),
    Column("对上", is_numeric=True),
    Column("新增", is_numeric=True),
    Column("不能入账", is_numeric=True),
    Column("状态"),
)


@may_reconcile
@require_http_methods(GET_OR_POST)
def cloud(request: ActorRequest) -> HttpResponse:
    """Where an export is handed in, and what became of earlier ones.

    To hand one in is to import a ledger, which is the data admin's; the others see the result.
    """
    may_import = request.actor.can(LedgersPermission.IMPORT)
    form = ExportForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        request.actor.must(LedgersPermission.IMPORT).enforce()
        if form.is_valid():
            try:
                return _taken_in(request, form)
            except UnreadableWorkbook as refused:
                form.add_error("workbook", refused.message)
    page = page_of(request, selectors.exports(request.actor))
    context = {
        "form": form,
        "may_import": may_import,
        "columns": COLUMNS,
        "page": page,
        "rows": selectors.reconciled(page),
        "waiting": selectors.waiting(request.actor) if may_import else (),
        "unreferenced": selectors.unreferenced(request.actor),
        "layout": selectors.layout_for(request.actor),
    }
    return render(request, "casework/cloud.html", context)


def _taken_in(request: ActorRequest, form: ExportForm) -> HttpResponse:
    file = form.cleaned_data["workbook"]
    taken = services.take_in(file_name=file.name, content=file.read(), by=request.actor)
    return _on(request, taken)


def _on(request: ActorRequest, taken: services.TakenIn) -> HttpResponse:
    """To the headers of an export that waits, else to the batch's own page."""
    view = "casework:cloud-match" if taken.is_waiting else "ledgers:batch"
    if taken.was_there:
        messages.warning(request, "这份导出已经上传过，没有再收一次。下面就是那一批。")
    return HttpResponseRedirect(address(request, view, taken.batch.pk))


@may_reconcile
@require_http_methods(GET_OR_POST)
def match(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What the headers of an export mean: asked once, kept for the unit."""
    batch = get_object_or_404(selectors.waiting(request.actor), pk=pk)
    request.actor.must(LedgersPermission.IMPORT).enforce()
    known = selectors.columns_for(request.actor)
    try:
        sheets = layouts.sheets_of(read_workbook(batch.content), known)
    except UnreadableWorkbook as refused:
        messages.error(request, refused.message)
        return HttpResponseRedirect(address(request, "casework:cloud"))
    columns = layouts.first_columns(layouts.headers_of(sheets), known)
    samples = {
        text: [masked(one) for one in sheet.samples(at)]
        for sheet in reversed(sheets)
        for at, text in sheet.headers.items()
    }
    form = HeadersForm(
        columns, samples, request.POST or None, needs_street=request.actor.is_district
    )
    if request.method == "POST" and form.is_valid():
        return _matched(request, batch, form)
    return _headers_page(request, form, batch)


def _matched(request: ActorRequest, batch: Batch, form: HeadersForm) -> HttpResponse:
    try:
        taken = services.match_and_take_in(batch=batch, columns=form.columns, by=request.actor)
    except UnreadableWorkbook as refused:
        form.add_error(None, refused.message)
        return _headers_page(request, form, batch)
    messages.success(request, "表头已记下，下次同样的表头不用再对。仍然没有写入任何数据。")
    return _on(request, taken)


@may_reconcile
@require_http_methods(GET_OR_POST)
def columns(request: ActorRequest) -> HttpResponse:
    """How the headers were matched, to be changed."""
    known = selectors.columns_for(request.actor)
    needs_street = request.actor.is_district
    form = HeadersForm(known, {}, request.POST or None, needs_street=needs_street)
    if request.method == "POST" and known and form.is_valid():
        services.save_columns(columns=form.columns, by=request.actor)
        messages.success(request, "表头的对应已保存，下一次上传起按它读。")
        return HttpResponseRedirect(address(request, "casework:cloud"))
    return _headers_page(request, form, None)


def _headers_page(request: ActorRequest, form: HeadersForm, batch: Batch | None) -> HttpResponse:
    context = {
        "form": form,
        "batch": batch,
        "layout": selectors.layout_for(request.actor),
        "crumbs": [Link("社区云对账", address(request, "casework:cloud")), Link("对表头")],
    }
    return render(request, "casework/cloud_columns.html", context)
