"""The forms of who answers for whom."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from advisors.models import Advisor
from casework.households.forms import parts
from casework.households.keeping import Load
from orgs.models import Unit
from stations.forms import fields


class CareForm(parts.Refusing):
    """Who answers for a household, and who stands in, from a day on."""

    lead = parts.advisors("责任顾问", nobody="没有")
    deputy = parts.advisors("协助顾问", nobody="没有", help_text="责任顾问不在时由她走访。")
    starts_on = fields.day("从哪天起", help_text="原来的到前一天为止；没有改动的不变。")

    def __init__(self, *args: Any, advisors: Sequence[Advisor], **kwargs: Any) -> None:
        self.advisors = {str(one.pk): one for one in advisors}
        super().__init__(*args, **kwargs)
        for name in ("lead", "deputy"):
            parts.let_choose(self.fields[name], advisors)

    def clean(self) -> dict[str, Any]:
        """Two people, not one."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("lead") and cleaned.get("lead") == cleaned.get("deputy"):
            self.add_error("deputy", "协助顾问和责任顾问是同一个人，请另选一人，或选“没有”。")
        return cleaned

    def settled(self) -> dict[str, Any]:
        """What the writer is called with."""
        cleaned = self.cleaned_data
        return {
            "lead": self.advisors.get(cleaned["lead"]),
            "deputy": self.advisors.get(cleaned["deputy"]),
            "starts_on": cleaned["starts_on"],
        }


class KeysField(forms.Field):
    """The keys of the rows that were ticked."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[UUID]:
        """As UUIDs, each once; ValidationError for what is none."""
        try:
            return list(dict.fromkeys(UUID(one) for one in value or ()))
        except ValueError:
            raise forms.ValidationError("没有读懂勾选的家庭，请重新勾选。") from None


class ManyForm(parts.Refusing):
    """Many households to one advisor from a day on."""

    households = KeysField(label="家庭", required=False)
    advisor = parts.advisors("交给哪名顾问", nobody="请选择", required=True)
    starts_on = fields.day("从哪天起", help_text="原来的责任顾问到前一天为止。")

    def __init__(self, *args: Any, loads: Sequence[Load], **kwargs: Any) -> None:
        self.advisors = {str(one.advisor.pk): one.advisor for one in loads}
        super().__init__(*args, **kwargs)
        choices = [
            (
                str(one.advisor.pk),
                f"{one.advisor.name}（{one.advisor.get_level_display()}，现有{one.leads}户）",
            )
            for one in loads
        ]
        self.fields["advisor"].choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody has to be ticked."""
        cleaned = super().clean() or self.cleaned_data
        if "households" in cleaned and not cleaned["households"]:
            self.add_error("households", "请先勾选要交出的家庭。")
        return cleaned

    @property
    def ticked(self) -> list[UUID]:
        """What was ticked, to be ticked again when the form comes back."""
        return list(getattr(self, "cleaned_data", {}).get("households", ()))

    def given(self) -> dict[str, Any]:
        """What the writer is called with."""
        return {**self.cleaned_data, "advisor": self.advisors[self.cleaned_data["advisor"]]}


class CaresFilter(forms.Form):
    """By community, and by who answers. What can't be read counts as not chosen."""

    community = forms.ChoiceField(label="居村", required=False)
    advisor = forms.ChoiceField(label="责任顾问", required=False)

    def __init__(
        self, data: Any, *, communities: Sequence[Unit], advisors: Sequence[Advisor]
    ) -> None:
        super().__init__(data)
        places = [("", "全部居村"), *((one.code, one.short_name) for one in communities)]
        self.fields["community"].choices = places  # type: ignore[attr-defined]
        people = [("", "全部顾问"), *((str(one.pk), one.name) for one in advisors)]
        self.fields["advisor"].choices = people  # type: ignore[attr-defined]
        self.is_valid()

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The households that both choices leave; `rows` know their `carer`."""
        if code := self.cleaned_data.get("community"):
            rows = rows.filter(community=code)
        if key := self.cleaned_data.get("advisor"):
            rows = rows.filter(carer=key)
        return rows
