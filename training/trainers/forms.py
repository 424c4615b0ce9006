"""The form of a trainer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from advisors.models import Advisor
from core.clock import portal_day
from stations.forms.fields import day, text


class TrainerForm(forms.Form):
    """Since when somebody teaches, what, on whose decision; with `candidates` also who."""

    advisor = forms.ChoiceField(label="顾问", help_text="只列本街镇在岗、还不在名册上的顾问。")
    since = day("起始日期")
    speciality = text("擅长内容", 120, help_text="例如：临时救助、入户访谈。")
    basis = text("依据", 200, help_text="例如：街镇2024年3月聘任、区讲师选拔。")
    until = day("结束日期", required=False, help_text="最后一天；还在任教的留空。")

    FACTS = ("since", "until", "speciality", "basis")

    def __init__(
        self, *args: Any, candidates: Iterable[Advisor] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].widget.attrs["max"] = portal_day().isoformat()
        if candidates is None:
            del self.fields["advisor"]
            return
        del self.fields["until"]
        self.candidates = {str(one.pk): one for one in candidates}
        choices = [(pk, f"{one.name}（{one.get_level_display()}）") for pk, one in
                   self.candidates.items()]  # fmt: skip
        self.fields["advisor"].choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]

    def chosen(self) -> Advisor:
        """The advisor of a valid form."""
        return self.candidates[self.cleaned_data["advisor"]]

    def facts(self) -> dict[str, Any]:
        """The fields of the trainer."""
        return {name: self.cleaned_data[name] for name in self.FACTS if name in self.fields}

    def refuse(self, refused: ValidationError) -> None:
        """Show what the service said, beside its field."""
        for name, words in refused.error_dict.items():
            self.add_error(name if name in self.fields else None, words)
