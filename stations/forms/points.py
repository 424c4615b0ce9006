"""The form of a service point, and the one that opens many."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms

from orgs.models import Unit
from stations.forms import fields
from stations.forms.sites import SiteForm
from stations.models import ServicePoint
from stations.naming import NameCheck, name_check_of_point
from stations.patterns import PLACE, Pattern

LONGEST_ADDRESS = 120


class PointForm(SiteForm):
    """Facts of a service point (T1-5, S1-5)."""

    def __init__(self, *args: Any, community: Unit, **kwargs: Any) -> None:
        self.community = community
        super().__init__(*args, **kwargs)

    def needs(self) -> dict[str, Any]:
        """The community."""
        return {"community": self.community}

    def name_check(self) -> NameCheck:
        """By the community's own name."""
        return name_check_of_point(self.community)


def initial_of_point(point: ServicePoint) -> dict[str, Any]:
    """A point as its form shows it."""
    facts = {name: getattr(point, name) for name in PointForm.FACTS}
    return {**facts, "version": point.version}


class OpenPointsForm(forms.Form):
    """What the points to be opened have in common, and for which communities."""

    address = fields.text(
        "地址",
        LONGEST_ADDRESS,
        help_text=f"各居村共用的写法：“{PLACE}”会换成居村的名称，例如“{PLACE}办公室”。",
    )
    phone = fields.phone()
    opening_hours = fields.text("开放时间", 80, help_text="例如：周一至周五 9:00–17:00。")
    opened_on = fields.day("启用日期", required=False, help_text="还在筹建的留空。")
    communities = forms.MultipleChoiceField(
        label="居村",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一个居村。"},
    )

    def __init__(self, *args: Any, communities: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.without = {community.pk: community for community in communities}
        choices = [(code, one.name) for code, one in self.without.items()]
        self.fields["communities"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """With the name of each community in it the address still has its place."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            most = max(len(self.pattern().facts_for(one)["address"]) for one in self.chosen())
            if most > LONGEST_ADDRESS:
                self.add_error(
                    "address", f"换上居村名称后最长有{most}个字，不能超过{LONGEST_ADDRESS}个字。"
                )
        return cleaned

    def pattern(self) -> Pattern:
        """What they have in common."""
        names = ("address", "phone", "opening_hours", "opened_on")
        return Pattern(**{name: self.cleaned_data[name] for name in names})

    @property
    def fingerprint(self) -> str:
        """What the preview showed: entering another thing than that asks again."""
        asked = json.dumps(
            [*asdict(self.pattern()).values(), *self.cleaned_data["communities"]], default=str
        )
        return hashlib.sha256(asked.encode()).hexdigest()

    def chosen(self) -> list[Unit]:
        """The communities, in the order of their codes."""
        return [self.without[code] for code in sorted(self.cleaned_data["communities"])]
