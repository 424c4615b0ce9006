"""The self-check: all streets in a table, and one street's annex clause by clause."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.drafts import drawn, keeps_draft
from core.parts import Column
from core.templatetags.portal_links import address
from core.versions import ChangedMeanwhile
from core.web import GET_OR_POST, ActorRequest
from orgs.filters import StreetFilter
from orgs.models import Unit
from standards.asked import question_of
from standards.book import Clause, StandardBook
from stations.annex.checks import agreeing, checks_of, keep_answers, keep_words, may_review
from stations.annex.clauses import annex_of
from stations.annex.facts import Told, told_of
from stations.annex.forms import AnswersForm, Fields, RowsForm, WordsForm
from stations.milestones.overview import book_of, crumbs, may_see_progress, street_of
from stations.milestones.progress import checks_by_street, with_brand
from stations.models import SelfCheck
from stations.policies import may_keep_sites_of

COLUMNS = (
    Column("街镇"),
    Column("已自查", is_numeric=True, note="条"),
    Column("待审", is_numeric=True, note="条"),
    Column("已审", is_numeric=True, note="条"),
    Column("意见不同", is_numeric=True, note="条"),
    Column("不适用", is_numeric=True, note="条"),
    Column("最近自查"),
)


@dataclass(frozen=True)
class Row:
    """One clause as the page shows it; `fields` is None where the actor has nothing to fill."""

    clause: Clause
    told: Told
    check: SelfCheck | None
    fields: Fields | None
    is_moved: bool

    @property
    def is_disputed(self) -> bool:
        """Whether the reviewer says another word than the street."""
        return bool(self.check and self.check.review and self.check.review != self.check.result)


@may_see_progress
@require_GET
def self_checks(request: ActorRequest) -> HttpResponse:
    """How far each street is; whoever has but one goes straight to it."""
    book = book_of(request)
    form = StreetFilter(request, question_of(request).as_of)
    if form.unit:
        return redirect(address(request, "stations:self-check", form.unit.pk))
    context = {
        "columns": COLUMNS,
        "total": len(annex_of(book)),
        "rows": checks_by_street(request.actor, form.streets, book.year),
        "clause": book.clause("T2-2"),
        "crumbs": crumbs(request, ("对照自查", "")),
    }
    return render(request, "stations/selfchecks.html", context)


@may_see_progress
@require_http_methods(GET_OR_POST)
@keeps_draft
def self_check(request: ActorRequest, code: str) -> HttpResponse:
    """The annex clause by clause: the street's word, the reviewer's, what records tell."""
    street, book = street_of(request, code, with_brand), book_of(request)
    checks = checks_of(street, book.year, request.actor)
    told = told_of(street, annex_of(book), question_of(request), request.actor)
    if request.method != "POST":
        form = _form_for(request, street, book, checks, told)
        return _page(request, street, book, checks, told, form)
    form = _form_of(request, street)(request.POST, **_needs(book, checks, told))
    if not form.is_valid():
        return _page(request, street, book, checks, told, form)
    try:
        changed = _keep(request, street, book, checks, form)
    except ChangedMeanwhile:
        now = checks_of(street, book.year, request.actor)
        form, moved = form.beside(now)
        return _page(request, street, book, now, told, form, moved, 409)
    words = f"已保存 {len(changed)} 条。" if changed else "没有改动，和登记的一样。"
    messages.success(request, words)
    return redirect(address(request, "stations:self-check", street.pk))


def _keep(
    request: ActorRequest,
    street: Unit,
    book: StandardBook,
    checks: dict[str, SelfCheck],
    form: RowsForm,
) -> list[str]:
    """The street's words, or the reviewer's; with 其余都同意 for what she left open."""
    if isinstance(form, WordsForm):
        return keep_words(street=street, book=book, words=form.words(), by=request.actor)
    answers = {code: word for code, word in form.words().items() if word.result}
    if request.POST.get("rest") == "agree":
        answers = {**agreeing(checks.values(), form.seen()), **answers}
    return keep_answers(street=street, book=book, answers=answers, by=request.actor)


def _form_of(request: ActorRequest, street: Unit) -> type[RowsForm]:
    """Whose form it is; 403 for those who only look."""
    if may_review(request.actor, street):
        return AnswersForm
    may_keep_sites_of(request.actor, street.pk).enforce()
    return WordsForm


def _form_for(
    request: ActorRequest,
    street: Unit,
    book: StandardBook,
    checks: dict[str, SelfCheck],
    told: dict[str, Told],
) -> RowsForm | None:
    """The form as it is first shown, if the actor has one."""
    may_fill = may_review(request.actor, street) or may_keep_sites_of(request.actor, street.pk)
    if not may_fill:
        return None
    return drawn(_form_of(request, street), request, **_needs(book, checks, told))


def _needs(
    book: StandardBook, checks: dict[str, SelfCheck], told: dict[str, Told]
) -> dict[str, Any]:
    suggested = {code: (one.suggested, one.suggested_note) for code, one in told.items()}
    return {"clauses": annex_of(book), "checks": checks, "suggested": suggested}


def _page(
    request: ActorRequest,
    street: Unit,
    book: StandardBook,
    checks: dict[str, SelfCheck],
    told: dict[str, Told],
    form: RowsForm | None,
    moved: Collection[str] = (),
    status: int = 200,
) -> HttpResponse:
    fields = form.rows() if form else {}
    reviewed = [check for check in checks.values() if check.review]
    clauses = annex_of(book)
    context = {
        "street": street,
        "year": book.year,
        "clause": book.clause("T2-2"),
        "day": question_of(request).as_of,
        "form": form,
        "is_review": isinstance(form, AnswersForm),
        "is_clash": bool(status == 409),
        "rows": [
            Row(one, told[one.code], checks.get(one.code), fields.get(one.code), one.code in moved)
            for one in clauses
        ],
        "total": len(clauses),
        "checked": len(checks),
        "reviewed": len(reviewed),
        "crumbs": crumbs(
            request, ("对照自查", address(request, "stations:self-checks")), (street.name, "")
        ),
    }
    return render(request, "stations/selfcheck.html", context, status=status)
