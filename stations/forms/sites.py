"""What the forms of stations and points share: the name, and two people at one form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.safestring import SafeString

from stations.enums import VenueKind
from stations.forms import fields
from stations.naming import NameCheck

# Names of errors the database's rules come under, where the field goes by another name.
PASSED_ON = {"street": NON_FIELD_ERRORS, "community": NON_FIELD_ERRORS}


@dataclass(frozen=True)
class Clash:
    """A field that two people changed: mine, and what is on record now. `is_mine_kept` tells
    which of them stands in the form.
    """

    label: str
    mine: str
    theirs: str
    is_mine_kept: bool


class SiteForm(forms.Form):
    """The name with its check, and the version that the form was drawn from.

    Each field carries the value it was drawn with (`show_hidden_initial`), so that after a clash
    the form knows what this person changed and what he only saw.
    """

    official_name = fields.PastedField(label="规范名称", max_length=80)
    keep_name = forms.BooleanField(label="牌子上就是这个名称，仍按此登记", required=False)
    address = fields.text("地址", 120, help_text="写到门牌号和房间。")
    phone = fields.phone()
    opening_hours = fields.text("开放时间", 80, help_text="例如：周一至周五 9:00–17:00。")
    lead_name = fields.lead()
    opened_on = fields.day("启用日期", required=False, help_text="还在筹建的留空。")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    FACTS: tuple[str, ...] = (
        "official_name", "address", "phone", "opening_hours", "lead_name", "opened_on",
    )  # fmt: skip
    # The form's own, not the site's.
    OWN = ("keep_name", "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, one in self.fields.items():
            one.show_hidden_initial = name not in self.OWN

    def hidden_values(self) -> list[SafeString]:
        """What goes along unseen: the version, and the values as drawn."""
        drawn = [name for name in self.fields if name not in self.OWN]
        return [
            self["version"].as_hidden(),
            *(self[name].as_hidden(only_initial=True) for name in drawn),
        ]

    def name_check(self) -> NameCheck:
        """What the name typed is measured by."""
        raise NotImplementedError

    @property
    def typed_name(self) -> str:
        """The name as it stands in the form."""
        return str(self["official_name"].value() or "")

    @property
    def is_name_right(self) -> bool:
        """Whether that is the name laid down."""
        return self.name_check().accepts(self.typed_name)

    def clean(self) -> dict[str, Any]:
        """A name that is not the right one is entered only on purpose."""
        cleaned = super().clean() or self.cleaned_data
        name, check = cleaned.get("official_name", ""), self.name_check()
        if name and check.accepts(name):
            cleaned["official_name"] = check.right or name
        elif name and not cleaned.get("keep_name"):
            self.add_error(
                "official_name",
                f"不是统一名称，应为“{check.right}”。请点“改用规范名称”；"
                "牌子上确实是另一个名称的，勾选“仍按此登记”。",
            )
        return cleaned

    def facts(self) -> dict[str, Any]:
        """The fields of the site."""
        return {name: self.cleaned_data[name] for name in self.FACTS}

    def with_right_name(self) -> Self:
        """The form as typed, with the right name in it; nothing else is asked yet."""
        data = cast(QueryDict, self.data).copy()
        data["official_name"] = self.name_check().right
        return self._unasked(data)

    def as_typed(self) -> Self:
        """The form as typed; nothing is asked, for it can't be saved now."""
        return self._unasked(cast(QueryDict, self.data).copy())

    def refuse(self, refused: ValidationError) -> None:
        """Show what the database's rules said."""
        for name, errors in refused.error_dict.items():
            target = PASSED_ON.get(name, name)
            self.add_error(target if target in self.fields else None, errors)

    def beside(self, now: Mapping[str, Any]) -> tuple[Self, list[Clash]]:
        """The form on top of what is on record now, and what clashed.

        What this person changed stays as typed; what he left alone is taken from the record.
        """
        data, clashes = cast(QueryDict, self.data).copy(), []
        touched = set(self.changed_data)
        current = type(self)(initial=dict(now), **self.needs())
        for name in self.fields:
            if name in self.OWN:
                continue
            mine, theirs = self._shown(self, name), self._shown(current, name)
            seen = (
                self.fields[name]
                .hidden_widget()
                .value_from_datadict(self.data, self.files, self.add_initial_prefix(name))
            )
            moved = self.fields[name].has_changed(seen, _raw(current, name))
            if mine != theirs and moved:
                label = str(self.fields[name].label)
                clashes.append(Clash(label, mine, theirs, name in touched))
            if name not in touched:
                _put(data, self.add_prefix(name), _raw(current, name))
            _put(data, self.add_initial_prefix(name), _raw(current, name))
        data["version"] = str(now["version"])
        return self._unasked(data), clashes

    def needs(self) -> dict[str, Any]:
        """What the form is made with beside its data."""
        raise NotImplementedError

    def _unasked(self, data: QueryDict) -> Self:
        """The form with this in it, and nothing found wrong yet: it was not sent to be saved."""
        form = type(self)(data, initial=self.initial, **self.needs())
        form._errors = ErrorDict()  # type: ignore[attr-defined]
        return form

    @staticmethod
    def _shown(form: forms.Form, name: str) -> str:
        """What stands in a field, as people read it."""
        value = form[name].value()
        choices = dict(getattr(form.fields[name], "choices", ()))
        values = value if isinstance(value, list | tuple) else [value]
        words = [str(choices.get(one, "" if one is None else one)) for one in values]
        return "、".join(word for word in words if word)


def _raw(form: forms.Form, name: str) -> Any:
    """A value as a browser would send it."""
    value = form[name].value()
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return "" if value is None else str(value)


def _put(data: QueryDict, name: str, value: Any) -> None:
    if isinstance(value, list):
        data.setlist(name, value)
    else:
        data[name] = value


class CloseForm(forms.Form):
    """The last day of a site."""

    closed_on = fields.day("开放的最后一天", help_text="当天仍算开放，次日起算关闭。")
    version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """Where a station moves, and when."""

    left_on = fields.day("在原址开放的最后一天")
    address = fields.PastedField(label="新地址", max_length=120)
    venue_kind = forms.ChoiceField(label="新址的场所", choices=[("", "请选择"), *VenueKind.choices])
    opened_on = fields.day("新址启用日期", required=False, help_text="还没有启用的留空，按筹建记。")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """One place after the other."""
        cleaned = super().clean() or self.cleaned_data
        left: date | None = cleaned.get("left_on")
        opened: date | None = cleaned.get("opened_on")
        if left and opened and opened <= left:
            self.add_error("opened_on", f"新址启用日期应晚于在原址的最后一天（{left}）。")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What is known of the new place."""
        return {name: self.cleaned_data[name] for name in ("address", "venue_kind", "opened_on")}
