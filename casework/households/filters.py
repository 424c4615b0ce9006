"""How the list of households is narrowed."""

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet

from advisors.models import Advisor
from casework.enums import Category, Tier
from casework.households.selectors import communities_in, whose_name_begins
from casework.models import Care, HouseholdCategory, HouseholdTier
from casework.permissions import CaseworkPermission
from core.actor import Actor
from core.web import ActorRequest
from orgs.filters import StreetFilter
from orgs.models import Unit

_NUMBER = re.compile(r"\d{4,}")


class HouseholdFilter(StreetFilter):
    """By street, community, category and tier of the day, and by how a name begins.

    The words stand in the address, and addresses are kept in histories and logs: never an ID
    number or a phone. Names are searched for by those who may read them in full: what is found
    would confirm a name that is masked. A community of another street counts as not chosen, for
    the street is changed in the same form.
    """

    community = forms.CharField(label="居村", required=False, widget=forms.Select)
    category = forms.ChoiceField(
        label="救助类别", required=False, choices=[("", "全部类别"), *Category.choices]
    )
    tier = forms.ChoiceField(
        label="分层", required=False, choices=[("", "全部分层"), *Tier.choices]
    )
    carer = forms.UUIDField(label="责任顾问", required=False, widget=forms.HiddenInput)
    q = forms.CharField(
        label="姓名",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"placeholder": "找姓名", "type": "search"}),
    )

    def __init__(self, request: ActorRequest, day: date) -> None:
        self.may_search = request.actor.can(CaseworkPermission.SERVE)
        self.day = day
        super().__init__(request, day)
        if not self.may_search:
            self.fields["q"].widget = forms.HiddenInput()
        # A community has no other to choose from.
        self.communities: list[Unit] = (
            list(communities_in(request.actor, self.unit.pk, day))
            if self.unit and not request.actor.is_community
            else []
        )
        if len(self.communities) < 2:
            self.fields["community"].widget = forms.HiddenInput()
        else:
            choices = [(one.code, one.short_name) for one in self.communities]
            self.fields["community"].widget.choices = [("", "全部居村"), *choices]

        self.whose = self._carer(request.actor)
        if self.whose:
            name = request.actor.shown_name(self.whose.name, self.whose.street_id)
            choices = [("", "全部责任顾问"), (str(self.whose.pk), name)]
            self.fields["carer"].widget = forms.Select(choices=choices)

    @property
    def chosen(self) -> dict[str, str]:
        """Every choice by its name, empty where there is none."""
        chosen = {name: str(self.value(name)) for name in self.fields}
        if chosen["community"] not in {one.code for one in self.communities}:
            chosen["community"] = ""
        chosen["carer"] = str(self.whose.pk) if self.whose else ""
        return chosen

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was chosen."""
        return any(self.chosen.values())

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The households that all choices leave."""
        chosen = self.chosen
        rows = self.narrow(rows, "community__parent")
        if chosen["community"]:
            rows = rows.filter(community=chosen["community"])
        if chosen["category"]:
            rows = rows.filter(_running(HouseholdCategory, self.day, category=chosen["category"]))
        if chosen["tier"]:
            rows = rows.filter(_running(HouseholdTier, self.day, tier=chosen["tier"]))
        if self.whose:
            cares = Care.objects.leads().running_on(self.day).filter(advisor=self.whose)
            rows = rows.filter(Exists(cares.filter(household=OuterRef("pk"))))
        return whose_name_begins(rows, chosen["q"]) if chosen["q"] else rows

    def _carer(self, actor: Actor) -> Advisor | None:
        """Whose households are asked for: the desk names her, among those of one street."""
        key = self.value("carer")
        if not key or not self.unit:
            return None
        people = Advisor.objects.visible_to(actor).filter(street=self.unit.pk)
        found: Advisor | None = people.filter(pk=key).first()
        return found

    def clean_q(self) -> str:
        """A name holds no numbers, and is searched for by those who may see it."""
        words = str(self.cleaned_data["q"]).strip()
        if words and not self.may_search:
            raise forms.ValidationError(
                "姓名在这里不显示全名，也不能按姓名找；刚才的条件没有使用。"
            )
        if _NUMBER.search(words):
            raise forms.ValidationError(
                "这里只能按姓名找。电话和证件号会留在网址里，请不要填；"
                "有身份证号的请用“按身份证号查”。刚才的条件没有使用。"
            )
        return words


def _running(model: Any, day: date, **wanted: str) -> Exists:
    return Exists(model.objects.running_on(day).filter(household=OuterRef("pk"), **wanted))
