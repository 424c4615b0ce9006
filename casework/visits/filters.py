"""How the list of visits is narrowed."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from advisors.models import Advisor
from casework.enums import VisitMode
from casework.households.selectors import communities_in
from casework.periods import MONTH, QUARTER, Period, period_of, written
from core.actor import Actor
from core.web import ActorRequest
from orgs.filters import StreetFilter

# So many months, and quarters, are offered, the latest first.
MONTHS, QUARTERS = 12, 8
ALL_DAYS = "all"


class VisitFilter(StreetFilter):
    """By street, community, advisor, month or quarter, way of visiting, and number of 社区云.

    Without a choice of its days it is the quarter that the page's day lies in.
    """

    community = forms.CharField(label="居村", required=False, widget=forms.Select)
    advisor = forms.CharField(label="走访人", required=False, widget=forms.Select)
    period = forms.CharField(label="时间", required=False, widget=forms.Select)
    mode = forms.ChoiceField(
        label="走访方式", required=False, choices=[("", "全部方式"), *VisitMode.choices]
    )
    cloud = forms.ChoiceField(
        label="社区云编号",
        required=False,
        choices=[("", "不论社区云编号"), ("with", "有社区云编号"), ("without", "没有社区云编号")],
    )

    def __init__(self, request: ActorRequest, day: date) -> None:
        self.day, self.actor = day, request.actor
        super().__init__(request, day)
        self.fields["period"].widget.choices = periods_before(day)
        # Whoever looks at a single street picks among its own.
        street = self.unit.pk if self.unit else ""
        places = list(communities_in(self.actor, street, day)) if street else []
        self._offer("community", "全部居村", [(one.code, one.short_name) for one in places])
        people = _people_of(self.actor, street) if self.actor.street_code else ()
        self._offer("advisor", "全部走访人", [(str(one.pk), one.name) for one in people])

    @property
    def chosen(self) -> dict[str, str]:
        """Every choice by its name; what is not among those offered counts as not chosen."""
        chosen = {name: str(self.value(name)) for name in self.fields}
        return {
            name: value if name not in self.offered or value in self.offered[name] else ""
            for name, value in chosen.items()
        }

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was chosen."""
        return any(self.chosen.values())

    @property
    def span(self) -> Period | None:
        """The month or quarter; None for all days."""
        period = self.chosen["period"]
        if period == ALL_DAYS:
            return None
        return period_of(period) or Period.of(self.day, QUARTER)

    def apply(self, rows: Any) -> Any:
        """The visits that all choices leave."""
        chosen = self.chosen
        rows = self.narrow(rows, "community__parent")
        if self.span:
            rows = rows.between(self.span.first, self.span.last)
        for name in ("community", "advisor", "mode"):
            if chosen[name]:
                rows = rows.filter(**{name: chosen[name]})
        if chosen["cloud"]:
            is_empty = {"community_cloud_ref": ""}
            rows = (
                rows.filter(**is_empty)
                if chosen["cloud"] == "without"
                else rows.exclude(**is_empty)
            )
        return rows

    @property
    def offered(self) -> dict[str, set[str]]:
        """The values of the choices that depend on the street, or on the day."""
        names = ("community", "advisor", "period")
        return {name: {value for value, _ in self._choices(name)} for name in names}

    def _offer(self, name: str, blank: str, choices: list[tuple[str, str]]) -> None:
        if len(choices) < 2:
            self.fields[name].widget = forms.HiddenInput()
        else:
            self.fields[name].widget.choices = [("", blank), *choices]

    def _choices(self, name: str) -> list[tuple[str, str]]:
        return list(getattr(self.fields[name].widget, "choices", ()))


def periods_before(day: date) -> list[tuple[str, str]]:
    """The months and quarters up to a day to choose from; the first is the quarter it lies in."""
    quarters, months = _run(day, QUARTER, QUARTERS), _run(day, MONTH, MONTHS)
    return [
        ("", f"本季度（{quarters[0].label}）"),
        *((written(one), one.label) for one in quarters[1:]),
        *((written(one), one.label) for one in months),
        (ALL_DAYS, "不限日期"),
    ]


def _run(day: date, months: int, count: int) -> list[Period]:
    found = [Period.of(day, months)]
    while len(found) < count:
        found.append(Period.of(found[-1].first - timedelta(days=1), months))
    return found


def _people_of(actor: Actor, street: str) -> QuerySet[Advisor]:
    """Those of a street whose files an actor sees: for a community who looks after it."""
    there: QuerySet[Advisor] = Advisor.objects.visible_to(actor).filter(street=street)
    return there.order_by("level", "name", "pk")
