"""The form of one member of a household."""

from collections.abc import Iterable
from typing import Any

from django import forms

from casework.enums import Relation
from casework.households.forms import parts
from casework.models import Member
from stations.forms import fields

SEALED = ("id_number", "phone")


class MemberForm(parts.Refusing):
    """Who, related how. ID number and phone are not drawn: left empty, they stay."""

    name = parts.name("姓名")
    relation = forms.ChoiceField(
        label="与户主关系",
        choices=[("", "请选择"), *Relation.choices],
        help_text="改成“户主”的，原来的户主改为“其他”，请再核对大家的关系。",
    )
    id_number = parts.id_number()
    phone = parts.phone()
    cleared = forms.MultipleChoiceField(
        label="去掉登记的", required=False, widget=forms.CheckboxSelectMultiple
    )
    condition = fields.text(
        "健康、就业或就学情况", 200, help_text="写和帮扶有关的，例如“卧床”“高三”；加密保存。"
    )

    def __init__(self, *args: Any, held: Iterable[str] = (), **kwargs: Any) -> None:
        self.held = tuple(held)
        super().__init__(*args, **kwargs)
        labels = []
        for name in self.held:
            self.fields[name].help_text = "已登记，留空就不改。"
            labels.append((name, str(self.fields[name].label)))
        self.fields["cleared"].choices = labels  # type: ignore[attr-defined]
        if not labels:
            del self.fields["cleared"]

    def facts(self) -> dict[str, str]:
        """What the writer is called with."""
        names = ("name", "relation", "id_number", "phone", "condition")
        return {name: self.cleaned_data[name] for name in names}

    def cleared_facts(self) -> tuple[str, ...]:
        """Those to be taken away."""
        return tuple(self.cleaned_data.get("cleared", ()))


def initial_of(member: Member) -> dict[str, Any]:
    """What the form of a member begins with."""
    return {"name": member.name, "relation": member.relation, "condition": member.condition}


def held_of(member: Member) -> list[str]:
    """Which of the sealed facts a member has."""
    return [name for name in SEALED if getattr(member, f"{name}_sealed")]
