"""The forms of what a conference resolved: whose it is and by when, and that it was done."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms

from advisors.models import Advisor
from casework.conferences.forms import PRIVATE, long_text
from casework.conferences.services.actions import NO_OWNER
from casework.leads.forms import RefusingForm
from casework.models import ConferenceAction, ConferenceCase
from core.clashes import VersionedForm
from core.clock import portal_day
from stations.forms import fields


class ActionForm(VersionedForm):
    """Who does what by when; an action without an owner is refused."""

    OWN = ("version", "key")

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    matter = long_text("事项", 3, longest=300, help_text=f"做什么。{PRIVATE}")
    case = forms.ChoiceField(label="哪个个案", required=False)
    owner = forms.ChoiceField(
        label="责任顾问", required=False, help_text="到期会提醒；外单位的空着，在下面写。"
    )
    owner_name = fields.text("其他责任人", 60, help_text="外单位的单位和姓名，不写电话。")
    due_on = fields.day("期限")

    def __init__(
        self,
        *args: Any,
        cases: Sequence[ConferenceCase],
        advisors: Sequence[Advisor],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cases = {str(one.pk): one for one in cases}
        self.advisors = {str(one.pk): one for one in advisors}
        of_cases = [
            (key, f"{one.household.reference}（{one.household.masked_name}）")
            for key, one in self.cases.items()
        ]
        of_owners = [(key, one.name) for key, one in self.advisors.items()]
        self.fields["case"].choices = [("", "不针对某一户"), *of_cases]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [("", "不是本街镇顾问"), *of_owners]  # type: ignore[attr-defined]
        self.fields["key"].initial = uuid4
        if len(of_cases) == 1:
            self.fields["case"].initial = of_cases[0][0]

    def needs(self) -> dict[str, Any]:
        """What the form is made with beside its data."""
        return {"cases": list(self.cases.values()), "advisors": list(self.advisors.values())}

    def clean(self) -> dict[str, Any]:
        """Somebody owns it, and only one."""
        cleaned = super().clean() or self.cleaned_data
        if "owner" in cleaned and "owner_name" in cleaned:
            if not cleaned["owner"] and not cleaned["owner_name"]:
                self.add_error("owner", NO_OWNER)
            elif cleaned["owner"] and cleaned["owner_name"]:
                chosen = self.advisors[cleaned["owner"]].name
                if cleaned["owner_name"] != chosen:
                    words = f"已经选了顾问{chosen}，责任人只写一位；其他人请另记一项。"
                    self.add_error("owner_name", words)
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the writer is told."""
        cleaned = self.cleaned_data
        return {
            "matter": str(cleaned["matter"]).strip(),
            "case": self.cases.get(cleaned["case"]),
            "owner": self.advisors.get(cleaned["owner"]),
            "owner_name": cleaned["owner_name"],
            "due_on": cleaned["due_on"],
        }


def initial_of(action: ConferenceAction) -> dict[str, Any]:
    """What the form of an action begins with."""
    return {
        "key": action.pk,
        "matter": action.matter,
        "case": str(action.case_id or ""),
        "owner": str(action.owner_id or ""),
        "owner_name": "" if action.owner_id else action.owner_name,
        "due_on": action.due_on,
        "version": action.version,
    }


class CloseForm(RefusingForm):
    """It was done, and how."""

    closed_on = fields.day("办结日期")
    result = long_text("办结情况", 3, longest=300, help_text=f"办成了什么。{PRIVATE}")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closed_on"].initial = portal_day
