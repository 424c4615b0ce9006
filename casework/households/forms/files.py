"""The form that opens a household's file, and the one that changes it."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from advisors.models import Advisor
from casework.categories import choices_on
from casework.households.forms import parts
from casework.households.keeping import namesakes
from casework.households.services.filing import SEALED
from casework.models import Household
from core.clashes import VersionedForm
from core.clock import portal_day
from orgs.models import Unit
from stations.forms import fields

NUMBER_HINT = "街镇自己的编号；没有就留空，门户另给一个临时的。"
NOTE_HINT = "请不要写姓名、电话和证件号。"
KEPT = "已登记，留空就不改。"


class OpenForm(parts.OfNobody, parts.Refusing):
    """All that is asked once: who, where, as what, how often, since when, who answers."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    head_name = parts.name("户主姓名")
    id_number = parts.id_number("户主的，18位，可以不填；填了会先查有没有重复建档，加密保存。")
    community = forms.ChoiceField(label="居村")
    number = fields.text("户编号", 30, help_text=NUMBER_HINT)
    is_namesake = forms.BooleanField(
        label="是另一户，同名", required=False, help_text="这个居村已有同名户主的档案时才要勾。"
    )
    size = parts.people("家庭人数", 20)
    phone = parts.phone()
    address = fields.text("住址", 200, help_text="加密保存。")
    note = fields.text("备注", 200, help_text=NOTE_HINT)
    listed_on = fields.day(
        "列入日期", required=False, help_text="从哪天起在册；还没有列入名册的留空，以后再列。"
    )
    categories = forms.MultipleChoiceField(
        label="救助类别", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="可以几个；只列现在用的名称。",
    )  # fmt: skip
    categories_from = fields.day(
        "类别从哪天起",
        required=False,
        help_text="不填就和列入日期相同；几个类别日子不同的，建档后再改。",
    )
    tier = parts.tier(required=False)
    visits_per_quarter = parts.visits()
    advisor = parts.advisors("责任顾问", nobody="以后再定", help_text="只列今天在岗的顾问。")

    def __init__(
        self,
        *args: Any,
        communities: Sequence[Unit],
        advisors: Sequence[Advisor],
        **kwargs: Any,
    ) -> None:
        self.units = {one.code: one for one in communities}
        self.advisors = {str(one.pk): one for one in advisors}
        self.namesakes: list[Household] = []
        super().__init__(*args, **kwargs)
        parts.let_choose_unit(self.fields["community"], communities)
        parts.let_choose(self.fields["advisor"], advisors)
        self.fields["categories"].choices = choices_on(portal_day())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Whoever has a namesake in the community is asked about once."""
        cleaned = super().clean() or self.cleaned_data
        self._ask_of_namesakes(cleaned)
        listed, begun = cleaned.get("listed_on"), cleaned.get("categories_from")
        for name, day in (("listed_on", listed), ("categories_from", begun)):
            if day and day > portal_day():
                self.add_error(name, f"{day} 还没有到，请核对年份。")
        if cleaned.get("visits_per_quarter") and not cleaned.get("tier"):
            self.add_error("tier", "写了每季走访次数的，请选重点或常规。")
        return cleaned

    def opened(self) -> dict[str, Any]:
        """What the writer is called with."""
        cleaned = self.cleaned_data
        day = cleaned["categories_from"] or cleaned["listed_on"] or portal_day()
        plain = ("key", "head_name", "number", "size", "phone", "address", "note", "id_number")
        return {
            **{name: cleaned[name] for name in plain},
            "community": self.units[cleaned["community"]],
            "categories": dict.fromkeys(cleaned["categories"], day),
            "tier": cleaned["tier"],
            "visits_per_quarter": parts.visits_of(cleaned["tier"], cleaned["visits_per_quarter"]),
            "listed_on": cleaned["listed_on"],
            "care": self.advisors.get(cleaned["advisor"]),
        }

    def _ask_of_namesakes(self, cleaned: dict[str, Any]) -> None:
        head, community = cleaned.get("head_name"), cleaned.get("community")
        if not head or not community or cleaned.get("is_namesake"):
            return
        self.namesakes = list(namesakes(community, head, cleaned.get("key")))
        if self.namesakes:
            told = "、".join(one.reference for one in self.namesakes)
            words = f"这个居村已有同名户主的档案（{told}）；确是另一户的，请勾选后再建档。"
            self.add_error("is_namesake", words)


def blank(community: str, day: date) -> dict[str, Any]:
    """What the form of a new file begins with."""
    return {"key": uuid.uuid4(), "community": community, "listed_on": day}


class ChangeForm(parts.OfNobody, VersionedForm):
    """What stands in the file itself. Phone and address are not drawn: left empty, they stay."""

    head_name = parts.name("户主姓名", help_text="户主换人的，请到“家庭成员”里办。")
    number = fields.text("户编号", 30, help_text=NUMBER_HINT)
    size = parts.people("家庭人数", 20)
    phone = parts.phone()
    address = fields.text("住址", 200, help_text="加密保存。")
    cleared = forms.MultipleChoiceField(
        label="去掉登记的", required=False, widget=forms.CheckboxSelectMultiple
    )
    note = fields.text("备注", 200, help_text=NOTE_HINT)

    FACTS = ("head_name", "number", "size", "note")

    def __init__(self, *args: Any, held: Iterable[str] = (), **kwargs: Any) -> None:
        self.held = tuple(held)
        super().__init__(*args, **kwargs)
        for name in self.held:
            self.fields[name].help_text = KEPT
        labels = [(name, str(self.fields[name].label)) for name in self.held]
        self.fields["cleared"].choices = labels  # type: ignore[attr-defined]
        if not labels:
            del self.fields["cleared"]

    def needs(self) -> dict[str, Any]:
        """Which of the sealed facts are on record."""
        return {"held": self.held}

    def facts(self) -> dict[str, Any]:
        """The fields of the file, without what is sealed."""
        return {name: self.cleaned_data[name] for name in self.FACTS}

    def sealed(self) -> dict[str, str]:
        """Phone and address where they were typed."""
        return {name: self.cleaned_data[name] for name in SEALED}

    def cleared_facts(self) -> list[str]:
        """Those to be taken away."""
        return list(self.cleaned_data.get("cleared", ()))


def initial_of(household: Household) -> dict[str, Any]:
    """What the form of a file begins with."""
    facts = {name: getattr(household, name) for name in ChangeForm.FACTS}
    return {**facts, "version": household.version}


def held_of(household: Household) -> list[str]:
    """Which of the sealed facts a household has."""
    return [name for name in SEALED if getattr(household, f"{name}_sealed")]
