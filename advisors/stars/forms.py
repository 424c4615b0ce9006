"""The forms of stars: which year's list, giving them, taking them back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from advisors.models import StarRating
from advisors.stars.selectors import years_until
from core.clock import portal_day
from core.numbers import number_in
from orgs.filters import StreetFilter
from stations.forms import fields


def _years() -> list[tuple[str, str]]:
    years = years_until(portal_day())
    return [("", "截至日所在年度"), *((str(year), f"{year} 年") for year in years)]


class StarsFilter(StreetFilter):
    """By street and year; the year of the page's day where none is asked for."""

    year = forms.ChoiceField(label="年度", required=False, choices=_years)

    def year_on(self, day: date) -> int:
        """The year asked for."""
        return number_in(str(self.value("year")), otherwise=day.year)


class StarsForm(forms.Form):
    """The stars of a year; `reason` where that year was rated before."""

    year = forms.TypedChoiceField(label="年度", coerce=int)
    level = forms.TypedChoiceField(label="星级", coerce=int, widget=forms.RadioSelect)
    basis = fields.PastedField(
        label="依据", max_length=200, help_text="例如：年度考核优秀，办结个案 36 件。印在证书上。"
    )
    decided_by = fields.PastedField(label="评定单位", max_length=60, help_text="证书上的落款。")
    decided_on = fields.day("评定日期", help_text="在评定的年度之内。")
    reason = forms.CharField(
        label="更正的原因",
        max_length=200,
        required=False,
        help_text="这一年已评过、现在更正的，必须写明；记入留痕。",
    )

    FACTS = ("level", "basis", "decided_by", "decided_on")

    def __init__(
        self, *args: Any, years: Sequence[int], levels: Sequence[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(y, f"{y} 年") for y in years]  # type: ignore[attr-defined]
        self.fields["level"].choices = [(n, f"{n} 星") for n in levels]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What is kept of the answers."""
        return {name: self.cleaned_data[name] for name in self.FACTS}

    def refuse(self, refused: ValidationError) -> None:
        """What the writer refuses, at its field where there is one."""
        for name, errors in refused.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, errors)


class TakeBackForm(forms.Form):
    """Which rating is removed, and why."""

    rating = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="删除的原因", max_length=200, help_text="记入留痕。请不要写姓名和电话。"
    )

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        # It stands beside another form on its page.
        super().__init__(data, auto_id="remove_%s", **kwargs)


def initial_of(rating: StarRating | None, year: int, decided_by: str) -> dict[str, Any]:
    """A rating as its form shows it, or what is known of a new one."""
    if rating is None:
        return {"year": year, "decided_by": decided_by}
    known = {name: getattr(rating, name) for name in StarsForm.FACTS}
    return {"year": rating.year, **known}
