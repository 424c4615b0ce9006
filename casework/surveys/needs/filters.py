"""How the list of needs surveys is narrowed."""

from datetime import date

from django import forms

from casework.surveys.needs.halves import HalfYear, offered, parse_half
from core.web import ActorRequest
from orgs.filters import StreetFilter


class SurveyFilter(StreetFilter):
    """By half-year and street; without a choice, the half-year of the page's day."""

    half = forms.ChoiceField(label="半年", required=False)

    def __init__(self, request: ActorRequest, day: date) -> None:
        super().__init__(request, day)
        self.day = day
        halves = offered(day)
        asked = parse_half(request.GET.get("half", ""))
        if asked is not None and asked not in halves and asked.is_begun(day):
            halves.append(asked)
        choices = [(f"{one.year}-{one.half}", one.label) for one in halves]
        self.fields["half"].choices = choices  # type: ignore[attr-defined]
        self.full_clean()

    @property
    def half_year(self) -> HalfYear:
        """The half-year chosen, else the day's own."""
        return parse_half(str(self.value("half"))) or HalfYear.of(self.day)

    @property
    def is_narrowed(self) -> bool:
        """Whether a street was chosen."""
        return bool(self.code)
