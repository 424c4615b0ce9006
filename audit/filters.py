"""How the trail is narrowed."""

from datetime import datetime, time

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.timezone import make_aware

from audit.models import Entry


class TrailFilter(forms.Form):
    """By what was done, by whom, and from a day to a day (both included)."""

    action = forms.ChoiceField(
        label="动作", required=False, choices=[("", "全部动作"), *Entry.Action.choices]
    )
    username = forms.CharField(
        label="账号",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "账号", "type": "search"}),
    )
    first = forms.DateField(
        label="从哪天", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label="到哪天", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, parameters: QueryDict) -> None:
        super().__init__(parameters)
        self.is_valid()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was chosen."""
        return any(self.cleaned_data.values())

    def apply(self, rows: QuerySet[Entry]) -> QuerySet[Entry]:
        """The lines that all choices leave; what can't be read counts as not chosen."""
        chosen = self.cleaned_data
        if chosen.get("action"):
            rows = rows.filter(action=chosen["action"])
        if chosen.get("username"):
            rows = rows.filter(username=chosen["username"])
        if chosen.get("first"):
            rows = rows.filter(at__gte=make_aware(datetime.combine(chosen["first"], time.min)))
        if chosen.get("last"):
            rows = rows.filter(at__lte=make_aware(datetime.combine(chosen["last"], time.max)))
        return rows
