"""The forms of categories, tiers, listings, moves and merges."""

from collections.abc import Sequence
from typing import Any

from django import forms

from advisors.models import Advisor
from casework.categories import choices_on
from casework.enums import EndReason
from casework.households.forms import parts
from casework.households.services.listing import LEAVING
from casework.models import Household
from core.clock import portal_day
from orgs.models import Unit
from stations.forms import fields


class DaysForm(parts.Refusing):
    """From a day to a day, or open."""

    starts_on = fields.day("第一天")
    ends_on = fields.day("最后一天", required=False, help_text="还在享受的留空。")


class CategoryForm(DaysForm):
    """A category from a day on; those whose name is in use today."""

    category = forms.ChoiceField(label="救助类别")

    field_order = ("category", "starts_on", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            *choices_on(portal_day()),
        ]


class RenameForm(parts.Refusing):
    """The first day of the new name."""

    starts_on = fields.day("从哪天起改称", help_text="原来的名称到前一天为止。")


class TierForm(parts.Refusing):
    """A tier and its visits, from a day on."""

    tier = parts.tier()
    visits_per_quarter = parts.visits()
    starts_on = fields.day("从哪天起", help_text="现在的分层到前一天为止。")

    def asked(self) -> dict[str, Any]:
        """What the writer is called with."""
        cleaned = self.cleaned_data
        visits = parts.visits_of(cleaned["tier"], cleaned["visits_per_quarter"])
        return {**cleaned, "visits_per_quarter": visits}


class LeaveForm(parts.Refusing):
    """The last day on the list, and why."""

    last_day = fields.day("在册最后一天", help_text="这一天仍在册；责任顾问也到这一天为止。")
    reason = forms.ChoiceField(
        label="移出原因",
        choices=[("", "请选择"), *((str(one), EndReason(one).label) for one in LEAVING)],
        help_text="迁到本区别的街镇的选“迁往其他居村”，由那边另外建档。",
    )


class RelistForm(parts.Refusing):
    """The first day on the list."""

    starts_on = fields.day("列入日期", help_text="从这一天起在册，计入每季走访（T7-3）。")


class MoveForm(parts.Refusing):
    """Where to, since when, and who answers there."""

    community = forms.ChoiceField(label="迁到哪个居村", help_text="只列本街镇的居村。")
    starts_on = fields.day("从哪天起", help_text="在原居村到前一天为止。")
    advisor = parts.advisors("新的责任顾问", nobody="以后再定")

    def __init__(
        self, *args: Any, communities: Sequence[Unit], advisors: Sequence[Advisor], **kwargs: Any
    ) -> None:
        self.units = {one.code: one for one in communities}
        self.advisors = {str(one.pk): one for one in advisors}
        super().__init__(*args, **kwargs)
        parts.let_choose_unit(self.fields["community"], communities)
        parts.let_choose(self.fields["advisor"], advisors)

    def moved(self) -> dict[str, Any]:
        """What the writer is called with."""
        cleaned = self.cleaned_data
        return {
            "community": self.units[cleaned["community"]],
            "starts_on": cleaned["starts_on"],
            "care": self.advisors.get(cleaned["advisor"]),
        }


class MergeForm(parts.Refusing):
    """Which other file is of the same household: one that looks alike, or by its number."""

    other = forms.ChoiceField(label="同一户的另一份档案", required=False, widget=forms.RadioSelect)
    number = fields.text("或者写它的户编号", 30)

    def __init__(self, *args: Any, alike: Sequence[Household], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike = alike
        self.fields["other"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{one.reference} {one.masked_name}（{one.community.short_name}）")
            for one in alike
        ]
        if not alike:
            del self.fields["other"]

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("other") and not cleaned.get("number"):
            raise forms.ValidationError("请选一份档案，或写它的户编号。")
        return cleaned
