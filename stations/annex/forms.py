"""The forms of the self-check: one row for each clause of the annex, all sent together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, cast

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from standards.book import Clause
from stations.annex.checks import Word
from stations.annex.clauses import may_be_left_out
from stations.enums import CheckResult
from stations.models import SelfCheck

LONGEST_NOTE = 300


@dataclass(frozen=True)
class Fields:
    """The fields of one clause; `again` is None where there is nothing to check once more."""

    result: BoundField
    note: BoundField
    version: BoundField
    again: BoundField | None


class RowsForm(forms.Form):
    """What the street's form and the reviewer's have in common."""

    RESULT, NOTE = "", ""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        clauses: Sequence[Clause],
        checks: Mapping[str, SelfCheck],
        suggested: Mapping[str, tuple[str, str]],
    ) -> None:
        super().__init__(data)
        self.clauses = clauses
        self.checks = checks
        self.suggested = suggested
        for clause in clauses:
            if self.is_asked(clause.code):
                self._add(clause)

    def is_asked(self, code: str) -> bool:
        """Whether a clause has its fields in this form."""
        raise NotImplementedError

    def initial_result(self, code: str) -> str:
        """What is chosen before anybody chooses."""
        raise NotImplementedError

    def rows(self) -> dict[str, Fields]:
        """The fields by clause."""
        return {
            clause.code: Fields(
                self[f"{clause.code}-result"],
                self[f"{clause.code}-note"],
                self[f"{clause.code}-version"],
                self[f"{clause.code}-again"] if f"{clause.code}-again" in self.fields else None,
            )
            for clause in self.clauses
            if self.is_asked(clause.code)
        }

    def words(self) -> dict[str, Word]:
        """What was said, by clause."""
        return {
            code: Word(
                self.cleaned_data[f"{code}-result"],
                self.cleaned_data[f"{code}-note"],
                self.cleaned_data[f"{code}-version"] or 0,
                bool(self.cleaned_data.get(f"{code}-again")),
            )
            for code in self.rows()
        }

    def seen(self) -> dict[str, int]:
        """The versions that the page showed, by clause."""
        return {code: self.cleaned_data[f"{code}-version"] or 0 for code in self.rows()}

    def beside(self, checks: Mapping[str, SelfCheck]) -> tuple[Self, set[str]]:
        """The form as typed, on top of what is on record now; the clauses that changed since.

        Saved once more, what was typed holds.
        """
        data, moved = cast(QueryDict, self.data).copy(), set()
        for code in self.rows():
            version = checks[code].version if code in checks else 0
            if data.get(f"{code}-version") != str(version):
                moved.add(code)
                data[f"{code}-version"] = str(version)
        again = type(self)(data, clauses=self.clauses, checks=checks, suggested=self.suggested)
        return again, moved

    def _add(self, clause: Clause) -> None:
        code, check = clause.code, self.checks.get(clause.code)
        left_out = may_be_left_out(clause)
        choices = [
            choice
            for choice in CheckResult.choices
            if left_out or choice[0] != CheckResult.NOT_APPLICABLE
        ]
        named: dict[str, Any] = {
            "result": forms.ChoiceField(
                label=f"{self.RESULT}（{code}）",
                choices=choices,
                widget=forms.RadioSelect,
                required=False,
                initial=self.initial_result(code),
            ),
            "note": forms.CharField(
                label=f"{self.NOTE}（{code}）",
                max_length=LONGEST_NOTE,
                required=False,
                initial=self.initial_note(code),
            ),
            "version": forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=check.version if check else 0
            ),
        }
        for name, field in named.items():
            self.fields[f"{code}-{name}"] = field

    def initial_note(self, code: str) -> str:
        """What stands as its reason before anybody types."""
        raise NotImplementedError


class WordsForm(RowsForm):
    """The street's word on each clause of the annex."""

    RESULT, NOTE = "自查结果", "自查说明"

    def is_asked(self, code: str) -> bool:
        """Every clause."""
        return True

    def initial_result(self, code: str) -> str:
        """The word on record, else the one that follows from records."""
        check = self.checks.get(code)
        return check.result if check else self.suggested[code][0]

    def initial_note(self, code: str) -> str:
        """The street's note, else the reason that follows from records."""
        check = self.checks.get(code)
        return check.note if check else self.suggested[code][1]

    def clean(self) -> dict[str, Any]:
        """Leaving a clause out wants its reason."""
        cleaned = super().clean() or self.cleaned_data
        for code in self.rows():
            is_left_out = cleaned.get(f"{code}-result") == CheckResult.NOT_APPLICABLE
            if is_left_out and not cleaned.get(f"{code}-note"):
                self.add_error(f"{code}-note", f"{code} 选了“不适用”，请写明为什么不适用。")
        return cleaned

    def _add(self, clause: Clause) -> None:
        super()._add(clause)
        check = self.checks.get(clause.code)
        if check and check.review:
            self.fields[f"{clause.code}-again"] = forms.BooleanField(
                label=f"已重新自查，请区级再审（{clause.code}）", required=False
            )


class AnswersForm(RowsForm):
    """The reviewer's word on what the street has checked."""

    RESULT, NOTE = "审核结果", "审核说明"

    def is_asked(self, code: str) -> bool:
        """What the street has checked."""
        return code in self.checks

    def initial_result(self, code: str) -> str:
        """The answer on record."""
        return self.checks[code].review

    def initial_note(self, code: str) -> str:
        """The reviewer's note."""
        return self.checks[code].review_note

    def clean(self) -> dict[str, Any]:
        """Another word than the street's wants its reason; the street has to act on it."""
        cleaned = super().clean() or self.cleaned_data
        for code in self.rows():
            review = cleaned.get(f"{code}-result")
            if review and review != self.checks[code].result and not cleaned.get(f"{code}-note"):
                self.add_error(
                    f"{code}-note", f"{code} 的审核结果和街镇自查不同，请写明原因，街镇据此整改。"
                )
        return cleaned
