"""The forms of a transfer: the offer, and its answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from orgs.models import Unit
from stations.forms import fields


class OfferForm(forms.Form):
    """Where to, from when, and why."""

    to_street = forms.ChoiceField(label="调往街镇")
    starts_on = fields.day(
        "到岗日期", help_text="在新街镇的第一天；在本街镇的最后一天是它的前一天。"
    )
    reason = forms.CharField(
        label="调动说明",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="对方据此决定是否接收。请不要写电话和证件号。",
    )

    def __init__(self, *args: Any, streets: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.streets = {street.code: street for street in streets}
        choices = [("", "请选择"), *((one.code, one.name) for one in streets)]
        self.fields["to_street"].choices = choices  # type: ignore[attr-defined]

    def refuse(self, refused: ValidationError) -> None:
        """What the writer refuses, at its field where there is one."""
        for name, errors in refused.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, errors)

    def offered(self) -> dict[str, Any]:
        """What was asked for."""
        return {**self.cleaned_data, "to_street": self.streets[self.cleaned_data["to_street"]]}


class AnswerForm(forms.Form):
    """What the other street says to it."""

    answer = forms.CharField(
        label="答复说明",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不接收的必须写明理由。",
    )

    def refuse(self, refused: ValidationError) -> None:
        """As the offer's."""
        for name, errors in refused.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, errors)
