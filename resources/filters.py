"""How the lists of resources and of providers are narrowed."""

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.scope import ancestors
from core.web import ActorRequest
from orgs.filters import StreetFilter
from resources.enums import NeedCategory, ProviderKind
from resources.models import Provider, Resource, ResourceArea
from resources.selectors import communities_for

# Phones and ID numbers; 2024年 may stand in a name.
_NUMBER = re.compile(r"\d{7,}")


class _Search(StreetFilter):
    """With a word of the name, which stands in the address: never a number of a person."""

    q = forms.CharField(
        label="名称",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"placeholder": "找资源或提供方", "type": "search"}),
    )

    @property
    def chosen(self) -> dict[str, str]:
        """Every choice by its name, empty where there is none."""
        return {name: str(self.value(name)) for name in self.fields}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was chosen."""
        return any(self.chosen.values())

    def clean_q(self) -> str:
        """Numbers stay out of addresses, which are kept in histories and logs."""
        words = str(self.cleaned_data["q"]).strip()
        if _NUMBER.search(words):
            raise forms.ValidationError(
                "这里只能按名称找。电话和号码会留在网址里，请不要填；刚才的条件没有使用。"
            )
        return words


class ResourceFilter(_Search):
    """By street, by the community it is for, by category and by kind of provider."""

    community = forms.ChoiceField(label="服务居村", required=False)
    category = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部类别"), *NeedCategory.choices]
    )
    kind = forms.ChoiceField(
        label="主体类型", required=False, choices=[("", "全部主体"), *ProviderKind.choices]
    )

    field_order = ("street", "community", "category", "kind", "q")

    def __init__(self, request: ActorRequest, day: date) -> None:
        super().__init__(request, day)
        there = communities_for(request.actor, day)
        choices = [(one.code, one.name) for one in there]
        self.fields["community"].choices = [("", "服务到的居村"), *choices]  # type: ignore[attr-defined]
        if len(choices) < 2:
            self.fields["community"].widget = forms.HiddenInput()
        self.full_clean()

    def apply(self, rows: QuerySet[Resource]) -> QuerySet[Resource]:
        """The rows that all choices leave; of a community also what is for all of its street."""
        chosen = self.chosen
        if chosen["street"]:
            rows = rows.filter(unit=chosen["street"])
        if chosen["category"]:
            rows = rows.filter(category=chosen["category"])
        if chosen["kind"]:
            rows = rows.filter(provider__kind=chosen["kind"])
        if chosen["q"]:
            rows = rows.filter(
                Q(name__icontains=chosen["q"]) | Q(provider__name__icontains=chosen["q"])
            )
        if chosen["community"]:
            areas = ResourceArea.objects.filter(resource=OuterRef("pk"))
            is_for_her = Exists(areas.filter(community=chosen["community"]))
            rows = rows.filter(~Exists(areas) | is_for_her, unit__in=ancestors(chosen["community"]))
        return rows


class ProviderFilter(_Search):
    """By street and name."""

    field_order = ("street", "q")

    def __init__(self, request: ActorRequest, day: date) -> None:
        super().__init__(request, day)
        self.fields["q"].widget.attrs["placeholder"] = "找提供方"

    def apply(self, rows: QuerySet[Provider]) -> QuerySet[Any]:
        """The rows that all choices leave."""
        rows = self.narrow(rows, "unit")
        words = str(self.value("q"))
        return rows.filter(name__icontains=words) if words else rows
