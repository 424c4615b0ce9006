"""The annex as a checklist: the street's word on each clause, and the reviewer's (T2-2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import trail
from audit.models import Entry
from core.actor import Actor
from core.clock import portal_day
from core.policies import Allowed, Answer, Denied
from core.versions import ChangedMeanwhile
from orgs.models import Unit
from standards.book import Clause, StandardBook
from stations.annex.clauses import annex_of, may_be_left_out
from stations.enums import CheckResult
from stations.models import SelfCheck
from stations.permissions import StationsPermission
from stations.policies import may_keep_sites_of


@dataclass(frozen=True)
class Word:
    """What somebody says of one clause, and the version of the row he saw (0: none yet).

    `is_again` says that the street looked once more and found the same.
    """

    result: str
    note: str
    version: int
    is_again: bool = False


def may_review(actor: Actor, street: Unit) -> Answer:
    """Whoever reviews in the district."""
    if not actor.can(StationsPermission.REVIEW):
        return actor.must(StationsPermission.REVIEW)
    if not actor.covers(street.pk):
        return Denied("这个单位不在您的范围内。")
    return Allowed()


def checks_of(street: Unit, year: int, actor: Actor) -> dict[str, SelfCheck]:
    """Clause → row."""
    rows = SelfCheck.objects.visible_to(actor).filter(street=street, year=year)
    return {row.clause: row for row in rows.order_by("clause")}


@transaction.atomic
def keep_words(
    *, street: Unit, book: StandardBook, words: Mapping[str, Word], by: Actor
) -> list[str]:
    """Keep the street's words on the clauses named; return the codes of those that changed.

    A changed or repeated word clears the reviewer's answer, which was about the one before.
    Raises ChangedMeanwhile, having kept nothing, where a row changed since it was seen.
    """
    may_keep_sites_of(by, street.pk).enforce()
    held = _locked(street, book.year)
    changed = []
    for clause in annex_of(book):
        word = words.get(clause.code)
        if word is None or not word.result:
            continue
        _refuse_left_out(clause, word.result)
        row = held.get(clause.code) or SelfCheck(
            street=street, year=book.year, clause=clause.code, version=0
        )
        is_same = (row.result, row.note) == (word.result, word.note)
        if is_same and not (word.is_again and row.review):
            continue
        _must_be_seen(row, word.version)
        row.result, row.note = word.result, word.note
        row.checked_on, row.checked_by = portal_day(), by.username
        row.review, row.review_note = "", ""
        row.reviewed_on, row.reviewed_by = None, ""
        _write(row)
        changed.append(clause.code)
    _tell(by, street, book.year, "checked", changed)
    return changed


@transaction.atomic
def keep_answers(
    *, street: Unit, book: StandardBook, answers: Mapping[str, Word], by: Actor
) -> list[str]:
    """Keep the reviewer's words on what the street has checked; return the codes that changed.

    Raises ChangedMeanwhile as `keep_words` does.
    """
    may_review(by, street).enforce()
    held = _locked(street, book.year)
    changed = []
    for clause in annex_of(book):
        row, answer = held.get(clause.code), answers.get(clause.code)
        if row is None or answer is None or not answer.result:
            continue
        _refuse_left_out(clause, answer.result)
        if (row.review, row.review_note) == (answer.result, answer.note):
            continue
        _must_be_seen(row, answer.version)
        row.review, row.review_note = answer.result, answer.note
        row.reviewed_on, row.reviewed_by = portal_day(), by.username
        _write(row)
        changed.append(clause.code)
    _tell(by, street, book.year, "reviewed", changed)
    return changed


def agreeing(checks: Iterable[SelfCheck], seen: Mapping[str, int]) -> dict[str, Word]:
    """“其余都同意”: the street's own word as the answer wherever there is none yet.

    `seen` are the versions that the page showed.
    """
    return {
        row.clause: Word(row.result, "", seen.get(row.clause, 0))
        for row in checks
        if not row.review
    }


def _refuse_left_out(clause: Clause, result: str) -> None:
    if result == CheckResult.NOT_APPLICABLE and not may_be_left_out(clause):
        raise PermissionDenied(f"{clause.code} 是必须做到的，不能选“不适用”。")


def _must_be_seen(row: SelfCheck, version: int) -> None:
    if row.version != version:
        raise ChangedMeanwhile


def _locked(street: Unit, year: int) -> dict[str, SelfCheck]:
    """The street's rows; two who write at once follow each other."""
    Unit.objects.select_for_update().get(pk=street.pk)
    rows = SelfCheck.objects.filter(street=street, year=year)
    return {row.clause: row for row in rows.order_by("clause")}


def _write(row: SelfCheck) -> None:
    row.version += 1
    row.full_clean()
    row.save()


def _tell(by: Actor, street: Unit, year: int, deed: str, codes: Sequence[str]) -> None:
    if codes:
        trail.record(
            actor=by,
            action=Entry.Action.CHANGED,
            subject=f"self_checks:{year}",
            unit=street.pk,
            deed=deed,
            clauses=list(codes),
        )
