"""Fields that the forms of households share, and how they show what a writer refuses."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from advisors.models import Advisor
from casework.anonymity import NUMBER_OF_A_PERSON, is_of_a_person, told_in
from casework.enums import Tier
from core.clock import portal_day
from ledgers.cells import read_count, read_person_name
from ledgers.identifiers import read_id_number, read_phone
from orgs.models import Unit
from stations.forms import fields

# What 重点 asks for, where nobody says otherwise.
KEY_VISITS = 3
MOST_VISITS = 13


class Refusing(forms.Form):
    """Shows what a writer refuses, each at its field, or over the form where it has none."""

    def refuse(self, refused: ValidationError) -> None:
        """Take the sentences in."""
        for name, errors in refused.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, errors)


class OfNobody(forms.Form):
    """A number and a note that are read by many: neither may tell a person's number, or name."""

    def clean_number(self) -> str:
        """The offices' own, and nobody's ID number or phone."""
        number = str(self.cleaned_data["number"])
        if is_of_a_person(number):
            raise ValidationError(NUMBER_OF_A_PERSON)
        return number

    def clean_note(self) -> str:
        """A note stands in clear."""
        note = str(self.cleaned_data["note"])
        refused = told_in(note, [self.cleaned_data.get("head_name", "")])
        if refused:
            raise ValidationError(refused)
        return note


def name(label: str, **kwargs: Any) -> fields.PastedField:
    """A person's name."""
    return fields.PastedField(
        label=label,
        read=lambda text: read_person_name(text).value,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **kwargs,
    )


def id_number(help_text: str = "18位，可以不填；核对后加密保存。") -> fields.PastedField:
    """A resident ID number, or nothing."""
    return fields.PastedField(
        label="身份证号",
        read=lambda text: read_id_number(text, today=portal_day()).value,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=help_text,
    )


def phone(help_text: str = "手机或固定电话，加密保存。") -> fields.PastedField:
    """A household's or a person's phone, or nothing."""
    return fields.PastedField(
        label="联系电话",
        read=lambda text: read_phone(text).value,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=help_text,
    )


def people(label: str, most: int, **kwargs: Any) -> fields.PastedField:
    """A small whole number, from one on, or nothing."""

    def read(text: str) -> Any:
        return read_count(text.rstrip("人口次 "), least=1, most=most).value

    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    return fields.PastedField(
        label=label, read=read, blank=None, required=False, widget=widget, **kwargs
    )


def tier(*, required: bool = True) -> forms.ChoiceField:
    """重点 or 常规."""
    blank = [] if required else [("", "不定")]
    return forms.ChoiceField(
        label="分层",
        choices=[*blank, *Tier.choices],
        widget=forms.RadioSelect,
        required=required,
        help_text="重点户没有另写次数的，按每季3次；不定的，按标准的次数（T7-3）。",
    )


def visits() -> fields.PastedField:
    """How many visits a quarter."""
    return people("每季走访次数", MOST_VISITS)


def visits_of(chosen: str, typed: int | None) -> int | None:
    """The number of visits that a tier means where none was typed."""
    return typed or (KEY_VISITS if chosen == Tier.KEY else None)


def advisors(
    label: str, *, nobody: str, required: bool = False, **kwargs: Any
) -> forms.ChoiceField:
    """One advisor of the street; fill it by `let_choose`."""
    return forms.ChoiceField(label=label, choices=[("", nobody)], required=required, **kwargs)


def let_choose(field: Any, chosen_from: Iterable[Advisor]) -> None:
    """Offer advisors after whatever stands for nobody."""
    field.choices = [
        *list(field.choices)[:1],
        *((str(one.pk), f"{one.name}（{one.get_level_display()}）") for one in chosen_from),
    ]


def let_choose_unit(field: Any, units: Iterable[Unit]) -> None:
    """Offer communities after a first choice that says to choose."""
    field.choices = [("", "请选择"), *((one.code, one.name) for one in units)]
